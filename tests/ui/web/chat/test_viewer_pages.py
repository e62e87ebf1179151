"""Tests of the page view: which page images are shown and marked, and how they are served."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from lxml.html import fragment_fromstring
from playwright.sync_api import Browser, expect
from reportlab.pdfgen.canvas import Canvas

from fonti.index import Library, PageLayout
from fonti.qa import Assistant
from fonti.ui.i18n.english import ENGLISH as WORDS
from fonti.ui.web.chat.viewer import ViewerState, open_span, search
from fonti.ui.web.chat.viewer_html import render_viewer
from fonti.ui.web.chat.viewer_pages import show_more_pages, show_pages, show_text
from tests.helpers import http
from tests.helpers.browser import NARROW, WIDE, visit_chat
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.hostile_texts import HOSTILE
from tests.helpers.pdfs import BIBLIOTECA, LEFT, MERCATO, TOP, draw_lines, draw_pdf, lay_out_column
from tests.helpers.serving import serve_assistant

PDF = "contratto.pdf"
SENTENCE = (
    "La biblioteca del paese tiene aperta una sala sola, con una stufa e quattro tavoli lunghi."
)


def draw_ten_pages(canvas: Canvas) -> None:
    """Draw ten pages, with BIBLIOTECA on the fifth and MERCATO on the last."""
    for number in range(1, 11):
        text = {5: BIBLIOTECA, 10: MERCATO}.get(
            number, f"La pagina {number} conta fino a {number * 37}."
        )
        draw_lines(canvas, lay_out_column(text, LEFT, TOP - 300, 400))
        canvas.showPage()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return the library of a PDF of ten pages and a text file."""
    folder = tmp_path_factory.mktemp("leafing")
    corpus = write_corpus(
        folder / "corpus", {PDF: draw_pdf(draw_ten_pages), "nota.txt": MERCATO.encode()}
    )
    return Library.open(corpus, index=folder / "index", model=FakeEncoder())


@pytest.fixture(scope="module")
def address(library: Library) -> Iterator[str]:
    """Serve the chat of the library and yield its address."""
    with serve_assistant(Assistant(library)) as served:
        yield served


@pytest.fixture
def view(library: Library) -> ViewerState:
    """Return a view of the PDF, opened at the sentence about the library."""
    document = library.document(PDF)
    assert document is not None
    start = document.text.index(SENTENCE)
    return open_span(library, PDF, (start, start + len(SENTENCE)))


def page_numbers(view: ViewerState) -> list[int]:
    """Return the numbers of the pages that are shown."""
    return [layout.number for layout in view.layouts]


def test_the_page_of_the_span_and_its_neighbours_are_shown(
    library: Library, view: ViewerState
) -> None:
    """The page of the span and its neighbours are shown, and only that page has marks.

    Going back to the text restores the view.
    """
    shown = show_pages(library, view)
    assert page_numbers(shown) == [4, 5, 6]
    assert [bool(layout.text_boxes) for layout in shown.layouts] == [False, True, False]
    assert show_text(shown) == view


def test_more_pages_are_shown_up_to_the_ends_of_the_document(
    library: Library, view: ViewerState
) -> None:
    """More pages can be shown before and after, up to the first and the last page."""
    shown = show_pages(library, view)
    seen = [
        page_numbers(shown := show_more_pages(library, shown, before=before))
        for before in (True, False, True, False, False)
    ]
    assert seen == [
        [*range(1, 7)],
        [*range(1, 10)],
        [*range(1, 10)],
        [*range(1, 11)],
        [*range(1, 11)],
    ]
    assert render_viewer(shown, WORDS).count('data-do="wider"') == 0


def test_a_search_shows_the_text_and_then_the_page_of_the_match(
    library: Library, view: ViewerState
) -> None:
    """A search switches to the text, and going back to the pages shows the page of the match."""
    searched = search(show_pages(library, view), "contadini portano")
    assert searched.layouts == ()
    shown = show_pages(library, searched)
    assert page_numbers(shown) == [9, 10]
    assert shown.layouts[-1].text_boxes


def test_a_changed_file_is_shown_as_text(library: Library, view: ViewerState) -> None:
    """If the file has changed, its text is shown with a note, until the file is restored."""
    file = library.corpus / PDF
    content = file.read_bytes()
    file.write_bytes(content + b"\n")
    shown = show_pages(library, view)
    file.write_bytes(content)
    assert (shown.layouts, shown.notice) == ((), "unseen")
    assert WORDS.note_page_unavailable in render_viewer(shown, WORDS)
    assert show_pages(library, shown).notice is None


def test_a_document_without_pages_is_shown_as_text(library: Library) -> None:
    """A document without pages is shown as text and has no button for pages."""
    view = open_span(library, "nota.txt", None)
    assert show_pages(library, view) == view == show_more_pages(library, view, before=True)
    assert 'data-do="pages"' not in render_viewer(view, WORDS)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_name_adds_no_attributes_to_a_page_image(
    view: ViewerState, name: str
) -> None:
    """A hostile file name adds no attribute to the image and does not change its path."""
    assert view.document is not None
    shown = replace(
        view, document=replace(view.document, source=name), layouts=(PageLayout(5, 1000, 1414),)
    )
    (picture,) = fragment_fromstring(render_viewer(shown, WORDS)).findall(".//img")
    assert picture.get("src").startswith("../page?doc=")
    assert {*picture.keys()} == {"loading", "src", "width", "height", "alt"}


def test_a_page_is_served_as_a_png_that_the_browser_may_cache(
    library: Library, address: str
) -> None:
    """A page is a PNG image that the browser may cache, but no shared cache."""
    document = library.document(PDF)
    assert document is not None
    params = {"doc": PDF, "page": "5", "sha256": document.sha256[:16]}
    answer = http.get(f"{address}/page", params=params)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.headers["cache-control"].startswith("private")
    assert answer.content.startswith(b"\x89PNG")
    assert http.post(f"{address}/page", params=params).status_code == 405


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"doc": PDF},
        {"doc": PDF, "page": "0"},
        {"doc": PDF, "page": "11"},
        {"doc": PDF, "page": "-1"},
        {"doc": PDF, "page": "٣"},
        {"doc": PDF, "page": "9" * 5000},
        {"doc": PDF, "page": "1", "sha256": "0" * 16},
        {"doc": "nota.txt", "page": "1"},
        {"doc": f"../corpus/{PDF}", "page": "1"},
        {"doc": f"./{PDF}", "page": "1"},
        {"doc": f"{PDF}\0", "page": "1"},
        {"doc": "/etc/passwd", "page": "1"},
        {"doc": "' OR 1=1 --", "page": "1"},
    ],
)
def test_an_invalid_page_address_returns_404(address: str, params: dict[str, str]) -> None:
    """An address of no existing page returns 404 and is not cached."""
    answer = http.get(f"{address}/page", params=params)
    assert (answer.status_code, answer.json()["code"]) == (404, "page_not_found")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.browser
@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (NARROW, "dark")])
def test_a_citation_can_be_seen_on_its_page(
    browser: Browser, address: str, size: tuple[int, int], scheme: str
) -> None:
    """A citation is shown and marked on its page with the keyboard alone.

    Pages added before it do not move the view.
    """
    with visit_chat(
        browser, address, "en-GB", size=size, scheme="dark" if scheme == "dark" else "light"
    ) as visit:
        visit.open_citation(visit.ask(SENTENCE))
        pages, text = (
            visit.page.get_by_role("button", name=name, exact=True) for name in ("Pages", "Text")
        )
        expect(text).to_have_attribute("aria-pressed", "true")
        pages.press("Enter")
        expect(visit.page.get_by_alt_text("page 5 of contratto.pdf")).to_be_in_viewport()
        expect(pages).to_be_focused()
        visit.page.wait_for_function(
            "document.querySelector('img[alt^=\"page 5\"]').naturalWidth > 0"
        )
        expect(visit.page.locator("#fonti-viewer mark")).to_be_in_viewport()
        visit.page.get_by_role("button", name="Show the pages before").press("Enter")
        expect(visit.page.get_by_alt_text("page 2 of contratto.pdf")).to_be_attached()
        expect(visit.page.get_by_alt_text("page 4 of contratto.pdf")).to_be_in_viewport()
        text.press("Enter")
        expect(visit.page.locator("#fonti-viewer mark.fonti-in-sentence")).to_be_in_viewport()
