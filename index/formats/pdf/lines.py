"""Define the lines of text with their place on a page, and group them into rows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from fonti.index.formats.pdf.pieces import Piece, join_pieces
from fonti.index.formats.pdf.right_to_left import (
    is_right_to_left,
    move_leading_marks,
    order_right_to_left,
)

# Two lines are on one baseline if their baselines differ by less than this, in font sizes.
_SAME_BASELINE = 0.4

# Fragments whose horizontal gap is in this range, in font sizes, belong to one line.
_MAX_WORD_GAP = 0.6
_MAX_OVERLAP = 0.3


@dataclass(frozen=True, slots=True)
class Line:
    """Text on one baseline of a page.

    Attributes:
        text: The text, with single spaces between words.
        left: Where the text begins, in points.
        right: Where the text ends, in points.
        baseline: The height of the baseline, in points, growing upwards.
        font_size: The size of the font, in points.
        is_bold: Whether the font is bold.
        page: The index of the page, from 0.
        cell_count: The number of table cells the line was joined from; 1 for ordinary text.
        table: The number of the ruled table on its page that it is a row of, from 1; else 0.
        heading_level: 1 to 6 for a heading, else 0.
        font: The name of the font if the file embeds it, else empty.
        is_unmapped: Whether the file does not say which letters most of its characters are.
        is_aside: Whether it stands beside the running text, as rotated text, notes and running
            heads do: it is no heading, and does not end a sentence that goes on after it.

    """

    text: str
    left: float
    right: float
    baseline: float
    font_size: float
    is_bold: bool
    page: int
    cell_count: int = 1
    table: int = 0
    heading_level: int = 0
    font: str = ""
    is_unmapped: bool = False
    is_aside: bool = False


# Lines on one baseline, ordered from left to right.
Row = list[Line]


def group_into_rows(lines: Iterable[Line]) -> list[Row]:
    """Return the rows of the lines, from top to bottom."""
    rows: list[Row] = []

    for line in sorted(lines, key=lambda line: (-line.baseline, line.left)):
        if rows and _is_on_baseline_of(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])

    for row in rows:
        row.sort(key=lambda line: line.left)
    return rows


def find_body_font_size(lines: Iterable[Line]) -> float:
    """Return the font size of most letters, in points; 0 if there are no lines."""
    letter_counts: Counter[float] = Counter()
    for line in lines:
        letter_counts[line.font_size] += len(line.text)
    return letter_counts.most_common(1)[0][0] if letter_counts else 0


def join_row(row: Row, cell_count: int = 1, text: str | None = None) -> Line:
    """Return the lines of a row as one line, with their text, or else a space between them."""
    if len(row) == 1 and text is None:
        return row[0]

    longest = max(row, key=lambda line: len(line.text))
    return replace(
        longest,
        text=" ".join(line.text for line in row) if text is None else text,
        left=row[0].left,
        right=max(line.right for line in row),
        is_bold=all(line.is_bold for line in row),
        cell_count=cell_count,
    )


def merge_fragments(fragments: Iterable[Line]) -> list[Line]:
    """Join fragments of lines that are no further apart than words are.

    Many programs draw a line in several pieces, in any order.
    """
    lines: list[Line] = []

    for row in group_into_rows(fragments):
        line_fragments = row[:1]
        for fragment in row[1:]:
            gap = fragment.left - line_fragments[-1].right
            font_size = max(fragment.font_size, line_fragments[-1].font_size)
            if -_MAX_OVERLAP * font_size <= gap < _MAX_WORD_GAP * font_size:
                line_fragments.append(fragment)
            else:
                lines.append(_join_fragments(line_fragments))
                line_fragments = [fragment]
        lines.append(_join_fragments(line_fragments))

    return lines


def _join_fragments(fragments: Row) -> Line:
    texts = [part.text for part in fragments]
    if len(fragments) > 1 and is_right_to_left(texts):
        words = [move_leading_marks(texts[index]) for index in order_right_to_left(texts)]
        return join_row(fragments, text=" ".join(words))
    pieces = [
        Piece(part.text, part.left, part.right, part.baseline, part.font_size) for part in fragments
    ]
    return join_row(fragments, text=join_pieces(pieces))


def _is_on_baseline_of(upper: Line, line: Line) -> bool:
    """Return whether two lines are of one row; that of a ruled table is complete by itself."""
    if upper.table or line.table:
        return False
    font_size = max(upper.font_size, line.font_size)
    return upper.baseline - line.baseline < _SAME_BASELINE * font_size
