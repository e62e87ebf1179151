"""Text that nobody sees is not read: white on paper, or too small, in each format that has both."""

from collections.abc import Callable
from zlib import compress

import pytest
from reportlab.lib.colors import black, lightgrey, white
from reportlab.pdfgen.canvas import Canvas

from fonti.index.formats import extract
from tests.helpers.pdfs import LEFT, TOP, draw_pdf
from tests.helpers.raw_pdfs import write_pdf_page
from tests.helpers.zip_documents import W, make_docx, make_run, make_zip

WHITE = '<w:color w:val="FFFFFF"/>'
TEXT_STYLE = (
    '<style:style style:name="{}" style:family="{}"><style:text-properties {}/></style:style>'
)
NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "style": "style",
        "table": "table",
        "text": "text",
        "draw": "drawing",
        "fo": "xsl-fo-compatible",
    }.items()
)
ODT_STYLES = (
    TEXT_STYLE.format("white", "text", 'fo:color="#ffffff"')
    + TEXT_STYLE.format("tiny", "text", 'fo:font-size="1pt"')
    + TEXT_STYLE.format("marked", "text", 'fo:color="#ffffff" fo:background-color="#000080"')
    + TEXT_STYLE.format("pale", "paragraph", 'fo:color="#ffffff"')
    + '<style:style style:name="dark" style:family="paragraph">'
    '<style:paragraph-properties fo:background-color="#000080"/></style:style>'
    '<style:style style:name="cell" style:family="table-cell">'
    '<style:table-cell-properties fo:background-color="#000080"/></style:style>'
)


def read_docx(body: str, **parts: str) -> str:
    """Return the text of a Word document."""
    return extract(".docx", make_docx(body, **parts)).text


def read_odt(body: str) -> str:
    """Return the text of an OpenDocument text with some styles."""
    content = (
        f"<office:document-content {NAMESPACES}>"
        f"<office:automatic-styles>{ODT_STYLES}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    members = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    return extract(".odt", make_zip(members)).text


def read_rtf(body: str) -> str:
    """Return the text of a rich text whose second colour is white and third dark."""
    colors = r"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;\red0\green0\blue128;}"
    return extract(".rtf", rf"{{\rtf1\ansi{colors}{body}}}".encode("ascii")).text


@pytest.mark.parametrize(
    ("properties", "is_seen"),
    [
        (WHITE, False),
        ('<w:sz w:val="2"/>', False),
        ('<w:color w:val="000000"/>', True),
        ('<w:sz w:val="16"/>', True),
        (f'{WHITE}<w:highlight w:val="darkBlue"/>', True),
        (f'{WHITE}<w:shd w:val="clear" w:fill="000080"/>', True),
        (f'{WHITE}<w:shd w:val="clear" w:fill="auto"/>', False),
        ('<w:rStyle w:val="pale"/>', False),
    ],
)
def test_white_and_tiny_text_of_word(properties: str, is_seen: bool) -> None:
    """White text is read where its run has a ground of another colour."""
    styles = (
        f'<w:styles {W}><w:style w:type="character" w:styleId="pale"><w:rPr>{WHITE}</w:rPr>'
        "</w:style></w:styles>"
    )
    body = f"<w:p>{make_run('Prezzo 10 ')}{make_run('gratis ', properties)}{make_run('euro')}</w:p>"
    expected = "Prezzo 10 gratis euro" if is_seen else "Prezzo 10 euro"
    assert read_docx(body, styles=styles) == expected


@pytest.mark.parametrize(
    "body",
    [
        '<w:p><w:pPr><w:shd w:val="clear" w:fill="000080"/></w:pPr>{}</w:p>',
        '<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:val="clear" w:fill="000080"/></w:tcPr><w:p>{}</w:p>'
        "</w:tc></w:tr></w:tbl>",
        '<w:tbl><w:tblPr><w:tblStyle w:val="banded"/></w:tblPr><w:tr><w:tc><w:p>{}</w:p></w:tc>'
        "</w:tr></w:tbl>",
        '<w:p><w:r><w:drawing><wp:anchor behindDoc="1"/></w:drawing></w:r>{}</w:p>',
    ],
)
def test_white_text_of_word_is_read_on_a_ground(body: str) -> None:
    """The ground may be that of the paragraph, the cell, the table's style, or a picture."""
    styles = (
        f'<w:styles {W}><w:style w:type="table" w:styleId="banded"><w:tblStylePr w:type="firstRow">'
        '<w:tcPr><w:shd w:val="clear" w:fill="000080"/></w:tcPr></w:tblStylePr></w:style>'
        "</w:styles>"
    )
    assert read_docx(body.format(make_run("Titolo", WHITE)), styles=styles) == "Titolo"


def test_a_style_without_an_identifier_applies_to_nothing() -> None:
    """A damaged style does not hide the text that has no style."""
    styles = f'<w:styles {W}><w:style><w:rPr><w:sz w:val="2"/></w:rPr></w:style></w:styles>'
    assert read_docx(f"<w:p>{make_run('Prezzo')}</w:p>", styles=styles) == "Prezzo"


def test_text_in_the_size_of_the_default_style_of_word_is_read() -> None:
    """Some programs state a size there that no text has; nobody hides a whole document."""
    styles = (
        f'<w:styles {W}><w:style w:type="paragraph" w:default="1" w:styleId="empty"><w:rPr>'
        '<w:sz w:val="2"/></w:rPr></w:style></w:styles>'
    )
    assert read_docx(f"<w:p>{make_run('Prezzo')}</w:p>", styles=styles) == "Prezzo"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<text:p>di <text:span text:style-name="white">no </text:span>sì</text:p>', "di sì"),
        ('<text:p>di <text:span text:style-name="tiny">no </text:span>sì</text:p>', "di sì"),
        ('<text:p text:style-name="pale">no</text:p><text:p>sì</text:p>', "sì"),
        ('<text:p><text:span text:style-name="marked">sì</text:span></text:p>', "sì"),
        (
            '<text:p text:style-name="dark"><text:span text:style-name="white">sì</text:span>'
            "</text:p>",
            "sì",
        ),
        (
            '<table:table><table:table-row><table:table-cell table:style-name="cell">'
            '<text:p text:style-name="pale">sì</text:p></table:table-cell><table:table-cell>'
            '<text:p text:style-name="pale">no</text:p></table:table-cell></table:table-row>'
            "</table:table>",
            "sì |",
        ),
        (
            '<text:p><draw:frame><draw:text-box><text:p text:style-name="pale">sì</text:p>'
            "</draw:text-box></draw:frame></text:p>",
            "sì",
        ),
    ],
)
def test_white_and_tiny_text_of_opendocument(body: str, expected: str) -> None:
    """White text is read on a ground of another colour, and in frames."""
    assert read_odt(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"di {\cf2 no }s\'ec", "di sì"),
        (r"di {\fs2 no }s\'ec", "di sì"),
        (r"\cf2 no \cf1 s\'ec", "sì"),
        (r"\cf2 no \plain s\'ec", "sì"),
        (r"\cf2\highlight3 s\'ec", "sì"),
        (r"\cf2\chcbpat3 s\'ec", "sì"),
        (r"\pard\cbpat3\cf2 s\'ec\par\pard no", "sì"),
        (r"\trowd\cellx999\pard\intbl\cf2 s\'ec\cell\row", "sì"),
        (r"\cf9 s\'ec", "sì"),
    ],
)
def test_white_and_tiny_text_of_rich_text(body: str, expected: str) -> None:
    """White text is read on a ground of another colour, and in tables, which may have one."""
    assert read_rtf(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<p>sì <span style="color:white">no</span></p>', "sì"),
        ('<p>sì <font color="#FFFFFF">no</font></p>', "sì"),
        ('<p>sì <span style="font-size:1px">no</span></p>', "sì"),
        ('<p>sì <span style="color:#fff">no</span></p>', "sì"),
        ('<p style="background:navy">sì <span style="color:white">sì</span></p>', "sì sì"),
        ('<table bgcolor="#000080"><tr><td><font color="white">sì</font></td></tr></table>', "sì"),
        ('<div style="background-image:url(a.png)"><p style="color:#fff">sì</p></div>', "sì"),
        ('<link rel="stylesheet" href="a.css"><p style="color:#fff">sì</p>', "sì"),
        ('<p style="color:#fff">no <b style="color:#000">sì</b></p>', "no sì"),
    ],
)
def test_white_and_tiny_text_of_pages(body: str, expected: str) -> None:
    """White text is read on a ground, and if a style sheet that is not there may give it one."""
    assert extract(".html", f"<html><body>{body}</body></html>".encode()).text == expected


def read_drawn(draw: Callable[[Canvas], None]) -> str:
    """Return the text of a page with one usual line and what a function draws."""

    def draw_page(canvas: Canvas) -> None:
        canvas.drawString(LEFT, TOP, "Testo comune della pagina")
        draw(canvas)

    return extract(".pdf", draw_pdf(draw_page)).text


def test_text_in_the_colour_of_its_ground_is_not_read_from_pdf() -> None:
    """Grey text on a grey box is no more seen than white text on paper."""

    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(lightgrey)
        canvas.rect(LEFT, TOP - 120, 300, 60, fill=1, stroke=0)
        canvas.drawString(LEFT + 5, TOP - 90, "celato nel riquadro")
        canvas.setFillColor(black)
        canvas.drawString(LEFT + 5, TOP - 110, "letto nel riquadro")

    text = read_drawn(draw)
    assert "letto nel riquadro" in text
    assert "celato" not in text


def test_tiny_text_is_not_read_from_pdf() -> None:
    """Text of one point is a line of dust."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 1)
        canvas.drawString(LEFT, TOP - 40, "parole minuscole")
        canvas.setFont("Helvetica", 5)
        canvas.drawString(LEFT, TOP - 80, "nota in piccolo")

    text = read_drawn(draw)
    assert "nota in piccolo" in text
    assert "minuscole" not in text


def test_text_outside_of_the_page_is_not_read_from_pdf() -> None:
    """What lies beside the page is not printed."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(-400, TOP - 40, "fuori pagina")
        canvas.drawString(LEFT, -60, "sotto la pagina")

    text = read_drawn(draw)
    assert text == "Testo comune della pagina"


def test_clipped_text_is_not_read_from_pdf() -> None:
    """Text outside of a clipping path is cut away, text inside it is not."""

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(LEFT, TOP - 100, 300, 30)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.drawString(LEFT, TOP - 90, "dentro il ritaglio")
        canvas.drawString(LEFT, TOP - 200, "tagliato via")
        canvas.restoreState()

    text = read_drawn(draw)
    assert "dentro il ritaglio" in text
    assert "tagliato" not in text


def test_text_outside_of_the_crop_box_is_not_read_from_pdf() -> None:
    """A viewer shows the crop box only."""
    stream = b"BT /F1 12 Tf 60 200 Td (visibile) Tj ET BT /F1 12 Tf 60 20 Td (tagliata) Tj ET"
    content = write_pdf_page(compress(stream)).replace(
        b"/MediaBox", b"/CropBox [0 100 300 300] /MediaBox"
    )
    text = extract(".pdf", content).text
    assert "visibile" in text
    assert "tagliata" not in text


def test_white_text_is_read_on_a_dark_box_of_pdf() -> None:
    """A white heading on a dark box is seen."""

    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(black)
        canvas.rect(LEFT, TOP - 60, 300, 30, fill=1)
        canvas.setFillColor(white)
        canvas.drawString(LEFT + 5, TOP - 50, "Intestazione chiara")

    assert "Intestazione chiara" in read_drawn(draw)
