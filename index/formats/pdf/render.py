"""Render the pages of a PDF as pictures, and locate texts in these pictures."""

import math
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from io import BytesIO

import pypdfium2 as pdfium

from fonti.index.formats.page_layout import PageLayout, PictureRect
from fonti.index.formats.pdf.scans import locate_in_scan
from fonti.index.formats.pdf.text_search import find_text
from fonti.index.formats.pdf.words import read_characters

# The width of a picture in pixels, unless its height would exceed the limit.
_WIDTH = 1_000
_MAX_HEIGHT = 2_000

# The padding around a box, as a share of its shorter side: letters touch the boxes of PDFium.
_PADDING = 0.15


def render_page(content: bytes, number: int) -> bytes:
    """Return the picture of a page as PNG.

    Args:
        content: The bytes of the file.
        number: The number of the page, from 1.

    Raises:
        LookupError: If there is no such page.
        PdfiumError: If the page is damaged.

    """
    with (
        _open_page(content, number) as page,
        closing(page.render(scale=_choose_scale(page))) as bitmap,
        BytesIO() as stream,
    ):
        bitmap.to_pil().save(stream, "PNG")
        return stream.getvalue()


def locate_texts(content: bytes, texts: Iterable[tuple[int, str]]) -> Iterator[PageLayout]:
    """Locate the given texts on pages, and yield the layouts of these pages.

    Pages that are damaged or missing are left out.

    Args:
        content: The bytes of the file.
        texts: For each page its number, from 1, and the text to locate on it.

    """
    for number, text in texts:
        with suppress(LookupError, pdfium.PdfiumError), _open_page(content, number) as page:
            scale = _choose_scale(page)
            width = math.ceil(page.get_width() * scale)
            height = math.ceil(page.get_height() * scale)
            yield PageLayout(number, width, height, tuple(_find_boxes(page, width, height, text)))


@contextmanager
def _open_page(content: bytes, number: int) -> Iterator[pdfium.PdfPage]:
    with closing(pdfium.PdfDocument(content)) as document:
        if not 0 < number <= len(document):
            raise LookupError(f"no page {number} of {len(document)}")
        # So that the values of form fields are drawn, too.
        document.init_forms()
        with closing(document[number - 1]) as page:
            yield page


def _choose_scale(page: pdfium.PdfPage) -> float:
    """Return how many pixels a point is wide."""
    width, height = page.get_size()
    # A little less than fits: PDFium counts a part of a pixel as a whole one.
    return float(min((_WIDTH - 0.5) / width, (_MAX_HEIGHT - 0.5) / height))


def _find_boxes(page: pdfium.PdfPage, width: int, height: int, text: str) -> Iterator[PictureRect]:
    """Yield the boxes of a text in a picture of this size; none if its place is uncertain."""
    converter = pdfium.PdfPosConv(page, (0, 0, width, height, 0))

    with closing(page.get_textpage()) as text_page:
        if not text_page.count_chars():
            yield from locate_in_scan(page, text)
            return
        characters = find_text(read_characters(text_page), text)
        if characters is None:
            return

        count = characters.last - characters.first + 1
        for index in range(text_page.count_rects(characters.first, count)):
            left, bottom, right, top = text_page.get_rect(index)
            x_first, y_first = converter.to_bitmap(left, bottom)
            x_second, y_second = converter.to_bitmap(right, top)
            box_width = abs(x_second - x_first)
            box_height = abs(y_second - y_first)
            padding = _PADDING * min(box_width, box_height)
            yield PictureRect(
                left=(min(x_first, x_second) - padding) / width,
                top=(min(y_first, y_second) - padding) / height,
                width=(box_width + 2 * padding) / width,
                height=(box_height + 2 * padding) / height,
            )
