"""Keep the rows of a ruled table together, with the text beside it before or after them."""

from fonti.index.formats.pdf.gutters import measure_row_distance
from fonti.index.formats.pdf.lines import Row

# Lines that are at most this far apart, in font sizes, are of one text, with a blank line at most.
_MAX_LEADING = 2.6


def group_table_rows(rows: list[Row]) -> list[Row]:
    """Return the rows of a page from top to bottom, but those of a ruled table one by one.

    Text beside a table is read before it if it stands at its left, else after it.
    """
    tables = dict.fromkeys(line.table for row in rows for line in row if line.table)
    for table in tables:
        rows = _group_rows(rows, table)
    return rows


def _group_rows(rows: list[Row], table: int) -> list[Row]:
    indices = [index for index, row in enumerate(rows) if row[0].table == table]
    first = indices[0]
    end = indices[-1] + 1
    if end - first == len(indices):
        return rows

    table_rows = [rows[index] for index in indices]
    left = min(row[0].left for row in table_rows)
    right = max(row[0].right for row in table_rows)
    beside = [row for row in rows[first:end] if row[0].table != table]
    if any(line.left < right and left < line.right for row in beside for line in row):
        return rows

    # A text may begin above the table, and end below it.
    left_rows = [part for row in beside if (part := [line for line in row if line.right <= left])]
    while left_rows and end < len(rows) and _goes_on(left_rows[-1], rows[end], right=left):
        left_rows.append(rows[end])
        end += 1
    right_rows = [part for row in beside if (part := [line for line in row if line.left >= right])]
    while right_rows and first and _goes_on(rows[first - 1], right_rows[0], left=right):
        first -= 1
        right_rows.insert(0, rows[first])
    return [*rows[:first], *left_rows, *table_rows, *right_rows, *rows[end:]]


def _goes_on(
    upper: Row, lower: Row, *, left: float = float("-inf"), right: float = float("inf")
) -> bool:
    """Return whether two rows are lines of one text, which is between two places on the page."""
    is_between = all(left <= line.left and line.right <= right for line in [*upper, *lower])
    max_distance = _MAX_LEADING * max(upper[0].font_size, lower[0].font_size)
    return is_between and measure_row_distance(upper, lower) <= max_distance
