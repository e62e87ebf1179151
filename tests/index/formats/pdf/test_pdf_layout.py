"""Columns, tables, margins and turned pages of PDFs drawn here: in what order they are read."""

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from fonti.index.formats.pdf import read
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
    blocks,
    column,
    draw_lines,
    drawn,
    page_texts,
    wrapped,
)


@pytest.mark.parametrize("columns", [2, 3])
@pytest.mark.parametrize("order", ["columns", "rows", "backwards"])
def test_columns_are_read_one_after_the_other_however_they_are_drawn(
    columns: int, order: str
) -> None:
    """Under a title that goes across, each column is read to its end, in whatever order its lines are drawn."""
    texts = [NEBBIA, MERCATO, BIBLIOTECA][:columns]
    width = (WIDTH - 2 * LEFT - 20 * (columns - 1)) / columns
    lines = [
        line
        for at, text in enumerate(texts)
        for line in column(text, LEFT + at * (width + 20), TOP, width)
    ]
    if order != "columns":
        lines.sort(key=lambda line: (-line[1], line[0]), reverse=order == "backwards")

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 18)
        canvas.drawCentredString(WIDTH / 2, TOP + 40, "Tre cose che si vedono dal paese")
        draw_lines(canvas, lines)

    assert blocks(read(drawn(draw))) == ["Tre cose che si vedono dal paese", *texts]


def test_a_table_is_read_row_by_row() -> None:
    """The cells of a row stay together, each row on a line of its own."""
    rows = [
        ("Comune", "Abitanti", "Quota"),
        ("Aosta", "33409", "583"),
        ("Cuneo", "55980", "534"),
        ("Enna", "26219", "931"),
    ]

    def draw(canvas: Canvas) -> None:
        for at, row in enumerate(rows):
            for left, cell in zip((LEFT, LEFT + 150, LEFT + 300), row, strict=True):
                canvas.drawString(left, TOP - at * LEADING, cell)

    assert read(drawn(draw)).text == "\n".join(map(" ".join, rows))


def test_a_table_whose_cells_take_several_lines_is_read_by_its_rows() -> None:
    """Each cell is read to its end before the next one, each row before the next."""
    rows = [
        (NEBBIA[:88], MERCATO[:86]),
        (BIBLIOTECA[:90], NEBBIA[89:175]),
        (MERCATO[87:162], BIBLIOTECA[91:167]),
    ]

    def draw(canvas: Canvas) -> None:
        for at, row in enumerate(rows):
            for left, cell in zip((LEFT, LEFT + 230), row, strict=True):
                draw_lines(canvas, column(cell, left, TOP - at * (3 * LEADING + 8), 200))

    assert read(drawn(draw)).text.split() == " ".join(" ".join(row) for row in rows).split()


def test_a_heading_that_stands_under_the_columns_is_read_after_them() -> None:
    """What is nearer to the text across the page than to the columns above belongs to that text."""

    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, column(NEBBIA, LEFT, TOP, 220) + column(MERCATO, LEFT + 240, TOP, 220))
        canvas.setFont("Times-Bold", 15)
        canvas.drawString(LEFT, TOP - 240, "La biblioteca")
        draw_lines(canvas, column(BIBLIOTECA, LEFT, TOP - 264, 460))

    assert blocks(read(drawn(draw))) == [NEBBIA, MERCATO, "La biblioteca", BIBLIOTECA]


def test_columns_of_unequal_length_are_read_one_after_the_other() -> None:
    """A gap in the longer one, where the other has ended, parts nothing."""

    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, column(NEBBIA, LEFT, TOP, 220) + column(MERCATO, LEFT + 240, TOP, 220))
        draw_lines(canvas, column(BIBLIOTECA, LEFT, TOP - 240, 220))

    assert blocks(read(drawn(draw))) == [NEBBIA, BIBLIOTECA, MERCATO]


def test_a_heading_of_two_lines_goes_across_the_columns_whole() -> None:
    """Its second line, though short, is no line of the first column."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 18)
        canvas.drawString(LEFT, TOP + 62, "Di tre cose che si vedono dal paese quando è")
        canvas.drawString(LEFT, TOP + 40, "ancora presto")
        draw_lines(canvas, column(NEBBIA, LEFT, TOP, 220) + column(MERCATO, LEFT + 240, TOP, 220))

    extract = read(drawn(draw))
    assert blocks(extract) == [
        "Di tre cose che si vedono dal paese quando è ancora presto",
        NEBBIA,
        MERCATO,
    ]
    assert [heading.path for heading in extract.headings] == blocks(extract)[:1]


def test_a_stretched_line_is_no_row_of_a_table() -> None:
    """Words that justified type sets far apart are read as one line with the rest."""

    def draw(canvas: Canvas) -> None:
        for at, line in enumerate(wrapped(NEBBIA, 140)):
            words = line.split()
            spare = 140 - sum(stringWidth(word, FONT, SIZE) for word in words)
            left = LEFT
            for word in words:
                canvas.drawString(left, TOP - at * LEADING, word)
                left += stringWidth(word, FONT, SIZE) + spare / max(len(words) - 1, 1)

    assert read(drawn(draw)).text == NEBBIA


def test_what_runs_along_the_pages_is_left_out() -> None:
    """Running heads that differ on left and right pages, and page numbers, are no text."""
    words = ["nebbia", "mercato", "stufa", "canale", "collina", "piazza", "tavoli", "sera"]

    def draw(canvas: Canvas) -> None:
        for at, word in enumerate(words):
            canvas.setFont("Times-Italic", 9)
            canvas.drawString(LEFT, HEIGHT - 40, "Il paese" if at % 2 else "Cose che si vedono")
            canvas.drawString(WIDTH - 80 if at % 2 else LEFT, 40, f"{at + 11}")
            draw_lines(canvas, column(f"La pagina parla di {word}. {NEBBIA}", LEFT, TOP, 400))
            canvas.showPage()

    assert page_texts(read(drawn(draw))) == [
        f"La pagina parla di {word}. {NEBBIA}" for word in words
    ]


def test_a_date_at_the_foot_of_the_title_page_is_no_page_number() -> None:
    """A line with numbers that stands where other pages have theirs is text, unless it holds the page's number."""

    def draw(canvas: Canvas) -> None:
        for at, where in enumerate(("Qui", "Qua", "Lì", "Là", "Su", "Giù")):
            draw_lines(canvas, column(f"{where} si parla d'altro. {NEBBIA}", LEFT, TOP, 400))
            canvas.drawCentredString(WIDTH / 2, 40, str(at + 1) if at else "Torino, 12 marzo 1988")
            canvas.showPage()

    first, second, *_ = page_texts(read(drawn(draw)))
    assert first.endswith("Torino, 12 marzo 1988")
    assert second.endswith(NEBBIA)


def test_a_document_of_two_pages_keeps_its_text() -> None:
    """Two pages that begin alike lose nothing but their numbers."""

    def draw(canvas: Canvas) -> None:
        for page, text in enumerate((NEBBIA, MERCATO), 1):
            draw_lines(
                canvas, [(LEFT, TOP, "Allegato al contratto"), *column(text, LEFT, TOP - 40, 400)]
            )
            canvas.drawCentredString(WIDTH / 2, 40, f"Pagina {page} di 2")
            canvas.showPage()

    assert page_texts(read(drawn(draw))) == [
        f"Allegato al contratto\n\n{text}" for text in (NEBBIA, MERCATO)
    ]


def test_the_same_text_drawn_twice_is_read_once() -> None:
    """A poor man's bold is no repetition."""

    def draw(canvas: Canvas) -> None:
        for left in (LEFT, LEFT + 0.3):
            canvas.drawString(left, TOP, "Avviso ai viandanti")

    assert read(drawn(draw)).text == "Avviso ai viandanti"


def test_the_invisible_text_of_a_scan_is_read_and_what_is_off_the_page_is_not() -> None:
    """Text recognised under a scan counts; what no reader can see does not."""

    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(LEFT, TOP)
        text.setTextRenderMode(3)
        text.textLine("Riconosciuto sotto la scansione")
        canvas.drawText(text)
        canvas.drawString(WIDTH + 100, TOP, "fuori dal foglio")

    assert read(drawn(draw)).text == "Riconosciuto sotto la scansione"


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_pages_on_their_side_are_read(turn: int) -> None:
    """A page whose text runs another way is read as one that is turned."""

    def draw(canvas: Canvas) -> None:
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(turn)
        draw_lines(canvas, column(NEBBIA, -200, 100, 400))

    assert read(drawn(draw)).text == NEBBIA


def test_text_in_the_margin_that_runs_another_way_stands_after_the_rest() -> None:
    """A note up the side garbles nothing; a watermark on every page is left out."""

    def draw(canvas: Canvas) -> None:
        for at, text in enumerate((NEBBIA, MERCATO, BIBLIOTECA)):
            draw_lines(canvas, column(text, LEFT, TOP, 400))
            canvas.saveState()
            canvas.rotate(90)
            canvas.drawString(200, -30, f"nota {'abc'[at]} al margine")
            canvas.restoreState()
            canvas.saveState()
            canvas.translate(200, 400)
            canvas.rotate(45)
            canvas.setFont("Helvetica", 60)
            canvas.drawString(0, 0, "BOZZA")
            canvas.restoreState()
            canvas.showPage()

    extract = read(drawn(draw))
    assert page_texts(extract) == [
        f"{text}\n\nnota {'abc'[at]} al margine"
        for at, text in enumerate((NEBBIA, MERCATO, BIBLIOTECA))
    ]
