"""Files to texts: one module a format, each imported when a file of it is read."""

from collections.abc import Callable
from importlib import import_module

from fonti.index.formats.archive import refuse_no_archive
from fonti.index.formats.decoding import refuse_binary
from fonti.index.formats.extract import Extract, Heading, Unreadable, page_of
from fonti.index.formats.layout import Layout

# The module that reads a suffix: its `read` takes a file's bytes and gives an Extract, or raises Unreadable.
READERS = {
    ".txt": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".odt": "odt",
    ".epub": "epub",
    ".rtf": "rtf",
    ".eml": "email",
}

SUFFIXES = tuple(READERS)
HEAD = 1024  # bytes of a file that tell what it is
_SIGNATURES = {b"%PDF-": ".pdf", b"{\\rtf": ".rtf"}  # that may be taken for text
_ARCHIVES = (".docx", ".odt", ".epub")

__all__ = [
    "HEAD",
    "READERS",
    "SUFFIXES",
    "Extract",
    "Heading",
    "Layout",
    "Unreadable",
    "extract",
    "page_of",
    "refuse_unlike",
    "suffix_of",
]


def suffix_of(source: str) -> str:
    """The suffix that tells a source's format, in small letters."""
    name = source.rpartition("/")[2]
    dot = name.rfind(".")
    return name[dot:].lower() if 0 < dot < len(name) - 1 else ""


def extract(suffix: str, content: bytes) -> Extract:
    """The text of a file of a format that is read, by its suffix. Raises Unreadable."""
    if not content:
        raise Unreadable("empty (0 bytes)")
    _refuse_others(suffix, content)
    read: Callable[[bytes], Extract] = import_module(f"fonti.index.formats.{READERS[suffix]}").read
    found = read(content)
    if not any(map(str.isalnum, found.text)):
        raise Unreadable("no text")
    return found


def refuse_unlike(suffix: str, head: bytes) -> None:
    """Raise Unreadable where the first bytes of a file (`HEAD`) are not those of the format that its suffix tells.

    What passes may be damaged all the same: that is for its reader to find.
    """
    _refuse_others(suffix, head)
    if suffix in _ARCHIVES:
        refuse_no_archive(head, suffix)
    elif suffix not in _SIGNATURES.values():
        refuse_binary(head)
    elif not any(signature in head for signature, named in _SIGNATURES.items() if named == suffix):
        raise Unreadable(f"not a {suffix} file")


def _refuse_others(suffix: str, content: bytes) -> None:
    for signature, named in _SIGNATURES.items():
        if content.startswith(signature) and suffix != named:
            raise Unreadable(f"a {named} file, not a {suffix} file; rename it")
