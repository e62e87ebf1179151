"""Read what a PDF states about itself."""

import re
from functools import partial

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from fonti.index.formats.metadata import Metadata, clean_author, clean_title
from fonti.index.formats.pdf.strings import read_string

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
    tag = read_string(partial(raw.FPDFCatalog_GetLanguage, document))
    match = _LANGUAGE.match(tag)
    return match[1].lower() if match else None
