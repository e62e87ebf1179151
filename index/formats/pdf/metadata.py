"""Read what a PDF states about itself."""

import re
from functools import partial

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from fonti.index.formats.metadata import Metadata, clean_title, parse_language
from fonti.index.formats.pdf.strings import read_string

_DATE = re.compile(
    r"""
    (?:D:)?
    # Midnight of 1970 is a clock that was not set, that of 2000 what ReportLab writes for now.
    (?!(?:1970|2000)0101000000)
    ((?:19|20)\d\d) (?: -?(0[1-9]|1[0-2]) (?: -?(0[1-9]|[12]\d|3[01]) )? )?
    """,
    re.VERBOSE,
)


def read_metadata(document: pdfium.PdfDocument) -> Metadata:
    """Return the title, author, date and language that the file states."""
    return Metadata(
        title=clean_title(document.get_metadata_value("Title")),
        author=document.get_metadata_value("Author"),
        date=_parse_date(document.get_metadata_value("CreationDate"))
        or _parse_date(document.get_metadata_value("ModDate")),
        language=parse_language(read_string(partial(raw.FPDFCatalog_GetLanguage, document))),
    )


def _parse_date(text: str) -> str | None:
    match = _DATE.match(text.strip())
    return "-".join(filter(None, match.groups())) if match else None
