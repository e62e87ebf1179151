"""Requests that are no questions, in Chromium with a fake encoder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from fonti.qa import Assistant
from fonti.ui.i18n.english import ENGLISH
from fonti.ui.i18n.italian import ITALIAN
from tests.helpers.assistants import fix_confidence
from tests.helpers.browser import NARROW, visit_chat
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.serving import serve_assistant

pytestmark = pytest.mark.browser

FILES = {
    "harbour.txt": "The lighthouse of the harbour was built of granite in 1843 by the town.",
    "rules.md": "# Harbour rules\n\nThe harbour is closed to all ships on the first of January.\n",
}
TARIFFS = """# Tariffs of the ferry

## Passengers

Passengers pay three pounds for each crossing.

## Bicycles

Bicycles are carried without charge.

## Dogs

Dogs travel on the lower deck.
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the chat of two documents."""
    folder = tmp_path_factory.mktemp("requests")
    corpus = write_corpus(folder / "corpus", FILES)
    assistant = Assistant.open(corpus, index=folder / "index", model=FakeEncoder())
    with serve_assistant(assistant) as address:
        yield address


def test_requests_are_answered_by_their_kind(browser: Browser, address: str) -> None:
    """Fixed words, lists with links, overviews and mentions; nothing is judged or searched."""
    with visit_chat(browser, address, "it-IT") as visit:
        expect(visit.ask("ciao")).to_contain_text(ITALIAN.replies["greeting"])

        visit.ask("chi sei?")
        visit.turns.nth(1).get_by_role("button", name=ITALIAN.request_examples[0]).click()
        expect(visit.turns).to_have_count(3)
        listed = visit.turns.last.locator("[data-do=open]")
        expect(listed).to_have_text([FILES["harbour.txt"], "Harbour rules"])
        listed.last.click()
        expect(visit.page.locator("#fonti-viewer .fonti-text")).to_contain_text("first of January")

        visit.select_tab(0)
        visit.ask("trova tutte le menzioni di harbour")
        mentions = visit.turns.nth(3)
        expect(mentions.locator(".fonti-match")).to_have_text(["harbour", "Harbour", "harbour"])
        expect(mentions.locator("[data-do=judge]")).to_have_count(0)
        expect(visit.page.locator("#fonti-cards .fonti-card")).to_have_count(3)

        visit.ask("grazie")
        expect(visit.page.locator("#fonti-cards .fonti-card")).to_have_count(3)
        expect(visit.open_citation(mentions, 2)).to_contain_text("Harbour rules")


def test_other_sections_are_offered_after_an_answer(browser: Browser, tmp_path: Path) -> None:
    """One click quotes the section; those that were read are not offered again."""
    corpus = write_corpus(tmp_path / "corpus", {"tariffs.md": TARIFFS})
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    fix_confidence(assistant, 3.0)
    with (
        serve_assistant(assistant) as address,
        visit_chat(browser, address, "en-GB", size=NARROW) as visit,
    ):
        offered = visit.page.locator(".fonti-next button:visible")
        visit.ask("Do passengers pay three pounds for each crossing?")
        expect(offered).to_have_text(["Bicycles", "Dogs"])

        offered.first.click()
        expect(visit.turns).to_have_count(2)
        question = ENGLISH.section_question.format(heading="Bicycles")
        expect(visit.turns.last.locator("h2")).to_have_text(question)
        expect(visit.turns.last).to_contain_text("Bicycles are carried without charge.")
        expect(offered).to_have_text(["Dogs"])
        assert visit.find_violations() == []

        # The page remembers the question alone, which quotes the same section again.
        visit.reload()
        expect(visit.turns).to_have_count(2)
        expect(visit.turns.last).to_contain_text("Bicycles are carried without charge.")


def test_requests_fit_a_telephone(browser: Browser, address: str) -> None:
    """Long lists and headings stay within the screen."""
    with visit_chat(browser, address, "en-GB", size=NARROW) as visit:
        visit.ask("translate it into Italian")
        visit.ask("summarize rules.md")
        overview = visit.turns.last
        expect(overview.locator(".fonti-reply-heading")).to_contain_text("Harbour rules")
        expect(overview).to_contain_text(ENGLISH.reply_overview_of_one.format(name="Harbour rules"))
