"""Explain why a file is skipped whose format is not read, and what to do with it."""

from fonti.index.errors import Reason

# Formats that are not read, each with one that is read and that the programs which write it can
# save.
_FORMAT_TO_EXPORT = {
    ".avif": "PNG",
    ".azw3": "EPUB",
    ".bmp": "PNG",
    ".djvu": "PDF",
    ".gif": "PNG",
    ".gdoc": "DOCX",
    ".gsheet": "XLSX",
    ".gslides": "PPTX",
    ".heic": "JPG",
    ".key": "PDF",
    ".mobi": "EPUB",
    ".numbers": "XLSX",
    ".one": "PDF",
    ".pages": "PDF",
    ".pub": "PDF",
    ".svg": "PDF",
    ".vsdx": "PDF",
    ".webp": "PNG",
    ".wpd": "PDF",
    ".xlsb": "XLSX",
    ".xps": "PDF",
}
_ARCHIVE_SUFFIXES = frozenset({".7z", ".bz2", ".gz", ".rar", ".tar", ".tgz", ".xz", ".zip"})


def explain_unsupported_format(suffix: str) -> Reason:
    """Return the reason for skipping a file with an unsupported suffix, which may be empty.

    It names the next step if there is one: to export the file in another format, or to unpack it.
    """
    format_to_export = _FORMAT_TO_EXPORT.get(suffix.lower())
    if format_to_export:
        return Reason("format_to_export", {"suffix": suffix, "format": format_to_export})
    if suffix.lower() in _ARCHIVE_SUFFIXES:
        return Reason("archive_to_unpack", {"suffix": suffix})

    return Reason("format_unsupported", {"suffix": suffix}) if suffix else Reason("suffix_missing")
