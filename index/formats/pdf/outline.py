"""Read the outline of a PDF: the bookmarks that viewers show beside the pages."""

from dataclasses import dataclass
from itertools import islice

import pypdfium2 as pdfium

from fonti.index.formats.text_builder import normalize_text

# Bookmarks beyond this number are not read.
_MAX_BOOKMARKS = 20_000

# Deeper bookmarks count as this level.
_MAX_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A bookmark: its title, its level from 1, and the index of its page, from 0."""

    title: str
    level: int
    page: int


def read_outline(document: pdfium.PdfDocument) -> list[Bookmark]:
    """Return the bookmarks of a document that lead to a page."""
    bookmarks = []

    for item in islice(document.get_toc(), _MAX_BOOKMARKS):
        destination = item.get_dest()
        page = destination.get_index() if destination is not None else None
        title = normalize_text(item.get_title())
        if page is not None and title:
            bookmarks.append(Bookmark(title, min(item.level + 1, _MAX_LEVEL), page))

    return bookmarks
