"""The open document as pictures of its pages: which are shown, what is marked, and how they go out."""

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from lxml.html import fragment_fromstring
from playwright.sync_api import Browser, expect
from reportlab.pdfgen.canvas import Canvas

from fonti.index import Library, PageLayout
from fonti.qa import Assistant
from fonti.ui.i18n.english import ENGLISH as WORDS
from fonti.ui.web.chat.page_view import show_more_pages, show_pages, show_text
from fonti.ui.web.chat.viewer import View, open_span, search
from fonti.ui.web.chat.viewer_html import render_viewer
from tests.helpers.browser import NARROW, WIDE, visit_chat
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.hostile_texts import HOSTILE
from tests.helpers.pdfs import BIBLIOTECA, LEFT, MERCATO, TOP, draw_lines, draw_pdf, lay_out_column
from tests.helpers.serving import serve_assistant

PDF = "contratto.pdf"
ASKED = "La biblioteca del paese tiene aperta una sala sola, con una stufa e quattro tavoli lunghi."


def of_ten_pages(canvas: Canvas) -> None:
    """Return the library on the fifth page, the market on the last."""
    for number in range(1, 11):
        text = {5: BIBLIOTECA, 10: MERCATO}.get(
            number, f"La pagina {number} conta fino a {number * 37}."
        )
        draw_lines(canvas, lay_out_column(text, LEFT, TOP - 300, 400))
        canvas.showPage()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return the library of a PDF of ten pages, and a text."""
    folder = tmp_path_factory.mktemp("leafing")
    corpus = write_corpus(
        folder / "corpus", {PDF: draw_pdf(of_ten_pages), "nota.txt": MERCATO.encode()}
    )
    return Library.open(corpus, index=folder / "index", model=FakeEncoder())


@pytest.fixture(scope="module")
def address(library: Library) -> Iterator[str]:
    """Return where its chat is served."""
    with serve_assistant(Assistant(library)) as served:
        yield served


@pytest.fixture
def view(library: Library) -> View:
    """Return the PDF, open at the library's sentence."""
    document = library.document(PDF)
    assert document is not None
    start = document.text.index(ASKED)
    return open_span(library, PDF, (start, start + len(ASKED)))


def numbers(view: View) -> list[int]:
    """Return the pages that are shown."""
    return [layout.number for layout in view.layouts]


def test_the_page_of_the_place_and_those_beside_it_are_shown(library: Library, view: View) -> None:
    """With the place marked on its own page, in the words of the text when that is gone back to."""
    shown = show_pages(library, view)
    assert numbers(shown) == [4, 5, 6]
    assert [bool(layout.text_boxes) for layout in shown.layouts] == [False, True, False]
    assert show_text(shown) == view


def test_more_pages_are_shown_until_there_are_no_more(library: Library, view: View) -> None:
    """Before and after; the first page and the last have none beyond them."""
    shown = show_pages(library, view)
    seen = [
        numbers(shown := show_more_pages(library, shown, before=before))
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


def test_what_is_searched_for_is_shown_as_text_and_then_on_its_page(
    library: Library, view: View
) -> None:
    """Since matches are counted in the text."""
    searched = search(show_pages(library, view), "contadini portano")
    assert searched.layouts == ()
    shown = show_pages(library, searched)
    assert numbers(shown) == [9, 10]
    assert shown.layouts[-1].text_boxes


def test_a_file_that_changed_leaves_its_text(library: Library, view: View) -> None:
    """With a word about it, which goes when the file is back."""
    file = library.corpus / PDF
    content = file.read_bytes()
    file.write_bytes(content + b"\n")
    shown = show_pages(library, view)
    file.write_bytes(content)
    assert (shown.layouts, shown.notice) == ((), "unseen")
    assert WORDS.note_page_unavailable in render_viewer(shown, WORDS)
    assert show_pages(library, shown).notice is None


def test_a_document_without_pages_is_text(library: Library) -> None:
    """There is nothing to choose."""
    view = open_span(library, "nota.txt", None)
    assert show_pages(library, view) == view == show_more_pages(library, view, before=True)
    assert 'data-do="pages"' not in render_viewer(view, WORDS)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_pages_name_stays_text(view: View, name: str) -> None:
    """Whatever a file is called, its pictures have an address of ours and say what they are."""
    assert view.document is not None
    shown = replace(
        view, document=replace(view.document, source=name), layouts=(PageLayout(5, 1000, 1414),)
    )
    (picture,) = fragment_fromstring(render_viewer(shown, WORDS)).findall(".//img")
    assert picture.get("src").startswith("/page?doc=")
    assert {*picture.keys()} == {"loading", "src", "width", "height", "alt"}


def test_a_page_goes_out_as_a_picture_that_its_browser_may_keep(
    library: Library, address: str
) -> None:
    """For a while, and no one between."""
    document = library.document(PDF)
    assert document is not None
    asked = {"doc": PDF, "page": "5", "sha256": document.sha256[:16]}
    answer = httpx.get(f"{address}/page", params=asked, timeout=30)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.headers["cache-control"].startswith("private")
    assert answer.content.startswith(b"\x89PNG")
    assert httpx.post(f"{address}/page", params=asked).status_code == 405


@pytest.mark.parametrize(
    "asked",
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
def test_what_is_no_page_is_not_found(address: str, asked: dict[str, str]) -> None:
    """And is kept by nobody."""
    answer = httpx.get(f"{address}/page", params=asked, timeout=30)
    assert (answer.status_code, answer.json()["code"]) == (404, "page_not_found")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.browser
@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (NARROW, "dark")])
def test_a_citation_is_looked_at_on_its_page(
    browser: Browser, address: str, size: tuple[int, int], scheme: str
) -> None:
    """By keyboard: the picture is there, what is cited marked in view; more pages come above what is in view."""
    with visit_chat(
        browser, address, "en-GB", size=size, scheme="dark" if scheme == "dark" else "light"
    ) as visit:
        visit.open_citation(visit.ask(ASKED))
        pages, text = (
            visit.page.get_by_role("button", name=name, exact=True) for name in ("Pages", "Text")
        )
        expect(text).to_have_attribute("aria-pressed", "true")
        pages.press("Enter")
        expect(visit.page.get_by_alt_text("page 5 of contratto.pdf")).to_be_in_viewport(
            timeout=30_000
        )
        expect(pages).to_be_focused()
        visit.page.wait_for_function(
            "document.querySelector('img[alt^=\"page 5\"]').naturalWidth > 0"
        )
        expect(visit.page.locator("#fonti-viewer mark")).to_be_in_viewport()
        assert visit.find_violations() == []
        visit.page.get_by_role("button", name="Show the pages before").press("Enter")
        expect(visit.page.get_by_alt_text("page 2 of contratto.pdf")).to_be_attached(timeout=30_000)
        expect(visit.page.get_by_alt_text("page 4 of contratto.pdf")).to_be_in_viewport()
        text.press("Enter")
        expect(visit.page.locator("#fonti-viewer mark.fonti-in-sentence")).to_be_in_viewport()
