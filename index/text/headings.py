"""Tell headings that say something from those that only name a subject."""

import re

# Words after the colon from which a heading says something of its subject.
_MIN_SAID_WORDS = 2

_MARKS = "#*_ \t\r\n="
_QUESTION_END = re.compile(r"\?[\"'”’»)]*$")

# What precedes the colon in "Chapter 1: Introduction", where what follows is a name.
_NUMBERED_PART = re.compile(
    r"(?:\w+\s+)?(?:capitolo|capo|chapter|articol[oi]|art\.?|articles?|sezione|section|part[ei]?"
    r"|fase|phase|passo|step|allegato|annex|appendi(?:ce|x)|tabella|table|figura|figure|titolo"
    r"|modulo|module|lezione|lesson|unità|unit|livello|level|giorno|day)?\s*"
    r"(?:n\.\s*)?[\divxlc]{0,6}(?:[.\d]*)[a-z]?",
    re.IGNORECASE,
)


def is_telling(heading: str) -> bool:
    """Return whether a heading asks a question, or says something, as *Term: three years* does."""
    title = heading.strip(_MARKS)
    if _QUESTION_END.search(title):
        return True

    subject, separator, said = title.partition(": ")
    is_said = bool(separator) and len(said.split()) >= _MIN_SAID_WORDS
    return is_said and not _NUMBERED_PART.fullmatch(subject.strip())
