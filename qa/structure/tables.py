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
    while first > 0 and units[first - 1].kind in ("row", "rule"):
        first -= 1
    last = row
    while last + 1 < len(units) and units[last + 1].kind in ("row", "rule"):
        last += 1
    while units[last].kind == "rule":
        last -= 1
    while units[first].kind == "rule":
        first += 1
    return Extent(first, last)


def list_head_rows(units: Sequence[Unit], rows: Sequence[int]) -> tuple[int, ...]:
    """Return the rows of a table that are its head; none if each row names its columns.

    A row is one too if it stands below a head of several columns, which is written for each, and is
    not one of figures, which may be equal by chance.
    """
    if names_columns(units[rows[-1]]):
        return ()

    count = 1
    while count < min(len(rows) - 1, _MAX_HEAD_ROWS):
        cells = read_cells(units[rows[count - 1]])
        is_repeated = any(left and left == right for left, right in pairwise(cells))
        cells_below = read_cells(units[rows[count]])
        if not is_repeated or any(map(_is_figure, cells_below)):
            break
        count += 1
    return tuple(rows[:count])


def names_columns(row: Unit) -> bool:
    """Return whether each cell of a row has the name of its column, as in a sheet."""
    cells = list(filter(None, read_cells(row)))
    return len(cells) > 1 and all(map(_COLUMN_NAME.match, cells))


def _is_figure(cell: str) -> bool:
    """Return whether a cell has a number without letters, which is not a year."""
    has_number = any(map(str.isdigit, cell)) and not any(map(str.isalpha, cell))
    return has_number and not _YEAR.search(cell)


def split_cells(row: str) -> list[Span]:
    """Return where the text of each cell of a row stands in the row; an empty cell is empty."""
    whole = Span(0, len(row)).strip(row)
    has_outer_bars = row.startswith("|", whole.start)
    if has_outer_bars:
        ends_with_bar = whole.end - whole.start > 1 and row.endswith("|", 0, whole.end)
        whole = Span(whole.start + 1, whole.end - ends_with_bar)

    border = _BAR if has_outer_bars else _BORDER
    edges = [whole.start]
    for match in border.finditer(row, whole.start, whole.end):
        edges += match.span()
    edges.append(whole.end)
    return [Span(*edge).strip(row) for edge in zip(edges[::2], edges[1::2], strict=True)]


def read_cells(row: Unit) -> list[str]:
    """Return the texts of the cells of a row."""
    return [cell.slice(row.text) for cell in split_cells(row.text)]
