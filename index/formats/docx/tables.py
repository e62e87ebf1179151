"""Read the rows and cells of Word's tables."""

from collections.abc import Iterator
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
from fonti.index.formats.word_processing.nested_tables import is_mostly_nested

_SKIPPED = frozenset({"w:del", "w:moveFrom", "w:sdtPr", "w:sdtEndPr"})


@dataclass(frozen=True, slots=True)
class DocxCell:
    """A cell of a table in a Word document.

    Attributes:
        element: The cell; None for the columns before the first one of an indented row.
        column_count: How many columns of the table it spans.
        is_continued: Whether it is a part of the cell above.

    """

    element: etree._Element | None
    column_count: int
    is_continued: bool = False


def find_rows(table: etree._Element) -> list[list[DocxCell]]:
    """Return the cells of a table by rows, without deleted and hidden ones."""
    rows = []
    for row in _find_nested(table, "w:tr"):
        properties = find(row, "trPr")
        is_hidden = bool(switch_at(properties, "hidden"))
        if find(properties, "del") is None and not is_hidden:
            rows.append(_find_cells(row))
    return rows


def is_layout_table(table: etree._Element, rows: list[list[DocxCell]]) -> bool:
    """Return whether a table places text rather than relating it.

    It does so if it has one column, or most of its text in tables inside.
    """
    if all(len(row) <= 1 for row in rows):
        return True
    return is_mostly_nested(table)


def _find_cells(row: etree._Element) -> list[DocxCell]:
    cells = []
    indent = number_at(row, "trPr/gridBefore")
    if indent:
        cells.append(DocxCell(None, indent))
    for element in _find_nested(row, "w:tc"):
        properties = find(element, "tcPr")
        if find(properties, "cellDel") is not None or _is_merged(properties, "hMerge"):
            continue
        column_count = number_at(properties, "gridSpan") or 1
        cells.append(DocxCell(element, column_count, _is_merged(properties, "vMerge")))
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
