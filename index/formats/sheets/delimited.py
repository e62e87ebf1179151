"""Read tables as text: values separated by commas, semicolons, tabs or bars, one record a line."""

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from fonti.index.formats.decoding.text import decode
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.metadata import Metadata
from fonti.index.formats.sheets.sheet_writer import Cell, Row, Sheet, add_sheet, check_cell_count
from fonti.index.formats.text_builder import TextBuilder, normalize_line

_DELIMITERS = ",;\t|"

# Some programs state the delimiter in a line of its own, before the first record.
_DELIMITER_LINE = "sep="

# Records that are read to detect the delimiter.
_SAMPLE_RECORDS = 100

_NUMBER_CHARACTERS = frozenset("0123456789.,:/-+%€$£ ()'")


def read(content: bytes) -> ExtractedText:
    """Return the text of a table.

    Raises:
        Unreadable: If the file cannot be read.

    """
    decoded = decode(content)
    text = decoded.text.removeprefix("\ufeff")

    first_line, _, rest = text.partition("\n")
    if first_line.lower().startswith(_DELIMITER_LINE) and len(first_line.strip()) <= 5:
        delimiter = first_line[len(_DELIMITER_LINE) :].rstrip("\r") or "\t"
        text = rest
    else:
        delimiter = _detect_delimiter(text)

    builder = TextBuilder()
    rows = _read_rows(text, delimiter)
    header_rows = frozenset({rows[0].number} if _has_header(rows) else ())
    add_sheet(Sheet(rows, header_rows=header_rows), builder)
    builder.add_warnings(decoded.warnings)
    return builder.build(Metadata(), encoding=decoded.encoding)


def _detect_delimiter(text: str) -> str:
    """Return the delimiter by which most records have the same number of fields, above one.

    Delimiters by which the quotation marks are all around whole fields come first.
    """

    def rate(delimiter: str) -> tuple[bool, int, int]:
        try:
            records = _read_sample(text, delimiter, strict=True)
            is_quoted_well = True
        except Unreadable:
            records = _read_sample(text, delimiter)
            is_quoted_well = False

        widths = Counter(len(record) for record in records if record)
        ((width, count),) = widths.most_common(1) or [(1, 0)]
        return (is_quoted_well, count, width) if width > 1 else (False, 0, 0)

    return max(_DELIMITERS, key=rate)


def _read_sample(text: str, delimiter: str, *, strict: bool = False) -> list[list[str]]:
    return list(islice(_read_records(text, delimiter, strict=strict), _SAMPLE_RECORDS))


def _read_records(text: str, delimiter: str, *, strict: bool = False) -> Iterator[list[str]]:
    """Yield the records of a text.

    Args:
        text: The text.
        delimiter: What stands between two fields.
        strict: Whether anything but a delimiter after a quoted field is an error.

    Raises:
        Unreadable: If the text cannot be read.

    """
    # A field may be as long as the file.
    csv.field_size_limit(max(len(text), 1))
    # The reader wants the line ends that are inside of fields, too.
    lines = text.splitlines(keepends=True)
    try:
        yield from csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=strict)
    except csv.Error as error:
        raise Unreadable("file_damaged", detail=str(error)) from error


def _read_rows(text: str, delimiter: str) -> list[Row]:
    rows = []
    count = 0
    for number, record in enumerate(_read_records(text, delimiter), start=1):
        count += len(record)
        check_cell_count(count)
        values = {column: normalize_line(value) for column, value in enumerate(record, start=1)}
        cells = {
            column: Cell(value, is_text=not _is_number(value))
            for column, value in values.items()
            if value
        }
        if cells:
            rows.append(Row(number, cells))
    return rows


def _is_number(value: str) -> bool:
    return not set(value) - _NUMBER_CHARACTERS


def _has_header(rows: list[Row]) -> bool:
    """Return whether the first record names the columns, as it does in most such files."""
    if len(rows) < 2 or len(rows[0].cells) < 2:
        return False
    texts = [cell.text for cell in rows[0].cells.values()]
    is_named = all(cell.is_text for cell in rows[0].cells.values())
    return is_named and len(set(texts)) == len(texts) and len(rows[0].cells) >= len(rows[1].cells)
