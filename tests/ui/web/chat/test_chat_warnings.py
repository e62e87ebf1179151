"""Tests in Chromium of how documents that were not read whole are shown, with a fake encoder."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from fonti.qa import Assistant
from tests.helpers.browser import NARROW, WIDE, visit_chat
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.partly_read import read_in_part
from tests.helpers.serving import serve_assistant

pytestmark = pytest.mark.browser

QUESTION = "The lighthouse was built of granite in 1843."
LABELS = {
    "it": "⚠ documento letto in parte, o con incertezze (2)",
    "en": "⚠ document not read whole, or not surely right (2)",
}
REASONS = {"it": "Pagine 2, 5-7: è danneggiata", "en": "Pages 2, 5-7: damaged"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a small corpus, one document of which is read in part."""
    folder = tmp_path_factory.mktemp("warnings")
    files = {"biblioteca.txt": ITALIAN, "harbour/museum.txt": ENGLISH}
    corpus = write_corpus(folder / "corpus", files)
    with read_in_part():
        assistant = Assistant.open(corpus, index=folder / "index", model=FakeEncoder())
    with serve_assistant(assistant) as address:
        yield address


def check_mark(mark: Locator, language: str) -> None:
    """Check that a mark is closed and in view, and that it opens to the reasons."""
    reason = mark.locator("li").first
    expect(mark.locator("summary")).to_have_text(LABELS[language])
    expect(reason).to_be_hidden()
    mark.locator("summary").click()
    expect(reason).to_be_visible()
    expect(reason).to_contain_text(REASONS[language])
    expect(mark.locator("li").nth(1)).to_contain_text("<b>annex</b>")


@pytest.mark.parametrize(("language", "size"), [("it", WIDE), ("en", NARROW)])
def test_what_was_not_read_can_be_read_about(
    browser: Browser, address: str, language: str, size: tuple[int, int]
) -> None:
    """A quote, its document and the list have a mark that opens to the reasons and their pages."""
    locale = {"it": "it-IT", "en": "en-GB"}[language]
    with visit_chat(browser, address, locale, size=size) as visit:
        quote = visit.ask(QUESTION).locator(".fonti-quote").first
        check_mark(quote.locator(".fonti-warnings"), language)

        visit.open_citation(visit.turns.first)
        check_mark(visit.page.locator("#fonti-viewer .fonti-warnings"), language)

        visit.select_tab(2)
        marks = visit.page.locator("#fonti-documents .fonti-warnings")
        expect(marks).to_have_count(1)
        check_mark(marks, language)
