"""Find the gutter: the white gap between two columns of text."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, groupby
from statistics import median

from fonti.index.formats.pdf.lines import Line, Row, group_into_rows

# A gutter has at least this many lines on both sides.
_MIN_LINES_BESIDE = 3

# A gutter is at least this wide, in font sizes.
_MIN_GUTTER_WIDTH = 0.6

# How many gaps of a page are examined, the most promising first.
_MAX_GAPS = 8

# No page is wider, in points.
_MAX_PAGE_WIDTH = 20_000

# A line of prose has at least this many words; a cell of a table seldom has.
_MIN_PROSE_WORDS = 3

# A column of at least this many lines with this many words in the mean is prose if this share of
# them begin with a small letter; the cells of a table seldom do.
_MIN_NARROW_LINES = 5
_MIN_WORDS_OF_NARROW_LINE = 1.6
_MIN_CONTINUED = 0.55

# A line of prose is at least this wide, as a share of the widest lines of its column.
_MIN_PROSE_WIDTH = 0.7

# The width that this share of the lines does not exceed counts as the width of the column.
_COLUMN_WIDTH_QUANTILE = 0.8

# Columns of at least this many lines may be recognised by baselines that differ.
_MIN_LINES_FOR_BASELINES = 12

# Two lines have the same baseline within this distance, in font sizes.
_SAME_BASELINE = 0.15

# Two rows of one heading are at most this far apart, in font sizes.
_MAX_HEADING_LEADING = 1.6

# The font of a heading is at least this much larger than that of the text below.
_MIN_HEADING_RATIO = 1.1


@dataclass(frozen=True, slots=True)
class ColumnPair:
    """The lines left and right of a gutter; those that go across it are in neither."""

    left: list[Line]
    right: list[Line]

    @property
    def has_both(self) -> bool:
        """Return whether there are lines on both sides."""
        return bool(self.left) and bool(self.right)


@dataclass(frozen=True, slots=True, order=True)
class _Gap:
    """A vertical strip with fewer lines than on either side; better gaps are greater.

    `depth` is how many fewer lines; `width` and `middle` are in points.
    """

    depth: int
    width: int
    middle: float


def find_gutter(lines: list[Line]) -> float | None:
    """Return the middle of the gutter between two columns, in points; None if there is none."""
    for gap in _find_gaps(lines)[:_MAX_GAPS]:
        columns = split_by_gutter(lines, gap.middle)
        if not _are_side_by_side(columns) or not _are_long(lines, gap.middle, columns):
            continue
        if _have_different_baselines(columns):
            return gap.middle
        if _is_prose(columns.left) and _is_prose(columns.right):
            return gap.middle
    return None


def split_by_gutter(lines: Iterable[Line], gutter: float) -> ColumnPair:
    """Return the lines that end left of the gutter and those that begin right of it."""
    columns = ColumnPair([], [])
    for line in lines:
        if line.right <= gutter:
            columns.left.append(line)
        elif line.left >= gutter:
            columns.right.append(line)
    return columns


def find_full_width_rows(rows: list[Row], gutter: float) -> list[bool]:
    """Return for each row whether it belongs to the text that goes across both columns.

    These are the rows that cross the gutter, and shorter rows next to them that belong to the same
    heading, or are the heading of the text below.
    """
    full_width = [any(line.left < gutter < line.right for line in row) for row in rows]
    is_in_both_columns = [split_by_gutter(row, gutter).has_both for row in rows]

    for index in range(1, len(rows)):
        if full_width[index - 1] and not is_in_both_columns[index]:
            full_width[index] |= _belong_to_one_heading(rows[index - 1], rows[index])

    for index in reversed(range(len(rows) - 1)):
        if full_width[index + 1] and not is_in_both_columns[index]:
            full_width[index] |= _is_heading_of_next(rows, index)

    return full_width


def measure_row_distance(upper: Row, lower: Row) -> float:
    """Return how far one row is below another, in points."""
    return min(line.baseline for line in upper) - max(line.baseline for line in lower)


def _is_heading_of_next(rows: list[Row], index: int) -> bool:
    """Return whether a row is the heading of the row below it."""
    row = rows[index]
    below = rows[index + 1]
    distance = measure_row_distance(row, below)

    if index > 0 and distance < measure_row_distance(rows[index - 1], row):
        return True
    if row[0].font_size > _MIN_HEADING_RATIO * below[0].font_size:
        return True
    return _belong_to_one_heading(row, below)


def _belong_to_one_heading(upper: Row, lower: Row) -> bool:
    """Return whether two rows are close together and in one font."""
    first = upper[0]
    second = lower[0]
    if (first.font_size, first.is_bold) != (second.font_size, second.is_bold):
        return False
    return measure_row_distance(upper, lower) < _MAX_HEADING_LEADING * first.font_size


def _find_gaps(lines: list[Line]) -> list[_Gap]:
    """Return the gaps between lines, the best first.

    For example, two columns of three lines, and one digit for each point of the width:

        ---- ---
        --   ---
        ----  --
        33220233    how many lines are over the point
        00113100    its depth

    The best gap is the strip of depth 3: no line is over it, and three are on either side.
    """
    origin = min(line.left for line in lines)
    width = min(int(max(line.right for line in lines) - origin) + 2, _MAX_PAGE_WIDTH)
    depths = _measure_depths(_count_lines_over_points(lines, origin, width))
    min_width = _MIN_GUTTER_WIDTH * median(line.font_size for line in lines)

    # A strip of neighbouring points of the same depth may be a gap.
    gaps = []
    start = 0
    for depth, points in groupby(depths):
        end = start + len(list(points))
        if depth >= _MIN_LINES_BESIDE and end - start >= min_width:
            gaps.append(_Gap(depth, end - start, origin + (start + end) / 2))
        start = end

    return sorted(gaps, reverse=True)


def _count_lines_over_points(lines: list[Line], origin: float, width: int) -> list[int]:
    """Return how many lines are over each point of the width, which begins at `origin`."""
    # +1 at the point where a line begins, -1 after the one where it ends: their running sum is
    # the number of lines.
    changes = [0] * (width + 1)
    for line in lines:
        changes[min(int(line.left - origin), width)] += 1
        changes[min(int(line.right - origin) + 1, width)] -= 1
    return list(accumulate(changes))[:width]


def _measure_depths(counts: list[int]) -> list[int]:
    """Return for each point how many fewer lines it has than some point on its left and right.

    A point between two columns is as deep as the column with fewer lines is high.
    """
    highest_on_left = list(accumulate(counts, max))
    highest_on_right = list(accumulate(reversed(counts), max))[::-1]
    return [
        min(left, right) - count
        for left, right, count in zip(highest_on_left, highest_on_right, counts, strict=True)
    ]


def _are_side_by_side(columns: ColumnPair) -> bool:
    """Return whether enough lines of each column are beside lines of the other."""
    left = columns.left
    right = columns.right
    if min(len(left), len(right)) < _MIN_LINES_BESIDE:
        return False

    top = min(max(line.baseline for line in left), max(line.baseline for line in right))
    bottom = max(min(line.baseline for line in left), min(line.baseline for line in right))
    return all(
        sum(bottom <= line.baseline <= top for line in column) >= _MIN_LINES_BESIDE - 1
        for column in (left, right)
    )


def _are_long(lines: list[Line], gutter: float, columns: ColumnPair) -> bool:
    """Return whether the columns have several lines between the rows that cross the gutter.

    Gaps that lie above one another by chance have few lines beside them.
    """
    full_width = find_full_width_rows(group_into_rows(lines), gutter)
    full_width_groups = sum(is_full_width for is_full_width, _ in groupby(full_width))
    line_count = len(columns.left) + len(columns.right)
    return line_count >= 2 * _MIN_LINES_BESIDE * full_width_groups


def _have_different_baselines(columns: ColumnPair) -> bool:
    """Return whether the baselines of long columns differ, unlike those of the cells of a table."""
    if min(len(columns.left), len(columns.right)) < _MIN_LINES_FOR_BASELINES:
        return False

    baselines = sorted(line.baseline for line in columns.right)
    same = 0
    for line in columns.left:
        nearest = bisect_left(baselines, line.baseline)
        same += any(
            abs(line.baseline - baseline) < _SAME_BASELINE * line.font_size
            for baseline in baselines[max(nearest - 1, 0) : nearest + 1]
        )
    return same < len(columns.left) / 2


def _is_prose(lines: list[Line]) -> bool:
    """Return whether most text is in lines of several words that fill the column.

    In a narrow column, lines have few words, but most of them go on with a small letter.
    """
    continued = sum(line.text[0].islower() for line in lines)
    words_per_line = sum(len(line.text.split()) for line in lines) / len(lines)
    is_narrow_prose = (
        len(lines) >= _MIN_NARROW_LINES
        and continued >= _MIN_CONTINUED * len(lines)
        and words_per_line >= _MIN_WORDS_OF_NARROW_LINE
    )
    if is_narrow_prose:
        return True

    widths = sorted(line.right - line.left for line in lines)
    column_width = widths[int(_COLUMN_WIDTH_QUANTILE * len(lines))]

    prose_length = 0
    for line in lines:
        is_wide = line.right - line.left > _MIN_PROSE_WIDTH * column_width
        if is_wide and _count_words(line) >= _MIN_PROSE_WORDS:
            prose_length += len(line.text)
    return 2 * prose_length > sum(len(line.text) for line in lines)


def _count_words(line: Line) -> int:
    """Return the number of words of two letters or more."""
    return sum(word.isalpha() and len(word) > 1 for word in line.text.split())
