"""Recognize headings that ask or state something, instead of only naming what follows."""

import re

# Words after the colon from which a heading states something: "Note: varie" does not.
_MIN_STATEMENT_WORDS = 2

_HEADING_MARKS = "#*_ \t\r\n="
_QUESTION_END = re.compile(r"\?[\"'”’»)]*$")

# What precedes the colon in "Chapter 1: Introduction", where what follows is a name.
_NUMBERED_PART = re.compile(
    r"(?:\w+\s+)?(?:capitolo|capo|chapter|articol[oi]|art\.?|articles?|sezione|section|part[ei]?"
    r"|fase|phase|passo|step|allegato|annex|appendi(?:ce|x)|tabella|table|figura|figure|titolo"
    r"|modulo|module|lezione|lesson|unità|unit|livello|level|giorno|day)?\s*"
    r"(?:n\.\s*)?[\divxlc]{0,6}(?:[.\d]*)[a-z]?",
    re.IGNORECASE,
)


def is_informative_heading(heading: str) -> bool:
    """Return whether a heading asks a question or states something: *Term: three years*."""
    title = heading.strip(_HEADING_MARKS)
    if _QUESTION_END.search(title):
        return True

    name, separator, statement = title.partition(": ")
    has_statement = bool(separator) and len(statement.split()) >= _MIN_STATEMENT_WORDS
    return has_statement and not _NUMBERED_PART.fullmatch(name.strip())
