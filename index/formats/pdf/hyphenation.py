"""Join two lines of a text: put words together that the end of a line splits."""

import re
from collections.abc import Iterable

_SOFT_HYPHEN = "\xad"
_HYPHENS = ("-", "‐", _SOFT_HYPHEN)

_COMPOUND = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)+")
_LAST_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*$")
_FIRST_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")


def find_compounds(texts: Iterable[str]) -> set[str]:
    """Return the words with a hyphen inside, in lower case."""
    return {compound.casefold() for text in texts for compound in _COMPOUND.findall(text)}


def ends_with_hyphen(text: str) -> bool:
    """Return whether a line ends in the midst of a word."""
    return text[-1:] in _HYPHENS and text[-2:-1].isalnum()


def join_lines(upper: str, lower: str, compounds: set[str]) -> str:
    """Return two lines of a paragraph as one.

    A space goes between them. If a hyphen at the end of the upper line splits a word, the hyphen is
    removed, unless the word is one of the `compounds` of the document.
    """
    if not ends_with_hyphen(upper) or not lower[:1].isalnum():
        return f"{upper} {lower}"

    last_word = _LAST_WORD.search(upper[:-1])
    first_word = _FIRST_WORD.match(lower)
    if last_word is None or first_word is None or not lower[0].islower():
        return upper + lower

    is_compound = f"{last_word[0]}-{first_word[0]}".casefold() in compounds
    if is_compound and upper[-1] != _SOFT_HYPHEN:
        return upper + lower
    return upper[:-1] + lower
