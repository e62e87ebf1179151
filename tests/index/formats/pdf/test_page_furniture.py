"""What stands around the text of PDF pages: running heads, page and line numbers, notes, cells."""

from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from fonti.index.formats.pdf.document import read
from tests.helpers.pdfs import (
    BIBLIOTECA,
    FONT,
    HEIGHT,
    LEADING,
    LEFT,
    MERCATO,
    NEBBIA,
    SIZE,
    TOP,
    WIDTH,
    draw_lines,
    draw_pdf,
    lay_out_column,
    wrap_text,
)

TEXTS = (NEBBIA, MERCATO, BIBLIOTECA, NEBBIA[::1].replace("nebbia", "bruma"))

# The halves of a sentence, and what is drawn on a page in between.
FIRST = "Il contributo può essere chiesto da chi abita nel territorio del comune da almeno"
SECOND = "cinque anni e ha un reddito inferiore a ventimila euro."


def draw_with_heads(heads: list[str], base: float) -> Callable[[Canvas], None]:
    """Return a function that draws a page of text for each head, with the head at a height."""

    def draw(canvas: Canvas) -> None:
        for head, text in zip(heads, TEXTS, strict=False):
            canvas.setFont(FONT, SIZE)
            canvas.drawString(LEFT, base, head)
            draw_lines(canvas, lay_out_column(text, LEFT, TOP, 400))
            canvas.showPage()

    return draw


@pytest.mark.parametrize("base", [HEIGHT - 40, 40])
@pytest.mark.parametrize(
    "heads",
    [
        ["Ricevuta n. 41", "Ricevuta n. 42", "Ricevuta n. 43", "Ricevuta n. 44"],
        ["Importo versato: 150,00 euro", "Importo versato: 220,00 euro", "Importo: 185,00 euro"],
        ["Seduta del 3 marzo 2024", "Seduta del 7 marzo 2024", "Seduta del 21 marzo 2024"],
        ["3 marzo 2024", "4 marzo 2024", "5 marzo 2024"],
        ["Scheda 7", "Scheda 8"],
        ["Scheda 1", "Scheda 2", "Scheda 3"],
        ["41/2024", "42/2024", "43/2024"],
        ["€ 41", "€ 42", "€ 43"],
    ],
)
def test_rows_that_differ_in_more_than_the_page_number_stay(heads: list[str], base: float) -> None:
    """Receipts, amounts, dates and cards at the edges of pages are text."""
    text = read(draw_pdf(draw_with_heads(heads, base))).text
    assert not [head for head in heads if head not in text]


@pytest.mark.parametrize(
    "heads",
    [
        ["7", "8", "9"],
        ["- 1 -", "- 2 -"],
        ["Pag. 1 di 3", "Pag. 2 di 3", "Pag. 3 di 3"],
        ["pagina 1/2", "pagina 2/2"],
        ["iii", "iv", "v"],
        ["Relazione del 2023 | 14", "Relazione del 2023 | 15", "Relazione del 2023 | 16"],
        ["Relazione annuale", "Relazione annuale", "Relazione annuale"],
    ],
)
def test_constant_rows_and_page_numbers_are_removed(heads: list[str]) -> None:
    """A row that is the same on all pages but for the number of the page is not text."""
    expected = "\n\n".join(TEXTS[: len(heads)])
    assert read(draw_pdf(draw_with_heads(heads, 40))).text == expected


def draw_note(canvas: Canvas, page: int) -> None:
    """Draw a note at the foot of the first page."""
    if page == 0:
        canvas.setFont(FONT, 8)
        canvas.drawString(LEFT, 60, "1 Si veda anche la circolare numero 8.")


def draw_head(canvas: Canvas, _page: int) -> None:
    """Draw the same head on both pages."""
    canvas.drawString(LEFT, HEIGHT - 30, "Bilancio della cooperativa 2023")


def draw_foot(canvas: Canvas, _page: int) -> None:
    """Draw the same foot on both pages."""
    canvas.drawString(LEFT, 30, "Bilancio della cooperativa 2023")


def draw_watermark(canvas: Canvas, _page: int) -> None:
    """Draw large words across both pages."""
    canvas.saveState()
    canvas.translate(100, 300)
    canvas.rotate(45)
    canvas.setFont("Helvetica", 50)
    canvas.drawString(0, 0, "COPIA")
    canvas.restoreState()


@pytest.mark.parametrize("draw_between", [draw_note, draw_head, draw_foot, draw_watermark])
@pytest.mark.parametrize("second", [SECOND, "Milano e provincia, e ha più di trent'anni."])
def test_a_sentence_across_pages_is_whole(
    draw_between: Callable[[Canvas, int], None], second: str
) -> None:
    """Notes, heads and watermarks on two pages do not part a sentence, and are not lost."""
    first = FIRST if second == SECOND else FIRST.replace("da almeno", "di")

    def draw(canvas: Canvas) -> None:
        for page, text in enumerate((first, second)):
            lines = lay_out_column(text, LEFT, TOP if page else 130, 300)
            draw_lines(canvas, lines)
            draw_between(canvas, page)
            canvas.showPage()

    extracted = read(draw_pdf(draw))
    assert f"{first} {second}" in extracted.text
    assert len(extracted.text) > len(f"{first} {second}") + 5


@pytest.mark.parametrize("step", [1, 5])
@pytest.mark.parametrize("side", ["left", "near", "right"])
def test_line_numbers_in_the_margin_are_removed(step: int, side: str) -> None:
    """Numbers beside every line or every fifth one are not text, and the lines are joined."""
    text = f"{NEBBIA} {MERCATO} {BIBLIOTECA}"
    lefts = {"left": LEFT - 30, "near": LEFT - 8, "right": LEFT + 250}

    def draw(canvas: Canvas) -> None:
        for number, line in enumerate(wrap_text(text, 230), 1):
            base = TOP - number * LEADING
            if number % step == 0:
                canvas.drawRightString(lefts[side] + 6, base, str(number))
            canvas.drawString(LEFT, base, line)

    assert read(draw_pdf(draw)).text == text


def test_the_numbers_of_a_list_stay() -> None:
    """Numbers before short lines that begin with a capital count items, not lines."""
    items = ["Aprire la porta", "Chiudere il gas", "Chiamare i vicini", "Uscire", "Aspettare"]

    def draw(canvas: Canvas) -> None:
        for number, item in enumerate(items, 1):
            canvas.drawString(LEFT, TOP - number * LEADING, str(number))
            canvas.drawString(LEFT + 30, TOP - number * LEADING, item)

    assert "3 Chiamare i vicini" in read(draw_pdf(draw)).text


@pytest.mark.parametrize("is_right_aligned", [False, True])
def test_empty_cells_of_a_table_are_seen(is_right_aligned: bool) -> None:
    """Each value stands in its own column, also if others of its row are empty."""
    rows = [
        ("Mese", "Mattina", "Pomeriggio", "Sera"),
        ("Gennaio", "120", "", "35"),
        ("Febbraio", "", "210", ""),
        ("Marzo", "98", "187", "41"),
    ]

    def draw(canvas: Canvas) -> None:
        for index, row in enumerate(rows):
            for column, cell in enumerate(row):
                left = LEFT + 100 * column
                if is_right_aligned and column:
                    canvas.drawRightString(left + 60, TOP - index * LEADING, cell)
                else:
                    canvas.drawString(left, TOP - index * LEADING, cell)

    assert read(draw_pdf(draw)).text.splitlines() == [
        "Mese | Mattina | Pomeriggio | Sera",
        "Gennaio | 120 | | 35",
        "Febbraio | | 210 |",
        "Marzo | 98 | 187 | 41",
    ]


def test_a_watermark_over_the_lines_does_not_part_them() -> None:
    """Large words that lie over the text are read apart from it."""

    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, lay_out_column(NEBBIA, LEFT, TOP, 400))
        canvas.setFont("Helvetica", 60)
        canvas.drawCentredString(WIDTH / 2, TOP - 35, "BOZZA")

    assert read(draw_pdf(draw)).text.split("\n\n")[0] == NEBBIA


def test_a_drawing_below_a_running_head_is_no_scan() -> None:
    """The running head is left out, and no text of the page is missing."""

    def draw(canvas: Canvas) -> None:
        draw_with_heads(["Bollettino del comune"] * 3, HEIGHT - 40)(canvas)
        canvas.drawString(LEFT, HEIGHT - 40, "Bollettino del comune")
        for number in range(80):
            canvas.line(LEFT, 100 + 5 * number, LEFT + 3 * number, 100)

    extracted = read(draw_pdf(draw))
    assert "Bollettino" not in extracted.text
    assert extracted.warnings == ()
