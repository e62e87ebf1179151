"""Join the cells of table rows, with the empty ones between them."""

from itertools import groupby, pairwise

from fonti.index.formats.pdf.lines import Line, Row, join_row

# Words further apart than this are in different cells, in font sizes.
_CELL_GAP = 1.5

# Justified text stretches the spaces of a line to at most this, in font sizes, and the widest of
# them to less than this many times the narrowest.
_MAX_STRETCHED_SPACE = 4.0
_MAX_STRETCH_RATIO = 1.25

# A table whose empty cells are shown has at least this many columns and rows.
_MIN_COLUMNS = 3
_MIN_ROWS = 2

_CELL_SEPARATOR = " | "

# The left and the right end of a column, in points.
_Column = tuple[float, float]


def join_cells(rows: list[Row]) -> list[Line]:
    """Return each row as one line.

    The cells of a table are separated by ` | ` if some of its cells are empty, since it could not
    be seen otherwise which column a value stands in.
    """
    lines: list[Line] = []
    for is_table, group in groupby(rows, key=lambda row: _count_cells(row) > 1):
        table = list(group)
        columns = _find_columns(table) if is_table else []
        for row in table:
            cells = _list_cells(row) if columns else []
            texts = _fill_columns(cells, columns)
            text = _CELL_SEPARATOR.join(texts) if texts else None
            lines.append(join_row(row, _count_cells(row), text=text))
    return lines


def _find_columns(table: list[Row]) -> list[_Column]:
    """Return the columns of a table with empty cells; none if it is not surely one."""
    cells_by_row = [_list_cells(row) for row in table]
    count = max(map(len, cells_by_row))
    full_rows = [cells for cells in cells_by_row if len(cells) == count]
    if count < _MIN_COLUMNS or len(table) < _MIN_ROWS or len(full_rows) == len(table):
        return []

    columns = [
        (min(cell.left for cell in column), max(cell.right for cell in column))
        for column in zip(*full_rows, strict=True)
    ]
    are_apart = all(left[1] < right[0] for left, right in pairwise(columns))
    return columns if are_apart else []


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
        if crossed > 1 or texts[best]:
            return []
        texts[best] = cell.text
    return texts if any(texts) else []


def _count_cells(row: Row) -> int:
    """Return the number of table cells in a row; 1 for a line of text, even a stretched one."""
    font_size = row[0].font_size
    gaps = [right.left - left.right for left, right in pairwise(row)]

    has_single_words = not any(" " in line.text for line in row)
    if len(gaps) > 1 and has_single_words:
        max_gap = min(_MAX_STRETCH_RATIO * min(gaps), _MAX_STRETCHED_SPACE * font_size)
        if max(gaps) < max_gap:
            return 1

    return 1 + sum(gap > _CELL_GAP * font_size for gap in gaps)
