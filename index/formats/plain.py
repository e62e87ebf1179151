"""Plain text: the file's own characters, none changed."""

from fonti.index.formats.decoding import decode
from fonti.index.formats.extract import Extract


def read(content: bytes) -> Extract:
    """The text of a file of plain text. Raises Unreadable."""
    text, encoding = decode(content)
    return Extract(text, encoding=encoding)
