"""Join the cells of table rows; a merged cell stands in its rows, and over the columns it heads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from lxml import etree

# A merged cell with a longer text is not repeated.
_MAX_REPEATED_LENGTH = 200

# More columns than this are damage.
_MAX_COLUMNS = 1_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Attributes:
        text: Its text.
        column_count: How many columns of the table it spans.
        is_continued: Whether it is a part of the cell above.

    """

    text: str
    column_count: int = 1
    is_continued: bool = False


def is_mostly_nested(table: etree._Element) -> bool:
    """Return whether at least half of the text of a table stands in tables inside.

    Then it is there to place them; else they belong to the cells that they stand in.
    """
    nested = [
        inner
        for inner in table.iterdescendants(table.tag)
        if next(inner.iterancestors(table.tag)) is table
    ]
    return bool(nested) and 2 * sum(map(_count_characters, nested)) >= _count_characters(table)


def _count_characters(element: etree._Element) -> int:
    """Return the number of characters of an element's text, without white space."""
    return sum(not character.isspace() for text in element.itertext() for character in text)


def join_rows(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """Yield the text of each row of a table; empty for a row that has no text of its own.

    A cell that spans columns is written once, or once for each of them if it is their head: if the
    row below has cells of its own there.
    """
    columns: list[Cell] = []
    for row, row_below in pairwise([*rows, []]):
        columns = _place_cells(row, columns)
        texts = _list_texts(columns, _find_edges(row_below))
        has_own_text = any(cell.text.strip() for cell in row if not cell.is_continued)
        if not has_own_text:
            yield ""
        else:
            yield texts[0] if len(row) == 1 else " | ".join(texts)


def _place_cells(row: Sequence[Cell], above: list[Cell]) -> list[Cell]:
    """Return for each column the cell that stands in it; a continued one is that of the row above.

    Args:
        row: The cells of the row.
        above: The cells of the row above, by columns.

    """
    columns: list[Cell] = []
    for cell in row:
        column = len(columns)
        placed = cell
        if cell.is_continued and column < len(above):
            is_short = len(above[column].text) <= _MAX_REPEATED_LENGTH
            placed = above[column] if is_short else cell
        count = max(1, min(cell.column_count, _MAX_COLUMNS - column))
        columns += [placed] * count
    return columns


def _find_edges(row: Sequence[Cell]) -> set[int]:
    """Return the columns in which the cells of a row begin that have text of their own."""
    edges = set()
    column = 0
    for cell in row:
        if cell.text.strip() and not cell.is_continued:
            edges.add(column)
        column += max(1, cell.column_count)
    return edges


def _list_texts(columns: list[Cell], edges_below: set[int]) -> list[str]:
    """Return the texts of a row, each as often as it is written."""
    texts = []
    first = 0
    for _, group in groupby(columns, key=id):
        cells = list(group)
        text = " ".join(cells[0].text.split())
        texts.append(text)
        inner_columns = range(first + 1, first + len(cells))
        if not edges_below.isdisjoint(inner_columns):
            is_short = len(text) <= _MAX_REPEATED_LENGTH
            texts += [text if is_short else ""] * len(inner_columns)
        first += len(cells)
    return texts
