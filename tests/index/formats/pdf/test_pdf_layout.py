"""The order of the text in PDFs with columns, tables, running heads and rotated text."""

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from fonti.index.formats.pdf.document import read
from tests.helpers.extracted_texts import list_heading_paths
from tests.helpers.pdf_parts import write_pdf_in_letters
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
    split_blocks,
    split_pages,
    wrap_text,
)


@pytest.mark.parametrize("columns", [2, 3])
@pytest.mark.parametrize("order", ["columns", "rows", "backwards"])
def test_columns_are_read_in_order_however_they_are_drawn(columns: int, order: str) -> None:
    """Below a title across the page, each column is read to its end before the next one."""
    texts = [NEBBIA, MERCATO, BIBLIOTECA][:columns]
    width = (WIDTH - 2 * LEFT - 20 * (columns - 1)) / columns
    lines = [
        line
        for index, text in enumerate(texts)
        for line in lay_out_column(text, LEFT + index * (width + 20), TOP, width)
    ]
    if order != "columns":
        lines.sort(key=lambda line: (-line[1], line[0]), reverse=order == "backwards")

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 18)
        canvas.drawCentredString(WIDTH / 2, TOP + 40, "Tre cose che si vedono dal paese")
        draw_lines(canvas, lines)

    assert split_blocks(read(draw_pdf(draw))) == ["Tre cose che si vedono dal paese", *texts]


def test_narrow_columns_are_read_in_order() -> None:
    """Columns of two or three words a line are text, not the cells of a table."""
    texts = [NEBBIA, MERCATO, BIBLIOTECA]

    def draw(canvas: Canvas) -> None:
        for index, text in enumerate(texts):
            draw_lines(canvas, lay_out_column(text, LEFT + 100 * index, TOP, 85))

    assert split_blocks(read(draw_pdf(draw))) == texts


def test_a_page_of_wider_leading_is_read_in_paragraphs() -> None:
    """The lines of a page that is set wider than the rest of the document are joined as well."""
    texts = [MERCATO, BIBLIOTECA]

    def draw(canvas: Canvas) -> None:
        for index, text in enumerate(texts):
            draw_lines(canvas, lay_out_column(text, LEFT, TOP - 200 * index, 200))
        canvas.showPage()
        wide = lay_out_column(NEBBIA, LEFT, TOP, 200)
        draw_lines(canvas, [(left, TOP - 2 * (TOP - base), line) for left, base, line in wide])

    assert split_blocks(read(draw_pdf(draw))) == [*texts, NEBBIA]


def test_a_split_word_is_joined_however_far_its_lines_are_apart() -> None:
    """A word that a hyphen splits is whole, also where a few lines are set wider than the rest."""

    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, lay_out_column(NEBBIA, LEFT, TOP, 200))
        wide = [
            (LEFT, TOP - 200, "Vista la legge del bi-"),
            (LEFT, TOP - 222, "lancio, si delibera."),
        ]
        draw_lines(canvas, wide)

    assert split_blocks(read(draw_pdf(draw))) == [
        NEBBIA,
        "Vista la legge del bilancio, si delibera.",
    ]


def test_a_table_is_read_row_by_row() -> None:
    """The cells of a row are one line of text, in which they stay apart."""
    rows = [
        ("Comune", "Abitanti", "Quota"),
        ("Aosta", "33409", "583"),
        ("Cuneo", "55980", "534"),
        ("Enna", "26219", "931"),
    ]

    def draw(canvas: Canvas) -> None:
        for index, row in enumerate(rows):
            for left, cell in zip((LEFT, LEFT + 150, LEFT + 300), row, strict=True):
                canvas.drawString(left, TOP - index * LEADING, cell)

    assert read(draw_pdf(draw)).text == "\n".join(map(" | ".join, rows))


def test_a_heading_in_the_font_of_the_text_begins_a_paragraph() -> None:
    """A short line after a sentence, with another sentence below it, is no part of either."""
    lines = ["Il socio recede con preavviso di tre mesi.", "Delibera n. 18", "Si approva la spesa."]

    def draw(canvas: Canvas) -> None:
        for index, line in enumerate(lines):
            canvas.drawString(LEFT, TOP - index * LEADING, line)

    assert read(draw_pdf(draw)).text == (
        "Il socio recede con preavviso di tre mesi.\n\nDelibera n. 18\nSi approva la spesa."
    )


def test_blocks_side_by_side_stay_apart() -> None:
    """What stands left and right on a line, such as two signatures, is no sentence."""
    blocks = [
        ("Il locatore", "Il conduttore"),
        ("Mario Bianchi", "Anna Verdi"),
        ("Via Roma 3, Pisa", "Via Po 8, Lucca"),
    ]

    def draw(canvas: Canvas) -> None:
        for index, (left, right) in enumerate(blocks):
            canvas.drawString(LEFT, TOP - index * LEADING, left)
            canvas.drawString(LEFT + 260, TOP - index * LEADING, right)

    assert read(draw_pdf(draw)).text == "\n".join(map(" | ".join, blocks))


def test_a_cell_of_two_lines_does_not_end_its_table() -> None:
    """The cells of the rows below it stay apart, too."""
    lines = [
        (LEFT, TOP, "Articolo"),
        (LEFT + 80, TOP, "Descrizione"),
        (LEFT + 300, TOP, "Prezzo"),
        (LEFT, TOP - 20, "A1"),
        (LEFT + 80, TOP - 20, "Sedia in legno di"),
        (LEFT + 300, TOP - 20, "45,00"),
        (LEFT + 80, TOP - 33, "faggio massello"),
        (LEFT, TOP - 53, "B2"),
        (LEFT + 80, TOP - 53, "Tavolo"),
        (LEFT + 300, TOP - 53, "120,00"),
    ]
    text = read(draw_pdf(lambda canvas: draw_lines(canvas, lines))).text
    assert "A1 | Sedia in legno di | 45,00\nfaggio massello" in text
    assert text.endswith("B2 | Tavolo | 120,00")


def test_items_and_contents_are_no_tables() -> None:
    """A bullet, the number of an item, and dots before the number of a page make no cells."""

    def draw(canvas: Canvas) -> None:
        for index, (mark, text) in enumerate([("•", "pane"), ("•", "olio"), ("a)", "sale")]):
            canvas.drawString(LEFT, TOP - index * LEADING, mark)
            canvas.drawString(LEFT + 30, TOP - index * LEADING, text)
        for index, page in enumerate(("3", "17")):
            canvas.drawString(LEFT, TOP - 100 - index * LEADING, "Capitolo " + ". " * 40)
            canvas.drawRightString(LEFT + 400, TOP - 100 - index * LEADING, page)

    assert "|" not in read(draw_pdf(draw)).text


def test_a_table_with_cells_of_several_lines_is_read_row_by_row() -> None:
    """Each cell is read to its end before the next one, each row before the next."""
    rows = [
        (NEBBIA[:88], MERCATO[:86]),
        (BIBLIOTECA[:90], NEBBIA[89:175]),
        (MERCATO[87:162], BIBLIOTECA[91:167]),
    ]

    def draw(canvas: Canvas) -> None:
        for index, row in enumerate(rows):
            for left, cell in zip((LEFT, LEFT + 230), row, strict=True):
                draw_lines(canvas, lay_out_column(cell, left, TOP - index * (3 * LEADING + 8), 200))

    assert read(draw_pdf(draw)).text.split() == " ".join(" ".join(row) for row in rows).split()


def test_a_heading_below_columns_is_read_after_them() -> None:
    """A short line that is nearer to the text across the page than to the columns belongs to it."""

    def draw(canvas: Canvas) -> None:
        draw_lines(
            canvas,
            lay_out_column(NEBBIA, LEFT, TOP, 220) + lay_out_column(MERCATO, LEFT + 240, TOP, 220),
        )
        canvas.setFont("Times-Bold", 15)
        canvas.drawString(LEFT, TOP - 240, "La biblioteca")
        draw_lines(canvas, lay_out_column(BIBLIOTECA, LEFT, TOP - 264, 460))

    assert split_blocks(read(draw_pdf(draw))) == [NEBBIA, MERCATO, "La biblioteca", BIBLIOTECA]


def test_columns_of_unequal_length_are_read_in_order() -> None:
    """A gap in the longer column, below the end of the shorter one, does not split it."""

    def draw(canvas: Canvas) -> None:
        draw_lines(
            canvas,
            lay_out_column(NEBBIA, LEFT, TOP, 220) + lay_out_column(MERCATO, LEFT + 240, TOP, 220),
        )
        draw_lines(canvas, lay_out_column(BIBLIOTECA, LEFT, TOP - 240, 220))

    assert split_blocks(read(draw_pdf(draw))) == [NEBBIA, BIBLIOTECA, MERCATO]


def test_a_heading_of_two_lines_across_columns_is_whole() -> None:
    """The second line of a heading, though short, is not a line of the first column."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 18)
        canvas.drawString(LEFT, TOP + 62, "Di tre cose che si vedono dal paese quando è")
        canvas.drawString(LEFT, TOP + 40, "ancora presto")
        draw_lines(
            canvas,
            lay_out_column(NEBBIA, LEFT, TOP, 220) + lay_out_column(MERCATO, LEFT + 240, TOP, 220),
        )

    extracted = read(draw_pdf(draw))
    assert split_blocks(extracted) == [
        "Di tre cose che si vedono dal paese quando è ancora presto",
        NEBBIA,
        MERCATO,
    ]
    assert list_heading_paths(extracted) == split_blocks(extracted)[:1]


def test_a_stretched_line_is_not_a_table_row() -> None:
    """Words of justified text with wide spaces between are read as one line."""

    def draw(canvas: Canvas) -> None:
        for index, line in enumerate(wrap_text(NEBBIA, 140)):
            words = line.split()
            spare = 140 - sum(stringWidth(word, FONT, SIZE) for word in words)
            left = LEFT
            for word in words:
                canvas.drawString(left, TOP - index * LEADING, word)
                left += stringWidth(word, FONT, SIZE) + spare / max(len(words) - 1, 1)

    assert read(draw_pdf(draw)).text == NEBBIA


def test_running_heads_and_page_numbers_are_removed() -> None:
    """Running heads that differ on left and right pages, and page numbers, are not read."""
    words = ["nebbia", "mercato", "stufa", "canale", "collina", "piazza", "tavoli", "sera"]

    def draw(canvas: Canvas) -> None:
        for index, word in enumerate(words):
            canvas.setFont("Times-Italic", 9)
            canvas.drawString(LEFT, HEIGHT - 40, "Il paese" if index % 2 else "Cose che si vedono")
            canvas.drawString(WIDTH - 80 if index % 2 else LEFT, 40, f"{index + 11}")
            draw_lines(
                canvas, lay_out_column(f"La pagina parla di {word}. {NEBBIA}", LEFT, TOP, 400)
            )
            canvas.showPage()

    assert split_pages(read(draw_pdf(draw))) == [
        f"La pagina parla di {word}. {NEBBIA}" for word in words
    ]


def test_a_date_at_the_bottom_of_the_first_page_is_kept() -> None:
    """A line at the place of the page numbers is text unless it has the number of its page."""

    def draw(canvas: Canvas) -> None:
        for index, where in enumerate(("Qui", "Qua", "Lì", "Là", "Su", "Giù")):
            draw_lines(
                canvas, lay_out_column(f"{where} si parla d'altro. {NEBBIA}", LEFT, TOP, 400)
            )
            canvas.drawCentredString(
                WIDTH / 2, 40, str(index + 1) if index else "Torino, 12 marzo 1988"
            )
            canvas.showPage()

    first, second, *_ = split_pages(read(draw_pdf(draw)))
    assert first.endswith("Torino, 12 marzo 1988")
    assert second.endswith(NEBBIA)


def test_a_document_of_two_pages_keeps_its_text() -> None:
    """Two pages that begin alike lose only their page numbers."""

    def draw(canvas: Canvas) -> None:
        for page, text in enumerate((NEBBIA, MERCATO), 1):
            draw_lines(
                canvas,
                [(LEFT, TOP, "Allegato al contratto"), *lay_out_column(text, LEFT, TOP - 40, 400)],
            )
            canvas.drawCentredString(WIDTH / 2, 40, f"Pagina {page} di 2")
            canvas.showPage()

    assert split_pages(read(draw_pdf(draw))) == [
        f"Allegato al contratto\n\n{text}" for text in (NEBBIA, MERCATO)
    ]


def test_text_drawn_twice_is_read_once() -> None:
    """Text that is drawn twice, a little apart, to look bold is read once."""

    def draw(canvas: Canvas) -> None:
        for left in (LEFT, LEFT + 0.3):
            canvas.drawString(left, TOP, "Avviso ai viandanti")

    assert read(draw_pdf(draw)).text == "Avviso ai viandanti"


def test_invisible_text_is_read_and_text_outside_the_page_is_not() -> None:
    """The text that OCR adds to a scan is read; text that no reader can see is not."""

    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(LEFT, TOP)
        text.setTextRenderMode(3)
        text.textLine("Riconosciuto sotto la scansione")
        canvas.drawText(text)
        canvas.drawString(WIDTH + 100, TOP, "fuori dal foglio")

    assert read(draw_pdf(draw)).text == "Riconosciuto sotto la scansione"


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_rotated_pages_are_read(turn: int) -> None:
    """A page with rotated text is read as if it were turned."""

    def draw(canvas: Canvas) -> None:
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(turn)
        draw_lines(canvas, lay_out_column(NEBBIA, -200, 100, 400))

    assert read(draw_pdf(draw)).text == NEBBIA


def test_rotated_notes_follow_the_text_and_watermarks_are_removed() -> None:
    """A rotated note in the margin is read last; a watermark on every page is not read."""

    def draw(canvas: Canvas) -> None:
        for index, text in enumerate((NEBBIA, MERCATO, BIBLIOTECA)):
            draw_lines(canvas, lay_out_column(text, LEFT, TOP, 400))
            canvas.saveState()
            canvas.rotate(90)
            canvas.drawString(200, -30, f"nota {'abc'[index]} al margine")
            canvas.restoreState()
            canvas.saveState()
            canvas.translate(200, 400)
            canvas.rotate(45)
            canvas.setFont("Helvetica", 60)
            canvas.drawString(0, 0, "BOZZA")
            canvas.restoreState()
            canvas.showPage()

    extracted = read(draw_pdf(draw))
    assert split_pages(extracted) == [
        f"{text}\n\nnota {'abc'[index]} al margine"
        for index, text in enumerate((NEBBIA, MERCATO, BIBLIOTECA))
    ]


def test_signatures_side_by_side_are_apart() -> None:
    """Who signs on the left is not who signs on the right, also above lines to sign on."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(LEFT, TOP, "La seduta è tolta alle ore 20.15.")
        for row, (left, right) in enumerate(
            [
                ("Il Presidente", "Il Segretario"),
                ("(Dott. Franco Lupo)", "(Rag. Ines Costa)"),
                ("_" * 20, "_" * 20),
            ]
        ):
            canvas.drawString(LEFT, TOP - 40 - 14 * row, left)
            canvas.drawString(LEFT + 300, TOP - 40 - 14 * row, right)

    text = read(draw_pdf(draw)).text
    assert "Il Presidente | Il Segretario" in text
    assert "(Dott. Franco Lupo) | (Rag. Ines Costa)" in text


def test_text_from_right_to_left_is_in_order() -> None:
    """Words of Hebrew are read from the right; numbers and Latin words inside from the left."""
    # As it is seen: the first word is at the right, and each one is drawn backwards.
    left = 50.0
    drawn = ""
    for word in (".2025", "[LO[Q", "windows", "10", "ERYC"):
        drawn += f"1 0 0 1 {left} 700 Tm ({word}) Tj "
        left += stringWidth(f"{word} ", "Helvetica", 11)
    page = write_pdf_in_letters(f"BT /F1 11 Tf {drawn} ET", "<41><5B><05D0>")
    assert read(page).text == "גרסה windows 10 נתמכת 2025."
