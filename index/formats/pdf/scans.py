"""Recognize the text of pages that have none that a program can read, and locate words on them."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from statistics import median

import pypdfium2 as pdfium

from fonti.index.errors import Reason
from fonti.index.formats.page_layout import PictureRect
from fonti.index.formats.pdf.lines import Line
from fonti.index.formats.pdf.pages import PageLines
from fonti.index.formats.pdf.text_search import find_text
from fonti.index.formats.programs import ocr

_POINTS_PER_INCH = 72

# A page with fewer letters than that, and pictures on most of it, is a scan with a stamp. Most of a
# page is not readable if its fonts give letters for no more than these.
_MAX_STAMP_LETTERS = 150

# A scan may have a stamp or a page number as text, within this share of the page from its edges.
_MARGIN = 0.12

# A shorter text is not worth a search. A user waits for it, so many seconds at most.
_MIN_LOCATED_LENGTH = 6
_LOCATING_TIME_LIMIT = 8

# The height of the highest word of a line, in font sizes.
_LINE_HEIGHT = 0.85


@dataclass(frozen=True, slots=True)
class PageRecognition:
    """The result of OCR.

    Attributes:
        pages: The pages, with the text that was recognized; None for a damaged page.
        notices: The indices of the pages that OCR was tried on, each with what is said of it.

    """

    pages: list[PageLines | None]
    notices: tuple[tuple[int, Reason], ...] = ()


def recognize_pages(
    document: pdfium.PdfDocument, pages: Sequence[PageLines | None], garbled: Collection[int] = ()
) -> PageRecognition:
    """Return the pages of a document, with the text of those that are scans or cannot be read.

    Args:
        document: The document.
        pages: The text that the document itself has on each page; None for a damaged page.
        garbled: The indices of the pages with text, left out of `pages`, that gives no letters.

    """
    recognized = list(pages)
    if not ocr.can_recognize():
        return PageRecognition(recognized)

    chosen = [
        page_index
        for page_index, page in enumerate(pages)
        if page is not None and needs_recognition(page, is_garbled=page_index in garbled)
    ]
    notices = []
    for done, page_index in enumerate(chosen):
        ocr.report_page(done, len(chosen))
        reason, lines = _recognize_page(document, page_index)
        page = pages[page_index]
        if page is not None and _count_letters(lines) > _count_letters(page.list_lines()):
            recognized[page_index] = PageLines(lines)
        notices.append((page_index, reason))
    if chosen:
        ocr.report_page(len(chosen), len(chosen))
    return PageRecognition(recognized, tuple(notices))


def locate_in_scan(page: pdfium.PdfPage, text: str) -> Iterator[PictureRect]:
    """Yield the boxes of a text on a page that is a picture; none if its place is uncertain.

    The page is recognized again: that is seldom needed, and takes a second.
    """
    if not ocr.can_recognize() or len(text) < _MIN_LOCATED_LENGTH:
        return
    try:
        recognized, scale = recognize_picture(page, _LOCATING_TIME_LIMIT)
    except ocr.OcrFailed:
        return

    words = [(word, line) for line, row in enumerate(recognized.lines) for word in row]
    characters = find_text(" ".join(word.text for word, _ in words), text)
    if recognized.turn or characters is None:
        return

    lines: dict[int, list[ocr.RecognizedWord]] = {}
    start = 0
    for word, line in words:
        if start <= characters.last and start + len(word.text) > characters.first:
            lines.setdefault(line, []).append(word)
        start += len(word.text) + 1

    width = page.get_width() * scale
    height = page.get_height() * scale
    for row in lines.values():
        left = min(word.left for word in row)
        top = min(word.top for word in row)
        yield PictureRect(
            left=left / width,
            top=top / height,
            width=(max(word.right for word in row) - left) / width,
            height=(max(word.bottom for word in row) - top) / height,
        )


def recognize_picture(
    page: pdfium.PdfPage, time_limit: int = ocr.PAGE_TIME_LIMIT
) -> tuple[ocr.RecognizedPage, float]:
    """Return the text of the picture of a page, and how many pixels a point of it is wide.

    Raises:
        OcrFailed: If it cannot be recognized.

    """
    width, height = page.get_size()
    scale = ocr.fit_scale(width, height, ocr.RESOLUTION / _POINTS_PER_INCH)
    with closing(page.render(scale=scale, grayscale=True)) as bitmap:
        return ocr.recognize(bitmap.to_pil(), time_limit), scale


def _recognize_page(document: pdfium.PdfDocument, page_index: int) -> tuple[Reason, list[Line]]:
    """Return what is said of a page, and its lines."""
    with closing(document[page_index]) as page:
        try:
            recognized, scale = recognize_picture(page)
        except (ocr.OcrFailed, pdfium.PdfiumError) as error:
            return Reason("ocr_page_failed", {"detail": str(error)}), []
        height = page.get_width() if recognized.turn in (90, 270) else page.get_height()

    if not recognized.lines:
        return Reason("ocr_page_without_text"), []
    lines = _make_lines(recognized, page_index, height, scale)
    return Reason("ocr_page", {"percent": recognized.percent}), lines


def _make_lines(
    page: ocr.RecognizedPage, page_index: int, height: float, scale: float
) -> list[Line]:
    """Return lines in points; all have one font size, since that of a scan is uncertain."""
    heights = [max(word.bottom - word.top for word in words) for words in page.lines]
    font_size = median(heights) / scale / _LINE_HEIGHT
    return [
        Line(
            text=" ".join(word.text for word in words),
            left=words[0].left / scale,
            right=max(word.right for word in words) / scale,
            baseline=height - median(word.bottom for word in words) / scale,
            font_size=font_size,
            is_bold=False,
            page=page_index,
        )
        for words in page.lines
    ]


def needs_recognition(page: PageLines, *, is_garbled: bool) -> bool:
    """Return whether most of a page's text is not in the document, or gives no letters."""
    has_few_letters = _count_letters(page.list_lines()) <= _MAX_STAMP_LETTERS
    return is_scan(page) or (has_few_letters and (is_garbled or page.is_picture))


def is_scan(page: PageLines) -> bool:
    """Return whether pictures cover a page, with no text but in its margins."""
    if not page.has_text:
        # Letters may also be drawn as lines and curves.
        return page.has_pictures
    margin = _MARGIN * page.height
    baselines = [line.baseline - page.bottom for line in page.lines]
    return page.is_picture and all(
        baseline < margin or baseline > page.height - margin for baseline in baselines
    )


def _count_letters(lines: Sequence[Line]) -> int:
    return sum(character.isalnum() for line in lines for character in line.text)
