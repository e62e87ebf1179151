"""A page of a PDF as a picture, and where a text stands in it."""

import math
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from io import BytesIO

import pypdfium2 as pdfium

from fonti.index.formats.layout import Box, Layout
from fonti.index.formats.pdf.marks import span_of

_WIDTH = 1_000  # pixels, where the page is not so high that it has to be narrower
_HIGHEST = 2_000
_ROOM = 0.15  # of a line's height, around a mark: letters touch the boxes that PDFium gives


def draw(content: bytes, number: int) -> bytes:
    """The picture of a page, counted from 1, as PNG. Raises LookupError or PdfiumError."""
    with (
        _page(content, number) as page,
        closing(page.render(scale=_scale(page))) as bitmap,
        BytesIO() as to,
    ):
        bitmap.to_pil().save(to, "PNG")
        return to.getvalue()


def lay_out(content: bytes, texts: Iterable[tuple[int, str]]) -> Iterator[Layout]:
    """How pages look, by their numbers, and where a text of each stands on it; those that are damaged are left out."""
    for number, text in texts:
        with suppress(LookupError, pdfium.PdfiumError), _page(content, number) as page:
            scale = _scale(page)
            size = math.ceil(page.get_width() * scale), math.ceil(page.get_height() * scale)
            yield Layout(number, *size, tuple(_marks(page, size, text)))


@contextmanager
def _page(content: bytes, number: int) -> Iterator[pdfium.PdfPage]:
    with closing(pdfium.PdfDocument(content)) as document:
        if not 0 < number <= len(document):
            raise LookupError(f"no page {number} of {len(document)}")
        document.init_forms()  # what was filled in is drawn, too
        with closing(document[number - 1]) as page:
            yield page


def _scale(page: pdfium.PdfPage) -> float:
    """Pixels a point; a hair less than fits, since parts of pixels count as whole ones."""
    width, height = page.get_size()
    return float(min((_WIDTH - 0.5) / width, (_HIGHEST - 0.5) / height))


def _marks(page: pdfium.PdfPage, size: tuple[int, int], text: str) -> Iterator[Box]:
    across, down = size
    place = pdfium.PdfPosConv(page, (0, 0, *size, 0))
    with closing(page.get_textpage()) as text_page:
        if (span := span_of(text_page, text)) is None:
            return
        for at in range(text_page.count_rects(span[0], span[1] - span[0] + 1)):
            box = text_page.get_rect(at)
            corners = (place.to_bitmap(*box[:2]), place.to_bitmap(*box[2:]))
            (left, right), (top, bottom) = (sorted(ends) for ends in zip(*corners, strict=True))
            width, height = right - left, bottom - top
            room = _ROOM * min(width, height)
            yield (
                (left - room) / across,
                (top - room) / down,
                (width + 2 * room) / across,
                (height + 2 * room) / down,
            )
