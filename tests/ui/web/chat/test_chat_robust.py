"""Tests in Chromium of hostile documents, server restarts and a busy server."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from fonti.qa import Assistant
from fonti.ui.web import work_queue
from tests.helpers.assistants import open_files
from tests.helpers.browser import visit_chat
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.hostile_texts import HOSTILE
from tests.helpers.serving import serve_assistant
from tests.helpers.waiting import BlockedAssistant, wait_until

pytestmark = pytest.mark.browser

QUESTION = "The lighthouse was built of granite in 1843."
NAMES = (
    "<img src=x onerror=window.__pwn=1> ${window.__pwn=1}.txt",
    "{{7*7}} `x` $$y$$ [1](javascript:window.__pwn=1).txt",
    "![](http:⁄⁄example.org⁄x.png) \u202etxt.exe.txt",
)


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    """Return the assistant of a small corpus in two languages."""
    return open_files(tmp_path, {"biblioteca.txt": ITALIAN, "harbour/museum.txt": ENGLISH})


def test_hostile_documents_are_shown_literally(browser: Browser, tmp_path: Path) -> None:
    """Nothing in a document's text, title or name runs, is fetched or becomes markup."""
    line = "The harbour of Ostia was dug by Claudius " + " ".join(HOSTILE).replace(
        "\n", " "
    ).replace("\r", "")
    files: dict[str, str | bytes] = dict.fromkeys(NAMES, f"{line}\n")
    title = "&lt;script&gt;window.__pwn=1&lt;/script&gt;"
    files["page.html"] = f"<title>{title}</title><p>{line.replace('<', '&lt;')}</p>"
    files["long.txt"] = "Ostia " * 170_000 + "${window.__pwn=1}"
    assistant = open_files(tmp_path, files)
    with serve_assistant(assistant) as address, visit_chat(browser, address, "en-GB") as visit:
        turn = visit.ask("The harbour of Ostia was dug by Claudius")
        assert (turn.locator(".fonti-quote-text").first.text_content() or "nothing") in line
        turn.locator("details.fonti-near").evaluate_all(
            "all => all.forEach(element => { element.open = true; })"
        )
        turn.locator(".fonti-cite").first.click()
        expect(visit.page.locator("#fonti-viewer .fonti-text")).to_contain_text("Claudius")
        visit.select_tab(2)
        for name in (*NAMES, "page.html", "long.txt"):
            # A character that changes the direction of the text is replaced.
            shown = name.replace("\u202e", "\ufffd")
            visit.select_tab(2)
            source = visit.page.locator(".fonti-source").get_by_text(shown, exact=True)
            row = visit.page.locator(".fonti-document-row").filter(has=source)
            row.locator(".fonti-open-document").click()
            heading = visit.page.locator("#fonti-viewer .fonti-document-header")
            expect(heading.get_by_text(shown, exact=True)).to_be_visible()
        visit.select_tab(0)
        assert (
            visit.page.locator(
                "#fonti-columns img, #fonti-columns script, #fonti-columns iframe"
            ).count()
            == 0
        )
        visit.ask(f"Claudius {' '.join(HOSTILE[:6])}")
        assert visit.page.evaluate("window.__pwn") is None


def test_a_page_recovers_from_a_restart_of_the_server(
    browser: Browser, assistant: Assistant
) -> None:
    """After a restart of the server, the page has its conversation, draft and filters."""
    with ExitStack() as visits:
        with serve_assistant(assistant) as address:
            visit = visits.enter_context(visit_chat(browser, address, "en-GB"))
            quote = visit.ask(QUESTION).locator(".fonti-quote-text").first.text_content()
            visit.page.locator("#fonti-filters button").first.click()
            visit.page.get_by_label("English", exact=True).check()
            expect(visit.page.locator(".fonti-chip")).to_contain_text("only in English")
            visit.question.fill("The harbour museum opens at ten")
            visit.page.evaluate("window.isFirstPage = true")
        # The page notices by itself that the server is away.
        expect(visit.page.locator(".fonti-problem")).to_contain_text("cannot be reached")
        with serve_assistant(assistant, port=int(address.rpartition(":")[2])):
            # The page loads itself again when it notices that the server is another one.
            visit.page.wait_for_function("!window.isFirstPage")
            expect(visit.turns).to_have_count(1)
            expect(visit.question).to_have_value("The harbour museum opens at ten")
            expect(visit.page.locator(".fonti-chip")).to_contain_text("only in English")

            visit.question.press("Enter")
            expect(visit.turns).to_have_count(2)
            limits = visit.turns.last.locator(".fonti-hint").first
            expect(limits).to_have_text("Looked only in: English")
            first_quote = visit.turns.first.locator(".fonti-quote-text").first
            expect(first_quote).to_have_text(quote or "")

            # The browser says in its console that the server was away.
            visit.errors.clear()
            # The page is closed before the server stops, so that it sends no failing requests.
            visits.close()


def test_a_busy_server_is_explained_in_the_pages_language(
    browser: Browser, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A busy server is explained in the language of the page.

    The waiting question is answered, and asking again works.
    """
    monkeypatch.setattr(work_queue, "_MAX_RUNNING", 1)
    monkeypatch.setattr(work_queue, "_MAX_WAITING", 0)
    slow = BlockedAssistant(assistant)
    with (
        serve_assistant(slow) as address,
        visit_chat(browser, address) as first,
        visit_chat(browser, address) as second,
    ):
        first.question.fill(QUESTION)
        first.question.press("Enter")
        expect(first.page.locator(".fonti-pending")).to_be_visible()
        wait_until(lambda: slow.asked_count == 1)
        expect(second.ask(QUESTION).locator(".fonti-outcome")).to_contain_text(
            "troppe richieste in attesa"
        )
        slow.go.set()
        expect(first.turns.locator(".fonti-quote").first).to_contain_text("granite")
        expect(second.ask(QUESTION).locator(".fonti-quote").first).to_contain_text("granite")
