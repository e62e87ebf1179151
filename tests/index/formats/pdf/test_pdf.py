"""Paragraphs, headings, pages and metadata of PDFs that are drawn for the tests."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from fonti.index.formats import Unreadable, page_number_at
from fonti.index.formats.pdf.document import read
from tests.helpers.extracted_texts import list_heading_paths, list_heading_titles
from tests.helpers.pdfs import (
    BIBLIOTECA,
    FONT,
    LEADING,
    LEFT,
    MERCATO,
    NEBBIA,
    SIZE,
    TOP,
    draw_lines,
    draw_pdf,
    lay_out_column,
    split_blocks,
    split_pages,
    wrap_text,
)


def test_lines_are_joined_to_paragraphs() -> None:
    """A paragraph becomes one line of text, and two with white space between become two blocks."""

    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, lay_out_column(NEBBIA, LEFT, TOP, 400))
        draw_lines(canvas, lay_out_column(MERCATO, LEFT, TOP - 120, 400))

    assert split_blocks(read(draw_pdf(draw))) == [NEBBIA, MERCATO]


def test_an_indent_begins_a_paragraph() -> None:
    """Without white space between paragraphs, an indented line begins one."""

    def draw(canvas: Canvas) -> None:
        top = TOP
        for text in (NEBBIA, MERCATO, BIBLIOTECA):
            first, *others = wrap_text("xxx " + text, 400)
            canvas.drawString(
                LEFT + stringWidth("xxx ", FONT, SIZE), top, first.removeprefix("xxx ")
            )
            for line in others:
                top -= LEADING
                canvas.drawString(LEFT, top, line)
            top -= LEADING

    assert split_blocks(read(draw_pdf(draw))) == [NEBBIA, MERCATO, BIBLIOTECA]


def test_hanging_entries_are_paragraphs() -> None:
    """Each entry of a bibliography, whose later lines are indented, is a paragraph."""

    def draw(canvas: Canvas) -> None:
        top = TOP
        for text in (NEBBIA, MERCATO, BIBLIOTECA):
            for left, _, line in lay_out_column(text, LEFT, 0, 380):
                canvas.drawString(left if text.startswith(line) else left + 20, top, line)
                top -= LEADING

    assert split_blocks(read(draw_pdf(draw))) == [NEBBIA, MERCATO, BIBLIOTECA]


def test_hyphenated_words_are_joined_and_compounds_keep_their_hyphen() -> None:
    """A hyphen at the end of a line is removed, unless it belongs to the word.

    It does if the next line begins with a capital, or the word has it elsewhere in the text.
    """
    lines = [
        "Questa riga porta una informazione che finisce con un tratto di infor-",
        "mazione, e poi parla di un comune italo-albanese della Calabria, italo-",
        "albanese da secoli, e della linea ferroviaria che congiunge Bologna-",
        "Verona passando per la pianura.",
    ]

    def draw(canvas: Canvas) -> None:
        draw_lines(
            canvas, [(LEFT, TOP - index * LEADING, line) for index, line in enumerate(lines)]
        )

    assert read(draw_pdf(draw)).text == (
        "Questa riga porta una informazione che finisce con un tratto di informazione, e poi "
        "parla di un comune italo-albanese della Calabria, italo-albanese da secoli, e della "
        "linea ferroviaria che congiunge Bologna-Verona passando per la pianura."
    )


def test_a_paragraph_across_two_pages_is_joined() -> None:
    """The second page begins inside the paragraph, at the first word that stands on it."""
    lines = lay_out_column(NEBBIA, LEFT, TOP, 300)

    def draw(canvas: Canvas) -> None:
        draw_lines(
            canvas,
            [
                (left, 100 - index * LEADING, line)
                for index, (left, _, line) in enumerate(lines[:3])
            ],
        )
        canvas.showPage()
        draw_lines(
            canvas,
            [
                (left, TOP - index * LEADING, line)
                for index, (left, _, line) in enumerate(lines[3:])
            ],
        )

    extracted = read(draw_pdf(draw))
    assert extracted.text == NEBBIA
    assert extracted.pages == (0, NEBBIA.index(lines[3][2]))


def test_pages_without_text_begin_where_the_next_one_does() -> None:
    """Each page has an offset, also blank pages at the start, in the middle and at the end."""

    def draw(canvas: Canvas) -> None:
        for text in ("", NEBBIA, "", MERCATO, ""):
            draw_lines(canvas, lay_out_column(text, LEFT, TOP, 400))
            canvas.showPage()

    extracted = read(draw_pdf(draw))
    second = extracted.text.index(MERCATO)
    assert extracted.pages == (0, 0, second, second, len(extracted.text))
    assert page_number_at(extracted.pages, second) == 4
    assert page_number_at(extracted.pages, 0) == 2


def test_headings_from_the_outline() -> None:
    """A line that the outline names is a heading of its level, even in the font of the text."""

    def draw(canvas: Canvas) -> None:
        for index, title in enumerate(("1 Il paese", "1.1 La piazza", "1.2 La sala", "2 I campi")):
            canvas.bookmarkPage(f"p{index}")
            canvas.addOutlineEntry(title.split(" ", 1)[1], f"p{index}", level="." in title)
            draw_lines(
                canvas, [(LEFT, TOP, title), *lay_out_column(NEBBIA, LEFT, TOP - LEADING, 400)]
            )
            canvas.showPage()

    extracted = read(draw_pdf(draw))
    assert [(heading.level, heading.path) for heading in extracted.headings] == [
        (1, "1 Il paese"),
        (2, "1 Il paese › 1.1 La piazza"),
        (2, "1 Il paese › 1.2 La sala"),
        (1, "2 I campi"),
    ]
    assert list_heading_titles(extracted) == split_blocks(extracted)[::2]


def test_headings_from_the_font() -> None:
    """Without an outline, larger lines are headings by their size, and bold lines come below."""

    def draw(canvas: Canvas) -> None:
        top = TOP
        for size, font, title in (
            (20, FONT, "Il paese"),
            (15, FONT, "La piazza"),
            (SIZE, "Times-Bold", "I banchi"),
        ):
            canvas.setFont(font, size)
            canvas.drawString(LEFT, top, title)
            draw_lines(canvas, lay_out_column(NEBBIA, LEFT, top - 24, 400))
            top -= 120

    extracted = read(draw_pdf(draw))
    assert list_heading_paths(extracted) == [
        "Il paese",
        "Il paese › La piazza",
        "Il paese › La piazza › I banchi",
    ]
    assert list_heading_titles(extracted) == split_blocks(extracted)[::2]


def test_list_items_are_lines() -> None:
    """A list item of two lines becomes one line of text."""
    items = ["• " + NEBBIA, "• Pane e formaggio", "• " + MERCATO]

    def draw(canvas: Canvas) -> None:
        lines = [
            (left, line) for item in items for left, _, line in lay_out_column(item, LEFT, 0, 400)
        ]
        placed = [
            (
                left if line.startswith("•") else left + stringWidth("• ", FONT, SIZE),
                TOP - index * LEADING,
                line,
            )
            for index, (left, line) in enumerate(lines)
        ]
        draw_lines(canvas, placed)

    assert read(draw_pdf(draw)).text == "\n".join(items)


def test_separate_accents_are_composed() -> None:
    """An accent that is drawn on its own becomes one letter with the letter after it."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(LEFT, TOP, "Non si sa perch")
        for mark in "´e":
            canvas.drawString(LEFT + stringWidth("Non si sa perch", FONT, SIZE), TOP, mark)
        canvas.drawString(LEFT + stringWidth("Non si sa perché ", FONT, SIZE), TOP, "la città")

    assert read(draw_pdf(draw)).text == "Non si sa perché la città"


def test_metadata_is_read() -> None:
    """Title, author, date and language are those that the file states."""

    def draw(canvas: Canvas) -> None:
        canvas.setTitle("Cose che si vedono dal paese")
        canvas.setAuthor("Ada Bianchi")
        canvas.drawString(LEFT, TOP, NEBBIA[:60])

    extracted = read(draw_pdf(draw, lang="it-IT"))
    assert (extracted.title, extracted.author, extracted.language) == (
        "Cose che si vedono dal paese",
        "Ada Bianchi",
        "it",
    )
    assert extracted.date is not None
    assert time.strptime(extracted.date, "%Y-%m-%d")


def test_a_date_that_is_always_the_same_is_none() -> None:
    """ReportLab states it in files that shall be alike whenever they are made."""
    content = draw_pdf(lambda canvas: canvas.drawString(60, 700, "Il faro."), invariant=True)
    assert b"20000101000000" in content
    assert read(content).date is None


@pytest.mark.parametrize(
    "title", ["untitled", "Microsoft Word - bozza.doc", "bozza_finale.docx", "Documento1", ""]
)
def test_meaningless_titles_are_dropped(title: str) -> None:
    """A title that a program fills in by itself is not used."""

    def draw(canvas: Canvas) -> None:
        canvas.setTitle(title)
        canvas.drawString(LEFT, TOP, NEBBIA[:60])

    assert read(draw_pdf(draw)).title is None


def test_an_encrypted_file_is_refused() -> None:
    """The reason says how to make the file readable."""
    content = draw_pdf(lambda canvas: canvas.drawString(LEFT, TOP, NEBBIA[:60]), encrypt="segreto")
    with pytest.raises(Unreadable, match="encrypted; save it without its password"):
        read(content)


def test_a_file_that_opens_without_its_password_is_read() -> None:
    """An encrypted file that anyone may open is read."""
    content = draw_pdf(
        lambda canvas: canvas.drawString(LEFT, TOP, NEBBIA[:60]),
        encrypt=StandardEncryption("", "segreto", canCopy=1),
    )
    assert read(content).text == NEBBIA[:60].strip()


def test_a_scan_without_text_is_refused() -> None:
    """The reason gives the number of pages and says what would help."""

    def draw(canvas: Canvas) -> None:
        for _ in range(3):
            canvas.rect(100, 100, 300, 300, fill=1)
            canvas.showPage()

    with pytest.raises(Unreadable, match="a scan without text") as error:
        read(draw_pdf(draw))
    assert error.value.reason.params["count"] == 3


LETTERS = st.text("abcdefghilmnopqrstuvzàèéìòù", min_size=1, max_size=9)
PARAGRAPH = st.lists(LETTERS, max_size=60).map(lambda words: " ".join(words) + ".")


@given(st.lists(st.lists(PARAGRAPH, min_size=1, max_size=3), min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_paragraphs_are_read_in_order_on_their_pages(drawn_from: list[list[str]]) -> None:
    """Any paragraphs on any pages are read whole, each on its page."""
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
                lines = lay_out_column(paragraph, LEFT, top, 350)
                draw_lines(canvas, lines)
                top = lines[-1][1] - 2 * LEADING
            canvas.showPage()

    extracted = read(draw_pdf(draw))
    assert [text.split("\n\n") for text in split_pages(extracted)] == pages
