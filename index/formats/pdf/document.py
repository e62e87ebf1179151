"""Read a PDF: the text in reading order, with its pages and headings."""

import logging
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from fonti.index.extraction_warnings import ExtractionWarning
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.metadata import Metadata
from fonti.index.formats.pdf.garbled_text import remove_garbled_text
from fonti.index.formats.pdf.headings import mark_headings
from fonti.index.formats.pdf.line_numbers import remove_line_numbers
from fonti.index.formats.pdf.lines import Line
from fonti.index.formats.pdf.metadata import read_metadata
from fonti.index.formats.pdf.notes import mark_notes
from fonti.index.formats.pdf.outline import read_outline
from fonti.index.formats.pdf.pages import PageLines, read_pages
from fonti.index.formats.pdf.paragraphs import Paragraph, join_paragraphs
from fonti.index.formats.pdf.reading_order import order_lines
from fonti.index.formats.pdf.running_heads import remove_running_heads
from fonti.index.formats.pdf.scans import recognize_pages
from fonti.index.formats.pdf.stream_limits import check_stream_sizes
from fonti.index.formats.pdf.unread_parts import add_document_warnings, add_page_warnings
from fonti.index.formats.programs.ocr import can_recognize, make_missing_text_error
from fonti.index.formats.text_builder import TextBuilder, normalize_text

logging.getLogger("pypdfium2").setLevel(logging.ERROR)


def read(content: bytes) -> ExtractedText:
    """Return the text of a PDF file.

    Raises:
        Unreadable: If the file cannot be read.

    """
    check_stream_sizes(content)
    builder = TextBuilder()
    with closing(_open_document(content)) as document:
        readable_pages, garbled_pages = remove_garbled_text(read_pages(document, content))
        recognition = recognize_pages(document, readable_pages, garbled_pages)
        _check_has_text(recognition.pages, has_garbled_text=bool(garbled_pages))

        all_pages = [page or PageLines([]) for page in recognition.pages]
        pages = [replace(page, lines=remove_line_numbers(page.lines)) for page in all_pages]
        pages = remove_running_heads(pages)

        # A page with a running head alone is no scan.
        add_page_warnings(
            builder,
            all_pages,
            damaged={index for index, page in enumerate(readable_pages) if page is None},
            garbled=set(garbled_pages),
            recognized={index for index, _ in recognition.notices},
        )
        for page_index, reason in recognition.notices:
            builder.add_warnings([ExtractionWarning(reason, page_index + 1)])
        add_document_warnings(builder, document)
        regions = mark_notes(_order_pages(pages))
        regions = mark_headings(regions, read_outline(document))
        paragraphs = join_paragraphs(regions)
        return _build_text(builder, paragraphs, len(pages), read_metadata(document))


def _open_document(content: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(content)
        # Before any page is opened, so that the values of form fields can be read. What it logs of
        # forms that it does not know is a warning of ours.
        document.init_forms()
        return document
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise Unreadable("pdf_password_protected") from error
        if error.err_code == raw.FPDF_ERR_SECURITY:
            raise Unreadable("pdf_encryption_unsupported") from error
        raise Unreadable("pdf_not_opened") from error


def _check_has_text(pages: list[PageLines | None], *, has_garbled_text: bool) -> None:
    """Raise Unreadable if no page has text; None stands for a damaged page."""
    if any(page is not None and page.has_text for page in pages):
        return

    intact_count = sum(page is not None for page in pages)
    if intact_count == 0:
        raise Unreadable("pdf_pages_damaged")
    if has_garbled_text and not can_recognize():
        raise Unreadable("pdf_fonts_undecodable")
    raise make_missing_text_error(intact_count)


def _order_pages(pages: list[PageLines]) -> list[list[Line]]:
    """Return the regions of all pages in reading order; rotated text comes last on its page."""
    regions: list[list[Line]] = []
    for page in pages:
        for lines in (page.lines, *page.rotated):
            regions += order_lines(lines)
    return regions


def _build_text(
    builder: TextBuilder, paragraphs: Iterable[Paragraph], page_count: int, metadata: Metadata
) -> ExtractedText:
    start_by_page: dict[int, int] = {}

    for paragraph in paragraphs:
        text = normalize_text(paragraph.text)
        if not text:
            continue

        if paragraph.heading_level:
            start = builder.add_heading(paragraph.heading_level, text)
        else:
            start = builder.add_block(text)

        for page_start in paragraph.page_starts:
            length_before = 0
            if page_start.start:
                length_before = len(text) - len(normalize_text(paragraph.text[page_start.start :]))
            start_by_page.setdefault(page_start.page, start + length_before)

    extracted = builder.build(metadata)
    return replace(
        extracted, pages=_list_page_starts(start_by_page, page_count, len(extracted.text))
    )


def _list_page_starts(
    start_by_page: dict[int, int], page_count: int, length: int
) -> tuple[int, ...]:
    """Return where each page begins, in code points.

    A page without text begins where the next one does.
    """
    starts = []
    start = length
    for page in reversed(range(page_count)):
        start = start_by_page.get(page, start)
        starts.append(start)
    starts.reverse()

    # The first page begins with the text.
    starts[0] = 0
    return tuple(starts)
