"""Order the lines of a page as a reader does: one column after the other, tables row by row."""

from collections.abc import Iterator
from itertools import chain, groupby, pairwise
from statistics import median

from fonti.index.formats.pdf.beside_tables import group_table_rows
from fonti.index.formats.pdf.gutters import (
    find_full_width_rows,
    find_gutter,
    measure_row_distance,
    split_by_gutter,
)
from fonti.index.formats.pdf.lines import Line, Row, group_into_rows
from fonti.index.formats.pdf.tables import join_cells

# How often a part of a page is split into columns again.
_MAX_SPLITS = 6

# A gap through both columns ends a section if it is this many times the usual line distance.
_SECTION_GAP = 2.4

# The same for the rows of a table whose cells have several lines.
_TABLE_ROW_GAP = 1.2

# Such a table has at least this many rows, and cells of at most this many lines.
_MIN_TABLE_ROWS = 3
_MAX_CELL_LINES = 5

# In such a table, at least this share of the wide gaps of each column goes through both.
_MIN_COMMON_GAPS = 0.8


def order_lines(lines: list[Line]) -> list[list[Line]]:
    """Return the regions of a page in reading order, each with its lines from top to bottom.

    A region is a column, a part of one, or text that goes across the columns. The cells of a row
    are joined to one line.
    """
    return _order_part(lines, _MAX_SPLITS) if lines else []


def _order_part(lines: list[Line], max_splits: int) -> list[list[Line]]:
    gutter = find_gutter(lines) if max_splits else None
    if gutter is None:
        return [join_cells(group_table_rows(group_into_rows(lines)))]

    regions: list[list[Line]] = []
    for part in _split_into_parts(lines, gutter):
        regions += _order_part(part, max_splits - 1)
    return regions


def _split_into_parts(lines: list[Line], gutter: float) -> Iterator[list[Line]]:
    """Yield the parts in reading order: text across the gutter, a left column, a right column.

    Rows are processed in bands: successive rows that all go across the gutter, or none of which do.
    """
    rows = group_into_rows(lines)
    full_width = find_full_width_rows(rows, gutter)

    for is_full_width, group in groupby(zip(full_width, rows, strict=True), lambda pair: pair[0]):
        band = [row for _, row in group]
        if is_full_width:
            yield list(chain.from_iterable(band))
            continue

        for section in _split_into_sections(band, gutter):
            for part in _split_into_table_rows(section, gutter) or [section]:
                columns = split_by_gutter(chain.from_iterable(part), gutter)
                if columns.left:
                    yield columns.left
                if columns.right:
                    yield columns.right


def _split_into_sections(band: list[Row], gutter: float) -> list[list[Row]]:
    """Split rows where a wide gap goes through both columns and both continue below it."""
    sections = _split_at_gaps(band, _SECTION_GAP * _measure_tight_line_distance(band, gutter))

    while len(sections) > 1:
        if split_by_gutter(chain.from_iterable(sections[-1]), gutter).has_both:
            break
        last = sections.pop()
        sections[-1] += last
    return sections


def _split_into_table_rows(band: list[Row], gutter: float) -> list[list[Row]]:
    """Split a table whose cells have several lines into its rows; empty if it is not such a table.

    It is one if the gaps of each column go through both.
    """
    min_gap = _TABLE_ROW_GAP * _measure_tight_line_distance(band, gutter)
    table_rows = _split_at_gaps(band, min_gap)

    complete_rows = [
        row for row in table_rows if split_by_gutter(chain.from_iterable(row), gutter).has_both
    ]
    if len(complete_rows) < _MIN_TABLE_ROWS or median(map(len, complete_rows)) > _MAX_CELL_LINES:
        return []

    gap_count = sum(distance > min_gap for distance in _measure_line_distances(band, gutter))
    common_gaps = len(table_rows) - 1
    return table_rows if 2 * common_gaps >= _MIN_COMMON_GAPS * gap_count else []


def _split_at_gaps(band: list[Row], min_gap: float) -> list[list[Row]]:
    """Split rows where the distance to the next one is greater than `min_gap` points."""
    parts = [band[:1]]
    for upper, lower in pairwise(band):
        if measure_row_distance(upper, lower) > min_gap:
            parts.append([])
        parts[-1].append(lower)
    return parts


def _measure_tight_line_distance(band: list[Row], gutter: float) -> float:
    """Return the distance of lines within the paragraphs of the columns, in points; 0 if unknown.

    It is the lower quartile: the wider distances are those between paragraphs.
    """
    distances = _measure_line_distances(band, gutter)
    return distances[len(distances) // 4] if distances else 0


def _measure_line_distances(band: list[Row], gutter: float) -> list[float]:
    """Return the distances of successive lines in both columns, in points, in ascending order."""
    columns = split_by_gutter(chain.from_iterable(band), gutter)
    min_distance = band[0][0].font_size / 2

    distances = []
    for column in (columns.left, columns.right):
        for upper, lower in pairwise(column):
            distance = upper.baseline - lower.baseline
            if distance > min_distance:
                distances.append(distance)
    return sorted(distances)
