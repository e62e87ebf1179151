"""Read the rows and cells of Word's tables, and join the cells that continue the one above."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from fonti.index.formats.docx.elements import (
    attribute,
    choose_alternative,
    find,
    name_of,
    number_at,
    switch_at,
)
from fonti.index.formats.word_processing.table_rows import is_mostly_nested

# A merged cell with a longer text is not repeated in the rows below.
_MAX_REPEATED_LENGTH = 200

_SKIPPED = frozenset({"w:del", "w:moveFrom", "w:sdtPr", "w:sdtEndPr"})


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Attributes:
        element: The cell.
        column: Its first column in the grid of the table, from 0.
        is_continued: Whether it is a part of the cell above.

    """

    element: etree._Element
    column: int
    is_continued: bool


def find_rows(table: etree._Element) -> list[list[Cell]]:
    """Return the cells of a table by rows, without deleted and hidden ones."""
    rows = []
    for row in _find_nested(table, "w:tr"):
        properties = find(row, "trPr")
        is_hidden = bool(switch_at(properties, "hidden"))
        if find(properties, "del") is None and not is_hidden:
            rows.append(_find_cells(row))
    return rows


def is_layout_table(table: etree._Element, rows: list[list[Cell]]) -> bool:
    """Return whether a table places text rather than relating it.

    It does so if it has one column, or most of its text in tables inside.
    """
    if all(len(row) <= 1 for row in rows):
        return True
    return is_mostly_nested(table)


def join_rows(rows: list[list[Cell]], texts: Mapping[etree._Element, str]) -> Iterator[str]:
    """Yield the text of each row; a merged cell stands in all of its rows.

    Args:
        rows: The rows of a table.
        texts: The texts of the cells that do not continue others.

    """
    above: dict[int, str] = {}
    for row in rows:
        values = []
        for cell in row:
            text = above.get(cell.column, "") if cell.is_continued else texts[cell.element]
            above[cell.column] = text if len(text) <= _MAX_REPEATED_LENGTH else ""
            values.append(text)

        has_own_text = any(texts[cell.element].strip() for cell in row if not cell.is_continued)
        if has_own_text:
            yield " | ".join(values)


def _find_cells(row: etree._Element) -> list[Cell]:
    cells = []
    column = number_at(row, "trPr/gridBefore") or 0
    for element in _find_nested(row, "w:tc"):
        properties = find(element, "tcPr")
        if find(properties, "cellDel") is not None or _is_merged(properties, "hMerge"):
            continue
        cells.append(Cell(element, column, _is_merged(properties, "vMerge")))
        column += number_at(properties, "gridSpan") or 1
    return cells


def _is_merged(properties: etree._Element | None, name: str) -> bool:
    """Return whether a cell continues the one before it, or above it."""
    merge = find(properties, name)
    return merge is not None and (attribute(merge, "val") or "continue") == "continue"


def _find_nested(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the rows of a table or the cells of a row, also those in content controls."""
    for child in element.iterchildren(etree.Element):
        child_name = name_of(child)
        if child_name == name:
            yield child
        elif child_name == "mc:AlternateContent":
            for alternative in choose_alternative(child):
                yield from [alternative] if name_of(alternative) == name else []
        elif child_name not in _SKIPPED:
            yield from _find_nested(child, name)
