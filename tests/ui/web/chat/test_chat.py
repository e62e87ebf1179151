"""The web chat with the embedded model, in Chromium, as a person asks it."""

import pytest
from playwright.sync_api import Browser, expect

from tests.helpers.browser import NARROW, WIDE, visit_chat
from tests.helpers.hostile_texts import HOSTILE

pytestmark = [pytest.mark.model, pytest.mark.browser]


@pytest.mark.parametrize(
    ("locale", "question", "quote", "badge", "size"),
    [
        (
            "it-IT",
            "Cosa sono le yurte dell'invincibilità?",
            "“Yurts of Invincibility”",
            "domanda in italiano → fonte in inglese",
            WIDE,
        ),
        ("it-IT", "Quale rotta commerciale aggira la Russia?", "Trans-Caspio", "italiano", NARROW),
        (
            "en-GB",
            "Which public holiday did Kazakhstan cancel?",
            "Giorno della Vittoria",
            "question in English → source in Italian",
            NARROW,
        ),
        ("en-GB", "What happened to migrants' remittances?", "plummeted", "English", WIDE),
    ],
)
def test_a_quotes_number_opens_its_document_at_the_sentence(
    browser: Browser,
    address: str,
    locale: str,
    question: str,
    quote: str,
    badge: str,
    size: tuple[int, int],
) -> None:
    """Ask, read the quote, choose [1]: the sentence is in view, marked, and is the quote to the letter."""
    with visit_chat(browser, address, locale, size=size) as visit:
        expect(visit.page.locator("html")).to_have_attribute("lang", locale[:2])
        shown = visit.ask(question).locator(".fonti-quote").first
        expect(shown).to_contain_text(quote)
        expect(shown.locator(".fonti-badge").first).to_have_text(badge)
        words = shown.locator(".fonti-quote-text").text_content()
        mark = visit.open_citation(visit.turns.last)
        assert mark.text_content() == words
        expect(visit.page.locator("#fonti-viewer .fonti-in-passage").first).to_be_attached()


def test_numbers_of_an_earlier_turn_open_their_own_passages(browser: Browser, address: str) -> None:
    """A conversation keeps what each of its answers cited."""
    with visit_chat(browser, address) as visit:
        first = visit.ask("Cosa sono le yurte dell'invincibilità?").element_handle()
        visit.ask("Quale rotta commerciale aggira la Russia?")
        expect(visit.page.locator("#fonti-cards mark").first).to_contain_text("Trans-Caspio")
        assert first is not None
        expect(visit.open_citation(visit.turns.first)).to_contain_text("Yurts of Invincibility")


@pytest.mark.parametrize(
    ("locale", "question", "said", "way", "within"),
    [
        (
            "it-IT",
            "Qual è la capitale dell'Australia?",
            "Non è nei documenti",
            "Cerca solo nelle fonti in inglese",
            "inglese",
        ),
        (
            "en-GB",
            "What is the capital of Australia?",
            "It is not in the documents",
            "Look only in the sources in Italian",
            "Italian",
        ),
    ],
)
def test_silence_says_why_and_has_a_way_out(
    browser: Browser, address: str, locale: str, question: str, said: str, way: str, within: str
) -> None:
    """No quote is offered; the nearest passages are folded apart, and one click tries the other language."""
    with visit_chat(browser, address, locale, scheme="dark") as visit:
        turn = visit.ask(question)
        expect(turn.locator(".fonti-outcome")).to_contain_text(said)
        expect(turn.locator(".fonti-quote:not(.fonti-only-near)")).to_have_count(0)
        expect(turn.locator(".fonti-near .fonti-quote").first).to_be_hidden()
        turn.get_by_role("button", name=way).click()
        expect(visit.turns).to_have_count(2)
        expect(visit.turns.last.locator(".fonti-hint").first).to_contain_text(within)
        visit.page.locator("#fonti-filters button").first.click()
        expect(visit.page.locator("#fonti-language-filter input:checked")).to_have_count(1)


def test_a_follow_up_is_read_after_what_it_follows(browser: Browser, address: str) -> None:
    """And says so."""
    with visit_chat(browser, address, "en-GB") as visit:
        visit.ask("What happened to migrants' remittances?")
        turn = visit.ask("And when?")
        expect(turn.locator(".fonti-hint").first).to_contain_text(
            "What happened to migrants' remittances?"
        )


@pytest.mark.parametrize(
    ("question", "said"),
    [(" ", "Scrivi una domanda"), ("?!", "non contiene parole"), ("a" * 100_000, "troppo lunga")],
)
def test_questions_that_cannot_be_asked_are_told_why(
    browser: Browser, address: str, question: str, said: str
) -> None:
    """In the page's language, and the conversation goes on."""
    with visit_chat(browser, address) as visit:
        expect(visit.ask(question).locator(".fonti-outcome")).to_contain_text(said)
        turn = visit.ask("Quale rotta commerciale aggira la Russia?")
        expect(turn.locator(".fonti-quote").first).to_contain_text("Trans-Caspio")


def test_a_question_is_shown_literally(browser: Browser, address: str) -> None:
    """What is typed never becomes part of the page."""
    with visit_chat(browser, address) as visit:
        hostile = " ".join(HOSTILE[:5])
        expect(visit.ask(hostile)).to_contain_text(hostile)
        assert visit.page.evaluate("window.__pwn") is None


def test_examples_ask_and_a_new_conversation_forgets(browser: Browser, address: str) -> None:
    """One click asks; another clears the conversation and its passages, and brings the examples back."""
    with visit_chat(browser, address) as visit:
        visit.page.get_by_role(
            "button", name="Che fine hanno fatto le rimesse dei migranti?"
        ).click()
        expect(visit.turns.locator(".fonti-quote").first).to_contain_text(
            "remittances", timeout=30_000
        )
        visit.page.get_by_role("button", name="Nuova conversazione").click()
        expect(visit.page.locator(".fonti-turn, .fonti-card")).to_have_count(0)
        expect(visit.page.locator(".fonti-example")).to_have_count(4)


def test_a_page_that_is_loaded_again_and_one_in_the_other_language_go_on(
    browser: Browser, address: str
) -> None:
    """The conversation is there again, in whole answers, under the words of the language."""
    with visit_chat(browser, address) as visit:
        words = (
            visit.ask("Cosa sono le yurte dell'invincibilità?")
            .locator(".fonti-quote-text")
            .first.text_content()
        )
        visit.page.reload()
        expect(visit.turns.locator(".fonti-quote-text").first).to_have_text(
            words or "", timeout=30_000
        )
        visit.page.get_by_role("link", name="English").click()
        expect(visit.turns.locator(".fonti-outcome")).to_contain_text(
            "The documents say", timeout=30_000
        )
        expect(visit.turns.locator(".fonti-quote-text").first).to_have_text(words or "")
