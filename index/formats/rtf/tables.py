"""Join the cells of tables in rich text, by the definitions of these cells."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from fonti.index.formats.table_rows import TextCell, join_rows
from fonti.index.formats.word_processing.blocks import Block

# Edges of cells that are not farther apart than this are the same, in twentieths of a point.
_TOLERANCE = 30


@dataclass(frozen=True, slots=True)
class CellDefinition:
    """The place of a cell in its row.

    Attributes:
        right: Its right edge, in twentieths of a point.
        is_continued: Whether it is a part of the cell above.
        is_merged: Whether it is a part of the cell before it.

    """

    right: int
    is_continued: bool = False
    is_merged: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the blocks in each cell, and the definitions of the cells."""

    cells: list[list[Block]]
    definitions: list[CellDefinition] = field(default_factory=list)


def read_table(rows: list[Row]) -> Iterator[Block]:
    """Yield a block for each row, or the blocks of the cells if the table is only layout."""
    if _is_layout(rows):
        for row in rows:
            for blocks in row.cells:
                yield from blocks
        return

    widest = max(rows, key=lambda row: len(row.definitions))
    grid = [definition.right for definition in widest.definitions]
    yield from map(Block, join_rows([_place_cells(row, grid) for row in rows]))


def _is_layout(rows: list[Row]) -> bool:
    """Return whether a table has one column, or headings in its cells."""
    if all(len(row.cells) <= 1 for row in rows):
        return True
    return any(block.level for row in rows for blocks in row.cells for block in blocks)


def _place_cells(row: Row, grid: list[int]) -> list[TextCell]:
    """Return the cells of a row with the columns that they span, if their edges are in the grid."""
    texts = ["\n".join(block.text for block in blocks) for blocks in row.cells]
    definitions = row.definitions
    if len(definitions) != len(texts):
        return [TextCell(text) for text in texts]

    places = [_find_column(definition.right, grid) for definition in definitions]
    cells: list[TextCell] = []
    column = -1
    for text, definition, place in zip(texts, definitions, places, strict=True):
        count = 1 if None in places or place is None else max(1, place - column)
        column = column + count if place is None else place
        if definition.is_merged and cells:
            last = cells.pop()
            text = f"{last.text} {text}"
            cells.append(TextCell(text, last.column_count + count, last.is_continued))
        else:
            cells.append(TextCell(text, count, definition.is_continued))
    return cells


def _find_column(right: int, grid: list[int]) -> int | None:
    """Return the column that ends at an edge, or None if no column does."""
    for column, edge in enumerate(grid):
        if abs(edge - right) <= _TOLERANCE:
            return column
    return None
