"""PDFs drawn here: their paragraphs, headings and pages, and what they say of themselves."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from fonti.index.formats import Unreadable, page_of
from fonti.index.formats.pdf import read
from tests.helpers.pdfs import (
    BIBLIOTECA,
    FONT,
    LEADING,
    LEFT,
    MERCATO,
    NEBBIA,
    SIZE,
    TOP,
    blocks,
    column,
    draw_lines,
    drawn,
    page_texts,
    wrapped,
)


def test_lines_of_a_paragraph_are_joined_and_paragraphs_parted() -> None:
    """A paragraph comes back as one line, two parted by white space as two blocks."""

    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, column(NEBBIA, LEFT, TOP, 400))
        draw_lines(canvas, column(MERCATO, LEFT, TOP - 120, 400))

    assert blocks(read(drawn(draw))) == [NEBBIA, MERCATO]


def test_paragraphs_told_by_their_indent_alone() -> None:
    """Without white space between, a first line set in begins a paragraph."""

    def draw(canvas: Canvas) -> None:
        top = TOP
        for text in (NEBBIA, MERCATO, BIBLIOTECA):
            first, *others = wrapped("xxx " + text, 400)
            canvas.drawString(
                LEFT + stringWidth("xxx ", FONT, SIZE), top, first.removeprefix("xxx ")
            )
            for line in others:
                top -= LEADING
                canvas.drawString(LEFT, top, line)
            top -= LEADING

    assert blocks(read(drawn(draw))) == [NEBBIA, MERCATO, BIBLIOTECA]


def test_entries_that_hang_are_paragraphs_each() -> None:
    """A bibliography's entries begin at the left and go on further in."""

    def draw(canvas: Canvas) -> None:
        top = TOP
        for text in (NEBBIA, MERCATO, BIBLIOTECA):
            for left, _, line in column(text, LEFT, 0, 380):
                canvas.drawString(left if text.startswith(line) else left + 20, top, line)
                top -= LEADING

    assert blocks(read(drawn(draw))) == [NEBBIA, MERCATO, BIBLIOTECA]


def test_words_parted_by_a_line_end_are_put_together_and_compounds_keep_their_hyphen() -> None:
    """A hyphen at a line end goes, but where the next line begins with a capital, or the text has it elsewhere."""
    lines = [
        "Questa riga porta una informazione che finisce con un tratto di infor-",
        "mazione, e poi parla di un comune italo-albanese della Calabria, italo-",
        "albanese da secoli, e della linea ferroviaria che congiunge Bologna-",
        "Verona passando per la pianura.",
    ]

    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, [(LEFT, TOP - at * LEADING, line) for at, line in enumerate(lines)])

    assert read(drawn(draw)).text == (
        "Questa riga porta una informazione che finisce con un tratto di informazione, e poi parla di un comune "
        "italo-albanese della Calabria, italo-albanese da secoli, e della linea ferroviaria che congiunge "
        "Bologna-Verona passando per la pianura."
    )


def test_a_paragraph_that_runs_over_a_page_end_is_put_together() -> None:
    """The second page begins within the paragraph, at the very word that it begins with."""
    lines = column(NEBBIA, LEFT, TOP, 300)

    def draw(canvas: Canvas) -> None:
        draw_lines(
            canvas,
            [(left, 100 - at * LEADING, line) for at, (left, _, line) in enumerate(lines[:3])],
        )
        canvas.showPage()
        draw_lines(
            canvas,
            [(left, TOP - at * LEADING, line) for at, (left, _, line) in enumerate(lines[3:])],
        )

    extract = read(drawn(draw))
    assert extract.text == NEBBIA
    assert extract.pages == (0, NEBBIA.index(lines[3][2]))


def test_pages_without_text_begin_where_the_next_one_does() -> None:
    """Each page has its offset, blank ones at the start, within and at the end too."""

    def draw(canvas: Canvas) -> None:
        for text in ("", NEBBIA, "", MERCATO, ""):
            draw_lines(canvas, column(text, LEFT, TOP, 400))
            canvas.showPage()

    extract = read(drawn(draw))
    second = extract.text.index(MERCATO)
    assert extract.pages == (0, 0, second, second, len(extract.text))
    assert page_of(extract.pages, second) == 4
    assert page_of(extract.pages, 0) == 2


def test_headings_by_the_outline() -> None:
    """A line that the outline names is a heading of its level, though it is set like the text."""

    def draw(canvas: Canvas) -> None:
        for at, title in enumerate(("1 Il paese", "1.1 La piazza", "1.2 La sala", "2 I campi")):
            canvas.bookmarkPage(f"p{at}")
            canvas.addOutlineEntry(title.split(" ", 1)[1], f"p{at}", level="." in title)
            draw_lines(canvas, [(LEFT, TOP, title), *column(NEBBIA, LEFT, TOP - LEADING, 400)])
            canvas.showPage()

    extract = read(drawn(draw))
    assert [(heading.level, heading.path) for heading in extract.headings] == [
        (1, "1 Il paese"),
        (2, "1 Il paese › 1.1 La piazza"),
        (2, "1 Il paese › 1.2 La sala"),
        (1, "2 I campi"),
    ]
    assert [extract.text[heading.start : heading.end] for heading in extract.headings] == blocks(
        extract
    )[::2]


def test_headings_by_their_type() -> None:
    """Without an outline, lines set larger are headings by their size, and bold ones stand under them."""

    def draw(canvas: Canvas) -> None:
        top = TOP
        for size, font, title in (
            (20, FONT, "Il paese"),
            (15, FONT, "La piazza"),
            (SIZE, "Times-Bold", "I banchi"),
        ):
            canvas.setFont(font, size)
            canvas.drawString(LEFT, top, title)
            draw_lines(canvas, column(NEBBIA, LEFT, top - 24, 400))
            top -= 120

    extract = read(drawn(draw))
    assert [heading.path for heading in extract.headings] == [
        "Il paese",
        "Il paese › La piazza",
        "Il paese › La piazza › I banchi",
    ]
    assert [extract.text[heading.start : heading.end] for heading in extract.headings] == blocks(
        extract
    )[::2]


def test_list_items_stand_on_lines_of_their_own() -> None:
    """An item that takes two lines is one line of text."""
    items = ["• " + NEBBIA, "• Pane e formaggio", "• " + MERCATO]

    def draw(canvas: Canvas) -> None:
        lines = [(left, line) for item in items for left, _, line in column(item, LEFT, 0, 400)]
        placed = [
            (
                left if line.startswith("•") else left + stringWidth("• ", FONT, SIZE),
                TOP - at * LEADING,
                line,
            )
            for at, (left, line) in enumerate(lines)
        ]
        draw_lines(canvas, placed)

    assert read(drawn(draw)).text == "\n".join(items)


def test_accents_drawn_apart() -> None:
    """A letter and the accent drawn over it are one letter, with no trace of how they were drawn."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(LEFT, TOP, "Non si sa perch")
        for mark in "´e":
            canvas.drawString(LEFT + stringWidth("Non si sa perch", FONT, SIZE), TOP, mark)
        canvas.drawString(LEFT + stringWidth("Non si sa perché ", FONT, SIZE), TOP, "la città")

    assert read(drawn(draw)).text == "Non si sa perché la città"


def test_what_the_file_says_of_itself() -> None:
    """Title, author, date and language are those that the file states."""

    def draw(canvas: Canvas) -> None:
        canvas.setTitle("Cose che si vedono dal paese")
        canvas.setAuthor("Ada Bianchi")
        canvas.drawString(LEFT, TOP, NEBBIA[:60])

    extract = read(drawn(draw, lang="it-IT"))
    assert (extract.title, extract.author, extract.language) == (
        "Cose che si vedono dal paese",
        "Ada Bianchi",
        "it",
    )
    assert extract.date is not None
    assert time.strptime(extract.date, "%Y-%m-%d")


@pytest.mark.parametrize(
    "title", ["untitled", "Microsoft Word - bozza.doc", "bozza_finale.docx", "Documento1", ""]
)
def test_titles_that_say_nothing_are_dropped(title: str) -> None:
    """What a program put there by itself is no title."""

    def draw(canvas: Canvas) -> None:
        canvas.setTitle(title)
        canvas.drawString(LEFT, TOP, NEBBIA[:60])

    assert read(drawn(draw)).title is None


def test_an_encrypted_file_is_refused_by_name() -> None:
    """The reason says what would help."""
    content = drawn(lambda canvas: canvas.drawString(LEFT, TOP, NEBBIA[:60]), encrypt="segreto")
    with pytest.raises(Unreadable, match="encrypted; save it without its password"):
        read(content)


def test_a_file_encrypted_without_a_password_to_open_it_is_read() -> None:
    """Where anyone may open it, it is read."""
    content = drawn(
        lambda canvas: canvas.drawString(LEFT, TOP, NEBBIA[:60]),
        encrypt=StandardEncryption("", "segreto", canCopy=1),
    )
    assert read(content).text == NEBBIA[:60].strip()


def test_a_scan_without_text_is_refused_by_name() -> None:
    """The reason says of how many pages it is, and what would help."""

    def draw(canvas: Canvas) -> None:
        for _ in range(3):
            canvas.rect(100, 100, 300, 300, fill=1)
            canvas.showPage()

    with pytest.raises(Unreadable, match=r"a scan without text; run OCR on it first \(3 pages\)"):
        read(drawn(draw))


LETTERS = st.text("abcdefghilmnopqrstuvzàèéìòù", min_size=1, max_size=9)
PARAGRAPH = st.lists(LETTERS, max_size=60).map(lambda words: " ".join(words) + ".")


@given(st.lists(st.lists(PARAGRAPH, min_size=1, max_size=3), min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_words_come_back_in_order_on_their_pages(drawn_from: list[list[str]]) -> None:
    """Whatever paragraphs are set on whatever pages, they come back whole, each on its page."""
    pages = [
        [
            f"{first} {second} {text}"
            for second, text in zip(("uno", "due", "tre"), page, strict=False)
        ]
        for first, page in zip(("Alba", "Giorno", "Sera"), drawn_from, strict=False)
    ]

    def draw(canvas: Canvas) -> None:
        for paragraphs in pages:
            top = TOP
            for paragraph in paragraphs:
                lines = column(paragraph, LEFT, top, 350)
                draw_lines(canvas, lines)
                top = lines[-1][1] - 2 * LEADING
            canvas.showPage()

    extract = read(drawn(draw))
    assert [text.split("\n\n") for text in page_texts(extract)] == pages
