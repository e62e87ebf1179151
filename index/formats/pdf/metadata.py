"""Read what a PDF states about itself."""

import ctypes
import re

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from fonti.index.formats.metadata import Metadata, clean_author, clean_title

_DATE = re.compile(r"(?:D:)?((?:19|20)\d\d)(?:-?(0[1-9]|1[0-2])(?:-?(0[1-9]|[12]\d|3[01]))?)?")
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_]|$)", re.IGNORECASE)


def read_metadata(document: pdfium.PdfDocument) -> Metadata:
    """Return the title, author, date and language that the file states."""
    return Metadata(
        title=clean_title(document.get_metadata_value("Title")),
        author=clean_author(document.get_metadata_value("Author")),
        date=_parse_date(document.get_metadata_value("CreationDate"))
        or _parse_date(document.get_metadata_value("ModDate")),
        language=_read_language(document),
    )


def _parse_date(text: str) -> str | None:
    match = _DATE.match(text.strip())
    return "-".join(filter(None, match.groups())) if match else None


def _read_language(document: pdfium.PdfDocument) -> str | None:
    size = raw.FPDFCatalog_GetLanguage(document, None, 0)
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    raw.FPDFCatalog_GetLanguage(document, buffer, size)

    tag = bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
    match = _LANGUAGE.match(tag)
    return match[1].lower() if match else None
