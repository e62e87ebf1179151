"""Tell hard line breaks, which an author made, from the soft ones of wrapped text.

A program that wraps text fills each line: it breaks one only before a word that does not fit. So if
the next word would have fitted, somebody broke the line, as after a heading, an address or the
subject of a message.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from fonti.index.text.lines import BLANK_LINE, is_row

_LINE = re.compile(r"[^\n\r]+")
_LAST_WORD = re.compile(r"(?:^|\s)([a-z]+)$")

_QUOTE_MARKS = " \t>"

# Text is wrapped at so many code points or more.
_MIN_WIDTH = 50

# What begins a line of an address or signature.
_CONTACT = re.compile(r"www\.|https?:|[\w.+-]+@\w|(?:tel|fax|cell|mob|e-?mail|pec|web)\b[.:]")

# How much of the longest line a line fills at least, if the next word did not fit: the letters of
# most fonts differ in width.
_FILLED = 0.9

# The most words of a greeting or closing, such as "Dear Ms. Bruni,". After a longer line that ends
# with a comma, the sentence goes on.
_MAX_GREETING_WORDS = 4

# Words after which a phrase goes on, such as articles and prepositions.
_OPEN_WORD_NAMES = (
    "il lo la i gli le un una uno di a da in con su per tra fra del della dello dei delle degli nel"
    " nella nei nelle al alla ai alle dal dalla dai sul sulla sui e ed o che the an of on at by for"
    " from with and or to into"
)
_OPEN_WORDS = frozenset(_OPEN_WORD_NAMES.split())


def find_hard_line_breaks(text: str) -> Iterator[int]:
    """Yield the offsets of the lines that begin after a hard line break."""
    start = 0
    for end in [*(match.start() for match in BLANK_LINE.finditer(text)), len(text)]:
        lines = list(_LINE.finditer(text, start, end))
        width = max((len(line[0]) for line in lines), default=0)
        filled_width = max(width, _MIN_WIDTH) * _FILLED
        for index, (previous, line) in enumerate(pairwise(lines)):
            if _is_hard_break(previous[0].rstrip(), line[0], filled_width, is_first=index == 0):
                yield line.start()
        start = end


def _is_hard_break(previous: str, line: str, filled_width: float, *, is_first: bool) -> bool:
    """Return whether the break between two lines is hard.

    Args:
        previous: The line before the break.
        line: The line after it.
        filled_width: The least length of a line that the next word did not fit into.
        is_first: Whether the previous line is the first of its paragraph.

    """
    content = line.lstrip(_QUOTE_MARKS).strip()
    if _is_quoted(line) != _is_quoted(previous):
        return True
    # A row says too little without its table, and is seldom a sentence.
    if not content or is_row(previous) or is_row(line):
        return False

    has_greeting_length = len(previous.split()) <= _MAX_GREETING_WORDS
    if previous.endswith(",") and not has_greeting_length:
        return False
    if content[0].islower() and not _CONTACT.match(content):
        return is_first and previous.endswith(",")
    if previous.endswith((";", ":")):
        return True
    if _is_open(previous, content):
        return False
    first_word = content.split(maxsplit=1)[0]
    return len(previous) + len(" ") + len(first_word) <= filled_width


def _is_quoted(line: str) -> bool:
    """Return whether a line has the mark of what a message quotes."""
    return line.lstrip().startswith(">")


def _is_open(previous: str, content: str) -> bool:
    """Return whether the end of a line shows that its phrase goes on in the next one."""
    if previous.endswith(("-", "–", "—")):
        return True
    if previous.isupper() and content.isupper():
        return True
    last_word = _LAST_WORD.search(previous)
    return bool(last_word and last_word[1] in _OPEN_WORDS)
