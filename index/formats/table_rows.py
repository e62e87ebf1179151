"""Join the cells of table rows; a merged cell stands in its rows, and over the columns it heads."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

# What stands between the cells of a row.
CELL_SEPARATOR = " | "

# A bar inside a cell has no spaces around it, so that it does not seem to separate two cells.
_BAR = re.compile(r"\s+\|+(?=\s|$)\s*|(?:(?<=\s)|^)\|+\s+")

# A merged cell with a longer text is not repeated.
_MAX_REPEATED_LENGTH = 200

# More columns than this are damage.
_MAX_COLUMNS = 1_000


@dataclass(frozen=True, slots=True)
class TextCell:
    """A cell of a table, as its text.

    Attributes:
        text: Its text.
        column_count: How many columns of the table it spans.
        is_continued: Whether it is a part of the cell above.

    """

    text: str
    column_count: int = 1
    is_continued: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """A cell in a row.

    Attributes:
        first: Its first column.
        end: The column after its last one.
        text: Its text.
        repetitions: How often the text is written.
        width: How many columns are written for it; those beyond the text are empty.

    """

    first: int
    end: int
    text: str
    repetitions: int = 1
    width: int = 1


def join_cells(texts: Iterable[str]) -> str:
    """Return the texts of cells as one line."""
    return CELL_SEPARATOR.join(_BAR.sub(_tighten_bar, text) for text in texts)


def join_rows(rows: Sequence[Sequence[TextCell]]) -> Iterator[str]:
    """Yield the text of each row of a table; empty for a row that has no text of its own.

    A cell that spans columns is written once for each column if it is their head: if the row below
    divides its columns among cells of its own. Else it is written once, before empty cells for the
    other columns that the row above has there.
    """
    placed_rows = _place_rows(rows)
    # What stands alone in a row is a title in the table, and says nothing of its columns.
    numbers = [
        number
        for number, row in enumerate(rows)
        if len(row) > 1 and any(cell.text.strip() for cell in row if not cell.is_continued)
    ]
    for lower, upper in pairwise(reversed(numbers)):
        placed_rows[upper] = [_repeat(place, placed_rows[lower]) for place in placed_rows[upper]]
    for upper, lower in pairwise(numbers):
        placed_rows[lower] = [_widen(place, placed_rows[upper]) for place in placed_rows[lower]]

    for row, places in zip(rows, placed_rows, strict=True):
        has_own_text = any(cell.text.strip() for cell in row if not cell.is_continued)
        yield join_cells(_list_texts(places)) if has_own_text else ""


def _place_rows(rows: Sequence[Sequence[TextCell]]) -> list[list[_Place]]:
    """Return the cells of each row with their columns; a continued one has the text above it."""
    placed_rows: list[list[_Place]] = []
    origins: dict[int, _Place] = {}
    for row in rows:
        places: list[_Place] = []
        column = 0
        for cell in row:
            end = column + max(1, min(cell.column_count, _MAX_COLUMNS - column))
            origin = origins.get(column) if cell.is_continued else None
            if origin and places and origins.get(column - 1) is origin:
                # The columns of a cell above may be continued one by one.
                places[-1] = replace(places[-1], end=end)
            elif origin:
                text = origin.text if len(origin.text) <= _MAX_REPEATED_LENGTH else ""
                places.append(_Place(column, end, text))
            else:
                origin = _Place(column, end, " ".join(cell.text.split()))
                places.append(origin)
            origins |= dict.fromkeys(range(column, end), origin)
            column = end
        placed_rows.append(places)
    return placed_rows


def _repeat(place: _Place, below: Sequence[_Place]) -> _Place:
    """Return a cell that is written as often as the cells that divide its columns below."""
    count = _count_columns(place, below)
    return replace(place, repetitions=count, width=count)


def _widen(place: _Place, above: Sequence[_Place]) -> _Place:
    """Return a cell that is as wide as the cells above it."""
    return replace(place, width=max(place.width, _count_columns(place, above)))


def _count_columns(place: _Place, row: Sequence[_Place]) -> int:
    """Return how many columns a row has at a cell; 1 if one of its cells goes beyond it."""
    first = bisect_right(row, place.first, key=lambda other: other.end)
    end = bisect_left(row, place.end, lo=first, key=lambda other: other.first)
    inner = row[first:end]
    is_divided = bool(inner) and inner[0].first == place.first and inner[-1].end == place.end
    return sum(other.width for other in inner) if is_divided else 1


def _list_texts(places: Sequence[_Place]) -> Iterator[str]:
    """Yield the texts of a row as often as they are written, and the empty cells between them."""
    for place in places:
        yield place.text
        is_short = len(place.text) <= _MAX_REPEATED_LENGTH
        yield from [place.text if is_short else ""] * (place.repetitions - 1)
        if place is not places[-1]:
            yield from [""] * (place.width - place.repetitions)


def _tighten_bar(match: re.Match[str]) -> str:
    return match[0].strip()
