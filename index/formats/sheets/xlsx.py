"""Read Excel workbooks: the visible cells of the visible sheets, with the values Excel stored.

No formula is evaluated and no link followed.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from fonti.index.formats.decoding.archive import Archive, open_archive
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.notation.superscripts import to_subscript, to_superscript
from fonti.index.formats.office.office_open_xml import (
    list_sheet_parts,
    read_drawing_texts,
    read_properties,
    repack,
)
from fonti.index.formats.sheets.number_formats import format_text, format_value
from fonti.index.formats.sheets.number_language import guess_number_language
from fonti.index.formats.sheets.sheet_writer import Cell, Row, Sheet, add_sheet, check_cell_count
from fonti.index.formats.text_builder import TextBuilder, normalize_line

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as ExcelCell
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")
_CELL_TAG = re.compile(rb"<(?:\w+:)?c[ >]")
_MERGED_CELLS = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Za-z0-9:$]{1,30})[\"']")
_FORMULA_WITHOUT_VALUE = re.compile(
    rb"<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>"
    rb"|</(?:\w+:)?c>)"
)

_MAX_COLUMNS = 16_384

_WHITE = "FFFFFF"

# The first colour of a theme is that of the paper.
_PAPER_COLOR = 0

# What is shown for true and false.
_BOOLEANS = {"it": ("VERO", "FALSO")}
_ENGLISH_BOOLEANS = ("TRUE", "FALSE")

# Texts that are looked at to guess the language of the numbers.
_MAX_TEXTS_FOR_LANGUAGE = 500


def read(content: bytes) -> ExtractedText:
    """Return the text of an Excel workbook.

    Raises:
        Unreadable: If the file cannot be read.

    """
    archive = open_archive(content, ".xlsx")
    formulas_without_value = _check_sheets(archive)
    workbook = _load_workbook(repack(archive))
    language = guess_number_language(_list_first_texts(workbook))
    sheet_parts = list_sheet_parts(archive)

    builder = TextBuilder()
    for worksheet in workbook.worksheets:
        if worksheet.sheet_state != "visible":
            continue
        add_sheet(_read_sheet(worksheet, language), builder)
        for text in read_drawing_texts(archive, sheet_parts.get(worksheet.title, "")):
            builder.add_block(text)

    if formulas_without_value:
        builder.add_warning("sheet_formulas_without_value", count=formulas_without_value)
    return builder.build(read_properties(archive))


def _check_sheets(archive: Archive) -> int:
    """Check how many cells the sheets have, and return how many formulas have no stored value."""
    formulas = 0
    cells = 0
    merged = 0
    for name in sorted(archive.names):
        if _SHEET_PART.fullmatch(name):
            part = archive.read(name)
            cells += sum(1 for _ in _CELL_TAG.finditer(part))
            check_cell_count(cells)
            formulas += sum(1 for _ in _FORMULA_WITHOUT_VALUE.finditer(part))
            for match in _MERGED_CELLS.finditer(part):
                merged += _count_cells(match[1].decode("ascii"))
            check_cell_count(merged)
    return formulas


def _count_cells(reference: str) -> int:
    """Return how many cells a range has; 0 if it is none."""
    # Imported late: only workbooks need it.
    from openpyxl.utils import range_boundaries

    try:
        first_column, first_row, last_column, last_row = range_boundaries(reference)
        return int((last_column - first_column + 1) * (last_row - first_row + 1))
    except (ValueError, TypeError):
        return 0


def _load_workbook(content: bytes) -> "Workbook":
    # Imported late: only workbooks need it.
    from openpyxl import load_workbook

    try:
        return load_workbook(BytesIO(content), data_only=True, keep_links=False, rich_text=True)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise Unreadable("file_damaged", detail=str(error)) from error


def _read_sheet(worksheet: "Worksheet", language: str) -> Sheet:
    covered = _list_covered_cells(worksheet)
    hidden_columns = {
        column
        for dimension in worksheet.column_dimensions.values()
        if dimension.hidden
        for column in range(dimension.min, min(dimension.max, _MAX_COLUMNS) + 1)
    }
    hidden_rows = {
        number for number, dimension in worksheet.row_dimensions.items() if dimension.hidden
    }

    # A table and a rule may give a cell a background that the cell itself does not name.
    are_backgrounds_known = not worksheet.tables and not worksheet.conditional_formatting

    rows: dict[int, dict[int, Cell]] = {}
    # The cells that there are: a sheet may claim to have billions.
    for (number, column), excel_cell in sorted(worksheet._cells.items()):
        if number in hidden_rows or column in hidden_columns:
            continue
        source, columns = covered.get((number, column), ((number, column), 1))
        source_cell = worksheet._cells.get(source, excel_cell)
        if are_backgrounds_known and _is_color_of_background(source_cell):
            continue
        cell = _read_cell(source_cell, language, columns)
        if cell is not None and columns:
            rows.setdefault(number, {})[column] = cell

    return Sheet(
        rows=[Row(number, cells) for number, cells in rows.items()],
        name=worksheet.title,
        header_rows=frozenset(_list_header_rows(worksheet)),
    )


def _list_covered_cells(
    worksheet: "Worksheet",
) -> dict[tuple[int, int], tuple[tuple[int, int], int]]:
    """Return for each merged cell that has a row of its own which cell it shows, and how wide.

    A merged cell is read in each of its rows, and once in a row: the width of the others is 0.
    """
    covered = {}
    for merged in worksheet.merged_cells.ranges:
        width = merged.max_col - merged.min_col + 1
        for number in range(merged.min_row, merged.max_row + 1):
            for column in range(merged.min_col, merged.max_col + 1):
                is_first = column == merged.min_col
                source = (merged.min_row, merged.min_col)
                covered[number, column] = (source, width if is_first else 0)
            check_cell_count(len(covered))
    return covered


def _list_header_rows(worksheet: "Worksheet") -> Iterator[int]:
    """Yield the numbers of the rows that are heads of a table, a filter, or each printed page."""
    # Imported late: only workbooks need it.
    from openpyxl.utils import range_boundaries

    references = [table.ref for table in worksheet.tables.values() if table.headerRowCount != 0]
    if worksheet.auto_filter.ref:
        references.append(worksheet.auto_filter.ref)
    for reference in references:
        yield range_boundaries(reference)[1]


def _read_cell(cell: "ExcelCell", language: str, columns: int) -> Cell | None:
    """Return a cell as it is shown; None if it shows nothing."""
    value: Any = cell.value
    if value is None or cell.font.strike:
        return None

    is_text = False
    if isinstance(value, bool):
        text = _BOOLEANS.get(language, _ENGLISH_BOOLEANS)[0 if value else 1]
    elif isinstance(value, int | float | datetime | date | time | timedelta):
        text = format_value(value, cell.number_format, language)
    else:
        text = format_text(_read_text(value), cell.number_format)
        is_text = True

    text = normalize_line(text)
    return Cell(text, is_text, bool(cell.font.bold), columns) if text else None


def _is_color_of_background(cell: "ExcelCell") -> bool:
    """Return whether the text of a cell is in the colour of its background, and so not seen."""
    color = cell.font.color
    if color is None:
        return False
    fill = cell.fill
    if fill.fill_type is None:
        return _read_color(color) == _WHITE
    return fill.fill_type == "solid" and _read_color(color) == _read_color(fill.fgColor)


def _read_color(color: Any) -> str:
    """Return a colour in hexadecimal digits, or a name for one of the theme."""
    if color.type == "rgb":
        return str(color.rgb)[-6:].upper()
    if color.type == "theme" and color.theme == _PAPER_COLOR and not color.tint:
        return _WHITE
    return f"{color.type} {color.value} {color.tint}"


def _read_text(value: Iterable[Any]) -> str:
    """Return the text of a cell, in which words may have a form of their own."""
    if isinstance(value, str) and type(value) is str:
        return value

    parts = []
    for run in value:
        font = getattr(run, "font", None)
        text = str(run)
        if font is not None and font.strike:
            continue
        script = font.vertAlign if font is not None else None
        if script == "superscript":
            text = to_superscript(text)
        elif script == "subscript":
            text = to_subscript(text)
        parts.append(text)
    return "".join(parts)


def _list_first_texts(workbook: "Workbook") -> Iterator[str]:
    """Yield the first texts of a workbook, which show its language."""
    count = 0
    for worksheet in workbook.worksheets:
        yield worksheet.title
        for cell in worksheet._cells.values():
            if cell.data_type == "s" and count < _MAX_TEXTS_FOR_LANGUAGE:
                count += 1
                yield str(cell.value)
