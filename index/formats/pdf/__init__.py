"""PDF: the text as it is read, with its pages and headings; what runs along every page is left out."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from fonti.index.formats.extract import Draft, Extract, Unreadable, tidy
from fonti.index.formats.pdf.about import about
from fonti.index.formats.pdf.bombs import refuse_bombs
from fonti.index.formats.pdf.columns import reading_order
from fonti.index.formats.pdf.headings import outline, with_headings
from fonti.index.formats.pdf.lines import Line
from fonti.index.formats.pdf.margins import without_running
from fonti.index.formats.pdf.page import page_lines
from fonti.index.formats.pdf.paragraphs import Joiner, Paragraph


def read(content: bytes) -> Extract:
    """The text of a PDF. Raises Unreadable."""
    refuse_bombs(content)
    with closing(_opened(content)) as document:
        drawn = [_page(document, number) for number in range(len(document))]
        pages = [page or [] for page in drawn]
        if not any(map(any, pages)):
            raise Unreadable(_without_text(drawn))
        stretches = [
            stretch
            for page in without_running(pages)
            for way in page
            for stretch in reading_order(way)
        ]
        headed = with_headings(stretches, outline(document))
        return _put_together(Joiner(headed).paragraphs(), len(pages), about(document))


def _opened(content: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise Unreadable("encrypted; save it without its password") from error
        if error.err_code == raw.FPDF_ERR_SECURITY:
            raise Unreadable(
                "encrypted in a way that cannot be read; save it without encryption"
            ) from error
        raise Unreadable("damaged PDF (it cannot be opened)") from error


def _page(document: pdfium.PdfDocument, number: int) -> list[list[Line]] | None:
    """What stands on a page; None where the page is damaged."""
    try:
        with closing(document[number]) as page:
            return page_lines(page, number)
    except pdfium.PdfiumError:
        return None


def _without_text(drawn: list[list[list[Line]] | None]) -> str:
    sound = sum(page is not None for page in drawn)
    if not sound:
        return "damaged PDF (none of its pages can be read)"
    return f"a scan without text; run OCR on it first ({sound} page{'s' * (sound > 1)})"


def _put_together(
    paragraphs: Iterable[Paragraph], pages: int, told: dict[str, str | None]
) -> Extract:
    """The text of the paragraphs, and where each page begins in it."""
    draft = Draft()
    begins: dict[int, int] = {}
    for paragraph in paragraphs:
        text = tidy(paragraph.text)
        if not text:
            continue
        start = draft.heading(paragraph.level, text) if paragraph.level else draft.block(text)
        for at, page in paragraph.pages:
            begins.setdefault(page, start + len(text) - len(tidy(paragraph.text[at:])))
    extract = draft.extract(**told)
    return replace(extract, pages=_starts(begins, pages, len(extract.text)))


def _starts(begins: dict[int, int], pages: int, end: int) -> tuple[int, ...]:
    """Where each page begins; one without text, where the next one does."""
    starts = []
    for page in reversed(range(pages)):
        end = begins.get(page, end)
        starts.append(end)
    return (0, *starts[-2::-1])
