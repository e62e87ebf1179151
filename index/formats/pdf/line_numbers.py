"""Remove the numbers that court papers and drafts have in the margin beside their lines."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from fonti.index.formats.pdf.lines import Line, Row, group_into_rows

_NUMBER = re.compile(r"\d{1,4}")
_NUMBER_BEFORE_TEXT = re.compile(r"(\d{1,4}) +(?=\D)")

# Every line is numbered, or every fifth one; with fewer numbers than this it may be chance.
_MIN_NUMBERS = {1: 4, 5: 3}

# The numbers begin within this distance of their middle, in font sizes.
_COLUMN_WIDTH = 1.5

# At least this share of the numbers follow the one before.
_MIN_CONSECUTIVE = 0.85

# The share of the numbered lines that must go on with a lowercase letter: the items of a numbered
# list seldom do.
_MIN_CONTINUED = 0.25

# The share of the numbered lines that end near the right edge of the text, within this many font
# sizes: the rows of a table seldom do.
_MIN_FULL = 0.5
_MAX_FREE_SPACE = 8.0


@dataclass(frozen=True, slots=True)
class _LineNumber:
    """A number at one end of a row; `line` is the whole line that has it, `rest` the text in it."""

    value: int
    left: float
    right: float
    line: Line
    rest: Line | None


def remove_line_numbers(lines: list[Line]) -> list[Line]:
    """Return the lines of a page without the numbers in the margin beside them."""
    rows = group_into_rows(lines)
    for side in (0, -1):
        line_numbers = [
            line_number for row in rows if (line_number := _read_line_number(row[side], side))
        ]
        column = _select_column(line_numbers)
        if _are_line_numbers(column, rows, side):
            rest_by_line = {id(line_number.line): line_number.rest for line_number in column}
            rests = [rest_by_line.get(id(line), line) for row in rows for line in row]
            return [line for line in rests if line is not None]
    return lines


def _read_line_number(line: Line, side: int) -> _LineNumber | None:
    if _NUMBER.fullmatch(line.text):
        return _LineNumber(int(line.text), line.left, line.right, line, None)

    match = _NUMBER_BEFORE_TEXT.match(line.text)
    if not match or side != 0:
        return None
    width = (line.right - line.left) / len(line.text)
    rest = replace(line, text=line.text[match.end() :], left=line.left + match.end() * width)
    return _LineNumber(int(match[1]), line.left, line.left + len(match[1]) * width, line, rest)


def _select_column(line_numbers: list[_LineNumber]) -> list[_LineNumber]:
    """Return the numbers that stand in one column, whether they are set flush left or right."""
    if not line_numbers:
        return []
    middle = median(line_number.left for line_number in line_numbers)
    return [
        line_number
        for line_number in line_numbers
        if abs(line_number.left - middle) <= _COLUMN_WIDTH * line_number.line.font_size
    ]


def _are_line_numbers(line_numbers: list[_LineNumber], rows: list[Row], side: int) -> bool:
    """Return whether numbers count the lines of running text, from the rows of the page."""
    differences = [lower.value - upper.value for upper, lower in pairwise(line_numbers)]
    steps = [
        step
        for step, min_count in _MIN_NUMBERS.items()
        if len(line_numbers) >= min_count
        and differences.count(step) >= _MIN_CONSECUTIVE * len(differences)
    ]
    if not steps:
        return False

    top = line_numbers[0].line.baseline
    bottom = line_numbers[-1].line.baseline
    rest_by_line = {id(line_number.line): line_number.rest for line_number in line_numbers}
    texts = []
    for row in rows:
        if bottom <= row[0].baseline <= top:
            parts = [rest_by_line.get(id(line), line) for line in row]
            texts.append([line for line in parts if line is not None])
    texts = [row for row in texts if row]
    return _is_beside(line_numbers, texts, side) and _is_running_text(texts)


def _is_beside(line_numbers: list[_LineNumber], texts: list[Row], side: int) -> bool:
    """Return whether the numbers are in the margin of the text."""
    if side == 0:
        edge = max(line_number.right for line_number in line_numbers)
        return all(row[0].left >= edge - 1 for row in texts)
    edge = min(line_number.left for line_number in line_numbers)
    return all(row[-1].right <= edge + 1 for row in texts)


def _is_running_text(rows: list[Row]) -> bool:
    """Return whether most rows are full lines, and some go on with a lowercase letter."""
    if not rows:
        return False
    right = max(row[-1].right for row in rows)
    continued = sum(row[0].text[0].islower() for row in rows)
    full = sum(right - row[-1].right < _MAX_FREE_SPACE * row[-1].font_size for row in rows)
    return continued >= _MIN_CONTINUED * len(rows) and full >= _MIN_FULL * len(rows)
