"""Tests in Chromium of the list of conversations, with accounts and without."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from fonti.qa import Assistant
from fonti.ui.web.history.conversation_files import ConversationFiles
from fonti.ui.web.history.conversations import Conversations
from fonti.ui.web.security.accounts import Accounts, set_password
from tests.helpers.browser import NARROW, Visit, log_in, use_profile, visit_chat
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.serving import serve_assistant, use_cheap_hashes

pytestmark = pytest.mark.browser

GRANITE = "The lighthouse was built of granite in 1843."
GREETING = "Hello"
MUSEUM = "When does the harbour museum open?"
PASSWORD = "una frase lunga"
HOSTILE_TITLE = "<img src=x onerror=window.__pwn=1> ${window.__pwn=1} $& {title}"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return the assistant of a small corpus, which no test changes."""
    folder = tmp_path_factory.mktemp("history")
    corpus = write_corpus(folder / "corpus", {"biblioteca.txt": ITALIAN, "museum.txt": ENGLISH})
    return Assistant.open(corpus, index=folder / "index", model=FakeEncoder())


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    """Serve the chat without accounts and yield its address."""
    with serve_assistant(assistant) as served:
        yield served


def open_list(visit: Visit, *titles: str) -> None:
    """Open the list of conversations by the keyboard, and wait until it has these titles."""
    visit.page.locator("#fonti-show-history").focus()
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator(".fonti-history input[type=search]")).to_be_focused()
    expect(visit.page.locator(".fonti-history-open bdi")).to_have_text(list(titles))


def start_new_conversation(visit: Visit) -> None:
    """Start a new conversation, and wait until the page is empty."""
    visit.page.get_by_role("button", name="New conversation").click()
    expect(visit.turns).to_have_count(0)


def test_conversations_are_opened_again_from_the_browser(browser: Browser, address: str) -> None:
    """A new conversation loses nothing: the one before is in the list, and is opened again.

    It can be found by a word of a question, and renamed, also to a text that is hostile.
    """
    with visit_chat(browser, address, "en-GB") as visit:
        page = visit.page
        expect(page.get_by_role("button", name="New conversation")).to_be_hidden()
        open_list(visit)
        expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("No conversations.")
        page.keyboard.press("Escape")
        expect(page.locator("#fonti-show-history")).to_be_focused()

        quote = visit.ask(GRANITE).locator(".fonti-quote-text").first.text_content()
        start_new_conversation(visit)
        visit.ask(MUSEUM)
        open_list(visit, MUSEUM, GRANITE)
        expect(page.locator(".fonti-history [aria-current]")).to_contain_text(MUSEUM)
        page.keyboard.type("GRÀNITE")
        expect(page.locator(".fonti-history-open bdi")).to_have_text([GRANITE])

        page.get_by_role("button", name=f"Rename: {GRANITE}").click()
        page.keyboard.type("not this")
        page.keyboard.press("Escape")
        expect(page.get_by_role("textbox", name="Title")).to_be_hidden()
        page.get_by_role("button", name=f"Rename: {GRANITE}").click()
        page.keyboard.type(HOSTILE_TITLE)
        page.keyboard.press("Enter")
        expect(page.locator(".fonti-history-open bdi")).to_have_text([HOSTILE_TITLE])

        page.locator(".fonti-history-open").click()
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(visit.turns).to_have_count(1)
        expect(visit.turns.locator(".fonti-quote-text").first).to_have_text(quote or "")
        visit.ask(MUSEUM)
        visit.reload()
        expect(visit.turns).to_have_count(2)
        open_list(visit, HOSTILE_TITLE, MUSEUM)
        assert page.evaluate("window.__pwn") is None


def test_a_long_conversation_is_whole(browser: Browser, address: str) -> None:
    """All stored questions are shown, found, and exported, the first answered on request."""
    questions = [f"{GRANITE} {number}" for number in range(26)]
    turns: list[list[object]] = [
        [text, [], [], f"{number:016x}", None] for number, text in enumerate(questions)
    ]
    conversation = {"title": "Lighthouse", "changed_at": "2026-01-01T10:00:00Z", "turns": turns}
    with visit_chat(browser, address, "en-GB") as visit:
        page = visit.page
        page.evaluate(
            "text => localStorage.setItem(`fonti-conversation:${"
            "document.querySelector('.fonti-history').dataset.namespace}:${'a'.repeat(32)}`, text)",
            json.dumps(conversation),
        )
        open_list(visit, "Lighthouse")
        page.keyboard.type("1843. 3")
        page.locator(".fonti-history-open").click()
        expect(visit.turns).to_have_count(26)
        answers = page.locator(".fonti-turn .fonti-outcome")
        expect(answers).to_have_count(20)
        expect(page.get_by_text("Earlier questions, shown without")).to_contain_text("6")
        assert visit.find_violations() == []

        page.get_by_role("button", name="Answer them again").click()
        expect(answers).to_have_count(26)
        with page.expect_download() as download:
            page.get_by_role("button", name="Markdown").click()
        exported = download.value.path().read_text("utf-8")
        exported_numbers = re.findall(r"in 1843\\?\. (\d+)$", exported, re.MULTILINE)
        assert list(map(int, exported_numbers)) == list(range(26))


def test_a_conversation_is_not_named_by_a_greeting(browser: Browser, address: str) -> None:
    """Its title is the first real question."""
    with visit_chat(browser, address, "en-GB") as visit:
        visit.ask(GREETING)
        visit.ask(MUSEUM)
        visit.ask(GRANITE)
        open_list(visit, MUSEUM)


def test_a_deleted_conversation_is_gone(browser: Browser, address: str) -> None:
    """The confirmation names the conversation; neither its page nor another brings it back."""
    with visit_chat(browser, address) as visit:
        page = visit.page
        asked: list[str] = []
        page.on("dialog", lambda dialog: asked.append(dialog.message))
        visit.ask(GRANITE)
        other = Visit(page.context.new_page(), address).open("/it/")
        other.page.evaluate(
            "memory => sessionStorage.setItem('fonti-said', memory)", remembered(page)
        )
        other.page.evaluate(
            "id => sessionStorage.setItem('fonti-stored-id', id)",
            json.loads(remembered(page))["id"],
        )
        other.reload()
        expect(other.turns).to_have_count(1)

        # Both are of one conversation now: what one of them asks, the other does not take away.
        other.ask(MUSEUM)
        visit.ask(GREETING)
        stored = "text => Object.values(localStorage).some((value) => value.includes(text))"
        page.wait_for_function(stored, arg=GREETING)
        assert page.evaluate(stored, MUSEUM)

        open_list(visit, GRANITE)
        page.get_by_role("button", name=f"Elimina: {GRANITE}").click()
        expect(page.locator(".fonti-history-open")).to_have_count(0)
        assert asked == [f"«{GRANITE}» verrà eliminata per sempre. Continuare?"]
        expect(visit.turns).to_have_count(0)
        visit.reload()
        other.ask(MUSEUM)
        open_list(other)
        assert not page.evaluate(
            "Object.keys(localStorage).filter(key => /conversation/.test(key))"
        )
        other.page.close()


def remembered(page: Page) -> str:
    """Return what the tab stores of its conversation."""
    memory: str = page.evaluate("sessionStorage.getItem('fonti-said')")
    return memory


def test_each_account_has_its_own_list(
    browser: Browser, assistant: Assistant, tmp_path: Path
) -> None:
    """Conversations of an account are on the server; logging out leaves nothing in the browser."""
    file = tmp_path / "accounts"
    with use_cheap_hashes():
        for name in ("anna", "bruno"):
            set_password(file, name, PASSWORD)
        with (
            serve_assistant(assistant, accounts=Accounts(file)) as address,
            use_profile(browser, "en-GB", address) as profile,
        ):
            page = profile.new_page()
            page.goto(f"{address}/en/")
            log_in(page, "anna", PASSWORD)
            visit = Visit(page, address)
            visit.ask(GRANITE)
            open_list(visit, GRANITE)
            assert not page.evaluate("localStorage.length")
            page.keyboard.press("Escape")

            page.get_by_role("button", name="Log out").click()
            expect(page.get_by_label("User name")).to_be_visible()
            stored = page.evaluate("JSON.stringify([{ ...sessionStorage }, { ...localStorage }])")
            assert json.loads(stored) == [{"fonti-person": ""}, {}]
            log_in(page, "bruno", PASSWORD)
            expect(visit.question).to_be_visible()
            open_list(visit)
            expect(visit.turns).to_have_count(0)

    store = Conversations(ConversationFiles(assistant.library.folder))
    assert [saved.title for saved in store.find("anna").values()] == [GRANITE]
    assert store.find("bruno") == {}


def test_the_list_on_a_phone_and_no_list_without_history(
    browser: Browser, assistant: Assistant, address: str
) -> None:
    """The list fits a phone, in dark colours; with --no-history there is none, and no storage."""
    with visit_chat(browser, address, "en-GB", size=NARROW, scheme="dark") as visit:
        # Before anything is asked, older conversations can be opened, and nothing can be exported.
        expect(visit.page.locator("#fonti-show-history")).to_be_in_viewport()
        expect(visit.page.locator("#fonti-reference-style")).to_be_hidden()
        visit.ask(GRANITE)
        open_list(visit, GRANITE)
        visit.page.get_by_role("button", name=f"Rename: {GRANITE}").click()
        box = visit.page.get_by_role("dialog").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= NARROW[0]

    with (
        serve_assistant(assistant, history=False) as served,
        visit_chat(browser, served, "en-GB") as visit,
    ):
        visit.ask(GRANITE)
        expect(visit.page.locator("#fonti-show-history, .fonti-history")).to_have_count(0)
        assert not visit.page.evaluate("localStorage.length")
