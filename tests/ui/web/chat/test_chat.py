"""Tests of the web chat in Chromium with the embedded model."""

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.helpers.browser import NARROW, Visit, visit_chat
from tests.helpers.hostile_texts import HOSTILE

pytestmark = [pytest.mark.model, pytest.mark.browser]


def check_citation(visit: Visit, turn: Locator, quote: str, badge: str) -> None:
    """Check that a citation number opens its document with the sentence in view and marked.

    The mark holds exactly the text of the quote.
    """
    shown_quote = turn.locator(".fonti-quote").first
    expect(shown_quote).to_contain_text(quote)
    expect(shown_quote.locator(".fonti-badge").first).to_have_text(badge)

    mark = visit.open_citation(turn)
    expect(mark).to_contain_text(quote)
    assert mark.text_content() == shown_quote.locator(".fonti-quote-text").text_content()
    expect(visit.page.locator("#fonti-viewer .fonti-in-passage").first).to_be_attached()
    # On a phone the document lies over the conversation.
    visit.page.keyboard.press("Escape")


def test_citation_numbers_open_their_documents(browser: Browser, address: str) -> None:
    """Those of an earlier turn still open what this turn cited."""
    with visit_chat(browser, address) as visit:
        expect(visit.page.locator("html")).to_have_attribute("lang", "it")
        turn = visit.ask("Dove sono state montate le yurte dell'invincibilità?")
        badge = "domanda in italiano → fonte in inglese"
        check_citation(visit, turn, "“Yurts of Invincibility”", badge)

        turn = visit.ask("Quale festa ha cancellato il Kazakistan?")
        check_citation(visit, turn, "Vittoria", "italiano")
        visit.select_tab(0)
        expect(visit.page.locator("#fonti-cards mark").first).to_contain_text("Vittoria")
        expect(visit.open_citation(visit.turns.first)).to_contain_text("Yurts of Invincibility")


def test_citations_and_follow_up_questions_on_a_phone(browser: Browser, address: str) -> None:
    """Citation numbers open their documents; a follow-up shows the question that it follows."""
    with visit_chat(browser, address, "en-GB", size=NARROW) as visit:
        expect(visit.page.locator("html")).to_have_attribute("lang", "en")
        turn = visit.ask("Which public holiday did Kazakhstan cancel?")
        check_citation(visit, turn, "Vittoria", "question in English → source in Italian")

        question = "What happened to the remittances of Central Asian migrants?"
        check_citation(visit, visit.ask(question), "plummeted", "English")
        expect(visit.ask("And when?").locator(".fonti-hint").first).to_contain_text(question)


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


def test_an_odd_question_is_explained_or_shown_literally(browser: Browser, address: str) -> None:
    """An invalid question is explained in the page's language, and the next one is answered.

    HTML in a question is shown as text and does not run.
    """
    problems = {
        " ": "Scrivi una domanda",
        "?!": "non contiene parole",
        "a" * 100_000: "troppo lunga",
    }
    with visit_chat(browser, address) as visit:
        for question, problem in problems.items():
            expect(visit.ask(question).locator(".fonti-outcome")).to_contain_text(problem)
            turn = visit.ask("Quale festa ha cancellato il Kazakistan?")
            expect(turn.locator(".fonti-quote").first).to_contain_text("Vittoria")

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
        expect(visit.turns.locator(".fonti-quote").first).to_contain_text("remittances")
        visit.page.get_by_role("button", name="Nuova conversazione").click()
        expect(visit.page.locator(".fonti-turn, .fonti-card")).to_have_count(0)
        expect(visit.page.locator(".fonti-example")).to_have_count(4)


def test_reloading_and_changing_the_language_keep_the_conversation(
    browser: Browser, address: str
) -> None:
    """The conversation is shown again after a reload and in the page of the other language."""
    with visit_chat(browser, address) as visit:
        quote_text = (
            visit.ask("Dove sono state montate le yurte dell'invincibilità?")
            .locator(".fonti-quote-text")
            .first.text_content()
        )
        visit.reload()
        expect(visit.turns.locator(".fonti-quote-text").first).to_have_text(quote_text or "")
        visit.follow(visit.page.get_by_role("link", name="English"))
        expect(visit.turns.locator(".fonti-outcome")).to_contain_text("In the documents")
        expect(visit.turns.locator(".fonti-quote-text").first).to_have_text(quote_text or "")
