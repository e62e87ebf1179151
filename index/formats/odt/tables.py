"""Read the rows of OpenDocument tables, and the cells that others cover."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from fonti.index.formats.odt.elements import attribute, descendants, name_of, number_attribute
from fonti.index.formats.word_processing.nested_tables import is_mostly_nested

_ROW_GROUPS = frozenset({"table:table-header-rows", "table:table-rows", "table:table-row-group"})
_HIDDEN = ("collapse", "filter")

# Cells of damaged files are repeated without end.
_MAX_REPEATED_CELLS = 50


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A cell in a row of a table.

    Attributes:
        element: The cell; None if it only continues the one above.
        column_count: How many columns it spans.
        is_continued: Whether it is a part of the cell above.

    """

    element: etree._Element | None
    column_count: int
    is_continued: bool


def find_rows(table: etree._Element) -> list[etree._Element]:
    """Return the rows of a table that are shown."""
    rows = []
    for child in table.iterchildren(etree.Element):
        if name_of(child) in _ROW_GROUPS:
            if attribute(child, "table:display") != "false":
                rows += find_rows(child)
        elif (
            name_of(child) == "table:table-row"
            and attribute(child, "table:visibility") not in _HIDDEN
        ):
            rows.append(child)
    return rows


def is_layout_table(table: etree._Element, rows: list[etree._Element]) -> bool:
    """Return whether a table places text rather than relating it.

    It does so if it has one column, a heading in a cell, or most of its text in tables inside.
    """
    if descendants(table, "text:h") or is_mostly_nested(table):
        return True
    return all(sum(place.column_count for place in read_row(row)) <= 1 for row in rows)


def read_row(row: etree._Element) -> Iterator[CellPlace]:
    """Yield the cells of a row; a cell that is covered by one of its row is left out."""
    column = 0
    covered_until = 0
    for element in row.iterchildren(etree.Element):
        is_cell = name_of(element) == "table:table-cell"
        repetitions = number_attribute(element, "table:number-columns-repeated") or 1
        for _ in range(min(repetitions, _MAX_REPEATED_CELLS)):
            if is_cell:
                count = number_attribute(element, "table:number-columns-spanned") or 1
                covered_until = column + min(count, _MAX_REPEATED_CELLS)
                yield CellPlace(element, covered_until - column, is_continued=False)
            elif column >= covered_until:
                yield CellPlace(None, 1, is_continued=True)
            column += 1
