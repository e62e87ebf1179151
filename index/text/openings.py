"""Find the first words of a text, by which people recognize a document that has no title."""

import re

# An opening is looked for in so many code points of a text.
OPENING_CHARACTERS = 2_000

# A longer line is cut.
_MAX_CHARACTERS = 80

# A day before the first words says when a text was written, and not what it is about.
_LEADING_DATE = re.compile(
    r"\s*(?:(?:date|data)\b\s*:?\s*)?\d{4}-\d{2}-\d{2}\b[\s,;:]*", re.IGNORECASE
)

_MARKUP = "#*_=~`>|- \t"


def find_opening(text: str) -> str:
    """Return the first line of a text that has a letter, cut after a word; "" if there is none.

    The marks of Markdown around the line are left out, and a date before its first words.
    """
    searched = text[:OPENING_CHARACTERS]
    date = _LEADING_DATE.match(searched)
    if date is not None:
        searched = searched[date.end() :]

    for line in searched.splitlines():
        if any(map(str.isalpha, line)):
            return _shorten(" ".join(line.strip(_MARKUP).split()))
    return ""


def _shorten(line: str) -> str:
    """Return a line that is cut after a word if it is too long."""
    if len(line) <= _MAX_CHARACTERS:
        return line
    words, _, _ = line[: _MAX_CHARACTERS + 1].rpartition(" ")
    return f"{(words or line[:_MAX_CHARACTERS]).rstrip(' ,;:')}…"
