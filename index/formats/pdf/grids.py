"""Find the grids of ruled tables: which lines belong together, and which cells they enclose."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from fonti.index.formats.pdf.drawn_lines import DrawnLine

# Lines that are nearer than this, in points, are one, or touch one another.
_TOUCHING = 3.0

# A page with more lines shows a drawing.
_MAX_LINES = 1_200

# A grid with more rows or columns is none of a table.
_MAX_ROWS = 200
_MAX_COLUMNS = 40

_MIN_COLUMNS = 2
_MIN_ROWS = 2


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a grid.

    Attributes:
        row: The row of its upper left corner.
        column: The column of this corner.
        end_column: The column after its last one.
        left: Its left side, in points.
        right: Its right side, in points.

    """

    row: int
    column: int
    end_column: int
    left: float
    right: float


class Grid:
    """The cells that the lines of a table enclose.

    Args:
        horizontals: The lines across.
        verticals: The upright lines.

    Attributes:
        xs: Where the columns begin, and the last one ends, from left to right.
        ys: Where the rows begin, and the last one ends, from top to bottom.

    """

    def __init__(self, horizontals: list[DrawnLine], verticals: list[DrawnLine]) -> None:
        # A table may have no lines at its sides, or at its top and foot.
        sides = [place for line in horizontals for place in (line.start, line.end)]
        ends = [place for line in verticals for place in (line.start, line.end)]
        self.xs = _merge([line.position for line in verticals] + [min(sides), max(sides)])
        self.ys = _merge([line.position for line in horizontals] + [min(ends), max(ends)])[::-1]
        self._horizontals = horizontals
        self._verticals = verticals
        self._origins = self._join_cells() if self.has_table_size else {}

    @property
    def has_table_size(self) -> bool:
        """Return whether there are as many rows and columns as in a table."""
        has_columns = _MIN_COLUMNS <= len(self.xs) - 1 <= _MAX_COLUMNS
        return has_columns and _MIN_ROWS <= len(self.ys) - 1 <= _MAX_ROWS

    def find_cell(self, x: float, y: float) -> GridCell | None:
        """Return the cell at a point; None outside of the grid."""
        column = bisect_right(self.xs, x) - 1
        row = bisect_right([-place for place in self.ys], -y) - 1
        if not (0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1):
            return None
        return self._make_cell(*self._origins[row, column])

    def list_cells(self, row: int) -> list[GridCell]:
        """Return the cells that stand in a row, from left to right, those of rows above too."""
        origins = dict.fromkeys(self._origins[row, column] for column in range(len(self.xs) - 1))
        return [self._make_cell(*origin) for origin in origins]

    def _make_cell(self, row: int, column: int) -> GridCell:
        """Return the cell that has its upper left corner at a place."""
        end = column + 1
        while self._origins.get((row, end)) == (row, column):
            end += 1
        return GridCell(row, column, end, self.xs[column], self.xs[end])

    def _join_cells(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Return the upper left place of the cell at each place: no line is inside a cell."""
        origins: dict[tuple[int, int], tuple[int, int]] = {}
        for row, (top, bottom) in enumerate(pairwise(self.ys)):
            for column, (left, right) in enumerate(pairwise(self.xs)):
                origin = (row, column)
                if row and not _has_line(self._horizontals, top, (left + right) / 2):
                    origin = origins[row - 1, column]
                elif column and not _has_line(self._verticals, left, (top + bottom) / 2):
                    origin = origins[row, column - 1]
                origins[row, column] = origin
        return origins


def find_grids(lines: Iterable[DrawnLine]) -> list[Grid]:
    """Return the grids of a page, each with lines that touch one another."""
    all_lines = list(lines)
    if len(all_lines) > _MAX_LINES:
        return []
    horizontals = _join_drawn_lines(line for line in all_lines if line.is_horizontal)
    verticals = _join_drawn_lines(line for line in all_lines if not line.is_horizontal)

    # Each upright line joins the groups of the lines across that it touches.
    group_by_horizontal = list(range(len(horizontals)))
    touched_by_vertical = []
    for vertical in verticals:
        touched = [
            index for index, horizontal in enumerate(horizontals) if _touches(horizontal, vertical)
        ]
        touched_by_vertical.append(touched)
        groups = {group_by_horizontal[index] for index in touched}
        if len(groups) > 1:
            first = min(groups)
            group_by_horizontal = [
                first if group in groups else group for group in group_by_horizontal
            ]

    grids = []
    for group in sorted(set(group_by_horizontal)):
        members = [
            line
            for line, other in zip(horizontals, group_by_horizontal, strict=True)
            if other == group
        ]
        uprights = [
            line
            for line, touched in zip(verticals, touched_by_vertical, strict=True)
            if touched and group_by_horizontal[touched[0]] == group
        ]
        if uprights:
            grids.append(Grid(members, uprights))
    return [grid for grid in grids if grid.has_table_size]


def _join_drawn_lines(lines: Iterable[DrawnLine]) -> list[DrawnLine]:
    """Return lines of which those that go on in one another are one."""
    joined: list[DrawnLine] = []
    open_lines: list[DrawnLine] = []
    for line in sorted(lines, key=lambda line: (line.position, line.start)):
        open_lines = [other for other in open_lines if line.position - other.position <= _TOUCHING]
        for index, other in enumerate(open_lines):
            if line.start <= other.end + _TOUCHING and other.start <= line.end + _TOUCHING:
                longer = DrawnLine(
                    line.is_horizontal,
                    other.position,
                    min(line.start, other.start),
                    max(line.end, other.end),
                )
                joined[joined.index(other)] = longer
                open_lines[index] = longer
                break
        else:
            joined.append(line)
            open_lines.append(line)
    return joined


def _touches(horizontal: DrawnLine, vertical: DrawnLine) -> bool:
    return (
        horizontal.start - _TOUCHING <= vertical.position <= horizontal.end + _TOUCHING
        and vertical.start - _TOUCHING <= horizontal.position <= vertical.end + _TOUCHING
    )


def _has_line(lines: list[DrawnLine], position: float, place: float) -> bool:
    """Return whether a line at a position passes a place."""
    return any(
        abs(line.position - position) <= _TOUCHING and line.start <= place <= line.end
        for line in lines
    )


def _merge(places: Iterable[float]) -> list[float]:
    """Return places in order, of which those that are near one another are one."""
    merged: list[float] = []
    for place in sorted(places):
        if not merged or place - merged[-1] > _TOUCHING:
            merged.append(place)
    return merged
