"""What stands around the paragraphs of Word: tables, boxes, drawings, headers, included parts."""

import pytest

from fonti.index.formats import ExtractedText, Unreadable, extract
from tests.helpers.extracted_texts import list_heading_titles
from tests.helpers.zip_documents import (
    WORD_NAMESPACES,
    W,
    make_docx,
    make_paragraph,
    make_relationship,
    make_relationships,
    make_run,
    replace_members,
)

RELATIONSHIPS = "word/_rels/document.xml.rels"


def read(body: str, **parts: str | bytes) -> ExtractedText:
    """Return the text of a document with this body."""
    return extract(".docx", make_docx(body, **parts))


def list_codes(extracted: ExtractedText) -> list[str]:
    """Return the codes of the warnings."""
    return [warning.reason.code for warning in extracted.warnings]


def make_cell(text: str, properties: str = "") -> str:
    """Return a cell of a table."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{make_paragraph(text)}</w:tc>"


def make_table(*rows: str) -> str:
    """Return a table."""
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


BEGIN = "<w:vMerge w:val='restart'/>"
CONTINUE = "<w:vMerge/>"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        # A cell that spans rows stands in all of them, also behind one that spans columns.
        (
            make_table(
                make_cell("Nord", BEGIN) + make_cell("Torino"),
                make_cell("", CONTINUE) + make_cell("Milano"),
                make_cell("Sud", BEGIN) + make_cell("Bari"),
            ),
            ["Nord | Torino", "Nord | Milano", "Sud | Bari"],
        ),
        (
            make_table(
                make_cell("x", "<w:gridSpan w:val='2'/>") + make_cell("Nord", BEGIN),
                make_cell("y") + make_cell("z") + make_cell("", CONTINUE),
            ),
            ["x | x | Nord", "y | z | Nord"],
        ),
        (
            make_table(make_cell("x") + make_cell("", "<w:hMerge/>") + make_cell("y")),
            ["x | y"],
        ),
        # Deleted and hidden rows are left out, and rows in content controls are not.
        (
            make_table("<w:trPr><w:del w:id='1'/></w:trPr>" + make_cell("x"), make_cell("y")),
            ["y"],
        ),
        (
            make_table("<w:trPr><w:hidden/></w:trPr>" + make_cell("x"), make_cell("y")),
            ["y"],
        ),
        (
            "<w:tbl><w:sdt><w:sdtContent><w:tr>"
            f"<w:sdt><w:sdtContent>{make_cell('x')}</w:sdtContent></w:sdt>{make_cell('y')}"
            "</w:tr></w:sdtContent></w:sdt></w:tbl>",
            ["x | y"],
        ),
        # A table around a table, and a frame around paragraphs, only place the text.
        (
            make_table(
                f"<w:tc>{make_table(make_cell('a') + make_cell('b'))}</w:tc>{make_cell('c')}"
            ),
            ["a | b", "c"],
        ),
        # A small table in a cell of a table is a part of its cell.
        (
            make_table(
                make_cell("Anno") + make_cell("Entrate e uscite"),
                make_cell("2023 (consuntivo)")
                + f"<w:tc>{make_table(make_cell('10') + make_cell('20'))}<w:p/></w:tc>",
            ),
            ["Anno | Entrate e uscite", "2023 (consuntivo) | 10|20"],
        ),
        (
            make_table(f"<w:tc>{make_paragraph('a')}{make_paragraph('b')}</w:tc>"),
            ["a", "b"],
        ),
    ],
)
def test_tables(table: str, expected: list[str]) -> None:
    """A row is a block, in which each cell has what a reader sees beside the others."""
    assert read(table).text.split("\n\n") == expected


BOX = f"<w:txbxContent>{make_paragraph('Scadenza')}</w:txbxContent>"
SHAPE = f"<wps:wsp><wps:txbx>{BOX}</wps:txbx></wps:wsp>"
DRAWING = (
    "<w:drawing><wp:anchor>{}<a:graphic><a:graphicData>{}</a:graphicData></a:graphic></wp:anchor>"
    "</w:drawing>"
)
PICT = f"<w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>"
BOTH = (
    f"<mc:AlternateContent><mc:Choice>{DRAWING.format('', SHAPE)}</mc:Choice>"
    f"<mc:Fallback>{PICT}</mc:Fallback></mc:AlternateContent>"
)


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        (PICT, "Scadenza"),
        (
            f"<w:pict><v:group><v:rect><v:textbox>{BOX}</v:textbox></v:rect></v:group></w:pict>",
            "Scadenza",
        ),
        (DRAWING.format("", SHAPE), "Scadenza"),
        (DRAWING.format("", f"<wpg>{SHAPE}</wpg>"), "Scadenza"),
        (BOTH, "Scadenza"),
        (BOTH.replace(DRAWING.format("", SHAPE), DRAWING.format("", "")), "Scadenza"),
        ("<w:pict><v:shape><v:textpath string='BOZZA'/></v:shape></w:pict>", "BOZZA"),
        (DRAWING.format("<wp:docPr hidden='1'/>", SHAPE), ""),
        (PICT.replace("<v:shape>", "<v:shape style='visibility: hidden'>"), ""),
    ],
)
def test_text_boxes_are_read_once(drawing: str, expected: str) -> None:
    """A text box of any age follows the paragraph that it is anchored in."""
    body = f"<w:p>{make_run('Prima')}<w:r>{drawing}</w:r>{make_run(' dopo.')}</w:p>"
    assert read(body).text == f"Prima dopo.\n\n{expected}".strip()


def test_a_text_box_in_deleted_text_is_left_out() -> None:
    """What is anchored in deleted text is deleted with it."""
    body = f"<w:p>{make_run('Testo')}<w:del><w:r>{PICT}</w:r></w:del></w:p>"
    assert read(body).text == "Testo"


def make_point(identifier: int, text: str) -> str:
    """Return a point of a diagram."""
    paragraph = f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>"
    return f"<dgm:pt modelId='{identifier}'><dgm:t>{paragraph}</dgm:t></dgm:pt>"


@pytest.mark.parametrize("reference", ["<dgm:relIds r:dm='diagramData1'/>", ""])
def test_diagrams_are_read_from_the_top(reference: str) -> None:
    """The points of a SmartArt come in the order in which they are drawn."""
    data = (
        f"<dgm:dataModel {WORD_NAMESPACES}><dgm:ptLst>{make_point(3, 'raccolta')}"
        f"{make_point(2, 'esame')}{make_point(1, 'Fasi')}</dgm:ptLst><dgm:cxnLst>"
        "<dgm:cxn srcId='1' destId='2' srcOrd='1'/><dgm:cxn srcId='1' destId='3' srcOrd='0'/>"
        "</dgm:cxnLst></dgm:dataModel>"
    )
    uri = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    drawing = f"<w:drawing><a:graphicData uri='{uri}'>{reference}</a:graphicData></w:drawing>"
    extracted = read(f"<w:p><w:r>{drawing}</w:r></w:p>", diagramData1=data)
    assert extracted.text == "Fasi\n\nraccolta\n\nesame"


def test_charts_have_their_titles() -> None:
    """Titles, series and categories of a chart are read; its figures are told."""
    text = "<c:tx><c:rich><a:p><a:r><a:t>{}</a:t></a:r></a:p></c:rich></c:tx>"
    values = "<c:strRef><c:strCache><c:pt><c:v>{}</c:v></c:pt></c:strCache></c:strRef>"
    chart = (
        f"<c:chartSpace {WORD_NAMESPACES}><c:chart><c:title>{text.format('Consumi')}</c:title>"
        f"<c:ser><c:tx>{values.format('Acqua')}</c:tx><c:cat>{values.format('2023')}</c:cat>"
        "</c:ser></c:chart></c:chartSpace>"
    )
    drawing = "<w:drawing><c:chart r:id='chart1'/></w:drawing>"
    extracted = read(f"<w:p><w:r>{drawing}</w:r></w:p>", chart1=chart)
    assert extracted.text == "Consumi\n\nAcqua | 2023"
    assert list_codes(extracted) == ["chart_figures_unread"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (
            "<w:r><w:object><o:OLEObject ProgID='Excel.Sheet.12'/></w:object></w:r>",
            "docx_object_unread",
        ),
        (
            "<w:r><w:object><o:OLEObject ProgID='Equation.3'/></w:object></w:r>",
            "docx_equation_unread",
        ),
        (
            "<w:r><w:object><w:control w:name='CheckBox1' r:id='x'/></w:object></w:r>",
            "docx_object_unread",
        ),
        ("<w:subDoc/>", "docx_subdocument_unread"),
        ("<w:r><w:drawing><c:chart r:id='absent'/></w:drawing></w:r>", "docx_part_missing"),
        (
            "<w:r><w:drawing><wp:extent cx='7000000' cy='9000000'/><pic:pic/></w:drawing></w:r>",
            "docx_pictures_unread",
        ),
    ],
)
def test_what_is_not_read_is_told(content: str, code: str) -> None:
    """Objects, missing parts and pictures of the size of a page give a warning."""
    extracted = read(f"<w:p>{make_run('Testo')}{content}</w:p>")
    assert extracted.text == "Testo"
    assert list_codes(extracted) == [code]


def test_a_document_of_pictures_is_refused() -> None:
    """Pictures alone have no text, and the reason says what would help."""
    picture = "<w:p><w:r><w:drawing><wp:inline><pic:pic/></wp:inline></w:drawing></w:r></w:p>"
    with pytest.raises(Unreadable, match="only pictures, 2,"):
        read(picture * 2)


def make_running_head(kind: str, *paragraphs: str) -> str:
    """Return a header or footer."""
    return f"<w:{kind} {WORD_NAMESPACES}>{''.join(paragraphs)}</w:{kind}>"


PAGE = "<w:fldSimple w:instr='PAGE'><w:r><w:t>2</w:t></w:r></w:fldSimple>"
PAGES = (
    "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> NUMPAGES </w:instrText></w:r>"
    "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>5</w:t></w:r>"
    "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
)


def make_section(types: str, more: str = "") -> str:
    """Return the properties of a section with headers and footers, given as `header1:first`."""
    references = ""
    for pair in types.split():
        name, _, kind = pair.partition(":")
        references += f"<w:{name.rstrip('0123456789')}Reference w:type='{kind}' r:id='{name}'/>"
    return f"<w:sectPr>{references}{more}</w:sectPr>"


def test_headers_and_footers_are_read_once() -> None:
    """The headers precede their section, the footers come last, and page numbers are left out."""
    head = make_running_head("hdr", make_paragraph("Studio Ferrante"), f"<w:p>{PAGE}</w:p>")
    first_head = make_running_head("hdr", make_paragraph("Protocollo 4471/2024"))
    foot = make_running_head(
        "ftr",
        f"<w:p>{make_run('Comune di Alba - Pagina ')}{PAGE}{make_run(' di ')}{PAGES}</w:p>",
        f"<w:p>{make_run('- ')}{PAGE}{make_run(' -')}</w:p>",
        make_paragraph("Pag. 3 di 5"),
    )
    body = (
        f"<w:p><w:pPr>{make_section('header1:default footer1:default')}</w:pPr>{make_run('Uno')}"
        f"</w:p>{make_paragraph('Due')}"
        + make_section("header1:default header2:first header3:even", "<w:titlePg/>")
    )
    extracted = read(body, header1=head, header2=first_head, header3=first_head, footer1=foot)
    assert extracted.text.split("\n\n") == [
        "Studio Ferrante",
        "Uno",
        "Protocollo 4471/2024",
        "Due",
        "Comune di Alba",
    ]


@pytest.mark.parametrize(
    ("setting", "expected"), [("", "Testo"), ("<w:evenAndOddHeaders/>", "Pari\n\nTesto")]
)
def test_headers_that_no_page_shows(setting: str, expected: str) -> None:
    """The header of even pages or of the first is read if such pages have one of their own."""
    head = make_running_head("hdr", make_paragraph("Pari"))
    body = make_paragraph("Testo") + make_section("header1:even header1:first")
    settings = f"<w:settings {W}>{setting}</w:settings>"
    assert read(body, header1=head, settings=settings).text == expected


def include(name: str, content: str | bytes) -> ExtractedText:
    """Return the text of a document that includes a part of another format."""
    document = make_docx(f"{make_paragraph('Prima')}<w:altChunk r:id='x'/>{make_paragraph('Dopo')}")
    relationships = make_relationships(make_relationship("x", "aFChunk", name))
    members = {RELATIONSHIPS: relationships, f"word/{name}": content}
    return extract(".docx", replace_members(document, members))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", "<html><body><p>In mezzo</p></body></html>"),
        ("a.txt", "In mezzo"),
        ("a.rtf", r"{\rtf1 In mezzo}"),
        ("a.docx", make_docx(make_paragraph("In mezzo"))),
        ("a.mht", "MIME-Version: 1.0\nContent-Type: text/html\n\n<p>In mezzo</p>"),
    ],
)
def test_included_parts_are_read(name: str, content: str | bytes) -> None:
    """A part of another format stands where the document includes it."""
    assert include(name, content).text == "Prima\n\nIn mezzo\n\nDopo"


def test_headings_of_included_parts() -> None:
    """The headings of a part are headings of the document."""
    extracted = include("a.html", "<h1>Titolo</h1><p>In mezzo</p>")
    assert list_heading_titles(extracted) == ["Titolo"]


def test_included_parts_that_are_not_read() -> None:
    """A part that cannot be read, or a document in itself without end, gives a warning."""
    assert list_codes(include("a.bin", b"x")) == ["docx_part_format_unread"]

    content = make_docx(make_paragraph("Fondo"))
    for _ in range(4):
        content = replace_members(
            make_docx("<w:altChunk r:id='x'/>"),
            {
                RELATIONSHIPS: make_relationships(make_relationship("x", "aFChunk", "a.docx")),
                "word/a.docx": content,
            },
        )
    extracted = include("a.docx", content)
    assert extracted.text == "Prima\n\nDopo"
    assert list_codes(extracted) == ["docx_part_unread"]


def test_paragraphs_that_continue() -> None:
    """A large initial, or a paragraph whose end was deleted, is one with the next."""
    initial = f"<w:p><w:pPr><w:framePr w:dropCap='drop'/></w:pPr>{make_run('L')}</w:p>"
    deleted = f"<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>{make_run('a ')}</w:p>"
    assert read(initial + make_paragraph("’acqua")).text == "L’acqua"
    assert read(deleted + make_paragraph("b") + deleted).text == "a b\n\na"


def test_outlines_and_tables_of_contents() -> None:
    """A paragraph with an outline level is a heading; a table of contents is left out."""
    heading = f"<w:p><w:pPr><w:outlineLvl w:val='1'/></w:pPr>{make_run('Oggetto')}</w:p>"
    contents = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/>"
        f"</w:docPartObj></w:sdtPr><w:sdtContent>{make_paragraph('Indice')}</w:sdtContent></w:sdt>"
    )
    extracted = read(contents + heading + make_paragraph("Testo"))
    assert extracted.text == "Oggetto\n\nTesto"
    assert list_heading_titles(extracted) == ["Oggetto"]
