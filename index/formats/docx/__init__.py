"""Word documents and templates, read as Word shows them.

`package` finds the parts of a file, `sections` and `blocks` walk through their elements, and
`paragraphs` reads the text between; the other modules have one subject of WordprocessingML each
(ECMA-376, part 1).
"""

from fonti.index.formats.docx.document import read_document
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText


def read(content: bytes) -> ExtractedText:
    """Return the text of a Word document.

    Raises:
        Unreadable: If the file cannot be read.

    """
    try:
        return read_document(content)
    except RecursionError as error:
        raise Unreadable("nesting_too_deep") from error
