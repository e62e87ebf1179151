"""What a reader of an OpenDocument text sees: scripts, hidden text, fields, boxes, tables."""

import pytest

from fonti.index.formats import ExtractedText, Unreadable, extract
from tests.helpers.paths import SHARED
from tests.helpers.zip_documents import ODF, make_zip

MORE = (
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    ' xmlns:form="urn:oasis:names:tc:opendocument:xmlns:form:1.0"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0"'
    ' xmlns:math="http://www.w3.org/1998/Math/MathML"'
)
MIME_TYPE = "application/vnd.oasis.opendocument.text"


def make_content(body: str, automatic: str = "", root: str = "document-content") -> str:
    """Return the content of an OpenDocument text, with all the namespaces of the tests."""
    return (
        f"<office:{root} {ODF} {MORE}>"
        f"<office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:{root}>"
    )


def make_styles(common: str = "", automatic: str = "", pages: str = "") -> str:
    """Return the styles of an OpenDocument text."""
    return (
        f"<office:document-styles {ODF} {MORE}><office:styles>{common}</office:styles>"
        f"<office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:master-styles>{pages}</office:master-styles></office:document-styles>"
    )


def read(body: str, automatic: str = "", styles: str = "", **members: str | bytes) -> ExtractedText:
    """Return the text of an OpenDocument text with this body."""
    parts: dict[str, str | bytes] = {
        "mimetype": MIME_TYPE,
        "content.xml": make_content(body, automatic),
        "styles.xml": styles or make_styles(),
    }
    return extract(".odt", make_zip(parts | members))


def make_text_style(name: str, properties: str, parent: str = "", family: str = "text") -> str:
    """Return a style of text."""
    return (
        f'<style:style style:name="{name}" style:family="{family}"'
        f' style:parent-style-name="{parent}"><style:text-properties {properties}/></style:style>'
    )


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        ("super 58%", "1.250³ m"),
        ("33% 58%", "1.250³ m"),
        ("sub 58%", "1.250₃ m"),
        ("-33% 58%", "1.250₃ m"),
        ("-8% 80%", "1.250₃ m"),
        ("5% 100%", "1.2503 m"),
        ("0% 100%", "1.2503 m"),
    ],
)
@pytest.mark.parametrize("place", ["automatic", "named", "inherited"])
def test_raised_and_lowered_text_is_apart(position: str, expected: str, place: str) -> None:
    """The position comes from an automatic style, a named one, or the one that it is based on."""
    style = make_text_style("Mark", f'style:text-position="{position}"')
    derived = make_text_style("T1", 'fo:color="#ff0000"', parent="Mark")
    used = "T1" if place == "inherited" else "Mark"
    body = f'<text:p>1.250<text:span text:style-name="{used}">3</text:span> m</text:p>'
    if place == "automatic":
        extracted = read(body, style)
    else:
        extracted = read(body, derived, make_styles(style))
    assert extracted.text == expected


def test_an_exponent_in_several_spans_is_one() -> None:
    """Spans side by side at one height are written together; an inner span may go back."""
    styles = make_text_style("T1", 'style:text-position="super 58%"') + make_text_style(
        "T2", 'style:text-position="0% 100%"'
    )
    extracted = read(
        '<text:p>10<text:span text:style-name="T1">−</text:span><text:span text:style-name="T1">12'
        '<text:span text:style-name="T2"> m</text:span></text:span></text:p>',
        styles,
    )
    assert extracted.text == "10⁻¹² m"


@pytest.mark.parametrize(
    "properties",
    [
        'style:text-line-through-style="solid"',
        'style:text-line-through-type="double" style:text-line-through-style="wave"',
        'text:display="none"',
    ],
)
@pytest.mark.parametrize("family", ["text", "paragraph"])
def test_struck_and_hidden_text_is_left_out(properties: str, family: str) -> None:
    """A style of a span or of a paragraph hides text, and an inner one shows it again."""
    styles = make_text_style("X", properties, family=family) + make_text_style(
        "Y", 'style:text-line-through-style="none" text:display="true"'
    )
    text = 'trenta <text:span text:style-name="Y">sessanta</text:span>'
    if family == "text":
        body = f'<text:p><text:span text:style-name="X">{text}</text:span></text:p>'
    else:
        body = f'<text:p text:style-name="X">{text}</text:p>'
    extracted = read(f"<text:p>Il termine è di </text:p>{body}", styles)
    assert "trenta" not in extracted.text
    assert "sessanta" in extracted.text


@pytest.mark.parametrize(
    "hidden",
    [
        '<text:p>celato<text:hidden-paragraph text:condition="x" text:is-hidden="true"/></text:p>',
        '<text:section text:display="none"><text:p>celato</text:p></text:section>',
        '<text:section text:display="condition" text:condition="x" text:is-hidden="true">'
        "<text:p>celato</text:p></text:section>",
        '<text:p><text:hidden-text text:condition="x" text:string-value="celato"'
        ' text:is-hidden="true"/></text:p>',
        '<text:p><text:variable-set text:display="none">celato</text:variable-set></text:p>',
        "<text:p><office:annotation><text:p>celato</text:p></office:annotation></text:p>",
        '<table:table><table:table-row table:visibility="collapse"><table:table-cell>'
        "<text:p>celato</text:p></table:table-cell></table:table-row></table:table>",
    ],
)
def test_what_is_hidden_is_left_out(hidden: str) -> None:
    """Hidden paragraphs, sections, fields and rows, and comments, are not read."""
    assert read(f"{hidden}<text:p>palese</text:p>").text == "palese"


@pytest.mark.parametrize(
    "shown",
    [
        '<text:p>detto<text:hidden-paragraph text:condition="x" text:is-hidden="false"/></text:p>',
        '<text:section text:display="condition" text:condition="x" text:is-hidden="false">'
        "<text:p>detto</text:p></text:section>",
        '<text:p><text:hidden-text text:condition="x" text:string-value="detto"/></text:p>',
        '<text:p><text:conditional-text text:string-value-if-false="no">detto'
        "</text:conditional-text></text:p>",
        '<text:p><text:drop-down text:name="x"><text:label text:value="altro"/>detto'
        "</text:drop-down></text:p>",
    ],
)
def test_what_a_condition_shows_is_read(shown: str) -> None:
    """Fields, paragraphs and sections whose condition shows them are read."""
    assert read(shown).text == "detto"


def test_formulas_are_linear_text() -> None:
    """A formula stands in its line, from a part of the file or in the text itself."""
    formula = (
        '<math:math xmlns:math="http://www.w3.org/1998/Math/MathML"><math:semantics><math:mrow>'
        "<math:mi>area</math:mi><math:mo>=</math:mo><math:msup><math:mi>r</math:mi>"
        "<math:mn>2</math:mn></math:msup></math:mrow><math:annotation>r^2</math:annotation>"
        "</math:semantics></math:math>"
    )
    frame = "<draw:frame><draw:object {}>{}</draw:object><draw:image/></draw:frame>"
    part = frame.format('xlink:href="./Object 1"', "")
    members = {"Object 1/content.xml": f"<!DOCTYPE math SYSTEM 'math.dtd'>{formula}"}
    for body in (part, frame.format("", formula)):
        extracted = read(f"<text:p>Vale {body} qui.</text:p>", **members)
        assert extracted.text == "Vale area=r² qui."
        assert not extracted.warnings


def test_headers_and_footers_are_read_once() -> None:
    """Headers come first, footers last, without page numbers and styles that are not used."""
    number = "<text:page-number>3</text:page-number>"
    pages = (
        '<style:master-page style:name="Standard"><style:header><text:p>Protocollo 4471</text:p>'
        "</style:header><style:header-left><text:p>Protocollo 4471</text:p></style:header-left>"
        f"<style:footer><text:p>Comune di Valdoro</text:p><text:p>Pagina {number} di "
        "<text:page-count>9</text:page-count></text:p></style:footer></style:master-page>"
        '<style:master-page style:name="Altra"><style:header><text:p>Mai</text:p></style:header>'
        '</style:master-page><style:master-page style:name="Terza"><style:header'
        ' style:display="false"><text:p>Spento</text:p></style:header></style:master-page>'
    )
    automatic = (
        '<style:style style:name="P9" style:family="paragraph" style:master-page-name="Terza"/>'
    )
    extracted = read(
        f'<text:p>Testo a pagina {number}.</text:p><text:p text:style-name="P9">Fine.</text:p>',
        automatic,
        make_styles(pages=pages),
    )
    assert extracted.text == "Protocollo 4471\n\nTesto a pagina 3.\n\nFine.\n\nComune di Valdoro"


def test_text_boxes_and_shapes_are_read_once() -> None:
    """Text in frames, shapes and groups stands after its paragraph."""
    box = "<draw:frame><draw:text-box><text:p>Riquadro</text:p></draw:text-box></draw:frame>"
    shape = "<draw:custom-shape><text:p>Forma</text:p><draw:enhanced-geometry/></draw:custom-shape>"
    extracted = read(
        f"{box.replace('Riquadro', 'Pagina')}<text:p>Prima {box}"
        f"<text:a><draw:g>{shape}</draw:g></text:a>dopo.</text:p><text:p>Fine.</text:p>"
    )
    assert extracted.text == "Pagina\n\nPrima dopo.\n\nRiquadro\n\nForma\n\nFine."


def test_controls_of_forms_are_read() -> None:
    """Check boxes are ☒ or ☐ with their label, and fields have their value."""
    forms = (
        '<office:forms><form:form><form:checkbox form:id="c1" form:label="Accetto"'
        ' form:current-state="checked"/><form:checkbox form:id="c2" form:label="Rifiuto"/>'
        '<form:text form:id="c3" form:value="vecchio" form:current-value="Rossi"/>'
        '<form:listbox form:id="c4"><form:option form:label="Roma"/>'
        '<form:option form:label="Bari" form:current-selected="true"/></form:listbox>'
        '<form:password form:id="c5" form:value="segreto"/></form:form></office:forms>'
    )
    controls = "".join(f'<draw:control draw:control="c{number}"/>' for number in range(1, 6))
    assert read(f"{forms}<text:p>{controls}</text:p>").text == "☒ Accetto ☐ Rifiuto Rossi Bari"


def test_form_fields_of_word_are_read() -> None:
    """The form fields that come from Word have their state or their text."""
    mark = '<field:fieldmark field:type="vnd.oasis.opendocument.field.{}">{}</field:fieldmark>'
    parameter = '<field:param field:name="{}" field:value="{}"/>'
    checked = mark.format("FORMCHECKBOX", parameter.format("Checkbox_Checked", "true"))
    entries = "".join(parameter.format("Dropdown_ListEntry", city) for city in ("Roma", "Bari"))
    choice = mark.format("FORMDROPDOWN", entries + parameter.format("Dropdown_Selected", "1"))
    unchecked = mark.format("FORMCHECKBOX", "")
    extracted = read(f"<text:p>{checked} Sì {unchecked} No, a {choice}</text:p>")
    assert extracted.text == "☒ Sì ☐ No, a Bari"


def make_table(*rows: str) -> str:
    """Return a table; each row is its cells, with `~` for a covered one."""
    cells = {"~": "<table:covered-table-cell/>"}
    written = ""
    for row in rows:
        written += "<table:table-row>"
        for cell in row.split("|"):
            attributes, _, text = cell.rpartition("#")
            inside = f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"
            written += cells.get(cell, inside)
        written += "</table:table-row>"
    return f"<table:table>{written}</table:table>"


def test_merged_cells_are_repeated() -> None:
    """A cell is read in all its rows, and over the columns it heads; a row of one cell once."""
    wide = 'table:number-columns-spanned="{}"#'
    extracted = read(
        make_table(
            f"{wide.format(3)}Tariffe|~|~",
            f"Anno|{wide.format(2)}Importi|~",
            'table:number-rows-spanned="2"#2024|12|13',
            "~|14|15",
            f"{wide.format(2)}Totale|~|54",
            'table:number-rows-spanned="2" ' + wide.format(2) + "Note|~|uno",
            "~|~|due",
        )
    )
    assert extracted.text.split("\n\n") == [
        "Tariffe",
        "Anno | Importi | Importi",
        "2024 | 12 | 13",
        "2024 | 14 | 15",
        "Totale | | 54",
        "Note | | uno",
        "Note | | due",
    ]


def test_an_identifier_may_stand_twice() -> None:
    """Two elements with the same identifier, as some programs write them, are no damage."""
    body = '<text:p xml:id="a">uno</text:p><text:p xml:id="a">due</text:p>'
    assert read(body).text == "uno\n\ndue"


def test_a_table_of_layout_is_read_as_text() -> None:
    """The cells of a table with one column, or with a heading, are blocks."""
    cell = "<table:table-cell><text:h>Titolo</text:h><text:p>a</text:p></table:table-cell>"
    row = f"<table:table-row>{cell * 2}</table:table-row>"
    assert read(f"<table:table>{row}</table:table>").text.split("\n\n") == ["Titolo", "a"] * 2
    assert read(make_table("uno", "due")).text == "uno\n\ndue"


def test_a_small_table_in_a_cell_is_a_part_of_it() -> None:
    """The rows around it stay rows; a table with most of its text in others only places them."""
    cell = "<table:table-cell>{}</table:table-cell>".format
    row = "<table:table-row>{}</table:table-row>".format
    table = "<table:table>{}</table:table>".format
    paragraph = "<text:p>{}</text:p>".format
    inner = table(row(cell(paragraph("10")) + cell(paragraph("20"))))
    year = row(cell(paragraph("2023 (consuntivo)")) + cell(inner))
    assert read(table(year)).text == "2023 (consuntivo) | 10|20"
    assert read(table(row(cell(paragraph("x")) + cell(inner)))).text == "x\n\n10 | 20"


def test_what_is_not_read_is_told() -> None:
    """Embedded objects and pictures that may have text are warnings; icons are none."""
    sheet = (
        f"<office:document-content {ODF}><office:body><office:spreadsheet/></office:body>"
        "</office:document-content>"
    )
    frame = '<draw:frame svg:width="{0}cm" svg:height="{0}cm">{1}</draw:frame>'
    extracted = read(
        "<text:p>Testo."
        + frame.format(9, '<draw:object xlink:href="./Object 1"/><draw:image/>')
        + frame.format(9, '<draw:object-ole xlink:href="./Object 2"/>')
        + frame.format(9, '<draw:image xlink:href="Pictures/1.png"/>')
        + frame.format(1, '<draw:image xlink:href="Pictures/2.png"/>')
        + "</text:p>",
        **{"Object 1/content.xml": sheet},
    )
    warnings = [(warning.reason.code, warning.reason.params) for warning in extracted.warnings]
    assert warnings == [
        ("embedded_object_unread", {"kind": "spreadsheet"}),
        ("embedded_object_unread", {"kind": "OLE"}),
        ("pictures_unread", {"count": 1}),
    ]


def test_a_text_of_pictures_is_refused() -> None:
    """A document that has only pictures says so."""
    with pytest.raises(Unreadable, match="only pictures"):
        read("<text:p><draw:frame><draw:image/></draw:frame></text:p>")


def test_ruby_and_line_ends() -> None:
    """A line end in the file is a space, and a reading stands after its base."""
    extracted = read(
        "<text:p>una\nriga <text:ruby><text:ruby-base>東京</text:ruby-base>"
        "<text:ruby-text>Tokyo</text:ruby-text></text:ruby></text:p>"
    )
    assert extracted.text == "una riga 東京 (Tokyo)"


def test_templates_are_read() -> None:
    """A template is read as a text is."""
    content = {
        "mimetype": f"{MIME_TYPE}-template",
        "content.xml": make_content("<text:p>x</text:p>"),
    }
    assert extract(".ott", make_zip(content)).text == "x"


def test_flat_files_are_read() -> None:
    """A file of one XML document has the same text, with its metadata and styles."""
    style = make_text_style("T1", 'style:text-position="super 58%"')
    flat = make_content(
        '<text:p>10<text:span text:style-name="T1">6</text:span></text:p>', style, "document"
    ).replace(
        "<office:automatic-styles>",
        '<office:meta><dc:title xmlns:dc="http://purl.org/dc/elements/1.1/">Faro</dc:title>'
        "</office:meta><office:automatic-styles>",
        1,
    )
    for encoding in ("utf-8", "utf-16"):
        declared = f'<?xml version="1.0" encoding="{encoding}"?>{flat}'.encode(encoding)
        extracted = extract(".fodt", declared)
        assert (extracted.text, extracted.title) == ("10⁶", "Faro")


def test_flat_files_are_parsed_safely() -> None:
    """A flat file with a DOCTYPE is refused, and one that is no document too."""
    flat = make_content("<text:p>&i;</text:p>", root="document")
    with pytest.raises(Unreadable, match="unsafe"):
        extract(".fodt", f'<!DOCTYPE o [<!ENTITY i "x">]>{flat}'.encode())
    with pytest.raises(Unreadable):
        extract(".fodt", b"<a/>")


INPUTS = SHARED / "cases" / "inputs" / "odt"


@pytest.mark.skipif(not INPUTS.is_dir(), reason="the inputs beside the checkout are absent")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("o01_superscript", "Il contributo massimo è di euro 1.250³ per famiglia."),
        (
            "o02_numbering",
            "Art. 1. Le visite sono ammesse dalle 15 alle 18.\nArt. 2. I pasti si servono in sala.",
        ),
        ("o04_header", "Protocollo n. 4471/2024"),
        ("o05_formula", "La retta si calcola così: R ogni mese."),
        ("o07_strike", "Il termine è di sessanta giorni."),
    ],
)
def test_reported_files_are_read_right(name: str, expected: str) -> None:
    """Files made after reports have the text that a reader sees."""
    assert expected in extract(".odt", (INPUTS / f"{name}.odt").read_bytes()).text.split("\n\n")
