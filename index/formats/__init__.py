"""Files to texts: one module a format, each imported when a file of it is read."""

from collections.abc import Callable
from importlib import import_module
from pathlib import PurePosixPath

from index.formats.extract import Extract, Heading, Unreadable, page_of

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

_SIGNATURES = {b"%PDF-": ".pdf", b"{\\rtf": ".rtf"}  # that may be taken for text

__all__ = ["READERS", "Extract", "Heading", "Unreadable", "extract", "page_of", "suffix_of"]


def suffix_of(source: str) -> str:
    """The suffix that tells a source's format, in small letters."""
    return PurePosixPath(source).suffix.lower()


def extract(suffix: str, content: bytes) -> Extract:
    """The text of a file of a format that is read, by its suffix. Raises Unreadable."""
    if not content:
        raise Unreadable("empty (0 bytes)")
    for signature, named in _SIGNATURES.items():
        if content.startswith(signature) and suffix != named:
            raise Unreadable(f"a {named} file, not a {suffix} file; rename it")
    read: Callable[[bytes], Extract] = import_module(f"index.formats.{READERS[suffix]}").read
    found = read(content)
    if not any(map(str.isalnum, found.text)):
        raise Unreadable("no text")
    return found
