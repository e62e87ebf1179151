"""Take the words of ruled tables from those of a page, cell by cell."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from fonti.index.formats.pdf.drawn_lines import DrawnLine
from fonti.index.formats.pdf.grids import Cell, Grid, find_grids
from fonti.index.formats.pdf.words import Word

# How high above its baseline the middle of a word is, in font sizes.
_MIDDLE = 0.3

# Words are on one line if their baselines are nearer than this, in font sizes.
_SAME_BASELINE = 0.4

# Cells with more lines are blocks of text that stand side by side in boxes.
_MAX_CELL_LINES = 12

# A table has at least so many rows with two cells that are filled.
_MIN_FILLED_ROWS = 2

# A box for each letter, as on a form, is at most this wide, in font sizes.
_MAX_LETTER_BOX = 2.2

# So many lines that stand side by side in all cells of a row are rows without a line between them.
_MIN_UNRULED_ROWS = 3

# The space between two words, in font sizes.
_SPACE = 0.25

_Words = list[Word]


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table.

    Attributes:
        cells: The words of each cell, from left to right; none for an empty cell.
        table: The number of the table on its page, from 1.

    """

    cells: list[_Words]
    table: int

    @property
    def rotation(self) -> int:
        """Return the direction of its words, in degrees."""
        return next(words[0].rotation for words in self.cells if words)


def take_ruled_tables(
    words: _Words, drawn_lines: Iterable[DrawnLine]
) -> tuple[list[TableRow], _Words]:
    """Return the rows of the ruled tables on a page, and the words outside of them.

    Args:
        words: The words of the page.
        drawn_lines: The lines that it draws.

    """
    if not words:
        return [], words
    length_by_rotation: dict[int, int] = defaultdict(int)
    for word in words:
        length_by_rotation[word.rotation] += len(word.text)
    rotation = max(length_by_rotation, key=lambda key: length_by_rotation[key])

    turned = [line.turn(rotation) for line in drawn_lines]
    table_rows: list[TableRow] = []
    table_count = 0
    for grid in find_grids(line for line in turned if line):
        cell_words = _assign_words(grid, [word for word in words if word.rotation == rotation])
        rows = _list_rows(grid, cell_words)
        if _has_table_content(cell_words, rows):
            table_count += 1
            table_rows += [TableRow(row, table_count) for row in rows]
            taken = {id(word) for cell in cell_words.values() for word in cell}
            words = [word for word in words if id(word) not in taken]
    return table_rows, words


def _assign_words(grid: Grid, words: _Words) -> dict[Cell, _Words]:
    cell_words: dict[Cell, _Words] = defaultdict(list)
    for word in words:
        middle = (word.left + word.right) / 2
        cell = grid.find_cell(middle, word.baseline + _MIDDLE * word.font_size)
        if cell:
            cell_words[cell].append(word)
    return cell_words


def _has_table_content(cell_words: dict[Cell, _Words], rows: list[list[_Words]]) -> bool:
    """Return whether cells are those of a table, and not of a chart, a form or a page in boxes."""
    letter_count = 0
    for cell, words in cell_words.items():
        width = cell.right - cell.left
        is_letter = len(words) == 1 and len(words[0].text) == 1
        letter_count += is_letter and width <= _MAX_LETTER_BOX * words[0].font_size
    line_counts = [len(_group_by_baseline(words)) for row in rows for words in row]
    filled_rows = sum(sum(map(bool, row)) > 1 for row in rows)
    return (
        filled_rows >= _MIN_FILLED_ROWS
        and 2 * letter_count <= len(cell_words)
        and max(line_counts) <= _MAX_CELL_LINES
    )


def _list_rows(grid: Grid, cell_words: dict[Cell, _Words]) -> list[list[_Words]]:
    """Return the words of the cells of each row with text, from top to bottom.

    A column without any text, such as the margin of a frame, is left out.
    """
    filled_columns = {cell.column for cell in cell_words}
    rows = []
    for number in range(len(grid.ys) - 1):
        filled = {cell.column: cell for cell in cell_words if cell.row == number}
        if not filled:
            continue
        columns = [column for column in grid.list_columns(number) if column in filled_columns]
        cells = [filled[column] for column in sorted(filled)]
        for part in _split_unruled_rows([(cell, cell_words[cell]) for cell in cells]):
            by_column = dict(zip(sorted(filled), part, strict=True))
            rows.append([by_column.get(column, []) for column in columns])
    return rows


def _split_unruled_rows(cells: list[tuple[Cell, _Words]]) -> list[list[_Words]]:
    """Return the words of some cells for each of their rows, if no line is between these.

    In the first cell, each line is then a row: none ends because the cell is full, and beside each
    there is a line in another cell.
    """
    whole = [[words for _, words in cells]]
    lines_by_cell = [_group_by_baseline(words) for _, words in cells]
    anchors = lines_by_cell[0]
    if len(cells) < 2 or len(anchors) < _MIN_UNRULED_ROWS:
        return whole
    # A number alone is no line of a text, even if it fills its cell.
    is_numbered = all(len(line) == 1 and any(map(str.isdigit, line[0].text)) for line in anchors)
    if not is_numbered and any(
        _is_wrapped(upper, lower, cells[0][0]) for upper, lower in pairwise(anchors)
    ):
        return whole

    tolerance = _SAME_BASELINE * anchors[0][0].font_size
    starts = [line[0].baseline + tolerance for line in anchors]
    rows: list[list[_Words]] = [[[] for _ in cells] for _ in anchors]
    beside: set[int] = set()
    for column, lines in enumerate(lines_by_cell):
        for line in lines:
            number = sum(line[0].baseline < start for start in starts) - 1
            if number < 0:
                return whole
            rows[number][column] += line
            is_beside = line[0].baseline > starts[number] - 2 * tolerance
            if column and is_beside:
                beside.add(number)
    return rows if len(beside) == len(anchors) else whole


def _is_wrapped(upper: _Words, lower: _Words, cell: Cell) -> bool:
    """Return whether a line of a cell has no room for the first word of the next one."""
    first = min(lower, key=lambda word: word.left)
    padding = max(min(word.left for word in upper) - cell.left, 0)
    free = cell.right - padding - max(word.right for word in upper)
    return free < first.right - first.left + _SPACE * first.font_size


def _group_by_baseline(words: _Words) -> list[_Words]:
    """Return the words of each line, from top to bottom."""
    lines: list[_Words] = []
    for word in sorted(words, key=lambda word: -word.baseline):
        font_size = fmean((word.font_size, lines[-1][0].font_size)) if lines else 0.0
        if lines and lines[-1][0].baseline - word.baseline < _SAME_BASELINE * font_size:
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines
