"""The web chat, in Chromium, as a person uses it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import serving
from tests.test_render import HOSTILE

pytestmark = [pytest.mark.model, pytest.mark.browser]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WIDE, NARROW = (1440, 900), (390, 844)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()


class Chat:
    """A page of the chat, with what must never happen on it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.faults: list[str] = []
        page.on("console", lambda told: self.faults.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(address) else self._left(asked.url))

    def _left(self, url: str) -> None:
        if not url.startswith(("data:", "blob:")):
            self.faults.append(f"a request left: {url}")

    def ask(self, question: str) -> None:
        """Type a question and wait for what is said to it."""
        before = self.page.locator("#fonti-chat .fonti-outcome").count()
        self.page.locator("#fonti-question textarea").fill(question)
        self.page.locator("#fonti-question button").click()
        expect(self.page.locator("#fonti-chat .fonti-outcome")).to_have_count(before + 1, timeout=30_000)


def open_chat(
    browser: Browser,
    address: str,
    locale: str = "it-IT",
    *,
    size: tuple[int, int] = WIDE,
    scheme: Literal["light", "dark"] = "light",
) -> Chat:
    """A new browser's first visit."""
    width, height = size
    context = browser.new_context(locale=locale, viewport={"width": width, "height": height}, color_scheme=scheme)
    chat = Chat(context.new_page(), address)
    chat.page.goto(address)
    expect(chat.page.locator("#fonti-question textarea")).to_be_visible(timeout=30_000)
    return chat


@pytest.mark.parametrize(
    ("locale", "question", "quote", "badge", "size"),
    [
        ("it-IT", "Cosa sono le yurte dell'invincibilità?", "“Yurts of Invincibility”", "fonte in inglese", WIDE),
        ("it-IT", "Quale rotta commerciale aggira la Russia?", "Trans-Caspio", "italiano", NARROW),
        ("en-GB", "Which public holiday did Kazakhstan cancel?", "Giorno della Vittoria", "source in Italian", NARROW),
        ("en-GB", "What happened to migrants' remittances?", "plummeted", "English", WIDE),
    ],
)
def test_a_quotes_number_opens_its_sentence_marked_in_its_passage(
    browser: Browser, address: str, locale: str, question: str, quote: str, badge: str, size: tuple[int, int]
) -> None:
    """Ask, read the quote, click [1]: the marked sentence comes into view, and is the quote to the letter."""
    chat = open_chat(browser, address, locale, size=size)
    page = chat.page
    expect(page.locator("html")).to_have_attribute("lang", locale[:2])
    chat.ask(question)
    shown = page.locator("#fonti-chat .fonti-quote").first
    expect(shown).to_contain_text(quote)
    expect(shown).to_contain_text(badge)
    page.locator("#fonti-chat a.fonti-cite").first.click()
    card = page.locator("#fonti-sources .fonti-opened")
    expect(card).to_be_focused()
    marked = card.locator("mark")
    expect(marked).to_be_in_viewport()
    assert marked.text_content() == shown.locator(".fonti-words").text_content()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert chat.faults == []


def test_numbers_of_an_earlier_turn_open_its_own_passages(browser: Browser, address: str) -> None:
    """A conversation keeps what each of its answers cited."""
    chat = open_chat(browser, address)
    chat.ask("Cosa sono le yurte dell'invincibilità?")
    chat.ask("Quale rotta commerciale aggira la Russia?")
    expect(chat.page.locator("#fonti-sources mark").first).to_contain_text("Trans-Caspio")
    chat.page.locator('#fonti-chat a[href="#cite-1-1"]').first.click()
    expect(chat.page.locator("#fonti-sources .fonti-opened mark")).to_contain_text("Yurts of Invincibility")
    assert chat.faults == []


@pytest.mark.parametrize(
    ("locale", "said"), [("it-IT", "Non è nei documenti"), ("en-GB", "It is not in the documents")]
)
def test_silence_is_said_in_the_pages_language(browser: Browser, address: str, locale: str, said: str) -> None:
    """A question that nothing answers gets no quote and no passage."""
    chat = open_chat(browser, address, locale, scheme="dark")
    chat.ask("Qual è la capitale dell'Australia?" if locale == "it-IT" else "What is the capital of Australia?")
    expect(chat.page.locator("#fonti-chat .fonti-outcome")).to_contain_text(said)
    expect(chat.page.locator(".fonti-quote, .fonti-card")).to_have_count(0)
    assert chat.faults == []


@pytest.mark.parametrize(
    ("question", "said"), [(" ", "Scrivi una domanda"), ("?!", "non contiene parole"), ("a" * 100_000, "troppo lunga")]
)
def test_questions_that_cannot_be_asked_are_told_why(browser: Browser, address: str, question: str, said: str) -> None:
    """In the page's language, and the conversation goes on."""
    chat = open_chat(browser, address)
    chat.ask(question)
    expect(chat.page.locator("#fonti-chat .fonti-outcome")).to_contain_text(said)
    chat.ask("Quale rotta commerciale aggira la Russia?")
    expect(chat.page.locator("#fonti-chat .fonti-quote").first).to_contain_text("Trans-Caspio")
    assert chat.faults == []


def test_a_question_is_shown_literally(browser: Browser, address: str) -> None:
    """What is typed never becomes part of the page."""
    chat = open_chat(browser, address)
    hostile = " ".join(HOSTILE[:5])
    chat.ask(hostile)
    expect(chat.page.locator("#fonti-chat")).to_contain_text(hostile)
    assert chat.page.evaluate("window.__pwn") is None
    assert chat.faults == []


def test_examples_ask_and_a_new_conversation_forgets(browser: Browser, address: str) -> None:
    """One click asks; another clears the conversation and its passages."""
    chat = open_chat(browser, address)
    chat.page.get_by_role("button", name="Che fine hanno fatto le rimesse dei migranti?").click()
    expect(chat.page.locator("#fonti-chat .fonti-quote").first).to_contain_text("remittances", timeout=30_000)
    chat.page.get_by_role("button", name="Nuova conversazione").click()
    expect(chat.page.locator("#fonti-chat .fonti-outcome, #fonti-sources .fonti-card")).to_have_count(0)
    assert chat.faults == []


def test_a_hostile_document_is_shown_literally(browser: Browser, tmp_path: Path) -> None:
    """Nothing in a document's text or name runs, is fetched or is taken for markup, in the chat or beside it."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    name = "<img src=x onerror=window.__pwn=1> ${window.__pwn=1}.txt"
    text = "The harbour of Ostia was dug by Claudius " + " ".join(HOSTILE).replace("\n", " ")
    (corpus / name).write_text(text, "utf-8", newline="")
    with serving(tmp_path, "--corpus", str(corpus)) as address:
        chat = open_chat(browser, address, "en-GB")
        chat.ask("Who dug the harbour of Ostia?")
        quote = chat.page.locator("#fonti-chat .fonti-words").first
        assert (quote.text_content() or "nothing") in text
        chat.page.locator("#fonti-chat a.fonti-cite").first.click()
        card = chat.page.locator("#fonti-sources .fonti-opened")
        expect(card.locator(".fonti-source")).to_have_text(name)
        assert (card.locator(".fonti-passage").text_content() or "nothing") in text
        expect(chat.page.locator("#fonti-chat img, #fonti-sources img, #fonti-sources script")).to_have_count(0)
        assert chat.page.evaluate("window.__pwn") is None
        assert chat.faults == []
