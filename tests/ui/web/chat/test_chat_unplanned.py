"""Tests in Chromium of unusual use: double reloads, restarts, rotated screens, typing ahead."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from fonti.qa import Assistant
from fonti.ui.i18n.italian import ITALIAN as ITALIAN_WORDS
from tests.helpers.browser import NARROW, visit_chat
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.serving import serve_assistant
from tests.helpers.waiting import BlockedAssistant, wait_until

pytestmark = pytest.mark.browser

_REFUSE_TO_COPY = """
() => {
  navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden'));
  document.execCommand = () => false;
}
"""

QUESTION = "The lighthouse was built of granite in 1843."
SECOND_QUESTION = "The harbour museum opens at ten in the morning"


def open_small_assistant(folder: Path) -> Assistant:
    """Open the assistant of a small corpus in two languages."""
    corpus = write_corpus(
        folder / "corpus", {"biblioteca.txt": ITALIAN, "harbour/museum.txt": ENGLISH}
    )
    return Assistant.open(corpus, index=folder / "index", model=FakeEncoder())


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    """Return an assistant whose index a test may change."""
    return open_small_assistant(tmp_path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, BlockedAssistant]]:
    """Serve an assistant whose index no test changes; yield its address, and what holds it back."""
    assistant = BlockedAssistant(open_small_assistant(tmp_path_factory.mktemp("shared")))
    with serve_assistant(assistant) as address:
        yield address, assistant


@pytest.fixture(autouse=True)
def blocked(shared: tuple[str, BlockedAssistant]) -> BlockedAssistant:
    """Return the shared assistant, which has not been asked and answers at once."""
    _, assistant = shared
    assistant.asked_count = 0
    assistant.go.set()
    return assistant


@pytest.fixture
def address(shared: tuple[str, BlockedAssistant]) -> str:
    """Return the address of the shared assistant."""
    return shared[0]


def find_answer_event(page: Page) -> Callable[[Route], bool]:
    """Return a function that tells whether a request is the event that answers a question."""
    find = "gradio_config.dependencies.find((event) => event.api_name === 'answer').id"
    number = page.evaluate(find)

    def is_answer(route: Route) -> bool:
        return bool(json.loads(route.request.post_data or "{}")["fn_index"] == number)

    return is_answer


def test_reloading_twice_keeps_the_conversation(
    browser: Browser, address: str, blocked: BlockedAssistant
) -> None:
    """The page's memory is not emptied by a reload during which questions are asked again."""
    with visit_chat(browser, address) as visit:
        visit.ask(QUESTION)
        blocked.go.clear()
        visit.reload()
        wait_until(lambda: blocked.asked_count == 2)
        # Leave time for the turn to vanish, which must not happen.
        visit.page.wait_for_timeout(500)
        memory = visit.page.evaluate("sessionStorage.getItem('fonti-said')")
        blocked.go.set()
        expect(visit.turns).to_have_count(1)
        assert json.loads(memory)


def test_a_verdict_after_a_restart_keeps_the_conversation(
    browser: Browser, assistant: Assistant
) -> None:
    """A verdict after a restart does not remove the turns, which the server no longer knows."""
    with ExitStack() as visits:
        with serve_assistant(assistant) as address:
            visit = visits.enter_context(visit_chat(browser, address))
            visit.ask(QUESTION)
        with serve_assistant(assistant, port=int(address.rpartition(":")[2])):
            visit.turns.first.locator("[data-verdict=good]").click()
            # Leave time for the turn to vanish, which must not happen.
            visit.page.wait_for_timeout(1500)
            expect(visit.turns).to_have_count(1)
            # The browser says in its console that the server was away.
            visit.errors.clear()
            # The page is closed before the server stops, as it would reload when a server is back.
            visits.close()


def test_a_late_answer_does_not_bring_back_the_old_conversation(
    browser: Browser, address: str, blocked: BlockedAssistant
) -> None:
    """An answer to a question of the old conversation does not appear in the new one."""
    with visit_chat(browser, address) as visit:
        visit.ask(QUESTION)
        blocked.go.clear()
        visit.question.fill(SECOND_QUESTION)
        visit.question.press("Enter")
        wait_until(lambda: blocked.asked_count == 2)
        visit.page.get_by_role("button", name="Nuova conversazione").click()
        expect(visit.turns).to_have_count(0)
        blocked.go.set()
        visit.page.wait_for_timeout(1500)
        assert visit.turns.count() == 0


def test_results_in_another_order_lose_no_question(browser: Browser, address: str) -> None:
    """An answer that comes after the next question was shown does not hide that question."""
    with visit_chat(browser, address) as visit:
        page = visit.page
        is_answer = find_answer_event(page)
        delayed: list[Route] = []
        results: list[APIResponse] = []

        def delay_first_answer(route: Route) -> None:
            if is_answer(route) and not delayed:
                delayed.append(route)
                results.append(route.fetch())
            else:
                route.continue_()

        page.route("**/run/predict*", delay_first_answer)
        for count, question in enumerate((QUESTION, SECOND_QUESTION), 1):
            visit.question.fill(question)
            visit.question.press("Enter")
            expect(page.locator("#fonti-chat .fonti-turn")).to_have_count(count)
        expect(visit.turns).to_have_count(2)

        with page.expect_request(lambda request: "predict" in request.url):
            delayed[0].fulfill(response=results[0])
        expect(visit.turns).to_have_count(2)


def test_a_question_is_answered_when_the_server_can_be_reached_again(
    browser: Browser, address: str
) -> None:
    """A question that could not be sent to its answer is sent again by the page.

    Neither the server nor a proxy before it answers at first.
    """
    with visit_chat(browser, address) as visit:
        is_answer = find_answer_event(visit.page)
        refused: list[Route] = []

        def refuse_first_answers(route: Route) -> None:
            if not is_answer(route) or len(refused) == 2:
                route.continue_()
                return
            refused.append(route)
            if len(refused) == 1:
                route.abort()
            else:
                route.fulfill(status=502)

        visit.page.route("**/run/predict*", refuse_first_answers)
        visit.page.evaluate("window.isFirstPage = true")
        visit.ask(QUESTION)
        assert len(refused) == 2
        assert visit.page.evaluate("window.isFirstPage")
        visit.errors.clear()


def test_a_question_without_a_connection_stays_and_a_slow_one_is_told(
    browser: Browser, address: str
) -> None:
    """The page says why a question waits; what cannot be sent stays in its box."""
    with visit_chat(browser, address) as visit:
        page = visit.page
        alert = page.locator(".fonti-problem")
        delayed: list[Route] = []
        released: list[Route] = []

        def hold(route: Route) -> None:
            if released:
                route.continue_()
            else:
                delayed.append(route)

        page.route("**/run/predict*", hold)
        visit.question.fill(QUESTION)
        visit.question.press("Enter")
        expect(alert).to_have_text(ITALIAN_WORDS.slow)
        released += delayed
        for route in delayed:
            route.continue_()
        expect(visit.turns).to_have_count(1)
        expect(alert).to_have_count(0)

        page.unroute_all()
        page.evaluate("window.isFirstPage = true")
        page.context.set_offline(True)
        visit.question.fill(QUESTION)
        visit.question.press("Enter")
        expect(alert).to_have_text(ITALIAN_WORDS.offline)
        expect(visit.question).to_have_value(QUESTION)
        page.context.set_offline(False)
        # The page notices that by itself, and the question can be sent at once, from the same page.
        expect(alert).to_have_count(0)
        visit.question.press("Enter")
        expect(visit.turns).to_have_count(2)
        assert page.evaluate("window.isFirstPage")
        visit.errors.clear()


def test_text_typed_while_waiting_for_an_answer_stays(
    browser: Browser, address: str, blocked: BlockedAssistant
) -> None:
    """An answer that arrives does not clear the text typed in the meantime."""
    with visit_chat(browser, address) as visit:
        blocked.go.clear()
        visit.question.fill(QUESTION)
        visit.question.press("Enter")
        expect(visit.question).to_have_value("")
        visit.question.fill("E il museo")
        blocked.go.set()
        expect(visit.turns).to_have_count(1)
        visit.page.wait_for_timeout(500)
        assert visit.question.input_value() == "E il museo"


def test_a_question_that_is_too_long_can_be_shortened(browser: Browser, address: str) -> None:
    """A question that is too long stays in the text box."""
    with visit_chat(browser, address) as visit:
        visit.ask("parola " * 300)
        assert len(visit.question.input_value()) > 2000


def test_a_link_to_a_document_opens_on_a_phone(browser: Browser, address: str) -> None:
    """A link opens its document on a narrow screen, where the side panel is closed at first."""
    path = "/it/?doc=biblioteca.txt&start=0&end=30"
    with visit_chat(browser, address, size=NARROW, path=path) as visit:
        expect(visit.page.locator("#fonti-viewer mark").first).to_be_in_viewport()


def test_questions_can_be_asked_after_a_tablet_is_rotated(browser: Browser, address: str) -> None:
    """The conversation can be used after a rotation while a document is open."""
    with visit_chat(browser, address, size=(820, 1180)) as visit:
        visit.open_citation(visit.ask(QUESTION))
        visit.page.set_viewport_size({"width": 1180, "height": 820})
        visit.page.wait_for_function("() => !document.querySelector('#fonti-main').inert")


def test_a_filter_for_a_language_without_documents_still_works(
    browser: Browser, assistant: Assistant
) -> None:
    """A question can be asked if the last document of the selected language was removed."""
    with serve_assistant(assistant) as address, visit_chat(browser, address) as visit:
        visit.page.locator("#fonti-filters button").first.click()
        visit.page.get_by_label("italiano").check()
        visit.select_tab(2)
        visit.page.get_by_role("button", name="Rimuovi biblioteca.txt").click()
        expect(visit.page.locator(".fonti-removed")).to_be_visible()
        visit.ask(QUESTION)


def test_an_error_of_an_event_is_shown(browser: Browser, assistant: Assistant) -> None:
    """An error of an event is shown on the page."""
    with serve_assistant(assistant) as address, visit_chat(browser, address) as visit:
        visit.ask(QUESTION)
        shutil.rmtree(assistant.library.folder)
        visit.turns.first.locator(".fonti-cite").first.click()
        expect(visit.page.get_by_role("alert")).to_contain_text("non c'è un indice")
        # The browser says in its console that the event failed.
        visit.errors.clear()


def test_the_copy_button_never_loses_its_text(browser: Browser, address: str) -> None:
    """It says for a while that the text is copied, beside the button.

    If the browser refuses to copy, the text is shown and selected.
    """
    with visit_chat(browser, address) as visit:
        turn = visit.ask(QUESTION)
        button = turn.get_by_role("button", name="Copia con i riferimenti")
        button.dblclick()
        expect(turn.get_by_text("Copiato")).to_have_count(1)
        expect(button).to_have_text("Copia con i riferimenti")
        expect(turn.get_by_text("Copiato")).to_have_count(0)

        visit.page.evaluate(_REFUSE_TO_COPY)
        button.press("Enter")
        text = turn.get_by_label("Il browser non permette di copiare")
        expect(text).to_be_focused()
        selected = visit.page.evaluate("document.getSelection().toString()")
        assert "The lighthouse was built of granite in 1843." in selected
        assert visit.find_violations() == []
        turn.get_by_role("button", name="Chiudi").click()
        expect(text).to_have_count(0)


def test_a_link_to_an_unknown_document_is_explained(browser: Browser, address: str) -> None:
    """A link to an unknown document shows only the note that it is not in the index."""
    with visit_chat(browser, address, path="/it/?doc=nope.txt") as visit:
        note = visit.page.locator("#fonti-viewer .fonti-note")
        expect(note).to_have_text("Non c'è un documento con questo nome nell'indice.")


def test_an_upload_to_a_full_disk_is_explained(
    browser: Browser, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upload that fails because the disk is full is explained by that reason."""

    def fail_as_disk_is_full(*_: object, **__: object) -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fonti.index.corpus.uploads.create_file", fail_as_disk_is_full)
    with visit_chat(browser, address) as visit:
        put = (
            "fetch('/api/v1/documents?lang=it&name=a.txt', {method: 'PUT', body: 'ciao'})"
            ".then(reply => reply.text())"
        )
        reply = visit.page.evaluate(put)
        visit.errors.clear()
        assert "libera spazio" in reply
