"""Tests of reading, rating and exporting answers in Chromium with a fake encoder."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from fonti.index import Library
from fonti.index.formats import extract
from fonti.qa import Assistant, read_questions, verify
from tests.helpers.assistants import open_files
from tests.helpers.browser import NARROW, visit_chat
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.serving import serve_assistant

pytestmark = pytest.mark.browser

LONG = "".join(f"Il capitolo {number} parla delle navi di Genova.\n\n" for number in range(300))
QUESTION = "The lighthouse was built of granite in 1843."
SECOND_QUESTION = "The harbour museum opens at ten in the morning"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return the assistant of a small corpus in two languages, with one long document."""
    folder = tmp_path_factory.mktemp("reading")
    files = {"biblioteca.txt": ITALIAN, "harbour/museum.txt": ENGLISH, "lungo.txt": LONG}
    return open_files(folder, files)


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    """Serve the chat of the assistant and yield its address."""
    with serve_assistant(assistant) as address:
        yield address


def test_the_page_can_be_used_with_the_keyboard_alone(browser: Browser, address: str) -> None:
    """The page can be used with the keyboard alone.

    `/` focuses the question, arrow keys move among the citation numbers, Enter opens a citation,
    arrow keys step through the citations, and Escape closes the document.
    """
    with visit_chat(browser, address, "en-GB", size=NARROW) as visit:
        visit.question.blur()
        visit.page.keyboard.press("/")
        expect(visit.question).to_be_focused()
        visit.page.keyboard.type(QUESTION)
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


def test_a_link_opens_its_span(browser: Browser, address: str) -> None:
    """A link opens its document with its span marked and in view, in either language.

    A link to an invalid span shows a note and marks nothing.
    """
    span = "?doc=harbour/museum.txt&start=4&end=18"
    with visit_chat(browser, address, path=f"/it/{span}") as visit:
        mark = visit.page.locator("#fonti-viewer mark")
        expect(mark).to_have_text(ENGLISH[4:18])
        expect(mark).to_be_in_viewport()
        visit.open(f"/en/{span}")
        expect(mark).to_be_in_viewport()
        visit.open("/en/?doc=harbour/museum.txt&start=4&end=99999")
        expect(visit.page.locator("#fonti-viewer .fonti-note")).to_be_visible()
        expect(mark).to_have_count(0)


def test_a_copied_link_opens_the_same_sentence(browser: Browser, address: str) -> None:
    """A link that is copied in one browser marks the same sentence in another."""
    with visit_chat(browser, address, "en-GB") as visit:
        mark = visit.open_citation(visit.ask(QUESTION)).text_content()
        visit.page.get_by_role("button", name="Copy the link").click()
        link = visit.page.evaluate("navigator.clipboard.readText()")
    with visit_chat(browser, address, "en-GB", path=link.removeprefix(address)) as visit:
        expect(visit.page.locator("#fonti-viewer mark.fonti-in-sentence")).to_have_text(mark or "")


def test_a_document_can_be_searched_and_more_of_it_shown(browser: Browser, address: str) -> None:
    """Matches are counted and can be stepped through.

    If more text is shown, the view stays where it was.
    """
    with visit_chat(browser, address, path="/it/?doc=lungo.txt&start=8000&end=8020") as visit:
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


def test_filters_limit_the_answer(browser: Browser, address: str) -> None:
    """Filters by document and by language limit the answer, whose outcome and hint name them.

    They are chips above the question. "Ask only here" holds for one question; what answers
    elsewhere is shown apart.
    """
    with visit_chat(browser, address, "en-GB") as visit:
        chips = visit.page.locator(".fonti-chip")
        visit.select_tab(2)
        visit.page.get_by_role("button", name="Ask only here: biblioteca.txt").click()
        expect(chips).to_have_text(["only biblioteca.txt×"])

        turn = visit.ask(QUESTION)
        expect(chips).to_have_count(0)
        expect(turn.locator(".fonti-hint").first).to_have_text("Looked only in: biblioteca.txt")
        expect(turn.locator(".fonti-outcome").first).to_contain_text("not in “biblioteca.txt”")
        elsewhere = turn.locator(".fonti-elsewhere")
        expect(elsewhere).to_contain_text("Elsewhere it says:")
        expect(elsewhere.locator(".fonti-quote")).to_contain_text("granite")
        expect(visit.open_citation(turn, 1)).to_contain_text("granite")

        turn.get_by_role("button", name="Look in all the documents").click()
        expect(visit.turns.last.locator(".fonti-quote").first).to_contain_text("granite")
        visit.page.locator("#fonti-filters button").first.click()
        visit.page.get_by_label("Italian", exact=True).check()
        expect(chips).to_have_text(["only in Italian×"])
        turn = visit.ask(QUESTION)
        expect(turn.locator(".fonti-hint").first).to_have_text("Looked only in: Italian")


def test_a_limit_is_pinned_removed_and_edited_with_the_keyboard(
    browser: Browser, address: str
) -> None:
    """A pinned limit holds until it is removed, or until a new conversation begins.

    An asked question goes back into its box with its limits, which hold for one question.
    """
    with visit_chat(browser, address, "en-GB", size=NARROW, scheme="dark") as visit:
        chips = visit.page.locator(".fonti-chip")
        keyboard = visit.page.keyboard
        visit.page.get_by_role("button", name="Documents", exact=True).click()
        visit.page.get_by_role("button", name="Ask only here: biblioteca.txt").press("Enter")
        expect(chips).to_have_count(1)
        visit.ask(QUESTION)
        expect(chips).to_have_count(0)

        visit.turns.last.get_by_role("button", name="Edit the question").press("Enter")
        expect(visit.question).to_have_value(QUESTION)
        expect(visit.question).to_be_focused()
        expect(chips).to_have_text(["only biblioteca.txt×"])

        pin = visit.page.get_by_role("button", name="Keep for all questions: only biblioteca.txt")
        expect(pin).to_have_attribute("aria-pressed", "false")
        pin.press("Enter")
        expect(pin).to_have_attribute("aria-pressed", "true")
        expect(pin).to_be_focused()
        assert visit.find_violations() == []

        visit.ask(SECOND_QUESTION)
        expect(chips).to_have_count(1)
        expect(visit.turns.last.locator(".fonti-hint").first).to_contain_text("biblioteca.txt")
        pin.focus()
        keyboard.press("Tab")
        keyboard.press("Enter")
        expect(chips).to_have_count(0)
        expect(visit.question).to_be_focused()

        visit.turns.last.get_by_role("button", name="Keep looking only here").click()
        expect(chips).to_have_count(1)
        visit.page.get_by_role("button", name="New conversation").click()
        expect(visit.turns).to_have_count(0)
        expect(chips).to_have_count(0)


def test_an_answer_is_copied_and_a_conversation_exported(
    browser: Browser, address: str, assistant: Assistant, tmp_path: Path
) -> None:
    """An answer is copied with its references, in a style that the browser remembers.

    A conversation is exported as Markdown, for Word, as references, and as JSON that can be
    verified.
    """
    with visit_chat(browser, address, "en-GB") as visit:
        turn = visit.ask(QUESTION)
        turn.get_by_role("button", name="Copy with references").click()
        copied = visit.page.evaluate("navigator.clipboard.readText()")
        assert "built of granite" in copied
        assert "(harbour/museum.txt, characters" in copied
        visit.page.get_by_label("References").select_option("BibTeX")
        visit.reload()
        expect(visit.page.get_by_label("References")).to_have_value("bibtex")
        expect(visit.turns).to_have_count(1)
        turn.get_by_role("button", name="Copy with references").click()
        expect(turn.get_by_text("Copied")).to_be_visible()
        copied = visit.page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("@misc{museum-")
        with visit.page.expect_download() as download:
            visit.page.get_by_role("button", name="Export as JSON").click()
        download.value.save_as(tmp_path / "saved.json")
        exported = json.loads((tmp_path / "saved.json").read_text("utf-8"))
        library = Library.open(assistant.library.corpus, index=assistant.library.folder, sync=False)
        assert {check.standing for check in verify(exported, library)} == {"stands"}
        with visit.page.expect_download() as download:
            visit.page.get_by_role("button", name="Export as Markdown").click()
        assert download.value.suggested_filename == "fonti-conversation.md"
        with visit.page.expect_download() as download:
            visit.page.get_by_role("button", name="Export references as BibTeX").click()
        assert download.value.suggested_filename == "fonti-conversation.bib"
        assert Path(download.value.path()).read_text("utf-8").startswith("@misc{museum-")
        with visit.page.expect_download() as download:
            visit.page.get_by_role("button", name="Export to Word").click()
        assert download.value.suggested_filename == "fonti-conversation.docx"
        download.value.save_as(tmp_path / "saved.docx")
        text = extract(".docx", (tmp_path / "saved.docx").read_bytes()).text
        assert "“The lighthouse was built of granite in 1843.”" in text


def test_feedback_is_saved_as_an_evaluation_question(
    browser: Browser, address: str, assistant: Assistant
) -> None:
    """Feedback is saved as an evaluation question; a later verdict replaces the earlier one."""
    feedback_file = assistant.library.folder / "feedback.jsonl"
    with visit_chat(browser, address, "en-GB") as visit:
        turn = visit.ask(QUESTION)
        turn.get_by_role("button", name="Useful", exact=True).click()
        expect(turn.get_by_role("status")).to_be_visible()
        (question,) = read_questions(feedback_file)
        assert (question.text, question.is_answerable) == (QUESTION, True)
        turn.get_by_role("button", name="Not useful").click()
        turn.get_by_label("The documents do not answer").check()
        turn.get_by_label("Anything to add?").fill("<b>none</b>")
        turn.get_by_role("button", name="Send").click()
        expect(turn.get_by_role("button", name="Not useful")).to_have_attribute(
            "aria-pressed", "true"
        )
        (question,) = read_questions(feedback_file)
        assert (question.text, question.is_answerable) == (QUESTION, False)
