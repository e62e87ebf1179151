"""Tests of the first screen and of the panel of documents, in Chromium with a fake encoder."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Route, expect

from fonti.qa import Assistant
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat import scope_events
from fonti.ui.web.chat.scope import Scope
from fonti.ui.web.chat.scope_html import render_scope
from tests.helpers.assistants import open_files
from tests.helpers.browser import NARROW, Visit, visit_chat
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.fakes import FakeEncoder
from tests.helpers.serving import serve_assistant

pytestmark = pytest.mark.browser

RULES = "# Regolamento\n\n" + "".join(
    f"## Articolo {number}\n\nIl comma {number} vieta di pescare dal molo di notte.\n\n"
    for number in range(1, 80)
)
QUESTION = "The lighthouse was built of granite in 1843."
TITLE = "La biblioteca comunale apre alle nove e chiude alle sette di sera. Il prestito…"

_DRAG = """
(type) => {
  const moved = new DataTransfer();
  moved.items.add(new File(['text'], 'a.txt'));
  document.body.dispatchEvent(new DragEvent(type, { dataTransfer: moved, bubbles: true }));
}
"""


def open_new_assistant(folder: Path) -> Assistant:
    """Open the assistant of a new small corpus."""
    files = {"biblioteca.txt": ITALIAN, "harbour/museum.txt": ENGLISH, "regole.md": RULES}
    return open_files(folder, files)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the chat of a small corpus, to which tests may add documents."""
    assistant = open_new_assistant(tmp_path_factory.mktemp("sources"))
    with serve_assistant(assistant) as address:
        yield address


def _is_ticked(visit: Visit) -> list[bool]:
    ticks = visit.page.locator(".fonti-tick")
    return [ticks.nth(number).is_checked() for number in range(ticks.count())]


def test_a_text_is_added_and_documents_are_ticked_with_the_keyboard(
    browser: Browser, tmp_path: Path
) -> None:
    """A text that is written becomes a document with its title; ticks are the filter's state."""
    assistant = open_new_assistant(tmp_path)
    with serve_assistant(assistant) as address, visit_chat(browser, address) as visit:
        page = visit.page
        overview = page.locator(".fonti-overview")
        expect(overview).to_contain_text("3 documenti in italiano e inglese")
        expect(overview.get_by_role("button", name=TITLE)).to_be_visible()

        page.locator("#fonti-add").get_by_role("button", name="Incolla un testo").press("Enter")
        expect(page.get_by_label("Titolo")).to_be_focused()
        page.keyboard.type("Verbale 3/2023")
        page.keyboard.press("Tab")
        page.keyboard.type("Il consiglio approva la spesa per il pontile.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".fonti-uploads")).to_contain_text("Verbale 3-2023.txt: indicizzato")
        expect(page.locator(".fonti-document-row")).to_have_count(4)
        expect(overview).to_contain_text("4 documenti")
        expect(overview.get_by_role("button", name="Verbale 3/2023")).to_be_visible()
        stored = tmp_path / "index" / "uploads" / "Verbale 3-2023.txt"
        assert stored.read_text("utf-8").startswith("Verbale 3/2023\n\nIl consiglio")

        ticks = page.locator(".fonti-tick")
        state = page.locator(".fonti-ticks [role=status]")
        expect(state).to_contain_text("in tutti i documenti")
        page.get_by_label(f"Cerca in {TITLE}").press("Space")
        page.get_by_label("Cerca in The harbour museum").press("Space")
        expect(state).to_contain_text("solo nei documenti spuntati: 2")
        expect(page.locator(".fonti-chip")).to_have_count(2)
        turn = visit.ask(QUESTION)
        expect(turn.locator(".fonti-hint").first).to_contain_text("biblioteca.txt, harbour")

        page.locator("#fonti-search-documents textarea, #fonti-search-documents input").fill("verb")
        expect(ticks).to_have_count(1)
        expect(ticks).not_to_be_checked()
        page.get_by_label("Spunta tutti quelli elencati").press("Space")
        expect(state).to_contain_text("solo nei documenti spuntati: 3")
        page.get_by_role("button", name="Togli tutte le spunte").press("Enter")
        expect(state).to_contain_text("in tutti i documenti")
        expect(ticks).not_to_be_checked()
        expect(page.locator(".fonti-chip")).to_have_count(0)


def test_the_chips_are_those_of_the_last_tick(
    browser: Browser, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the server answers late to an earlier tick is not shown any more."""
    is_answered = threading.Event()

    def render_late(scope: Scope, words: Words) -> str:
        chips = render_scope(scope, words)
        if chips:
            time.sleep(1)
            is_answered.set()
        return chips

    with visit_chat(browser, address, "en-GB") as visit:
        page = visit.page
        expect(page.locator(".fonti-tick").first).to_be_visible()
        monkeypatch.setattr(scope_events, "render_scope", render_late)

        page.get_by_label("Tick all that are listed").press("Space")
        page.get_by_role("button", name="Untick all").press("Enter")

        # Later than the late answer.
        assert is_answered.wait(60)
        page.wait_for_timeout(500)
        expect(page.locator(".fonti-chip")).to_have_count(0)


def test_the_ticks_follow_the_filter(browser: Browser, address: str) -> None:
    """What limits the question elsewhere on the page ticks the documents, also after a reload."""
    with visit_chat(browser, address, "en-GB") as visit:
        visit.page.get_by_role("button", name="Ask only here: harbour/museum.txt").click()
        expect(visit.page.locator(".fonti-tick:checked")).to_have_value("harbour/museum.txt")
        assert _is_ticked(visit).count(True) == 1
        visit.reload()
        expect(visit.page.locator(".fonti-tick:checked")).to_have_value("harbour/museum.txt")
        visit.page.get_by_role("button", name="Untick all").click()
        expect(visit.page.locator(".fonti-tick:checked")).to_have_count(0)
        expect(visit.ask(QUESTION).locator(".fonti-quote").first).to_contain_text("granite")


def test_files_can_be_dropped_on_the_whole_page(browser: Browser, address: str) -> None:
    """While files are dragged the page says so; what is dropped becomes a document."""
    with visit_chat(browser, address, "en-GB") as visit:
        overlay = visit.page.get_by_text("Drop the files here")
        visit.page.evaluate(_DRAG, "dragover")
        expect(overlay).to_be_visible()
        visit.page.evaluate(_DRAG, "dragleave")
        expect(overlay).to_be_hidden()
        visit.page.evaluate(_DRAG, "dragover")
        visit.page.evaluate(_DRAG, "drop")
        expect(overlay).to_be_hidden()
        expect(visit.page.locator(".fonti-uploads")).to_contain_text("a.txt: indexed")


def test_a_document_has_an_outline_and_ways_back(browser: Browser, address: str) -> None:
    """A heading leads to its place; Close, Escape and the browser's Back lead to the list."""
    with visit_chat(browser, address) as visit:
        page = visit.page
        delayed: list[Route] = []
        page.route("**/run/predict*", lambda route: delayed.append(route))
        rules = page.locator("#fonti-documents").get_by_role("button", name="Regolamento")
        rules.first.click()
        expect(page.get_by_text("Apro il documento…")).to_be_visible()
        for route in delayed:
            route.continue_()
        page.unroute("**/run/predict*")
        viewer = page.locator("#fonti-viewer")
        expect(viewer.get_by_role("heading", name="Regolamento")).to_be_visible()
        expect(page.locator(".fonti-loading")).to_be_empty()

        viewer.get_by_text("Indice del documento (80)").click()
        viewer.get_by_role("link", name="Articolo 60").click()
        mark = viewer.locator("mark.fonti-in-sentence")
        expect(mark).to_have_text("## Articolo 60")
        expect(mark).to_be_in_viewport()

        documents = page.locator(".fonti-document-list")
        viewer.get_by_role("button", name="Chiudi").click()
        expect(documents).to_be_visible()
        expect(rules.first).to_be_focused()
        for leave in (lambda: page.keyboard.press("Escape"), page.go_back):
            rules.first.click()
            expect(viewer.get_by_role("heading", name="Regolamento")).to_be_visible()
            leave()
            expect(documents).to_be_visible()


def test_a_telephone_leads_back_step_by_step(browser: Browser, address: str) -> None:
    """From a document to the list, and from the list to the conversation."""
    with visit_chat(browser, address, "en-GB", size=NARROW, scheme="dark") as visit:
        page = visit.page
        with page.expect_file_chooser() as chooser:
            page.locator("#fonti-add").get_by_role("button", name="Add documents").click()
        file = FilePayload(name="b.txt", mimeType="text/plain", buffer=b"The bell rings at noon.")
        chooser.value.set_files(file)
        expect(page.locator(".fonti-uploads")).to_contain_text("b.txt: indexed")
        page.locator(".fonti-open-document").first.click()
        expect(page.locator("#fonti-viewer .fonti-text")).to_be_visible()
        page.go_back()
        expect(page.locator(".fonti-document-list")).to_be_visible()
        page.go_back()
        expect(page.locator("#fonti-side")).to_be_hidden()
        expect(page.locator(".fonti-welcome")).to_be_visible()


def test_an_empty_folder_says_what_to_do(browser: Browser, tmp_path: Path) -> None:
    """The first screen asks for documents, and shows the first one as soon as it is indexed.

    A question finds nothing to cite before, and is answered from it then.
    """
    (tmp_path / "corpus").mkdir()
    assistant = Assistant.open(
        tmp_path / "corpus", index=tmp_path / "index", model=FakeEncoder(), allow_empty=True
    )
    with serve_assistant(assistant) as address, visit_chat(browser, address) as visit:
        expect(visit.ask(QUESTION)).to_contain_text("Non c'è niente da citare")
        visit.page.get_by_role("button", name="Nuova conversazione").click()

        overview = visit.page.locator(".fonti-overview")
        expect(overview).to_contain_text("Qui non c'è ancora nessun documento")
        with visit.page.expect_file_chooser() as chooser:
            overview.get_by_role("button", name="Aggiungi documenti").click()
        file = tmp_path / "museum.txt"
        file.write_text(ENGLISH, "utf-8")
        chooser.value.set_files(file)
        expect(overview).to_contain_text("1 documento in inglese")
        expect(visit.ask(QUESTION).locator(".fonti-quote").first).to_contain_text("granite")
