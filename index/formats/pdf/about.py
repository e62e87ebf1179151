"""What a PDF says of itself: its title, author, date and language."""

import ctypes
import re

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_DATE = re.compile(r"(?:D:)?((?:19|20)\d\d)(?:-?(0[1-9]|1[0-2])(?:-?(0[1-9]|[12]\d|3[01]))?)?")
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_]|$)", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"untitled|senza titolo|senza nome|titolo|title|document[o]?\s*\d*|(microsoft )?(word|powerpoint|excel)\b.*"
    r"|\(?anonymous\)?|\(?unspecified\)?|\S+\.[a-z]{1,4}\d?",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"\(?(?:anonymous|unspecified|unknown|author|user|utente)\)?", re.IGNORECASE
)


def about(document: pdfium.PdfDocument) -> dict[str, str | None]:
    """The title, author, date (ISO 8601) and language (ISO 639-1) that the file states, None where it has none."""
    title = document.get_metadata_value("Title").strip()
    author = document.get_metadata_value("Author").strip()
    return {
        "title": title if title and not _NO_TITLE.fullmatch(title) else None,
        "author": author if author and not _NO_AUTHOR.fullmatch(author) else None,
        "date": _date(document.get_metadata_value("CreationDate"))
        or _date(document.get_metadata_value("ModDate")),
        "language": _language(document),
    }


def _date(stated: str) -> str | None:
    found = _DATE.match(stated.strip())
    return "-".join(filter(None, found.groups())) if found else None


def _language(document: pdfium.PdfDocument) -> str | None:
    size = raw.FPDFCatalog_GetLanguage(document, None, 0)
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    raw.FPDFCatalog_GetLanguage(document, buffer, size)
    found = _LANGUAGE.match(bytes(buffer).decode("utf-16-le", "replace").rstrip("\0"))
    return found[1].lower() if found else None
