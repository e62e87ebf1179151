"""What people do that nobody planned for: reloading twice, turning a tablet, typing ahead; in Chromium."""

import json
import shutil
import socket
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from fonti.qa import Assistant
from tests.helpers.browser import NARROW, visit_chat
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.serving import serve_assistant
from tests.helpers.waiting import BlockedAssistant, wait_until

ASKED = "The lighthouse was built of granite in 1843."
THEN = "The harbour museum opens at ten in the morning"


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    """Return the assistant of a small corpus in two languages."""
    corpus = write_corpus(
        tmp_path / "corpus", {"biblioteca.txt": ITALIAN, "harbour/museum.txt": ENGLISH}
    )
    return Assistant.open(corpus, index=tmp_path / "index", model=FakeEncoder())


@pytest.mark.browser
def test_reloading_twice_keeps_the_conversation(browser: Browser, assistant: Assistant) -> None:
    """The page's memory is not emptied by the first thing that is shown while it is asked again."""
    slow = BlockedAssistant(assistant)
    slow.go.set()
    with serve_assistant(slow) as address, visit_chat(browser, address) as visit:
        visit.ask(ASKED)
        slow.go.clear()
        visit.page.reload()
        wait_until(lambda: slow.asked_count == 2)
        # For what must not happen.
        visit.page.wait_for_timeout(500)
        said = visit.page.evaluate("sessionStorage.getItem('fonti-said')")
        slow.go.set()
        expect(visit.turns).to_have_count(1)
        assert json.loads(said)


@pytest.mark.browser
def test_a_thumb_after_a_restart_keeps_the_conversation(
    browser: Browser, assistant: Assistant
) -> None:
    """The server knows no turns then; it must not show none."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with ExitStack() as visits:
        with serve_assistant(assistant, port=port) as address:
            visit = visits.enter_context(visit_chat(browser, address))
            visit.ask(ASKED)
        with serve_assistant(assistant, port=port):
            visit.turns.first.locator("[data-verdict=good]").click()
            # For what must not happen.
            visit.page.wait_for_timeout(1500)
            expect(visit.turns).to_have_count(1)
            # The browser says in its console that the server was away.
            visit.errors.clear()
            # Left while the server runs: a page reloads when it notices that the server is back.
            visits.close()


@pytest.mark.browser
def test_a_new_conversation_stays_new_when_a_late_answer_comes(
    browser: Browser, assistant: Assistant
) -> None:
    """What was asked in the old one does not bring it back."""
    slow = BlockedAssistant(assistant)
    with serve_assistant(slow) as address, visit_chat(browser, address) as visit:
        slow.go.set()
        visit.ask(ASKED)
        slow.go.clear()
        visit.question.fill(THEN)
        visit.question.press("Enter")
        wait_until(lambda: slow.asked_count == 2)
        visit.page.get_by_role("button", name="Nuova conversazione").click()
        expect(visit.turns).to_have_count(0)
        slow.go.set()
        visit.page.wait_for_timeout(1500)
        assert visit.turns.count() == 0


@pytest.mark.browser
def test_what_is_typed_meanwhile_stays(browser: Browser, assistant: Assistant) -> None:
    """An answer that comes does not empty the box again."""
    slow = BlockedAssistant(assistant)
    with serve_assistant(slow) as address, visit_chat(browser, address) as visit:
        visit.question.fill(ASKED)
        visit.question.press("Enter")
        expect(visit.question).to_have_value("")
        visit.question.fill("E il museo")
        slow.go.set()
        expect(visit.turns).to_have_count(1)
        visit.page.wait_for_timeout(500)
        assert visit.question.input_value() == "E il museo"


@pytest.mark.browser
def test_a_question_that_is_too_long_can_be_shortened(
    browser: Browser, assistant: Assistant
) -> None:
    """It is not thrown away."""
    with serve_assistant(assistant) as address, visit_chat(browser, address) as visit:
        visit.ask("parola " * 300)
        assert len(visit.question.input_value()) > 2000


@pytest.mark.browser
def test_a_link_to_a_document_opens_on_a_phone(browser: Browser, assistant: Assistant) -> None:
    """Where the side is closed at first."""
    path = "/it/?doc=biblioteca.txt&start=0&end=30"
    with (
        serve_assistant(assistant) as address,
        visit_chat(browser, address, size=NARROW, path=path) as visit,
    ):
        expect(visit.page.locator("#fonti-viewer mark").first).to_be_in_viewport()


@pytest.mark.browser
def test_a_tablet_that_is_turned_can_still_ask(browser: Browser, assistant: Assistant) -> None:
    """With a document open."""
    with (
        serve_assistant(assistant) as address,
        visit_chat(browser, address, size=(820, 1180)) as visit,
    ):
        visit.open_citation(visit.ask(ASKED))
        visit.page.set_viewport_size({"width": 1180, "height": 820})
        visit.page.wait_for_function("() => !document.querySelector('#fonti-main').inert")


@pytest.mark.browser
def test_a_language_that_is_gone_can_still_be_a_filter(
    browser: Browser, assistant: Assistant
) -> None:
    """Its last document was removed while it was ticked."""
    with serve_assistant(assistant) as address, visit_chat(browser, address) as visit:
        visit.page.locator("#fonti-filters button").first.click()
        visit.page.get_by_label("italiano").check()
        visit.select_tab(2)
        visit.page.get_by_role("button", name="Rimuovi biblioteca.txt").click()
        expect(visit.page.locator(".fonti-removed")).to_be_visible()
        visit.ask(ASKED)


@pytest.mark.browser
def test_what_goes_wrong_at_once_is_told(browser: Browser, assistant: Assistant) -> None:
    """An event that is not queued fails, and a person sees why."""
    with serve_assistant(assistant) as address, visit_chat(browser, address) as visit:
        visit.ask(ASKED)
        shutil.rmtree(assistant.library.folder)
        visit.turns.first.locator(".fonti-cite").first.click()
        visit.page.wait_for_timeout(1500)
        visit.errors.clear()
        assert "non c'è un indice" in visit.page.evaluate("document.body.innerText")


@pytest.mark.browser
def test_copying_twice_brings_the_button_back(browser: Browser, assistant: Assistant) -> None:
    """It does not say "copied" for ever."""
    with serve_assistant(assistant) as address, visit_chat(browser, address) as visit:
        visit.ask(ASKED).locator("[data-do=copy]").first.dblclick()
        visit.page.wait_for_timeout(2000)
        assert (
            visit.turns.last.locator("[data-do=copy]").first.inner_text()
            == "Copia con i riferimenti"
        )


@pytest.mark.browser
def test_a_link_to_no_document_says_so(browser: Browser, assistant: Assistant) -> None:
    """And promises no quotation."""
    with (
        serve_assistant(assistant) as address,
        visit_chat(browser, address, path="/it/?doc=nope.txt") as visit,
    ):
        note = visit.page.locator("#fonti-viewer .fonti-note")
        expect(note).to_have_text("Non c'è un documento con questo nome nell'indice.")


@pytest.mark.browser
def test_a_full_disk_is_told_of_an_upload(
    browser: Browser, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not that the upload broke off."""

    def full(*_: object, **__: object) -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fonti.index.corpus.uploads.create_file", full)
    with serve_assistant(assistant) as address, visit_chat(browser, address) as visit:
        put = "fetch('/documents?lang=it&name=a.txt', {method: 'PUT', body: 'ciao'}).then(reply => reply.text())"
        reply = visit.page.evaluate(put)
        visit.errors.clear()
        assert "libera spazio" in reply
