"""Locate a given text among the characters of a PDF page, by its letters and digits alone."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# A shorter text, in letters and digits, may stand elsewhere by chance, inside a word.
_MIN_LENGTH = 6


@dataclass(frozen=True, slots=True)
class CharacterRange:
    """The characters of a page from the index `first` to the index `last`, both included."""

    first: int
    last: int


def find_text(page_characters: str, text: str) -> CharacterRange | None:
    """Locate a given text among the characters of a page, and return their range.

    Return None if the text is not on the page in one piece, or is there more than once: its place
    is then uncertain.
    """
    letters = "".join(letter for letter, _ in _list_letters(text))
    page_letters = list(_list_letters(page_characters))
    page_text = "".join(letter for letter, _ in page_letters)

    start = page_text.find(letters)
    if len(letters) < _MIN_LENGTH or start < 0 or page_text.find(letters, start + 1) >= 0:
        return None

    _, first = page_letters[start]
    _, last = page_letters[start + len(letters) - 1]
    return CharacterRange(first, last)


def _list_letters(text: str) -> Iterator[tuple[str, int]]:
    """Yield the letters and digits of a text with their index, without case and accents.

    So the comparison does not depend on what the extraction of text changes: spaces, hyphens at
    line ends, and the composition of accents.
    """
    for index, character in enumerate(text):
        decomposed = unicodedata.normalize("NFKD", character).casefold().replace("ı", "i")
        for letter in decomposed:
            if letter.isalnum():
                yield letter, index
