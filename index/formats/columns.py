"""The order in which what stands on a page is read: columns one after the other, what goes across them in its place."""

from collections.abc import Iterator
from itertools import accumulate, pairwise
from statistics import median

from index.formats.lines import Line, joined, rows

_DEEP = 3  # lines that a gap must part to be a gutter
_NARROWEST = 0.6  # of the size of the type
_CELL_GAP = 1.5  # in sizes of the type
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
    across: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for row in rows(lines):
        if any(line.left < gutter < line.right for line in row):
            yield from filter(None, (left, right))
            left, right = [], []
            across += row
            continue
        if across:
            yield across
            across = []
        left += [line for line in row if line.right <= gutter]
        right += [line for line in row if line.left >= gutter]
    yield from filter(None, (across, left, right))


def _gutter(lines: list[Line]) -> float | None:
    """The middle of the gap that parts two columns of prose, if there is one; the gap that parts most lines first."""
    for at in _gaps(lines)[:_MOST_TRIED]:
        left = [line for line in lines if line.right <= at]
        right = [line for line in lines if line.left >= at]
        if _prose(left) and _prose(right) and _beside(left, right):
            return at
    return None


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
    """Whether most of the text stands in lines of some words, as a column's does and a table's does not."""
    if len(lines) < _DEEP:
        return False
    lengths = sorted((len(line.text), line.text) for line in lines)
    half = sum(length for length, _ in lengths) / 2
    passed = 0
    for length, text in lengths:
        passed += length
        if passed >= half:
            return sum(word.isalpha() and len(word) > 1 for word in text.split()) >= _PROSE_WORDS
    return False


def _beside(left: list[Line], right: list[Line]) -> bool:
    """Whether two columns stand side by side, for some lines at least."""
    top = min(max(line.base for line in left), max(line.base for line in right))
    bottom = max(min(line.base for line in left), min(line.base for line in right))
    return sum(bottom <= line.base <= top for line in left) >= 2 <= sum(bottom <= line.base <= top for line in right)
