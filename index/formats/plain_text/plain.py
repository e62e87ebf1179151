"""Read plain text: the characters of the file, without the control sequences of terminals."""

from fonti.index.formats.decoding.text import decode
from fonti.index.formats.extracted_text import ExtractedText


def read(content: bytes) -> ExtractedText:
    """Return the text of a plain text file.

    Raises:
        Unreadable: If the file cannot be read.

    """
    decoded = decode(content)
    return ExtractedText(decoded.text, encoding=decoded.encoding, warnings=decoded.warnings)
