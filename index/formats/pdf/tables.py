"""Join the cells of table rows, with the empty ones between them."""

import math
import re
from itertools import groupby, pairwise

from fonti.index.formats import table_rows
from fonti.index.formats.pdf.lines import Line, Row, join_row
from fonti.index.formats.pdf.right_to_left import is_right_to_left

# Words further apart than this are in different cells, in font sizes.
_CELL_GAP = 1.5

# Justified text stretches the spaces of a line to at most this, in font sizes, and the widest of
# them to less than this many times the narrowest.
_MAX_STRETCHED_SPACE = 4.0
_MAX_STRETCH_RATIO = 1.25

# A table has at least this many rows, and, if some of its cells are empty, this many columns.
_MIN_ROWS = 2
_MIN_COLUMNS = 3

# How far apart the cells of a column may begin or end, in font sizes.
_ALIGNMENT = 0.6

# A cell is in a column if at least this share of the narrower one of both is.
_MIN_OVERLAP = 0.3

# How far the head of a table is from the row below, in font sizes.
_MAX_HEAD_DISTANCE = 2.5

# A text that is longer, or has more digits, is no head of several columns.
_MAX_REPEATED_LENGTH = 40
_MAX_HEAD_DIGITS = 8

# A head is not searched for over more columns.
_MAX_HEADED_COLUMNS = 40

# The number or bullet of an item, which stands before its text like a cell, and the dots before the
# number of a page.
_CELLS_OF_ITEM = 2
_ITEM_MARK = re.compile(r"\W{1,2}|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]?")
_LEADER = re.compile(r"(?:\. ?){4}|…{2}|_{4}")

# A line to sign on, which leads to nothing.
_SIGNATURE_LINE = re.compile(r"[\W_]+")

# The left and the right end of a column, in points.
_Column = tuple[float, float]


def join_cells(rows: list[Row]) -> list[Line]:
    """Return each row as one line.

    The cells of a table, and blocks that stand side by side, are separated by ` | `: it could not
    be seen otherwise what belongs together.
    """
    texts_by_row: list[list[str]] = []
    columns_by_row: list[list[_Column]] = []
    columns: list[_Column] = []
    for is_table, group in groupby(rows, key=lambda row: _count_cells(row) > 1):
        table = list(group)
        if is_table:
            columns = _find_columns(table) or _continue_columns(table, columns)
        elif columns and _reach_first_column(table, columns):
            # They are not further lines of a cell: the table ends.
            columns = []

        for row in table:
            cells = _list_cells(row) if is_table and columns else []
            texts_by_row.append(_fill_columns(cells, columns))
            columns_by_row.append(columns if texts_by_row[-1] else [])

    _fill_heads(rows, texts_by_row, columns_by_row)
    return [_join_texts(row, texts) for row, texts in zip(rows, texts_by_row, strict=True)]


def _join_texts(row: Row, texts: list[str]) -> Line:
    """Return a row as one line, with the texts of its columns if it has any."""
    if not texts:
        return join_row(row, _count_cells(row))
    if is_right_to_left(texts):
        texts = texts[::-1]
    return join_row(row, max(_count_cells(row), 2), text=table_rows.join_cells(texts))


def _fill_heads(
    rows: list[Row], texts_by_row: list[list[str]], columns_by_row: list[list[_Column]]
) -> None:
    """Write the heads above a table into its columns, from the lowest upwards."""
    for index in reversed(range(len(rows) - 1)):
        row = rows[index]
        columns = columns_by_row[index + 1]
        distance = row[0].baseline - rows[index + 1][0].baseline
        is_near = distance <= _MAX_HEAD_DISTANCE * row[0].font_size
        is_above = index == 0 or not texts_by_row[index - 1]
        if (
            is_near
            and is_above
            and not texts_by_row[index]
            and 0 < len(columns) <= _MAX_HEADED_COLUMNS
        ):
            texts_by_row[index] = _fill_head(_list_cells(row), columns)
            columns_by_row[index] = columns if texts_by_row[index] else []


def _fill_head(cells: list[Line], columns: list[_Column]) -> list[str]:
    """Return the text over each column, if each cell has its middle over one or more of them."""
    texts = [""] * len(columns)
    start = 0
    for cell in cells:
        middle = (cell.left + cell.right) / 2
        ranges = [
            (abs((columns[first][0] + columns[last][1]) / 2 - middle), first, last)
            for first in range(start, len(columns))
            for last in range(first, len(columns))
        ]
        distance, first, last = min(ranges, default=(math.inf, 0, 0))
        is_repeatable = first == last or _may_head_columns(cell.text)
        if distance > _ALIGNMENT * cell.font_size or _has_leader(cell) or not is_repeatable:
            return []
        texts[first : last + 1] = [cell.text] * (last + 1 - first)
        start = last + 1
    return texts if len(cells) > 1 else []


def _may_head_columns(text: str) -> bool:
    """Return whether a text may be the head of several columns, by its length and its digits."""
    digit_count = sum(map(str.isdigit, text))
    return len(text) <= _MAX_REPEATED_LENGTH and digit_count <= _MAX_HEAD_DIGITS


def _continue_columns(table: list[Row], columns: list[_Column]) -> list[_Column]:
    """Return the columns of the rows above if these rows fill them all, else none."""
    filled = [_fill_columns(_list_cells(row), columns) for row in table] if columns else []
    return columns if filled and all(texts and all(texts) for texts in filled) else []


def _reach_first_column(rows: list[Row], columns: list[_Column]) -> bool:
    """Return whether one of some rows begins before the second column."""
    left = min(row[0].left for row in rows)
    second_left = columns[1][0]
    return left < second_left - _CELL_GAP * rows[0][0].font_size


def _find_columns(table: list[Row]) -> list[_Column]:
    """Return the columns of a table; none if it is not surely one."""
    cells_by_row = [_list_cells(row) for row in table]
    count = max(map(len, cells_by_row))
    full_rows = [cells for cells in cells_by_row if len(cells) == count]
    if len(table) < _MIN_ROWS:
        return []
    if len(full_rows) < len(table) and count < _MIN_COLUMNS:
        return []
    if len(full_rows) == len(table) and not _are_surely_columns(cells_by_row):
        return []

    columns = [
        (min(cell.left for cell in column), max(cell.right for cell in column))
        for column in zip(*full_rows, strict=True)
    ]
    are_apart = all(left[1] < right[0] for left, right in pairwise(columns))
    return columns if are_apart else []


def _are_surely_columns(cells_by_row: list[list[Line]]) -> bool:
    """Return whether rows of as many cells are columns, not items, contents or stretched lines."""
    for cells in cells_by_row:
        is_item = len(cells) == _CELLS_OF_ITEM and _ITEM_MARK.fullmatch(cells[0].text)
        if is_item or any(map(_has_leader, cells)):
            return False
    return all(map(_is_aligned, zip(*cells_by_row, strict=True)))


def _has_leader(cell: Line) -> bool:
    return bool(_LEADER.search(cell.text)) and not _SIGNATURE_LINE.fullmatch(cell.text)


def _is_aligned(column: tuple[Line, ...]) -> bool:
    """Return whether the cells of a column begin or have their middle at one place.

    Figures below their head may also end at one place, as the lines of justified text do.
    """
    alignments = [
        [cell.left for cell in column],
        [(cell.left + cell.right) / 2 for cell in column],
    ]
    if all(any(map(str.isdigit, cell.text)) for cell in column[1:]):
        alignments.append([cell.right for cell in column])
    tolerance = _ALIGNMENT * column[0].font_size
    return any(max(places) - min(places) <= tolerance for places in alignments)


def _list_cells(row: Row) -> list[Line]:
    """Return the cells of a row, each of which may be several pieces of text."""
    cells: list[Row] = []
    for line in row:
        gap = line.left - cells[-1][-1].right if cells else 0
        if cells and gap <= _CELL_GAP * row[0].font_size:
            cells[-1].append(line)
        else:
            cells.append([line])
    return [join_row(cell) for cell in cells]


def _fill_columns(cells: list[Line], columns: list[_Column]) -> list[str]:
    """Return the text of each column in a row; empty if a cell is in no column of its own."""
    texts = [""] * len(columns)
    for cell in cells:
        overlaps = [min(cell.right, right) - max(cell.left, left) for left, right in columns]
        best = max(range(len(columns)), key=lambda index: overlaps[index])
        crossed = sum(overlap > 0 for overlap in overlaps)
        left, right = columns[best]
        is_inside = overlaps[best] >= _MIN_OVERLAP * min(cell.right - cell.left, right - left)
        if crossed > 1 or texts[best] or not is_inside:
            return []
        texts[best] = cell.text
    return texts if any(texts) else []


def _count_cells(row: Row) -> int:
    """Return the number of table cells in a row; 1 for a line of text, even a stretched one."""
    font_size = row[0].font_size
    gaps = [right.left - left.right for left, right in pairwise(row)]

    has_single_words = not any(" " in line.text for line in row)
    number_count = sum(any(map(str.isdigit, line.text)) for line in row)
    if len(gaps) > 1 and has_single_words and 2 * number_count <= len(row):
        max_gap = min(_MAX_STRETCH_RATIO * min(gaps), _MAX_STRETCHED_SPACE * font_size)
        if max(gaps) < max_gap:
            return 1

    return 1 + sum(gap > _CELL_GAP * font_size for gap in gaps)
