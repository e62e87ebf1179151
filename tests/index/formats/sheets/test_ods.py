"""OpenDocument spreadsheets: cells as shown, repeated and merged ones, nothing hidden."""

import pytest

from fonti.index.formats import ExtractedText, Unreadable, extract
from tests.helpers.extracted_texts import list_heading_paths
from tests.helpers.office_files import ODF_DRAWING, make_opendocument


def make_cell(text: str, attributes: str = "") -> str:
    """Return a cell that shows a text."""
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def make_row(*texts: str, attributes: str = "") -> str:
    """Return a row of cells; those that read as a number are numbers."""
    cells = [
        make_cell(text, f'office:value-type="{"float" if text[:1].isdigit() else "string"}"')
        for text in texts
    ]
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def make_table(content: str, name: str = "Bilancio", attributes: str = "") -> str:
    """Return a sheet."""
    return f'<table:table table:name="{name}" {attributes}>{content}</table:table>'


def read(body: str, automatic: str = "") -> ExtractedText:
    """Return the text of a spreadsheet with this body."""
    return extract(".ods", make_opendocument("spreadsheet", body, automatic))


HEAD = make_row("Mese", "Data", "Importo")


def test_each_row_has_the_heads_of_its_columns() -> None:
    """Values are those that the file shows; repeated empty rows and cells are none."""
    rows = [
        HEAD,
        make_row("Gennaio", "31/01/24", "1.250,50 €"),
        '<table:table-row table:number-rows-repeated="1048573"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>',
    ]
    extracted = read(make_table("".join(rows)))
    assert extracted.text.split("\n\n") == [
        "Bilancio",
        "Mese | Data | Importo",
        "Mese: Gennaio | Data: 31/01/24 | Importo: 1.250,50 €",
    ]
    assert list_heading_paths(extracted) == ["Bilancio", "Bilancio › A1:C2"]


def test_what_is_hidden_is_left_out() -> None:
    """Hidden and filtered rows, columns, sheets, comments and struck cells are not read."""
    automatic = (
        '<style:style style:name="off" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
        '<style:style style:name="struck" style:family="table-cell">'
        '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    )
    columns = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse"/>'
    )
    rows = [
        columns,
        make_row("Anna", "7", "segreto"),
        make_row("segreto", "8", "x", attributes='table:visibility="collapse"'),
        make_row("segreto", "9", "x", attributes='table:visibility="filter"'),
        "<table:table-row>"
        "<table:table-cell><office:annotation><text:p>segreto</text:p></office:annotation>"
        "<text:p>Luca</text:p></table:table-cell>"
        + make_cell("segreto", 'table:style-name="struck"')
        + "</table:table-row>",
    ]
    hidden = make_table(make_row("segreto"), "Segreto", 'table:style-name="off"')
    text = read(make_table("".join(rows)) + hidden, automatic).text
    assert text == "Bilancio\n\nAnna | 7\n\nLuca"


def test_merged_cells_are_read_in_each_of_their_rows() -> None:
    """A cell over two rows belongs to both."""
    first = make_cell("Bergamo", 'table:number-rows-spanned="2"') + make_cell("uno")
    second = "<table:covered-table-cell/>" + make_cell("due")
    rows = f"<table:table-row>{first}</table:table-row><table:table-row>{second}</table:table-row>"
    assert read(make_table(rows)).text.endswith("Bergamo | uno\n\nBergamo | due")


def test_a_flat_spreadsheet_is_read() -> None:
    """A spreadsheet may be one XML file."""
    body = make_table(make_row("Il faro", "1843"))
    document = (
        f"<office:document {ODF_DRAWING}><office:meta><meta:initial-creator>Anna"
        "</meta:initial-creator></office:meta><office:body><office:spreadsheet>"
        f"{body}</office:spreadsheet></office:body></office:document>"
    )
    extracted = extract(".fods", document.encode())
    assert (extracted.text, extracted.author) == ("Bilancio\n\nIl faro | 1843", "Anna")


@pytest.mark.parametrize(
    "attributes",
    [
        'table:number-columns-repeated="999999999"',
        'table:number-rows-spanned="999999999" table:number-columns-repeated="99999999"',
    ],
)
def test_a_sheet_that_claims_to_be_endless_is_refused(attributes: str) -> None:
    """A text that is repeated without end is not written out."""
    rows = f"<table:table-row>{make_cell('eco', attributes)}</table:table-row>"
    with pytest.raises(Unreadable) as error:
        read(make_table(rows))
    assert error.value.code == "sheet_has_too_many_cells"


def test_another_kind_of_document_is_refused() -> None:
    """A file without a spreadsheet is damaged."""
    with pytest.raises(Unreadable) as error:
        extract(".fods", f"<office:document {ODF_DRAWING}/>".encode())
    assert error.value.code == "opendocument_body_missing"
