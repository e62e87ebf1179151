"""Take the words of ruled tables from those of a page, cell by cell."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from fonti.index.formats.pdf.drawn_lines import DrawnLine
from fonti.index.formats.pdf.grids import Grid, GridCell, find_grids
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

# So many lines that stand side by side in the cells of a row are rows without a line between them.
_MIN_UNRULED_ROWS = 3

# The space between two words, in font sizes.
_SPACE = 0.25

_Words = list[Word]


@dataclass(frozen=True, slots=True)
class PdfCell:
    """A cell of a ruled table, as its words.

    Attributes:
        words: Its words; none if it is empty.
        column_count: How many columns it spans that have text.
        is_continued: Whether it is a part of the cell above.

    """

    words: _Words
    column_count: int = 1
    is_continued: bool = False


# A row of a table: its cells from left to right. One of them has words at least.
TableRow = list[PdfCell]


def take_ruled_tables(
    words: _Words, drawn_lines: Iterable[DrawnLine]
) -> tuple[list[list[TableRow]], _Words]:
    """Return the ruled tables on a page, each as its rows, and the words outside of them.

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
    tables: list[list[TableRow]] = []
    for grid in find_grids(line for line in turned if line):
        cell_words = _assign_words(grid, [word for word in words if word.rotation == rotation])
        rows = _list_rows(grid, cell_words)
        if _has_table_content(cell_words, rows):
            tables.append(rows)
            taken = {id(word) for cell in cell_words.values() for word in cell}
            words = [word for word in words if id(word) not in taken]
    return tables, words


def _assign_words(grid: Grid, words: _Words) -> dict[GridCell, _Words]:
    cell_words: dict[GridCell, _Words] = defaultdict(list)
    for word in words:
        middle = (word.left + word.right) / 2
        cell = grid.find_cell(middle, word.baseline + _MIDDLE * word.font_size)
        if cell:
            cell_words[cell].append(word)
    return cell_words


def _has_table_content(cell_words: dict[GridCell, _Words], rows: list[TableRow]) -> bool:
    """Return whether cells are those of a table, and not of a chart, a form or a page in boxes."""
    letter_count = 0
    for cell, words in cell_words.items():
        width = cell.right - cell.left
        is_letter = len(words) == 1 and len(words[0].text) == 1
        letter_count += is_letter and width <= _MAX_LETTER_BOX * words[0].font_size
    line_counts = [len(_group_by_baseline(cell.words)) for row in rows for cell in row]
    filled_rows = sum(sum(bool(cell.words) for cell in row) > 1 for row in rows)
    return (
        filled_rows >= _MIN_FILLED_ROWS
        and 2 * letter_count <= len(cell_words)
        and max(line_counts) <= _MAX_CELL_LINES
    )


def _list_rows(grid: Grid, cell_words: dict[GridCell, _Words]) -> list[TableRow]:
    """Return each row with text of its own, from top to bottom.

    A column that no cell with text needs, such as the margin of a frame, is left out.
    """
    columns: set[int] = set()
    for cell in sorted(cell_words, key=lambda cell: cell.column, reverse=True):
        if columns.isdisjoint(range(cell.column, cell.end_column)):
            columns.add(cell.column)

    rows = []
    for number in range(len(grid.ys) - 1):
        cells = grid.list_cells(number)
        filled = [cell for cell in cells if cell.row == number and cell in cell_words]
        if not filled:
            continue
        for part in _split_unruled_rows([(cell, cell_words[cell]) for cell in filled]):
            part_words = dict(zip(filled, part, strict=True))
            row = []
            for cell in cells:
                spanned = columns.intersection(range(cell.column, cell.end_column))
                words = part_words.get(cell, [])
                if spanned:
                    row.append(PdfCell(words, len(spanned), cell.row < number))
            rows.append(row)
    return rows


def _split_unruled_rows(cells: list[tuple[GridCell, _Words]]) -> list[list[_Words]]:
    """Return the words of some cells for each of their rows, if no line is between these.

    The rows begin where the lines of one of the cells are: of the first cell, if none of its lines
    ends because the cell is full; of another one, if it has a number in each line.
    """
    lines_by_cell = [_group_by_baseline(words) for _, words in cells]
    for column, anchors in enumerate(lines_by_cell):
        is_numbered = all(map(_is_number, anchors))
        if len(anchors) < _MIN_UNRULED_ROWS or (column and not is_numbered):
            continue
        rows = _split_at_anchors(lines_by_cell, column)
        if rows and ((is_numbered and not column) or not _has_wrapped_row(rows, cells[0][0])):
            return rows
    return [[words for _, words in cells]]


def _split_at_anchors(lines_by_cell: list[list[_Words]], column: int) -> list[list[_Words]]:
    """Return the words of each cell by rows that begin at the lines of a column.

    None are returned if a line stands above the first row, or a row has nothing beside its anchor.
    """
    anchors = lines_by_cell[column]
    tolerance = _SAME_BASELINE * anchors[0][0].font_size
    starts = [line[0].baseline + tolerance for line in anchors]
    rows: list[list[_Words]] = [[[] for _ in lines_by_cell] for _ in anchors]
    beside: set[int] = set()
    for index, lines in enumerate(lines_by_cell):
        for line in lines:
            number = sum(line[0].baseline < start for start in starts) - 1
            if number < 0:
                return []
            rows[number][index] += line
            if index != column and line[0].baseline > starts[number] - 2 * tolerance:
                beside.add(number)
    return rows if len(beside) == len(anchors) else []


def _has_wrapped_row(rows: list[list[_Words]], first_cell: GridCell) -> bool:
    """Return whether the first cell is empty in a row, or is full at the only line of one."""
    lines_by_row = [_group_by_baseline(row[0]) for row in rows]
    return not all(lines_by_row) or any(
        len(upper) == 1 and _is_wrapped(upper[0], lower[0], first_cell)
        for upper, lower in pairwise(lines_by_row)
    )


def _is_number(line: _Words) -> bool:
    """Return whether a line is a number, which is no line of a text even in a full cell."""
    text = "".join(word.text for word in line)
    is_one_word = len(line) == 1 or not any(map(str.isalpha, text))
    return is_one_word and any(map(str.isdigit, text))


def _is_wrapped(upper: _Words, lower: _Words, cell: GridCell) -> bool:
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
