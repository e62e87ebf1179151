"""Read OpenDocument spreadsheets: the visible cells of the visible sheets, as they are shown."""

from collections.abc import Iterator

from lxml import etree

from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.office.opendocument import NAMESPACES, TABLE, OpenDocument, open_document
from fonti.index.formats.sheets.sheet_writer import Cell, Row, Sheet, add_sheet, check_cell_count
from fonti.index.formats.text_builder import TextBuilder, normalize_line

_OFFICE = f"{{{NAMESPACES['office']}}}"
_HIDDEN = frozenset({"collapse", "filter"})
_VALUES = ("value", "date-value", "time-value", "string-value")
_CELLS = frozenset({f"{TABLE}table-cell", f"{TABLE}covered-table-cell"})

_find_tables = etree.XPath("office:body/office:spreadsheet/table:table", namespaces=NAMESPACES)
_find_body = etree.XPath("office:body/office:spreadsheet", namespaces=NAMESPACES)
_find_columns = etree.XPath(
    "descendant::table:table-column[not(ancestor::table:table-row)]", namespaces=NAMESPACES
)
_find_rows = etree.XPath(
    "descendant::table:table-row[not(ancestor::table:table-row)]", namespaces=NAMESPACES
)
_find_shapes = etree.XPath(
    "table:shapes/* | table:table-row//table:table-cell/*[namespace-uri()=$draw]",
    namespaces=NAMESPACES,
)
_is_header_row = etree.XPath("boolean(ancestor::table:table-header-rows)", namespaces=NAMESPACES)


def read(content: bytes) -> ExtractedText:
    """Return the text of an OpenDocument spreadsheet.

    Raises:
        Unreadable: If the file cannot be read.

    """
    document = open_document(content, ".ods")
    if not _find_body(document.content):
        raise Unreadable("opendocument_body_missing")

    builder = TextBuilder()
    for table in _find_tables(document.content):
        style = document.find_style(table, f"{TABLE}style-name")
        if style and style.properties.get("display") == "false":
            continue
        add_sheet(_read_sheet(document, table), builder)
        for shape in _find_shapes(table, draw=NAMESPACES["draw"]):
            builder.add_block(document.read_paragraphs(shape))
    return builder.build(document.metadata)


def _read_sheet(document: OpenDocument, table: etree._Element) -> Sheet:
    hidden_columns = _list_hidden_columns(table)
    rows = []
    header_rows = set()
    number = 1
    count = 0

    # The rows that a merged cell goes on in: its column, the last of these rows, and the cell.
    merged: dict[int, tuple[int, Cell]] = {}
    for element in _find_rows(table):
        repeated = _read_count(element, "number-rows-repeated")
        if element.get(f"{TABLE}visibility") in _HIDDEN:
            number += repeated
            continue

        cells = dict(_read_cells(document, element, number, merged, hidden_columns))
        count += len(cells) * repeated
        check_cell_count(count)
        if cells:
            rows += [Row(number + offset, cells) for offset in range(repeated)]
        if _is_header_row(element):
            header_rows.add(number)
        number += repeated

    return Sheet(rows, table.get(f"{TABLE}name"), frozenset(header_rows))


def _list_hidden_columns(table: etree._Element) -> list[tuple[int, int]]:
    """Return the first and the last of each run of hidden columns."""
    hidden = []
    number = 1
    for column in _find_columns(table):
        repeated = _read_count(column, "number-columns-repeated")
        if column.get(f"{TABLE}visibility") in _HIDDEN:
            hidden.append((number, number + repeated - 1))
        number += repeated
    return hidden


def _read_cells(
    document: OpenDocument,
    row: etree._Element,
    number: int,
    merged: dict[int, tuple[int, Cell]],
    hidden_columns: list[tuple[int, int]],
) -> Iterator[tuple[int, Cell]]:
    """Yield the visible cells of a row that have text, with their columns."""
    column = 1
    count = 0
    for element in row:
        if element.tag not in _CELLS:
            continue
        repeated = _read_count(element, "number-columns-repeated")
        cell = None
        if element.tag == f"{TABLE}table-cell":
            cell = _read_cell(document, element)
            last_row = number + _read_count(element, "number-rows-spanned") - 1
            if cell is not None and last_row > number:
                merged[column] = (last_row, cell)
        elif column in merged and number <= merged[column][0]:
            cell = merged[column][1]

        if cell is not None:
            count += repeated
            check_cell_count(count)
            for covered in range(column, column + repeated):
                if not any(first <= covered <= last for first, last in hidden_columns):
                    yield covered, cell
        column += repeated


def _read_cell(document: OpenDocument, element: etree._Element) -> Cell | None:
    """Return a cell as it is shown; None if it shows nothing."""
    style = document.find_style(element, f"{TABLE}style-name")
    if style and style.is_struck:
        return None

    paragraphs = [
        document.read_paragraph(child) for child in element if child.tag.endswith(("}p", "}h"))
    ]
    text = normalize_line(" ".join(paragraphs))
    if not text:
        # Some programs write the value alone.
        text = next(filter(None, (element.get(f"{_OFFICE}{name}") for name in _VALUES)), "")
    if not text:
        return None
    value_type = element.get(f"{_OFFICE}value-type", "string")
    return Cell(
        text=text,
        is_text=value_type == "string",
        is_bold=bool(style and style.is_bold),
        columns=min(_read_count(element, "number-columns-spanned"), 1000),
    )


def _read_count(element: etree._Element, name: str) -> int:
    value = element.get(f"{TABLE}{name}", "1")
    return max(1, int(value)) if value.isdecimal() and len(value) < 10 else 1
