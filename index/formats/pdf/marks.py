"""Which characters of a PDF's page a text was read from, told by its letters and digits alone."""

import unicodedata
from collections.abc import Iterator

import pypdfium2 as pdfium

from fonti.index.formats.pdf.page import characters

_LEAST = 6  # letters; fewer may stand elsewhere on a page by chance, within words


def span_of(text_page: pdfium.PdfTextPage, text: str) -> tuple[int, int] | None:
    """The first and the last of a page's characters that a text stands in.

    None where the page does not draw the text in one run, or does more than once, so that its place is uncertain.
    """
    sought = "".join(letter for letter, _ in _letters(text))
    drawn = list(_letters(characters(text_page)))
    whole = "".join(letter for letter, _ in drawn)
    at = whole.find(sought)
    if len(sought) < _LEAST or at < 0 or whole.find(sought, at + 1) >= 0:
        return None
    return drawn[at][1], drawn[at + len(sought) - 1][1]


def _letters(text: str) -> Iterator[tuple[str, int]]:
    """The letters and digits of a text without case and accents, each with where it stands.

    What reading changes of a page is none of these: spaces, hyphens at the ends of lines, how accents are composed.
    """
    for at, character in enumerate(text):
        for letter in unicodedata.normalize("NFKD", character).casefold().replace("ı", "i"):
            if letter.isalnum():
                yield letter, at
