"""Pieces of text with their place on the page, and the rows and lines they make."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

# In sizes of the type: what still counts as one baseline, and the widest gap between words of one piece.
_SAME_BASELINE = 0.4
_WORD_GAP = 0.6
_OVERLAP = 0.3


@dataclass(frozen=True, slots=True)
class Line:
    """Text on one baseline: from `left` to `right` at the height `base` (upwards), in points.

    `size` is the size of its type; `page` counts from 0; `cells` says of how many pieces apart it was put together;
    `level` is 1 to 6 for a heading, else 0; `turned` says that it runs another way than most of its page.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    page: int
    cells: int = 1
    level: int = 0
    turned: bool = False


def rows(lines: Iterable[Line]) -> list[list[Line]]:
    """The lines from top to bottom, those on one baseline together, from left to right."""
    found: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (-line.base, line.left)):
        if found and found[-1][0].base - line.base < _SAME_BASELINE * max(
            found[-1][0].size, line.size
        ):
            found[-1].append(line)
        else:
            found.append([line])
    for row in found:
        row.sort(key=lambda line: line.left)
    return found


def joined(row: list[Line], cells: int = 1) -> Line:
    """One line of the pieces of a row, a space between."""
    if len(row) == 1:
        return row[0]
    longest = max(row, key=lambda line: len(line.text))
    return replace(
        longest,
        text=" ".join(line.text for line in row),
        left=row[0].left,
        right=max(line.right for line in row),
        bold=all(line.bold for line in row),
        cells=cells,
    )


def whole(pieces: Iterable[Line]) -> list[Line]:
    """Pieces drawn one by one, in whatever order, put together where they stand no further apart than words do."""
    found: list[Line] = []
    for row in rows(pieces):
        run = row[:1]
        for piece in row[1:]:
            gap = piece.left - run[-1].right
            size = max(piece.size, run[-1].size)
            if -_OVERLAP * size <= gap < _WORD_GAP * size:
                run.append(piece)
            else:
                found.append(joined(run))
                run = [piece]
        found.append(joined(run))
    return found
