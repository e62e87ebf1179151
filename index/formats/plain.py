"""Plain text: the characters of the file, unchanged."""

from fonti.index.formats.decoding import decode
from fonti.index.formats.extracted_text import ExtractedText


def read(content: bytes) -> ExtractedText:
    """Return the text of a plain text file.

    Raises:
        Unreadable: If the file cannot be read.

    """
    text, encoding = decode(content)
    return ExtractedText(text, encoding=encoding)
