"""The order in which what stands on a page is read: columns one after the other, what goes across them in its place."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate, chain, groupby, pairwise
from statistics import median

from fonti.index.formats.pdf.lines import Line, joined, rows

# What makes a gutter.
_DEEP = 3  # lines that stand on both sides of it
_NARROWEST = 0.6  # of the size of the type
_MOST_TRIED = 8  # gaps of a page
_MOST_PARTED = 6  # times that a part of a page is parted again
_WIDEST = 20_000  # points; no page is wider

# What tells columns of prose from those of a table.
_PROSE_WORDS = 3  # in a line of a column at least; a cell of a table seldom has them
_FULL = 0.7  # of the width of the widest lines, which those of a column reach
_MOSTLY = 0.8
_LONG = 12  # lines, from which on it tells that they are not level
_LEVEL = 0.15  # sizes of the type, within which two lines are level
_TABLE_ROWS = 3
_CELL_LINES = 5

# Gaps between lines: in usual ones, and in sizes of the type.
_SECTION_GAP = 2.4
_ROW_GAP = 1.2
_HEADING_LEADING = 1.6
_LARGER = 1.1  # a heading's type than that of the text under it

# Gaps between words, in sizes of the type; and how equal those of a stretched line are.
_CELL_GAP = 1.5
_WIDEST_SPACE = 4.0
_STRETCHED = 1.25


def reading_order(lines: list[Line]) -> list[list[Line]]:
    """Stretches of lines, each to be read from its top to its bottom, in the order they are read."""
    return _ordered(lines, _MOST_PARTED) if lines else []


def _ordered(lines: list[Line], times: int) -> list[list[Line]]:
    gutter = _gutter(lines) if times else None
    if gutter is None:
        return [[joined(row, _cells(row)) for row in rows(lines)]]
    return [stretch for part in _bands(lines, gutter) for stretch in _ordered(part, times - 1)]


def _cells(row: list[Line]) -> int:
    """Of how many pieces a row is that stand wider apart than words; a stretched line has all of them equally far."""
    gaps = [right.left - left.right for left, right in pairwise(row)]
    words = not any(" " in line.text for line in row)
    if (
        len(gaps) > 1
        and words
        and max(gaps) < min(_STRETCHED * min(gaps), _WIDEST_SPACE * row[0].size)
    ):
        return 1
    return 1 + sum(gap > _CELL_GAP * row[0].size for gap in gaps)


def _bands(lines: list[Line], gutter: float) -> Iterator[list[Line]]:
    """What goes across the gutter, and, between that, what stands left of it and then what stands right of it."""
    ordered = rows(lines)
    for across, group in groupby(
        zip(_across(ordered, gutter), ordered, strict=True), key=lambda pair: pair[0]
    ):
        band = [row for _, row in group]
        if across:
            yield list(chain.from_iterable(band))
            continue
        for section in _sections(band, gutter):
            for part in _table_rows(section, gutter) or [section]:
                yield from filter(None, _sides(chain.from_iterable(part), gutter))


def _across(ordered: list[list[Line]], gutter: float) -> list[bool]:
    """Which rows go across the gutter: those that cross it, and the lines of a heading that belong to such a one."""
    found = [_crosses(row, gutter) for row in ordered]
    for at in range(1, len(ordered)):
        above, row = ordered[at - 1 : at + 1]
        found[at] |= found[at - 1] and not all(_sides(row, gutter)) and _of_one_heading(above, row)
    for at in reversed(range(len(ordered) - 1)):
        row, below = ordered[at : at + 2]
        nearer = at > 0 and _drop(row, below) < _drop(ordered[at - 1], row)
        heads = nearer or row[0].size > _LARGER * below[0].size or _of_one_heading(row, below)
        found[at] |= found[at + 1] and heads and not all(_sides(row, gutter))
    return found


def _of_one_heading(above: list[Line], below: list[Line]) -> bool:
    """Whether two rows follow each other in one type."""
    type_above, type_below = ((row[0].size, row[0].bold) for row in (above, below))
    return type_above == type_below and _drop(above, below) < _HEADING_LEADING * above[0].size


def _drop(above: list[Line], below: list[Line]) -> float:
    """How far one row stands under another."""
    return min(line.base for line in above) - max(line.base for line in below)


def _crosses(row: list[Line], gutter: float) -> bool:
    return any(line.left < gutter < line.right for line in row)


def _sides(lines: Iterable[Line], gutter: float) -> tuple[list[Line], list[Line]]:
    """The lines that end left of the gutter, and those that begin right of it."""
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        if line.right <= gutter:
            left.append(line)
        elif line.left >= gutter:
            right.append(line)
    return left, right


def _drops(band: list[list[Line]], gutter: float) -> list[float]:
    """How far each line of a column stands under the one above it, the least first."""
    sides = _sides(chain.from_iterable(band), gutter)
    drops = [above.base - below.base for side in sides for above, below in pairwise(side)]
    return sorted(drop for drop in drops if drop > band[0][0].size / 2)


def _usual_drop(band: list[list[Line]], gutter: float) -> float:
    drops = _drops(band, gutter)
    return drops[len(drops) // 4] if drops else 0


def _sections(band: list[list[Line]], gutter: float) -> list[list[list[Line]]]:
    """What stands under one another with a wide gap between that goes through both columns, both going on below it."""
    parts = _cut(band, _SECTION_GAP * _usual_drop(band, gutter))
    while len(parts) > 1 and not all(_sides(chain.from_iterable(parts[-1]), gutter)):
        last = parts.pop()
        parts[-1] += last
    return parts


def _cut(band: list[list[Line]], least: float) -> list[list[list[Line]]]:
    """The rows in parts, cut where a gap goes through both columns."""
    parts = [band[:1]]
    for above, below in pairwise(band):
        if _drop(above, below) > least:
            parts.append([])
        parts[-1].append(below)
    return parts


def _table_rows(band: list[list[Line]], gutter: float) -> list[list[list[Line]]]:
    """The rows of a table whose cells take several lines: what gaps there are go through both columns.

    Empty where the band is no such table.
    """
    least = _ROW_GAP * _usual_drop(band, gutter)
    parts = _cut(band, least)
    cells = [part for part in parts if all(_sides(chain.from_iterable(part), gutter))]
    if len(cells) < _TABLE_ROWS or median(map(len, cells)) > _CELL_LINES:
        return []
    gaps = sum(drop > least for drop in _drops(band, gutter))
    return parts if 2 * (len(parts) - 1) >= _MOSTLY * gaps else []


def _gutter(lines: list[Line]) -> float | None:
    """The middle of the gap that parts two columns, if there is one; the gap that parts most lines first."""
    for at in _gaps(lines)[:_MOST_TRIED]:
        left, right = _sides(lines, at)
        columns = _beside(left, right) and _whole(lines, at, len(left) + len(right))
        if columns and (_unlevel(left, right) or (_prose(left) and _prose(right))):
            return at
    return None


def _whole(lines: list[Line], gutter: float, beside: int) -> bool:
    """Whether the columns run for some lines between what goes across, as they do not where lines end by chance."""
    across = sum(crosses for crosses, _ in groupby(_across(rows(lines), gutter)))
    return beside >= 2 * _DEEP * across


def _gaps(lines: list[Line]) -> list[float]:
    """Where fewer lines stand than on either side, by how many fewer and then by width."""
    origin = min(line.left for line in lines)
    width = min(int(max(line.right for line in lines) - origin) + 2, _WIDEST)
    steps = [0] * (width + 1)
    for line in lines:
        steps[min(int(line.left - origin), width)] += 1
        steps[min(int(line.right - origin) + 1, width)] -= 1
    cover = list(accumulate(steps))[:width]
    to_the_left = list(accumulate(cover, max))
    to_the_right = list(accumulate(reversed(cover), max))[::-1]
    depth = [
        min(sides) - here for *sides, here in zip(to_the_left, to_the_right, cover, strict=True)
    ]
    narrowest = _NARROWEST * median(line.size for line in lines)
    found = []
    start = 0
    for at in range(1, width + 1):
        if at < width and depth[at] == depth[start]:
            continue
        if depth[start] >= _DEEP and at - start >= narrowest:
            found.append((depth[start], at - start, origin + (start + at) / 2))
        start = at
    return [middle for _, _, middle in sorted(found, reverse=True)]


def _prose(lines: list[Line]) -> bool:
    """Whether most of the text stands in lines of some words, about as wide as the widest: a column, not a table."""
    widest = sorted(line.right - line.left for line in lines)[int(_MOSTLY * len(lines))]
    total = sum(len(line.text) for line in lines)
    return (
        2
        * sum(
            len(line.text)
            for line in lines
            if line.right - line.left > _FULL * widest and _worded(line)
        )
        > total
    )


def _worded(line: Line) -> bool:
    return sum(word.isalpha() and len(word) > 1 for word in line.text.split()) >= _PROSE_WORDS


def _beside(left: list[Line], right: list[Line]) -> bool:
    """Whether some lines of the one stand beside some of the other."""
    if min(len(left), len(right)) < _DEEP:
        return False
    top = min(max(line.base for line in left), max(line.base for line in right))
    bottom = max(min(line.base for line in left), min(line.base for line in right))
    return all(
        sum(bottom <= line.base <= top for line in side) >= _DEEP - 1 for side in (left, right)
    )


def _unlevel(left: list[Line], right: list[Line]) -> bool:
    """Whether long columns have their lines at heights of their own, as the cells of a table have not."""
    if min(len(left), len(right)) < _LONG:
        return False
    heights = sorted(line.base for line in right)
    level = 0
    for line in left:
        nearest = bisect_left(heights, line.base)
        level += any(
            abs(line.base - height) < _LEVEL * line.size
            for height in heights[max(nearest - 1, 0) : nearest + 1]
        )
    return level < len(left) / 2
