"""The order in which what stands on a page is read: columns one after the other, what goes across them in its place."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate, chain, groupby, pairwise
from statistics import median

from index.formats.lines import Line, joined, rows

_DEEP = 3  # lines that a gap must part to be a gutter
_NARROWEST = 0.6  # of the size of the type
_CELL_GAP = 1.5  # in sizes of the type
_ROW_GAP = 1.3  # of the usual distance of lines
_TABLE_ROWS = 3
_MOSTLY = 0.8
_FULL = 0.7  # of the widest line of a column
_LONG = 12  # lines
_LEVEL = 0.15  # sizes of the type, within which two lines are level
_PROSE_WORDS = 3  # what a line of a column holds at least, and a cell of a table seldom
_MOST_PARTED = 6  # how often a page is parted into what is left and right of a gutter, one within the other
_MOST_TRIED = 8
_WIDEST = 20_000  # points; no page is wider


def reading_order(lines: list[Line]) -> list[list[Line]]:
    """Stretches of lines, each to be read from its top to its bottom, in the order they are read."""
    return _ordered(lines, _MOST_PARTED) if lines else []


def _ordered(lines: list[Line], times: int) -> list[list[Line]]:
    gutter = _gutter(lines) if times else None
    if gutter is None:
        return [[joined(row, _cells(row)) for row in rows(lines)]]
    return [stretch for part in _bands(lines, gutter) for stretch in _ordered(part, times - 1)]


def _cells(row: list[Line]) -> int:
    """Of how many pieces a row is that stand wider apart than the words of a stretched line."""
    return 1 + sum(right.left - left.right > _CELL_GAP * left.size for left, right in pairwise(row))


def _bands(lines: list[Line], gutter: float) -> Iterator[list[Line]]:
    """What goes across the gutter, and, between that, what stands left of it and then what stands right of it."""
    for across, group in groupby(rows(lines), key=lambda row: _crosses(row, gutter)):
        band = list(group)
        if across:
            yield list(chain.from_iterable(band))
            continue
        for part in _table_rows(band, gutter) or [band]:
            left, right = _sides(chain.from_iterable(part), gutter)
            yield from filter(None, (left, right))


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


def _table_rows(band: list[list[Line]], gutter: float) -> list[list[list[Line]]]:
    """The rows of a table whose cells take several lines: most gaps go through both columns, which begin level again.

    None where the band is no such table.
    """
    gaps = sorted(above[0].base - below[0].base for above, below in pairwise(band))
    usual = gaps[len(gaps) // 4] if gaps else 0
    parts = [band[:1]]
    for above, below in pairwise(band):
        if above[0].base - below[0].base > _ROW_GAP * usual:
            parts.append([])
        parts[-1].append(below)
    level = sum(all(_sides(part[0], gutter)) for part in parts)
    return parts if len(parts) >= _TABLE_ROWS and level >= _MOSTLY * len(parts) else []


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
    across = sum(crosses for crosses, _ in groupby(rows(lines), key=lambda row: _crosses(row, gutter)))
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
    depth = [min(sides) - here for *sides, here in zip(to_the_left, to_the_right, cover, strict=True)]
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
        2 * sum(len(line.text) for line in lines if line.right - line.left > _FULL * widest and _worded(line)) > total
    )


def _worded(line: Line) -> bool:
    return sum(word.isalpha() and len(word) > 1 for word in line.text.split()) >= _PROSE_WORDS


def _beside(left: list[Line], right: list[Line]) -> bool:
    """Whether some lines of the one stand beside some of the other."""
    if min(len(left), len(right)) < _DEEP:
        return False
    top = min(max(line.base for line in left), max(line.base for line in right))
    bottom = max(min(line.base for line in left), min(line.base for line in right))
    return all(sum(bottom <= line.base <= top for line in side) >= _DEEP - 1 for side in (left, right))


def _unlevel(left: list[Line], right: list[Line]) -> bool:
    """Whether long columns have their lines at heights of their own, as the cells of a table have not."""
    if min(len(left), len(right)) < _LONG:
        return False
    heights = sorted(line.base for line in right)
    level = 0
    for line in left:
        nearest = bisect_left(heights, line.base)
        level += any(
            abs(line.base - height) < _LEVEL * line.size for height in heights[max(nearest - 1, 0) : nearest + 1]
        )
    return level < len(left) / 2
