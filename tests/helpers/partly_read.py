"""Files that are read only in part, as far as the rest of the program can see."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from fonti.index import DocumentWarning, Reason
from fonti.index.extraction_warnings import ExtractionWarning
from fonti.index.worker.parsed_text import ParsedText
from fonti.index.worker.parser import Parser

# What stands in the bytes of the files that are read in part.
MARKER = b"granite"

# Installing a program would not help: it is not read again.
DAMAGED_PAGE = Reason("pdf_page_damaged")
# A part of the message that comes from the file itself, and must be shown as it is.
DAMAGE = Reason("file_damaged", {"detail": "<b>annex</b>"})
WARNINGS = (
    *(ExtractionWarning(DAMAGED_PAGE, page) for page in (2, 5, 6, 7)),
    ExtractionWarning(DAMAGE),
    ExtractionWarning(DAMAGED_PAGE, 6),
)
GROUPED = (DocumentWarning(DAMAGED_PAGE, (2, 5, 6, 7)), DocumentWarning(DAMAGE))


@contextmanager
def read_in_part() -> Iterator[None]:
    """Make every file that contains the marker be read with the warnings."""
    parse = Parser.parse

    def parse_with_warnings(parser: Parser, suffix: str, content: bytes) -> ParsedText:
        extracted = parse(parser, suffix, content)
        return replace(extracted, warnings=WARNINGS) if MARKER in content else extracted

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Parser, "parse", parse_with_warnings)
        yield
