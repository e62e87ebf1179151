"""Excel workbooks: rows with their heads, values as shown, nothing that is hidden."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from fonti.index.formats import ExtractedText, Unreadable, extract
from tests.helpers.extracted_texts import list_heading_paths, list_heading_titles
from tests.helpers.office_files import make_xlsx
from tests.helpers.zip_documents import make_zip, replace_members

SHEET = "xl/worksheets/sheet1.xml"


def read(fill: Callable[[Worksheet], None], title: str = "Foglio1") -> ExtractedText:
    """Return the text of a workbook whose only sheet a function fills."""
    return extract(".xlsx", make_xlsx(fill, title))


def fill_budget(sheet: Worksheet) -> None:
    """Fill a sheet with a title, a table, and a note below an empty row."""
    sheet.append(["Bilancio del condominio"])
    sheet.append([])
    sheet.append(["Mese", "Data", "Importo"])
    sheet.append(["Gennaio", date(2024, 1, 31), 1250.5])
    sheet.append(["Febbraio", date(2024, 2, 29), -3])
    sheet.append([])
    sheet.append(["Approvato dall'assemblea."])
    for row in (4, 5):
        sheet.cell(row, 2).number_format = "dd/mm/yyyy"
        sheet.cell(row, 3).number_format = '#,##0.00 "€"'


def test_each_row_has_the_heads_of_its_columns() -> None:
    """A sheet's name is a heading, its cells the place; titles and notes have no heads."""
    extracted = read(fill_budget, "Bilancio")
    assert extracted.text.split("\n\n") == [
        "Bilancio",
        "Bilancio del condominio",
        "Mese | Data | Importo",
        "Mese: Gennaio | Data: 31/01/2024 | Importo: 1.250,50 €",
        "Mese: Febbraio | Data: 29/02/2024 | Importo: -3,00 €",
        "Approvato dall'assemblea.",
    ]
    assert list_heading_titles(extracted) == ["Bilancio", ""]
    assert list_heading_paths(extracted) == ["Bilancio", "Bilancio › A1:C7"]
    assert (extracted.title, extracted.author) == (None, None)


def test_places_are_small() -> None:
    """The rows of a long sheet have several places, which follow each other."""

    def fill(sheet: Worksheet) -> None:
        sheet.append(["Comune", "Abitanti"])
        for number in range(1, 100):
            sheet.append([f"Comune numero {number}", number])

    paths = list_heading_paths(read(fill))[1:]
    assert paths[0] == "Foglio1 › A1:B16"
    assert paths[-1].endswith(":B100")


def test_what_is_hidden_is_left_out() -> None:
    """Hidden rows, columns and sheets, comments and struck words are not read."""

    def fill(sheet: Worksheet) -> None:
        sheet.append(["Nome", "Codice", "Paga", "Note"])
        sheet.append(["Anna", "segreto", 100, "resta"])
        sheet.append(["segreto", "x", 200, "y"])
        sheet.append(["Luca", "x", 300, "segreto"])
        sheet.column_dimensions.group("B", "B", hidden=True)
        sheet.row_dimensions[3].hidden = True
        sheet["D4"].font = Font(strike=True)
        hidden = sheet.parent.create_sheet("Segreto")
        hidden["A1"] = "segreto"
        hidden.sheet_state = "veryHidden"

    text = read(fill).text
    assert "segreto" not in text.lower()
    assert "Nome: Anna | Paga: 100 | Note: resta" in text
    assert "Nome: Luca | Paga: 300" in text


@pytest.mark.parametrize(
    ("value", "code"), [(5, ";;;"), (-5, "0;;"), (0, '0;-0;;"("@")"'), ("segreto", ";;;")]
)
def test_a_format_may_hide_a_value(value: object, code: str) -> None:
    """A section without any sign shows nothing."""

    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "Voce"
        sheet["B1"] = value
        sheet["B1"].number_format = code

    assert read(fill).text.endswith("Voce")


def test_text_in_the_colour_of_its_ground_is_left_out() -> None:
    """White on white is not seen, white on black is; a rule may give the ground of any cell."""

    def fill(sheet: Worksheet) -> None:
        sheet.append(["bianco", "intestazione", "grigio"])
        white = Font(color="FFFFFFFF")
        sheet["A1"].font = white
        sheet["B1"].font = white
        sheet["B1"].fill = PatternFill("solid", fgColor="FF000000")
        sheet["C1"].font = Font(color="FFAAAAAA")
        sheet["C1"].fill = PatternFill("solid", fgColor="FFAAAAAA")

    def fill_with_rule(sheet: Worksheet) -> None:
        fill(sheet)
        rule = CellIsRule("equal", ['"bianco"'], fill=PatternFill("solid", bgColor="FF000000"))
        sheet.conditional_formatting.add("A1:A9", rule)

    assert read(fill).text.endswith("intestazione")
    assert "bianco" not in read(fill).text
    assert "bianco" in read(fill_with_rule).text


def test_titles_of_charts_are_read() -> None:
    """The cells that a chart shows are read as such, and its titles after them."""

    def fill(sheet: Worksheet) -> None:
        sheet.append(["Porto", "Navi"])
        sheet.append(["Genova", 3])
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=2), titles_from_data=True)
        chart.title = "Traffico dei porti"
        sheet.add_chart(chart, "E5")

    assert read(fill).text.endswith("Genova | 3\n\nTraffico dei porti")


def test_words_of_a_cell_have_their_form() -> None:
    """Raised digits stay apart, and struck words are left out."""

    def fill(sheet: Worksheet) -> None:
        raised = TextBlock(InlineFont(vertAlign="superscript"), "6")
        struck = TextBlock(InlineFont(strike=True), " trenta")
        sheet["A1"] = CellRichText("10", raised, " cellule,", struck, " sessanta giorni")

    assert "10⁶ cellule, sessanta giorni" in read(fill).text


def test_merged_cells_are_read_in_each_of_their_rows() -> None:
    """A cell over several rows belongs to each; heads over several columns to what is below."""

    def fill(sheet: Worksheet) -> None:
        sheet.append(["Sede", "2023", None, "2024", None])
        sheet.append([None, "Entrate", "Uscite", "Entrate", "Uscite"])
        sheet.append(["Bergamo", 1, 2, 3, 4])
        sheet.append([None, 5, 6, 7, 8])
        for cells in ("A1:A2", "B1:C1", "D1:E1", "A3:A4"):
            sheet.merge_cells(cells)

    text = read(fill).text
    assert (
        "Sede: Bergamo | 2023 Entrate: 5 | 2023 Uscite: 6 | 2024 Entrate: 7 | 2024 Uscite: 8"
    ) in text


def test_a_record_below_a_merged_head_is_no_head() -> None:
    """It has a cell of its own under each head, also under one of a single column."""

    def fill(sheet: Worksheet) -> None:
        sheet.append(["Matricola", "Nome", "Telefono", None])
        sheet.append(["M-11", "Rita Corsi", "011 200", "333 100"])
        sheet.append(["M-12", "Gino Valle", "011 201", "333 101"])
        sheet.merge_cells("C1:D1")

    wanted = "Matricola: M-11 | Nome: Rita Corsi | Telefono: 011 200 | Telefono: 333 100"
    assert wanted in read(fill).text


def test_names_with_values_are_no_table() -> None:
    """A list of names and values has no head, so its first line is none."""

    def fill(sheet: Worksheet) -> None:
        sheet.append(["Nome", "Mario Rossi"])
        sheet.append(["Indirizzo", "Via Roma 1"])
        sheet.append(["Età", 34])

    assert "Nome | Mario Rossi\n\nIndirizzo | Via Roma 1\n\nEtà | 34" in read(fill).text


def test_a_second_table_has_its_own_heads() -> None:
    """Below an empty row, a row of texts over numbers is the head of what follows."""

    def fill(sheet: Worksheet) -> None:
        sheet.append(["Mese", "Euro"])
        sheet.append(["Marzo", 10])
        sheet.append(["Aprile", 20])
        sheet.append([])
        sheet.append(["Anno", "Soci"])
        sheet.append(["Primo", 7])
        sheet.append(["Secondo", 9])

    text = read(fill).text
    assert "Mese: Aprile | Euro: 20\n\nAnno | Soci\n\nAnno: Primo | Soci: 7" in text


def test_a_declared_table_has_heads() -> None:
    """The head of a table that the file declares is one, whatever stands below."""

    def fill(sheet: Worksheet) -> None:
        sheet.append(["Città", "Sigla"])
        sheet.append(["Milano", "MI"])
        sheet.add_table(Table(displayName="T", ref="A1:B2"))

    assert "Città: Milano | Sigla: MI" in read(fill).text


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (1234567.5, "#,##0.00", "1.234.567,50"),
        (0.125, "0.0%", "12,5%"),
        (0.005, "0.00", "0,01"),
        (-1250, '#,##0;[Red]"(" #,##0 ")"', "( 1.250 )"),
        (8001234567890, "General", "8001234567890"),
        (0.1 + 0.2, "General", "0,3"),
        (7, "000", "007"),
        (1250, "[$€-410] #,##0.00", "€ 1.250,00"),
        (12, '0" kg"', "12 kg"),
        (1500000, '#,##0.0,,"M"', "1,5M"),
        (True, "General", "VERO"),
        (date(2024, 5, 1), "mm-dd-yy", "01/05/2024"),
        (date(2024, 5, 1), "[$-410]d mmmm yyyy", "1 maggio 2024"),
        (datetime.fromisoformat("2024-05-01T09:05"), "dd/mm/yy hh:mm", "01/05/24 09:05"),
        (time(14, 30), "h:mm AM/PM", "2:30 PM"),
        (timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
        (-3, "0;", "-3"),
        (5, '[=1]"sì";[=0]"no";0', "5"),
        (0, '[=1]"sì";[=0]"no";0', "no"),
        (1500, '[>=1000]0.0,"k";0', "1,5k"),
        (500, '[>=1000]0.0,"k";0', "500"),
        (0, '[<>0]0;"nulla"', "nulla"),
        ("12/A", '"cod. "@', "cod. 12/A"),
        ("12/A", "#,##0;-#,##0;0;@", "12/A"),
        ("12/A", "0.00", "12/A"),
    ],
)
def test_values_are_written_as_they_are_shown(value: object, code: str, shown: str) -> None:
    """Numbers and dates have the form of their cells, with the signs of the sheet's language."""

    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "Il valore che si vede nella cella del foglio"
        sheet["A2"] = value
        sheet["A2"].number_format = code

    assert read(fill).text.split("\n\n")[-1] == shown


def test_formulas_without_a_value_are_told() -> None:
    """No formula is evaluated: the value that the file has is read, and a missing one is told."""

    def fill(sheet: Worksheet) -> None:
        sheet.append(["Totale", "=SUM(1,2)"])

    content = make_xlsx(fill)
    (warning,) = extract(".xlsx", content).warnings
    assert (warning.reason.code, warning.reason.params) == (
        "sheet_formulas_without_value",
        {"count": 1},
    )

    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1"><f>SUM(1,2)</f><v>3</v></c></row></sheetData></worksheet>'
    )
    extracted = extract(".xlsx", replace_members(content, {SHEET: sheet}))
    assert extracted.text.endswith("\n\n3")
    assert not extracted.warnings


def test_a_strict_workbook_is_read() -> None:
    """A workbook in strict Open XML has other namespaces, and is read alike."""
    content = make_xlsx(fill_budget)
    strict = replace_members(
        content,
        {
            SHEET: '<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheetData>'
            '<row r="1"><c r="A1" t="inlineStr"><is><t>Stretto</t></is></c></row>'
            "</sheetData></worksheet>"
        },
    )
    assert "Stretto" in extract(".xlsx", strict).text


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        ('<!DOCTYPE x [<!ENTITY a "ha">]><worksheet>&a;</worksheet>', "xml_doctype_present"),
        ('<?xml version="1.0" encoding="utf-7"?><worksheet/>', "xml_damaged"),
        (
            '<worksheet><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>',
            "sheet_has_too_many_cells",
        ),
    ],
)
def test_a_hostile_sheet_is_refused(sheet: str, code: str) -> None:
    """No entity is expanded, and no sheet is as large as it claims to be."""
    with pytest.raises(Unreadable) as error:
        extract(".xlsx", replace_members(make_xlsx(fill_budget), {SHEET: sheet}))
    assert error.value.code == code


def test_a_package_without_a_workbook_is_refused() -> None:
    """A package that has no workbook is damaged."""
    with pytest.raises(Unreadable) as error:
        extract(".xlsx", make_zip({"xl/workbook.xml": "<x/>"}))
    assert error.value.code == "file_damaged"
