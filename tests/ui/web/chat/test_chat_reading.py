"""Reading, judging and taking away what is quoted, in Chromium; the encoder is fake, the rest is not."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from fonti.index import Library
from fonti.qa import Assistant, read_questions, verify
from tests.helpers.browser import NARROW, visit_chat
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.serving import serve_assistant

pytestmark = pytest.mark.browser

LONG = "".join(f"Il capitolo {number} parla delle navi di Genova.\n\n" for number in range(300))
ASKED = "The lighthouse was built of granite in 1843."


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return the assistant of a small corpus in two languages, with one long document."""
    folder = tmp_path_factory.mktemp("reading")
    files = {"biblioteca.txt": ITALIAN, "harbour/museum.txt": ENGLISH, "lungo.txt": LONG}
    return Assistant.open(
        write_corpus(folder / "corpus", files), index=folder / "index", model=FakeEncoder()
    )


@pytest.fixture(scope="module")
def served(assistant: Assistant) -> Iterator[str]:
    """Return the address of its chat."""
    with serve_assistant(assistant) as address:
        yield address


def test_a_page_works_by_keyboard_alone(browser: Browser, served: str) -> None:
    """`/` to ask, arrows among the numbers, Enter to open, arrows among citations, Escape to come back."""
    with visit_chat(browser, served, "en-GB", size=NARROW) as visit:
        visit.question.blur()
        visit.page.keyboard.press("/")
        expect(visit.question).to_be_focused()
        visit.page.keyboard.type(ASKED)
        visit.page.keyboard.press("Enter")
        expect(visit.turns).to_have_count(1)
        cites = visit.turns.locator(".fonti-cite:visible")
        cites.first.focus()
        visit.page.keyboard.press("ArrowRight")
        expect(cites.nth(1) if cites.count() > 1 else cites.first).to_be_focused()
        cites.first.focus()
        visit.page.keyboard.press("Enter")
        expect(visit.page.locator("#fonti-viewer .fonti-text")).to_be_focused()
        expect(visit.page.locator("#fonti-viewer mark.fonti-in-sentence")).to_be_in_viewport()
        visit.page.keyboard.press("ArrowRight")
        expect(visit.page.locator("#fonti-viewer .fonti-document-header")).to_contain_text("[2]")
        visit.page.keyboard.press("Escape")
        expect(visit.page.locator("#fonti-side")).to_be_hidden()
        expect(cites.first).to_be_focused()


@pytest.mark.parametrize(("locale", "path"), [("it-IT", "/it/"), ("en-GB", "/en/")])
def test_a_link_opens_its_place(browser: Browser, served: str, locale: str, path: str) -> None:
    """And one to no place marks nothing, and says so."""
    with visit_chat(
        browser, served, locale, path=f"{path}?doc=harbour/museum.txt&start=4&end=18"
    ) as visit:
        expect(visit.page.locator("#fonti-viewer mark")).to_have_text(ENGLISH[4:18])
        expect(visit.page.locator("#fonti-viewer mark")).to_be_in_viewport()
        visit.open(f"{path}?doc=harbour/museum.txt&start=4&end=99999")
        expect(visit.page.locator("#fonti-viewer .fonti-note")).to_be_visible()
        expect(visit.page.locator("#fonti-viewer mark")).to_have_count(0)
        visit.open(f"{path}?doc=none.txt&start=4&end=18")
        expect(visit.page.locator("#fonti-viewer .fonti-note")).to_be_visible()


def test_the_link_that_is_copied_opens_the_same_place(browser: Browser, served: str) -> None:
    """In another browser too."""
    with visit_chat(browser, served, "en-GB") as visit:
        mark = visit.open_citation(visit.ask(ASKED)).text_content()
        visit.page.get_by_role("button", name="Copy the link").click()
        link = visit.page.evaluate("navigator.clipboard.readText()")
    with visit_chat(browser, served, "en-GB", path=link.removeprefix(served)) as visit:
        expect(visit.page.locator("#fonti-viewer mark.fonti-in-sentence")).to_have_text(mark or "")


def test_a_document_is_searched_and_shown_wider(browser: Browser, served: str) -> None:
    """Matches are counted and gone through; more text is shown on demand, and what was in view stays there."""
    with visit_chat(browser, served, path="/it/?doc=lungo.txt&start=8000&end=8020") as visit:
        viewer = visit.page.locator("#fonti-viewer")
        expect(viewer.locator("mark.fonti-in-sentence")).to_be_in_viewport()
        viewer.get_by_role("searchbox").fill("capitolo 299")
        viewer.get_by_role("searchbox").press("Enter")
        expect(viewer.locator("mark.fonti-in-current-match")).to_have_text("capitolo 299")
        expect(viewer.locator("mark.fonti-in-current-match")).to_be_in_viewport()
        viewer.get_by_role("searchbox").fill("capitolo 1")
        viewer.get_by_role("searchbox").press("Enter")
        expect(viewer.get_by_text("1 di 111")).to_be_visible()
        viewer.get_by_role("button", name="Precedente").click()
        expect(viewer.get_by_text("111 di 111")).to_be_visible()
        before = len(viewer.locator(".fonti-text").text_content() or "")
        viewer.get_by_role("button", name="Mostra più testo prima").click()
        expect(viewer.get_by_text("capitolo 100")).to_be_attached()
        assert visit.page.locator("#fonti-side").evaluate("side => side.scrollTop") > 1000
        assert len(viewer.locator(".fonti-text").text_content() or "") > before


def test_a_filter_limits_what_is_asked_and_says_so(browser: Browser, served: str) -> None:
    """By document from the list, by language from its box; the answer says where was looked."""
    with visit_chat(browser, served, "en-GB") as visit:
        visit.select_tab(2)
        visit.page.get_by_role("button", name="Ask only here: biblioteca.txt").click()
        expect(visit.page.locator("#fonti-source-filter")).to_contain_text("biblioteca.txt")
        turn = visit.ask(ASKED)
        expect(turn.locator(".fonti-hint").first).to_have_text("Looked only in: biblioteca.txt")
        expect(turn.locator(".fonti-location").filter(has_text="museum")).to_have_count(0)
        turn.get_by_role("button", name="Look in all the documents").click()
        expect(visit.turns.last.locator(".fonti-quote").first).to_contain_text("granite")
        visit.page.get_by_label("Italian").check()
        turn = visit.ask(ASKED)
        expect(turn.locator(".fonti-hint").first).to_have_text("Looked only in: Italian")


def test_an_answer_is_copied_and_a_conversation_exported(
    browser: Browser, served: str, assistant: Assistant, tmp_path: Path
) -> None:
    """With references; as Markdown, and as JSON that verifies."""
    with visit_chat(browser, served, "en-GB") as visit:
        turn = visit.ask(ASKED)
        turn.get_by_role("button", name="Copy with references").click()
        copied = visit.page.evaluate("navigator.clipboard.readText()")
        assert "built of granite" in copied
        assert "(harbour/museum.txt, characters" in copied
        with visit.page.expect_download() as download:
            visit.page.get_by_role("button", name="Export as JSON").click()
        download.value.save_as(tmp_path / "saved.json")
        saved = json.loads((tmp_path / "saved.json").read_text("utf-8"))
        library = Library.open(assistant.library.corpus, index=assistant.library.folder, sync=False)
        assert {check.standing for check in verify(saved, library)} == {"stands"}
        with visit.page.expect_download() as download:
            visit.page.get_by_role("button", name="Export as Markdown").click()
        assert download.value.suggested_filename == "fonti-conversation.md"


def test_what_people_say_of_answers_is_kept_to_measure_with(
    browser: Browser, served: str, assistant: Assistant
) -> None:
    """A thumb up is a question with its answer; a change of mind takes its place."""
    feedback_file = assistant.library.folder / "feedback.jsonl"
    with visit_chat(browser, served, "en-GB") as visit:
        turn = visit.ask(ASKED)
        turn.get_by_role("button", name="Useful", exact=True).click()
        expect(turn.get_by_role("status")).to_be_visible()
        (question,) = read_questions(feedback_file)
        assert (question.text, question.is_answerable) == (ASKED, True)
        turn.get_by_role("button", name="Not useful").click()
        turn.get_by_label("The documents do not answer").check()
        turn.get_by_label("Anything to add?").fill("<b>none</b>")
        turn.get_by_role("button", name="Send").click()
        expect(turn.get_by_role("button", name="Not useful")).to_have_attribute(
            "aria-pressed", "true"
        )
        (question,) = read_questions(feedback_file)
        assert (question.text, question.is_answerable) == (ASKED, False)
