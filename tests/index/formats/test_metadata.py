"""Titles that programs fill in by themselves, and titles that look like them."""

import pytest

from fonti.index.formats import extract
from fonti.index.formats.metadata import clean_title
from tests.helpers.pdfs import draw_pdf

FILLED_IN = [
    "untitled",
    "Untitled Document",
    "Senza titolo 2",
    "Documento1",
    "Presentation2",
    "Slide 1",
    "Microsoft Word - bozza.doc",
    "Word",
    "PowerPoint Presentation",
    "Presentazione standard di PowerPoint",
    "Scanned Document",
    "Scansione 12",
    "SKM_C25819101010",
    "IMG_0001",
    "Full page photo",
    "ReportLab Generated PDF document",
    "bozza_finale.docx",
    "about:blank",
    "(anonymous)",
]

TITLES = [
    "1984",
    "Word and image in Italian futurism",
    "Excel per principianti",
    "Microsoft Excel for beginners",
    "Documento di economia e finanza 2024",
    "Title IX of the Civil Rights Act",
    "Scansione delle onde radio",
    "Presentazione del progetto",
    "Pagine scelte",
    "Print and protest in the 1640s",
    "corriere.it",
    "Delibera n. 12",
]


@pytest.mark.parametrize("title", FILLED_IN)
def test_a_title_that_a_program_filled_in_is_none(title: str) -> None:
    """It says nothing of the document."""
    assert clean_title(title) is None


@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_kept(title: str) -> None:
    """The name of a program, or of a part of a document, may begin a title."""
    assert clean_title(f" {title} ") == title


@pytest.mark.parametrize(
    ("suffix", "template"),
    [
        (".html", "<html><head><title>{}</title></head><body><p>Il faro è acceso.</p></body>"),
        (".rtf", r"{{\rtf1{{\info{{\title {}}}}}Il faro \'e8 acceso.\par}}"),
    ],
)
@pytest.mark.parametrize("title", ["Microsoft Word - faro.doc", "Il faro di Genova"])
def test_a_stated_title_is_cleaned(suffix: str, template: str, title: str) -> None:
    """The title that a file states is its title, unless a program filled it in."""
    stated = extract(suffix, template.format(title).encode()).title
    assert stated == clean_title(title)


@pytest.mark.parametrize(
    ("suffix", "template"),
    [
        (
            ".html",
            '<head><meta name="author" content="{}"></head><body><p>Un faro.</p></body>',
        ),
        (".rtf", r"{{\rtf1{{\info{{\author {}}}}}Il faro \'e8 acceso.\par}}"),
    ],
)
@pytest.mark.parametrize(("stated", "author"), [("Unknown", None), ("Anna Neri", "Anna Neri")])
def test_a_stated_author_is_cleaned(
    suffix: str, template: str, stated: str, author: str | None
) -> None:
    """The author that a file states is its author, unless a program filled it in."""
    assert extract(suffix, template.format(stated).encode()).author == author


@pytest.mark.parametrize(("stated", "language"), [("ita", "it"), ("en-US", "en"), ("", None)])
def test_the_language_of_a_pdf_is_stated_as_in_other_formats(
    stated: str, language: str | None
) -> None:
    """The codes of two and of three letters are known."""
    content = draw_pdf(lambda canvas: canvas.drawString(60, 700, "Il faro."), lang=stated)
    assert extract(".pdf", content).language == language
