"""Tests of the web chat in Chromium with the embedded model."""

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
        (
            "it-IT",
            "Quale festa ha cancellato il Kazakistan?",
            "Vittoria",
            "italiano",
            NARROW,
        ),
        (
            "en-GB",
            "Which public holiday did Kazakhstan cancel?",
            "Vittoria",
            "question in English → source in Italian",
            NARROW,
        ),
        (
            "en-GB",
            "What happened to the remittances of Central Asian migrants?",
            "plummeted",
            "English",
            WIDE,
        ),
    ],
)
def test_a_citation_number_opens_the_document_at_the_sentence(
    browser: Browser,
    address: str,
    locale: str,
    question: str,
    quote: str,
    badge: str,
    size: tuple[int, int],
) -> None:
    """A citation number opens its document with the sentence in view and marked.

    The mark holds exactly the text of the quote.
    """
    with visit_chat(browser, address, locale, size=size) as visit:
        expect(visit.page.locator("html")).to_have_attribute("lang", locale[:2])
        shown_quote = visit.ask(question).locator(".fonti-quote").first
        expect(shown_quote).to_contain_text(quote)
        expect(shown_quote.locator(".fonti-badge").first).to_have_text(badge)
        quote_text = shown_quote.locator(".fonti-quote-text").text_content()
        mark = visit.open_citation(visit.turns.last)
        assert mark.text_content() == quote_text
        expect(visit.page.locator("#fonti-viewer .fonti-in-passage").first).to_be_attached()


def test_citation_numbers_of_an_earlier_turn_still_work(browser: Browser, address: str) -> None:
    """A citation number of an earlier turn opens the passage that this turn cited."""
    with visit_chat(browser, address) as visit:
        first = visit.ask("Cosa sono le yurte dell'invincibilità?").element_handle()
        visit.ask("Quale festa ha cancellato il Kazakistan?")
        visit.select_tab(0)
        expect(visit.page.locator("#fonti-cards mark").first).to_contain_text("Vittoria")
        assert first is not None
        expect(visit.open_citation(visit.turns.first)).to_contain_text("Yurts of Invincibility")


@pytest.mark.parametrize(
    ("locale", "question", "outcome", "button", "hint"),
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
def test_an_unanswered_question_can_be_asked_in_the_other_language(
    browser: Browser, address: str, locale: str, question: str, outcome: str, button: str, hint: str
) -> None:
    """If the documents do not answer, no quote is shown and the nearest passages are folded.

    One click asks again in the sources in the other language.
    """
    with visit_chat(browser, address, locale, scheme="dark") as visit:
        turn = visit.ask(question)
        expect(turn.locator(".fonti-outcome")).to_contain_text(outcome)
        expect(turn.locator(".fonti-quote:not(.fonti-only-near)")).to_have_count(0)
        expect(turn.locator(".fonti-near .fonti-quote").first).to_be_hidden()
        turn.get_by_role("button", name=button).click()
        expect(visit.turns).to_have_count(2)
        expect(visit.turns.last.locator(".fonti-hint").first).to_contain_text(hint)
        # It holds for that question, and for the next ones only if it is kept.
        expect(visit.page.locator(".fonti-chip")).to_have_count(0)
        visit.turns.last.locator("[data-do=keep]").click()
        expect(visit.page.locator(".fonti-chip")).to_contain_text(hint)


def test_a_follow_up_question_shows_the_question_that_it_follows(
    browser: Browser, address: str
) -> None:
    """The hint of a follow-up question shows the question that it follows."""
    with visit_chat(browser, address, "en-GB") as visit:
        visit.ask("What happened to the remittances of Central Asian migrants?")
        turn = visit.ask("And when?")
        expect(turn.locator(".fonti-hint").first).to_contain_text(
            "What happened to the remittances of Central Asian migrants?"
        )


@pytest.mark.parametrize(
    ("question", "problem"),
    [(" ", "Scrivi una domanda"), ("?!", "non contiene parole"), ("a" * 100_000, "troppo lunga")],
)
def test_an_invalid_question_is_explained(
    browser: Browser, address: str, question: str, problem: str
) -> None:
    """An invalid question is explained in the page's language, and the next one is answered."""
    with visit_chat(browser, address) as visit:
        expect(visit.ask(question).locator(".fonti-outcome")).to_contain_text(problem)
        turn = visit.ask("Quale festa ha cancellato il Kazakistan?")
        expect(turn.locator(".fonti-quote").first).to_contain_text("Vittoria")


def test_a_question_is_shown_literally(browser: Browser, address: str) -> None:
    """HTML in a question is shown as text and does not run."""
    with visit_chat(browser, address) as visit:
        hostile = " ".join(HOSTILE[:5])
        expect(visit.ask(hostile)).to_contain_text(hostile)
        assert visit.page.evaluate("window.__pwn") is None


def test_examples_and_a_new_conversation(browser: Browser, address: str) -> None:
    """A click on an example asks it.

    A new conversation removes the turns and passages and shows the examples again.
    """
    with visit_chat(browser, address) as visit:
        visit.page.get_by_role(
            "button", name="Che cosa è successo alle rimesse dei migranti dell'Asia centrale?"
        ).click()
        expect(visit.turns.locator(".fonti-quote").first).to_contain_text(
            "remittances", timeout=30_000
        )
        visit.page.get_by_role("button", name="Nuova conversazione").click()
        expect(visit.page.locator(".fonti-turn, .fonti-card")).to_have_count(0)
        expect(visit.page.locator(".fonti-example")).to_have_count(4)


def test_reloading_and_changing_the_language_keep_the_conversation(
    browser: Browser, address: str
) -> None:
    """The conversation is shown again after a reload and in the page of the other language."""
    with visit_chat(browser, address) as visit:
        quote_text = (
            visit.ask("Cosa sono le yurte dell'invincibilità?")
            .locator(".fonti-quote-text")
            .first.text_content()
        )
        visit.reload()
        expect(visit.turns.locator(".fonti-quote-text").first).to_have_text(
            quote_text or "", timeout=30_000
        )
        visit.follow(visit.page.get_by_role("link", name="English"))
        expect(visit.turns.locator(".fonti-outcome")).to_contain_text(
            "In the documents", timeout=30_000
        )
        expect(visit.turns.locator(".fonti-quote-text").first).to_have_text(quote_text or "")
