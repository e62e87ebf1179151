"""Write sheets as text: a row is a block, in which each value follows its column's header.

The heading path of a row ends with the cells it is from, such as `Bilancio › A2:C9`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fonti.index.formats.errors import Unreadable
from fonti.index.formats.table_rows import join_cells
from fonti.index.formats.text_builder import TextBuilder, normalize_line

# A file with more cells is data for a program, and would take too much memory.
MAX_CELLS = 2_000_000

_HEADER_SEPARATOR = ": "

# A longer text is no header of a column.
_MAX_HEADER_LENGTH = 80

# With so many columns of text, the first row is a header. With fewer it may as well be the first of
# a list of names and values.
_MIN_HEADER_COLUMNS = 3

# A number that is a header.
_YEAR = re.compile(r"(?:19|20)\d\d")

# How many rows of headers, one above the other, a table has at most.
_MAX_HEADER_ROWS = 3

# How many rows below a header are looked at, to decide whether it is one.
_LOOK_AHEAD_ROWS = 20

# A longer run of empty cells in a row without headers becomes a single separator.
_MAX_EMPTY_CELLS = 20

# Rows that have one place together, in code points: a place should be small, but a passage of the
# text does not cross a place, and small passages say little.
_PLACE_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that has text.

    Attributes:
        text: The text, as it is shown.
        is_text: Whether it was entered as text, and not as a number or a date.
        is_bold: Whether it stands out as headers do.
        columns: How many columns it covers.

    """

    text: str
    is_text: bool = True
    is_bold: bool = False
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number, from 1, and its cells that have text, by their column, from 1."""

    number: int
    cells: Mapping[int, Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that a reader sees.

    Attributes:
        rows: The visible rows that have text, in order.
        name: Its name; None for a file that is a single sheet.
        header_rows: The numbers of rows that the file itself declares to be headers.

    """

    rows: Sequence[Row]
    name: str | None = None
    header_rows: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Table:
    """The headers of the columns of the current table."""

    headers: dict[int, str] = field(default_factory=dict)

    def write_row(self, row: Row) -> str:
        """Return the text of a row, with the header of each column that has one."""
        if not self.headers:
            return _join_cells(row)

        parts = []
        for column, cell in sorted(row.cells.items()):
            header = self.headers.get(column)
            parts.append(f"{header}{_HEADER_SEPARATOR}{cell.text}" if header else cell.text)
        return join_cells(parts)


def check_cell_count(count: int) -> None:
    """Raise Unreadable if a file has too many cells."""
    if count > MAX_CELLS:
        raise Unreadable("sheet_has_too_many_cells", limit=MAX_CELLS)


def add_sheet(sheet: Sheet, builder: TextBuilder) -> None:
    """Add the rows of a sheet to a text, under its name; a sheet without text is left out."""
    if not sheet.rows:
        return
    if sheet.name:
        builder.add_heading(1, sheet.name)

    place: list[Row] = []
    texts: list[str] = []
    for row, text in _write_rows(sheet):
        if place and sum(map(len, texts)) + len(text) > _PLACE_CHARACTERS:
            _add_place(place, texts, builder)
            place = []
            texts = []
        place.append(row)
        texts.append(text)
    _add_place(place, texts, builder)


def _add_place(rows: Sequence[Row], texts: Iterable[str], builder: TextBuilder) -> None:
    """Add some rows to a text, and name their place by the first cell and the last one."""
    columns = [column for row in rows for column in row.cells]
    first = f"{write_column_name(min(columns))}{rows[0].number}"
    last = f"{write_column_name(max(columns))}{rows[-1].number}"
    builder.add_place(first if first == last else f"{first}:{last}")

    for text in texts:
        builder.add_block(text)


def write_column_name(number: int) -> str:
    """Return the letters that name a column, counted from 1: A, B, … Z, AA."""
    name = ""
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def _write_rows(sheet: Sheet) -> Iterator[tuple[Row, str]]:
    """Yield the rows of a sheet with their texts."""
    table = _Table()
    rows = sheet.rows
    position = 0

    while position < len(rows):
        row = rows[position]
        is_after_gap = position == 0 or rows[position - 1].number < row.number - 1
        header_rows = _count_header_rows(sheet, position, is_first=not table.headers)

        if header_rows and (is_after_gap or not table.headers or row.number in sheet.header_rows):
            header = rows[position : position + header_rows]
            table = _Table(_read_headers(header))
            for header_row in header:
                yield header_row, _join_cells(header_row)
            position += header_rows
            continue

        if is_after_gap and not row.cells.keys() & table.headers.keys():
            # Another table begins beside or below the last one.
            table = _Table()
        is_note = is_after_gap and len(row.cells) == 1
        yield row, _join_cells(row) if is_note else table.write_row(row)
        position += 1


def _count_header_rows(sheet: Sheet, position: int, *, is_first: bool) -> int:
    """Return how many rows from a position on are the headers of a table; 0 if none is.

    Args:
        sheet: The sheet.
        position: The place of the first row among those of the sheet.
        is_first: Whether no table is above: then less has to speak for a header.

    """
    rows = sheet.rows
    first = rows[position]
    is_declared = first.number in sheet.header_rows
    if not (is_declared or _may_be_header(first)):
        return 0

    # A header that covers several columns has the headers of these columns below it.
    count = 1
    while (
        count < _MAX_HEADER_ROWS
        and position + count < len(rows) - 1
        and _is_divided(rows[position + count - 1], rows[position + count])
    ):
        count += 1

    body = _list_rows_below(rows, position + count)
    if not body:
        return 0
    if is_declared or count > 1 or _differs_from_body(rows[position], body):
        return count
    above = rows[position - 1] if position else None
    continues = above is not None and above.number == first.number - 1 and len(above.cells) > 1
    return count if is_first and not continues and len(first.cells) >= _MIN_HEADER_COLUMNS else 0


def _is_divided(header: Row, below: Row) -> bool:
    """Return whether a row has headers of its own for columns that a header above it covers.

    They are texts or years. A header may cover empty cells after it that are not merged with it, if
    the same headers stand below each one.
    """
    cells = below.cells.values()
    if not all(cell.is_text or _YEAR.fullmatch(cell.text) for cell in cells):
        return False
    if any(cell.columns > 1 for cell in header.cells.values()):
        # A record has a cell of its own under each header, also under one of a single column.
        alone = {start: cell.text for start, cell in header.cells.items() if cell.columns == 1}
        is_record = bool(alone) and all(
            start in below.cells and below.cells[start].text != text
            for start, text in alone.items()
        )
        return not is_record or all(cell.is_bold for cell in cells)
    groups = [
        [below.cells[column].text for column in columns if column in below.cells]
        for start in header.cells
        if len(columns := _list_covered_columns(header, start, below)) > 1
    ]
    return len(groups) > 1 and all(group == groups[0] for group in groups)


def _list_covered_columns(row: Row, start: int, below: Row | None) -> list[int]:
    """Return the columns that a header covers, up to the next one if the row below has cells there.

    Args:
        row: The row of the header.
        start: The column of the header.
        below: The row of headers below; None if there is none.

    """
    end = start + row.cells[start].columns
    while below and start in below.cells and end in below.cells and end not in row.cells:
        end += 1
    return list(range(start, end))


def _may_be_header(row: Row) -> bool:
    """Return whether a row has several short texts, all different, and no number."""
    texts = [cell.text for cell in row.cells.values()]
    return (
        len(texts) > 1
        and len(set(texts)) == len(texts)
        and all(cell.is_text for cell in row.cells.values())
        and all(len(text) <= _MAX_HEADER_LENGTH for text in texts)
        and any(map(str.isalpha, "".join(texts)))
    )


def _list_rows_below(rows: Sequence[Row], position: int) -> list[Row]:
    """Return the first rows from a position on, up to an empty one."""
    body: list[Row] = []
    for row in rows[position : position + _LOOK_AHEAD_ROWS]:
        if body and row.number > body[-1].number + 1:
            break
        body.append(row)
    return body


def _differs_from_body(header: Row, body: Sequence[Row]) -> bool:
    """Return whether a row alone is bold, or stands over a column in which all are numbers."""
    body_cells = [cell for row in body for cell in row.cells.values()]
    is_bold = all(cell.is_bold for cell in header.cells.values())
    if is_bold and not all(cell.is_bold for cell in body_cells):
        # Names in bold with their values, one below the other, are no header.
        return not any(cell.is_bold for row in body for cell in [*row.cells.values()][:1])

    if len(header.cells) < _MIN_HEADER_COLUMNS and len(body) == 1:
        return False
    for column in header.cells:
        values = [row.cells[column] for row in body if column in row.cells]
        if values and not any(value.is_text for value in values):
            return True
    return False


def _read_headers(rows: Sequence[Row]) -> dict[int, str]:
    """Return the header of each column; headers one above the other are joined."""
    headers: dict[int, str] = {}
    for row, below in zip(rows, [*rows[1:], None], strict=True):
        for column, cell in row.cells.items():
            for covered in _list_covered_columns(row, column, below):
                upper = headers.get(covered)
                is_new = upper is not None and upper != cell.text
                headers[covered] = f"{upper} {cell.text}" if is_new else cell.text
    return {column: normalize_line(header).rstrip(":") for column, header in headers.items()}


def _join_cells(row: Row) -> str:
    """Return the cells of a row that has no headers; empty ones between others stay empty."""
    parts: list[str] = []
    last_column = None
    for column, cell in sorted(row.cells.items()):
        if last_column is not None and column - last_column <= _MAX_EMPTY_CELLS:
            parts += [""] * (column - last_column - 1)
        parts.append(cell.text)
        last_column = column + cell.columns - 1
    return join_cells(parts)
