"""Read the outline of a PDF: the bookmarks that viewers show beside the pages."""

from dataclasses import dataclass
from itertools import islice

import pypdfium2 as pdfium

from fonti.index.formats.text_builder import normalize_text

# Entries beyond this number are not read.
_MAX_ENTRIES = 20_000

# Deeper entries count as this level.
_MAX_LEVEL = 6


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """An entry of the outline: its title, its level from 1, and the index of its page, from 0."""

    title: str
    level: int
    page: int


def read_outline(document: pdfium.PdfDocument) -> list[OutlineEntry]:
    """Return the entries of the document's outline that lead to a page."""
    entries = []

    for bookmark in islice(document.get_toc(), _MAX_ENTRIES):
        destination = bookmark.get_dest()
        page = destination.get_index() if destination is not None else None
        title = normalize_text(bookmark.get_title())
        if page is not None and title:
            entries.append(OutlineEntry(title, min(bookmark.level + 1, _MAX_LEVEL), page))

    return entries
