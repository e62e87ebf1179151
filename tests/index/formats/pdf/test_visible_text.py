"""What a PDF page shows is read once: layers, hidden text, OCR, forms, and raised digits."""

from collections.abc import Callable

import pytest
from PIL import Image
from reportlab.lib.colors import Color, black, white
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from fonti.index.formats.pdf.document import read
from fonti.index.formats.programs.ocr import OcrSettings, use_ocr
from tests.helpers.pdf_parts import (
    write_annotated_pdf,
    write_layered_pdf,
    write_pdf_with_attachment,
)
from tests.helpers.pdfs import (
    FONT,
    HEIGHT,
    LEFT,
    NEBBIA,
    SIZE,
    TOP,
    WIDTH,
    draw_lines,
    draw_pdf,
    lay_out_column,
)


def draw_invisible(canvas: Canvas, left: float, base: float, line: str) -> None:
    """Draw text as OCR adds it to a scan."""
    text = canvas.beginText(left, base)
    text.setTextRenderMode(3)
    text.textLine(line)
    canvas.drawText(text)


def draw_scan(canvas: Canvas) -> None:
    """Draw a grey picture over the whole page."""
    canvas.drawImage(ImageReader(Image.new("L", (8, 8), 200)), 0, 0, WIDTH, HEIGHT)


def list_warnings(content: bytes) -> list[tuple[str, int | None]]:
    """Return the code and page of each warning of a PDF."""
    return [(warning.reason.code, warning.page) for warning in read(content).warnings]


def test_text_on_a_layer_that_is_off_is_left_out() -> None:
    """A viewer does not show it, in whatever way it belongs to the layer."""
    assert read(write_layered_pdf("Versione definitiva", "Uscita murata")).text == (
        "Versione definitiva"
    )


def test_white_text_is_read_only_on_a_dark_ground() -> None:
    """White text in a black box is visible, white text on paper is not."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(LEFT, TOP, "Testo comune della pagina")
        canvas.setFillColor(black)
        canvas.rect(LEFT, TOP - 60, 300, 30, fill=1)
        canvas.setFillColor(white)
        canvas.drawString(LEFT + 5, TOP - 50, "Intestazione chiara")
        canvas.drawString(LEFT, TOP - 100, "parole nascoste")

    text = read(draw_pdf(draw)).text
    assert "Intestazione chiara" in text
    assert "nascoste" not in text


def test_struck_text_is_left_out() -> None:
    """A line through words strikes them out, also a part of a word; other lines do not."""

    def strike(canvas: Canvas, top: float, before: str, struck: str) -> None:
        left = LEFT + stringWidth(before, FONT, SIZE)
        canvas.line(left, top, left + stringWidth(struck, FONT, SIZE), top)

    def draw(canvas: Canvas) -> None:
        canvas.setLineWidth(0.6)
        canvas.drawString(LEFT, TOP, "Il termine è di trenta sessanta giorni.")
        strike(canvas, TOP + 3, "Il termine è di ", "trenta")
        canvas.drawString(LEFT, TOP - 30, "Il prezzo è 1950 euro, sottolineato.")
        strike(canvas, TOP - 27, "Il prezzo è 1", "95")
        strike(canvas, TOP - 31.5, "Il prezzo è 1950 euro, ", "sottolineato")
        canvas.drawString(LEFT, TOP - 60, "Firma")
        canvas.line(LEFT - 20, TOP - 57, LEFT + 300, TOP - 57)
        canvas.setFillColor(black)
        canvas.drawString(LEFT, TOP - 90, "sopra")
        canvas.line(LEFT, TOP - 82, LEFT + 30, TOP - 82)

    assert read(draw_pdf(draw)).text.split("\n\n") == [
        "Il termine è di sessanta giorni.",
        "Il prezzo è 10 euro, sottolineato.",
        "Firma",
        "sopra",
    ]


def test_struck_text_in_a_form_is_left_out() -> None:
    """A form has coordinates of its own, in which its text and the line through it stand."""

    def draw(canvas: Canvas) -> None:
        canvas.beginForm("part")
        canvas.setFont(FONT, SIZE)
        canvas.setLineWidth(0.6)
        canvas.drawString(0, 0, "Il termine è di trenta sessanta giorni.")
        left = stringWidth("Il termine è di ", FONT, SIZE)
        canvas.line(left, 3, left + stringWidth("trenta", FONT, SIZE), 3)
        canvas.endForm()
        canvas.translate(LEFT, TOP)
        canvas.scale(0.9, 0.9)
        canvas.doForm("part")

    assert read(draw_pdf(draw)).text == "Il termine è di sessanta giorni."


def test_text_that_a_reviewer_strikes_out_is_left_out() -> None:
    """A note of the kind StrikeOut draws a line through the text at its place."""
    content = write_annotated_pdf("StrikeOut", quad="112 712 400 712 112 697 400 697")
    assert read(content).text == "Il contratto"


def test_covered_text_is_left_out() -> None:
    """What a shape covers is not seen; what it lies under, or lets through, is."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(LEFT, TOP, "Il signor")
        canvas.drawString(LEFT + 60, TOP, "Mario Bianchi")
        canvas.rect(LEFT + 58, TOP - 3, 80, 14, fill=1)
        canvas.setFillColor(Color(1, 1, 0, alpha=0.4))
        canvas.rect(LEFT - 2, TOP - 3, 50, 14, fill=1, stroke=0)
        canvas.setFillColor(Color(0.9, 0.9, 0.9))
        canvas.rect(LEFT - 2, TOP - 63, 200, 14, fill=1)
        canvas.setFillColor(black)
        canvas.drawString(LEFT, TOP - 60, "su fondo grigio")

    assert read(draw_pdf(draw)).text.split("\n\n") == ["Il signor", "su fondo grigio"]


def test_the_text_of_ocr_may_be_below_its_scan() -> None:
    """Some programs draw the picture of the page over its text."""

    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, lay_out_column(NEBBIA, LEFT, TOP, 400))
        draw_scan(canvas)

    assert read(draw_pdf(draw)).text == NEBBIA


def test_ocr_over_visible_text_is_not_read_twice() -> None:
    """The invisible second copy, a little apart and with faults, is left out."""

    def draw(canvas: Canvas) -> None:
        draw_scan(canvas)
        canvas.drawString(LEFT, TOP, "L'impianto è stato ampliato")
        draw_invisible(canvas, LEFT + 1, TOP + 1, "L impianto e stato arnpliato")

    assert read(draw_pdf(draw)).text == "L'impianto è stato ampliato"


def test_ocr_of_a_scan_with_a_stamp_is_read() -> None:
    """Invisible text over a picture is the text of a scan, whatever else is on the page."""

    def draw(canvas: Canvas) -> None:
        draw_scan(canvas)
        canvas.drawString(LEFT, HEIGHT - 30, "Prot. 4512")
        for left, base, line in lay_out_column(NEBBIA, LEFT, TOP, 400):
            draw_invisible(canvas, left, base, line)

    assert NEBBIA in read(draw_pdf(draw)).text


def test_invisible_text_beside_visible_text_is_left_out() -> None:
    """Invisible text with no picture behind it is hidden."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(LEFT, TOP, "Testo comune della pagina")
        draw_invisible(canvas, LEFT, TOP - 100, "parole nascoste")

    assert read(draw_pdf(draw)).text == "Testo comune della pagina"


@pytest.mark.parametrize("stamp", ["", "Prot. 4512 del 3 marzo"])
def test_a_scanned_page_among_others_is_told(stamp: str) -> None:
    """A page that is a picture is named in a warning, even if a stamp is on it."""

    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, lay_out_column(NEBBIA, LEFT, TOP, 400))
        canvas.showPage()
        draw_scan(canvas)
        canvas.setFont(FONT, SIZE)
        canvas.drawString(LEFT, HEIGHT - 30, stamp)
        canvas.showPage()
        canvas.showPage()

    with use_ocr(OcrSettings(is_on=False)):
        assert list_warnings(draw_pdf(draw)) == [("pdf_page_is_scan", 2)]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("stamp", [False, True], ids=["text", "stamp"])
def test_the_text_of_a_sideways_scan_is_no_stamp(turn: int, *, stamp: bool) -> None:
    """Where the margins of a page are depends on the direction of its text."""
    text = NEBBIA[:100]
    corners = {0: (0, 0), 90: (WIDTH, 0), 180: (WIDTH, HEIGHT), 270: (0, HEIGHT)}
    height = HEIGHT if turn in (0, 180) else WIDTH

    def draw(canvas: Canvas) -> None:
        draw_scan(canvas)
        canvas.translate(*corners[turn])
        canvas.rotate(turn)
        draw_invisible(canvas, LEFT, height - 30 if stamp else height / 2, text)

    with use_ocr(OcrSettings(is_on=False)):
        extracted = read(draw_pdf(draw))
    assert extracted.text == text
    codes = [warning.reason.code for warning in extracted.warnings]
    assert codes == (["pdf_page_is_scan"] if stamp else [])


def test_an_attachment_is_told() -> None:
    """An attached file is named, and its text is not that of the document."""
    extracted = read(write_pdf_with_attachment("perizia.docx"))
    assert [warning.reason.params for warning in extracted.warnings] == [{"name": "perizia.docx"}]
    assert extracted.text == "Il contratto segue in allegato."


def draw_form(canvas: Canvas) -> None:
    """Draw a form with a text field, a choice and two check boxes."""
    form = canvas.acroForm
    canvas.drawString(LEFT, TOP, "Genitore:")
    form.textfield(value="Mirella Tonelli", x=LEFT + 60, y=TOP - 4, width=200, height=16)
    canvas.drawString(LEFT, TOP - 30, "Comune:")
    form.choice(
        value="Lodi", options=["Pavia", "Lodi"], x=LEFT + 60, y=TOP - 34, width=90, height=16
    )
    for index, is_checked in enumerate((True, False)):
        base = TOP - 60 - 30 * index
        form.checkbox(checked=is_checked, x=LEFT, y=base - 2, size=12)
        canvas.drawString(LEFT + 18, base, f"Autorizzo la parte {'ab'[index]}")


def test_the_values_of_a_form_stand_at_their_labels() -> None:
    """Text, chosen entries and check boxes are read where the page shows them."""
    text = read(draw_pdf(draw_form)).text
    assert text.split("\n\n") == [
        "Genitore: Mirella Tonelli",
        "Comune: Lodi",
        "☒ Autorizzo la parte a",
        "☐ Autorizzo la parte b",
    ]


@pytest.mark.parametrize(
    ("subtype", "flags", "is_shown"),
    [("FreeText", 4, True), ("FreeText", 2, False), ("Text", 4, False), ("Highlight", 4, False)],
)
def test_only_text_written_on_the_page_is_read(subtype: str, flags: int, is_shown: bool) -> None:
    """A text box that a reader has added is on the page, a hidden one and a comment are not."""
    text = read(write_annotated_pdf(subtype, flags)).text
    expected = ["Il contratto vale un anno."] + ["aggiunta a mano"] * is_shown
    assert text.split("\n\n") == expected


def draw_with_scripts(pieces: list[tuple[str, float, float]]) -> Callable[[Canvas], None]:
    """Return a function that draws pieces of a line, each with its size and its rise."""

    def draw(canvas: Canvas) -> None:
        left = LEFT
        for text, size, rise in pieces:
            canvas.setFont(FONT, size)
            canvas.drawString(left, TOP + rise, text)
            left += stringWidth(text, FONT, size)

    return draw


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (
            [("euro 1.250", 11, 0), ("3", 7, 4), (" per famiglia", 11, 0)],
            "euro 1.250³ per famiglia",
        ),
        ([("contiene 10", 11, 0), ("−12", 7, 4), (" moli", 11, 0)], "contiene 10⁻¹² moli"),
        ([("5 m", 11, 0), ("2", 7, 4), ("/s", 11, 0)], "5 m²/s"),
        ([("di H", 11, 0), ("2", 7, -2), ("O pura", 11, 0)], "di H₂O pura"),
        ([("pari a 3", 11, 0), ("1", 7, 4), ("/", 11, 0), ("2", 7, 0)], "pari a 3¹/₂"),
        ([("il 21", 11, 0), ("st", 7, 4), (" day", 11, 0)], "il 21st day"),
        ([("dati di ", 11, 0), ("13", 7, 4), ("C puro", 11, 0)], "dati di ¹³C puro"),
        ([("la nota", 11, 0), ("2", 7, 4), (" dopo", 11, 0)], "la nota² dopo"),
        ([("GRANDE ", 11, 0), ("E PICCOLO", 8, 0)], "GRANDE E PICCOLO"),
    ],
)
def test_raised_and_lowered_characters_stay_apart(
    pieces: list[tuple[str, float, float]], expected: str
) -> None:
    """A smaller character on another baseline is no digit of the number before it."""
    assert read(draw_pdf(draw_with_scripts(pieces))).text == expected


@pytest.mark.parametrize("style", ["", ",Bold"])
def test_the_characters_of_the_font_symbol_are_read(style: str) -> None:
    """A font without a table of characters, of which PDFium gives the codes, is known by name."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(LEFT, TOP, "con")
        canvas.setFont("Courier", 11)
        canvas.drawString(LEFT + 30, TOP, "d \u00a3 5\u00b0")

    pdf = draw_pdf(draw)
    font = pdf[pdf.index(b"/BaseFont /Courier") :].split(b"endobj")[0]
    symbol = font.replace(b"Courier", b"Symbol" + style.encode()).replace(b"Type1", b"TrueType")
    assert read(pdf.replace(font, symbol)).text == "con δ ≤ 5°"


def test_the_letters_of_formulas_are_letters() -> None:
    """The italic letters of Unicode, beyond its first plane, are read as those of words."""
    table = b"1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfchar <41> <D835DC49>"
    table += b" <42> <210E> endbfchar"

    def draw(canvas: Canvas) -> None:
        canvas.drawString(LEFT, TOP, "il valore di")
        canvas.setFont("Courier", 11)
        canvas.drawString(LEFT + 62, TOP, "AB")

    pdf = draw_pdf(draw)
    font = pdf[pdf.index(b"/BaseFont /Courier") :].split(b"endobj")[0]
    stream = b"99 0 obj << /Length %d >> stream\n%s\nendstream endobj\nxref" % (len(table), table)
    pdf = pdf.replace(font, b"/ToUnicode 99 0 R " + font).replace(b"\nxref", b"\n" + stream)
    assert read(pdf).text == "il valore di Vh"


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        ("A R T I C O L O 5", "ARTICOLO 5"),
        ("D E L I B E R A n . 1 8", "DELIBERA n. 18"),
        ("I L   P R E S I D E N T E", "IL PRESIDENTE"),
        ("A B C D E F", "A B C D E F"),
        ("tra x e y o z", "tra x e y o z"),
    ],
)
def test_headings_spaced_by_hand_are_words(drawn: str, expected: str) -> None:
    """Letters with spaces between them are joined, the entries of a list are not."""
    assert read(draw_pdf(lambda canvas: canvas.drawString(LEFT, TOP, drawn))).text == expected
