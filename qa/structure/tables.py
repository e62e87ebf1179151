"""Find the table that a row is part of, its head, and the cells of a row."""

import re
from collections.abc import Sequence
from itertools import pairwise

from fonti.index.types import Span
from fonti.qa.structure.extent import Extent
from fonti.qa.structure.units import Unit

# The head of a table has at most so many rows, and no figures other than years.
_MAX_HEAD_ROWS = 3
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")

# The name of a column before the value of a cell; a time has no name.
_COLUMN_NAME = re.compile(r"[^:]{0,79}[^\W\d][^:]{0,79}: ")

# What stands between two cells of a row, and of one that begins with a bar.
_BORDER = re.compile(r"(?<=\s)\|(?=\s)|\t")
_BAR = re.compile(r"(?<!\\)\|")


def find_table(units: Sequence[Unit], row: int) -> Extent:
    """Return the rows of the table that a row is part of."""
    first = row
    while first > 0 and _goes_on_above(units, first):
        first -= 1
    last = row
    while last + 1 < len(units) and _is_part(units[last + 1]) and _goes_on_above(units, last + 1):
        last += 1
    while units[last].kind == "rule":
        last -= 1
    while units[first].kind == "rule":
        first += 1
    return Extent(first, last)


def find_head_rows(units: Sequence[Unit], row: int) -> tuple[int, ...]:
    """Return the rows that are the head of a row's table.

    There are none if the row itself names its columns, if it is the only one, or if the table
    begins so far above that its head was not read.

    The second or third row also belongs to the head if the row above it has the same text in
    several columns, which it divides, and if it has no figures, which may be equal by chance.
    """
    table = find_table(units, row)
    rows = table.list_indices(units, "row")
    if len(rows) == 1 or has_column_names(units[row]) or units[rows[0]].follows_unread_rows:
        return ()

    count = 1
    while count < min(len(rows) - 1, _MAX_HEAD_ROWS):
        cells = list_cell_texts(units[rows[count - 1]])
        is_repeated = any(left and left == right for left, right in pairwise(cells))
        cells_below = list_cell_texts(units[rows[count]])
        if not is_repeated or any(map(_is_figure, cells_below)):
            break
        count += 1
    return tuple(rows[:count])


def has_column_names(row: Unit) -> bool:
    """Return whether each cell of a row has the name of its column before it, as in a sheet."""
    cells = list(filter(None, list_cell_texts(row)))
    return len(cells) > 1 and all(map(_COLUMN_NAME.match, cells))


def find_cells(row: str) -> list[Span]:
    """Return where the text of each cell of a row stands in the row; an empty cell is empty."""
    whole = Span(0, len(row)).strip(row)
    has_opening_bar = row.startswith("|", whole.start)
    content = whole.slice(row)
    has_closing_bar = content.endswith((" |", "\t|")) or (
        has_opening_bar and content[1:].endswith("|") and not content.endswith("\\|")
    )
    whole = Span(whole.start + has_opening_bar, whole.end - has_closing_bar)

    border = _BAR if has_opening_bar else _BORDER
    edges = [whole.start]
    for match in border.finditer(row, whole.start, whole.end):
        edges += match.span()
    edges.append(whole.end)
    return [Span(*edge).strip(row) for edge in zip(edges[::2], edges[1::2], strict=True)]


def list_cell_texts(row: Unit) -> list[str]:
    """Return the texts of the cells of a row."""
    return [cell.slice(row.text) for cell in find_cells(row.text)]


def _is_part(unit: Unit) -> bool:
    """Return whether a unit may be part of a table."""
    return unit.kind in ("row", "rule")


def _goes_on_above(units: Sequence[Unit], index: int) -> bool:
    """Return whether the table of a row or rule has the unit before it, too.

    Some formats have a blank line after each row. So a blank line ends a table only before a head
    with a line below it, or before a row with another number of cells.
    """
    above = units[index - 1]
    unit = units[index]
    if not _is_part(above):
        return False
    if above.paragraph == unit.paragraph:
        return True
    if unit.kind == "rule" or above.kind == "rule":
        return False
    has_line_below = index + 1 < len(units) and units[index + 1].kind == "rule"
    return not has_line_below and len(find_cells(above.text)) == len(find_cells(unit.text))


def _is_figure(cell: str) -> bool:
    """Return whether a cell has a number without letters, which is not a year."""
    has_number = any(map(str.isdigit, cell)) and not any(map(str.isalpha, cell))
    return has_number and not _YEAR.search(cell)
