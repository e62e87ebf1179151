"""Warn of the parts of a PDF whose text is not read."""

from collections.abc import Iterator
from functools import partial

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from fonti.index.formats.pdf.pages import PageLines
from fonti.index.formats.pdf.scans import is_scan, needs_recognition
from fonti.index.formats.pdf.strings import read_string
from fonti.index.formats.text_builder import TextBuilder, normalize_line

_XFA_FORMS = (raw.FORMTYPE_XFA_FULL,)


def add_page_warnings(
    builder: TextBuilder,
    pages: list[PageLines],
    *,
    damaged: set[int],
    garbled: set[int],
    recognized: set[int],
) -> None:
    """Add a warning for each page that is damaged, a scan, or in a font that gives no letters.

    Args:
        builder: The builder of the document's text.
        pages: The pages, as far as they are read.
        damaged: The indices of those that cannot be opened.
        garbled: The indices of those with text that gives no letters.
        recognized: The indices of those that OCR was tried on.

    """
    for page_index, page in enumerate(pages):
        if page_index in damaged:
            builder.add_warning("pdf_page_damaged", page=page_index + 1)
        elif page_index in recognized:
            continue
        elif page_index in garbled:
            is_whole_page = needs_recognition(page, is_garbled=True)
            code = "pdf_page_undecodable" if is_whole_page else "pdf_page_partly_undecodable"
            builder.add_warning(code, page=page_index + 1)
        elif is_scan(page):
            builder.add_warning("pdf_page_is_scan", page=page_index + 1)


def add_document_warnings(builder: TextBuilder, document: pdfium.PdfDocument) -> None:
    """Add a warning for each attachment, and for a form that other programs do not show."""
    if document.get_formtype() in _XFA_FORMS:
        builder.add_warning("pdf_form_is_xfa")

    for name in _list_attachments(document):
        builder.add_warning("pdf_attachment_not_read", name=name)


def _list_attachments(document: pdfium.PdfDocument) -> Iterator[str]:
    for index in range(raw.FPDFDoc_GetAttachmentCount(document)):
        attachment = raw.FPDFDoc_GetAttachment(document, index)
        if attachment:
            yield normalize_line(read_string(partial(raw.FPDFAttachment_GetName, attachment)))
