"""Read what a PDF states about itself."""

import ctypes
import re

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from fonti.index.formats.metadata import Metadata

_DATE = re.compile(r"(?:D:)?((?:19|20)\d\d)(?:-?(0[1-9]|1[0-2])(?:-?(0[1-9]|[12]\d|3[01]))?)?")
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_]|$)", re.IGNORECASE)

# Titles and authors that programs fill in by themselves.
_MEANINGLESS_TITLE = re.compile(
    r"untitled|senza titolo|senza nome|titolo|title|document[o]?\s*\d*"
    r"|(microsoft )?(word|powerpoint|excel)\b.*"
    r"|\(?anonymous\)?|\(?unspecified\)?|\S+\.[a-z]{1,4}\d?",
    re.IGNORECASE,
)
_MEANINGLESS_AUTHOR = re.compile(
    r"\(?(?:anonymous|unspecified|unknown|author|user|utente)\)?", re.IGNORECASE
)


def read_metadata(document: pdfium.PdfDocument) -> Metadata:
    """Return the title, author, date and language that the file states."""
    title = document.get_metadata_value("Title").strip()
    author = document.get_metadata_value("Author").strip()
    return Metadata(
        title=title if title and not _MEANINGLESS_TITLE.fullmatch(title) else None,
        author=author if author and not _MEANINGLESS_AUTHOR.fullmatch(author) else None,
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
