"""A walk through every screen of the chat, on a small corpus that has something of each kind."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect
from reportlab.pdfgen.canvas import Canvas

from fonti.qa import Assistant
from fonti.ui.i18n.descriptions import describe_stage
from fonti.ui.i18n.languages import WORDS
from fonti.ui.i18n.words import Words
from fonti.ui.web.security.accounts import Accounts, set_password
from fonti.ui.web.templating import render
from tests.helpers.browser import Visit
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.dropping import drop
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.partly_read import read_in_part
from tests.helpers.pdfs import BIBLIOTECA, LEFT, MERCATO, TOP, draw_lines, draw_pdf, lay_out_column
from tests.helpers.serving import serve_assistant, use_cheap_hashes

PASSWORD = "una frase lunga"
COLLECTION = "porto"
EMPTY_COLLECTION = "vuota"

_QUESTION = "The lighthouse was built of granite in 1843."
_UNANSWERED = "Ostia?"
_PDF = "contratto.pdf"
_PDF_QUESTION = "I giornali arrivano il giorno dopo, e nessuno se ne lamenta da almeno vent'anni."
_RULES = "# Regolamento\n\n" + "".join(
    f"## Articolo {number}\n\nIl comma {number} vieta di pescare dal molo di notte.\n\n"
    for number in range(1, 9)
)

_OPEN_ALL = "all => all.forEach(one => { one.open = true; })"

# Texts that are no questions: an overview, a list, all mentions, and what is declined.
_REQUESTS = {
    "it": {
        "declined": "traducilo in inglese",
        "about": "chi sei?",
        "list": "quali documenti hai?",
        "overview": "riassumi regole.md",
        "mentions": "trova tutte le menzioni di museum",
    },
    "en": {
        "declined": "translate it into Italian",
        "about": "who are you?",
        "list": "which documents do you have?",
        "overview": "summarize regole.md",
        "mentions": "find all mentions of museum",
    },
}


@dataclass(frozen=True, slots=True)
class Site:
    """A served site: its address, and files and folders to drop on its pages."""

    address: str
    files_to_drop: list[Path]


def _draw_contract(canvas: Canvas) -> None:
    """Draw two pages of text."""
    for text in (BIBLIOTECA, MERCATO):
        draw_lines(canvas, lay_out_column(text, LEFT, TOP - 300, 400))
        canvas.showPage()


@contextmanager
def serve_site(folder: Path) -> Iterator[Site]:
    """Serve two collections to the account "anna": one with documents, and an empty one."""
    files: dict[str, str | bytes] = {
        "biblioteca.txt": ITALIAN,
        "harbour/museum.txt": ENGLISH,
        "regole.md": _RULES,
        _PDF: draw_pdf(_draw_contract),
        "rotto.pdf": b"%PDF-1.7 and no more",
    }
    corpus = write_corpus(folder / "corpus", files)
    encoder = FakeEncoder()
    with read_in_part():
        full = Assistant.open(corpus, index=folder / "index", model=encoder)

    to_drop = write_corpus(
        folder / "to-drop",
        {"mercato.txt": MERCATO, "finto.pdf": "no", "cartella/foto.webp": "RIFF"},
    )
    empty_corpus = write_corpus(folder / "empty", {})
    empty = Assistant.open(
        empty_corpus, index=folder / "empty-index", model=encoder, allow_empty=True
    )
    assistants = {COLLECTION: full, EMPTY_COLLECTION: empty}
    with use_cheap_hashes():
        set_password(folder / "accounts", "anna", PASSWORD)
        accounts = Accounts(folder / "accounts")
        with serve_assistant(assistants, accounts=accounts) as address:
            yield Site(address, sorted(to_drop.iterdir()))


@contextmanager
def serve_read_only_site(folder: Path) -> Iterator[str]:
    """Serve two collections that nobody can change, without accounts; yield the address."""
    files: dict[str, str | bytes] = {
        "biblioteca.txt": ITALIAN,
        "harbour/museum.txt": ENGLISH,
        "regole.md": _RULES,
        "rotto.pdf": b"%PDF-1.7 and no more",
    }
    corpora = {
        COLLECTION: write_corpus(folder / "corpus", files),
        EMPTY_COLLECTION: write_corpus(folder / "empty", {}),
    }
    assistants = {
        name: Assistant.open(
            corpus, index=folder / f"{name}-index", model=FakeEncoder(), allow_empty=True
        )
        for name, corpus in corpora.items()
    }
    with serve_assistant(assistants, read_only=True) as address:
        yield address


def walk_read_only_site(visit: Visit, language: str) -> Iterator[str]:
    """Show the screens that differ where nothing can be added; yield the name of each."""
    page = visit.page
    visit.open(f"/c/{COLLECTION}/{language}/")
    expect(page.locator(".fonti-example").first).to_be_visible()
    yield "first screen"

    turn = visit.ask(_QUESTION)
    expect(turn.locator(".fonti-quote").first).to_be_visible()
    visit.turns.locator("details").evaluate_all(_OPEN_ALL)
    yield "an answer"

    visit.open_citation(turn)
    yield "a document"
    page.keyboard.press("Escape")

    visit.select_tab(2)
    expect(page.locator("#fonti-documents")).to_contain_text("museum.txt")
    expect(page.locator("#fonti-documents [data-do=remove]")).to_have_count(0)
    yield "the documents"

    visit.open(f"/c/{EMPTY_COLLECTION}/{language}/")
    expect(page.locator(".fonti-overview-empty")).to_be_visible()
    yield "an empty folder"


class Tour:
    """Goes from screen to screen of a site in one language, and names each.

    Args:
        visit: A page that is logged out.
        site: The site.
        language: The language of the pages.

    """

    def __init__(self, visit: Visit, site: Site, language: str) -> None:
        self._visit = visit
        self._page: Page = visit.page
        self._site = site
        self._language = language
        self._words: Words = WORDS[language]

    def walk(self) -> Iterator[str]:
        """Show the screens one after another; yield the name of each when it is there."""
        yield from self._show_plain_pages()
        yield from self._show_login()
        yield from self._show_dialogs()
        yield from self._show_answers()
        yield from self._show_replies()
        yield from self._show_documents()
        yield from self._show_viewer()
        yield from self._show_history()
        yield from self._show_empty_folder()

    def _show_plain_pages(self) -> Iterator[str]:
        page = self._page
        page.goto(f"{self._site.address}/nowhere")
        expect(page.get_by_role("alert")).to_be_visible()
        # The browser reports the status in its console.
        self._visit.errors.clear()
        yield "an error"

        # Without what loads it again.
        stage = describe_stage("unpacking", 12_000_000, 118_000_000, self._words)
        starting = render("starting.html", words=self._words, stage=stage, seconds=2)
        page.set_content(starting.replace('http-equiv="refresh"', ""))
        yield "the start"

    def _show_login(self) -> Iterator[str]:
        page = self._page
        page.goto(f"{self._site.address}/c/{COLLECTION}/{self._language}/")
        yield "login"

        page.get_by_label(self._words.user_name_label).fill("anna")
        page.get_by_label(self._words.password_label).fill("not the password")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        # The browser reports the refusal in its console.
        self._visit.errors.clear()
        yield "login failed"

        page.get_by_label(self._words.user_name_label).fill("anna")
        page.get_by_label(self._words.password_label).fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(self._visit.question).to_be_visible()
        expect(page.locator(".fonti-example").first).to_be_visible()
        yield "first screen"

    def _show_dialogs(self) -> Iterator[str]:
        page = self._page
        page.locator(".fonti-collections summary").click()
        expect(page.locator(".fonti-collections li")).to_have_count(2)
        yield "collections"
        page.keyboard.press("Escape")

        page.locator("[data-do=help]").click()
        expect(page.locator(".fonti-help")).to_be_visible()
        yield "help"
        page.keyboard.press("Escape")

        page.locator("[data-do=write-text]").first.click()
        expect(page.locator(".fonti-paste")).to_be_visible()
        yield "a text to paste"
        page.keyboard.press("Escape")

        page.locator(".fonti-drop-overlay").evaluate("overlay => { overlay.hidden = false; }")
        yield "files over the page"
        page.locator(".fonti-drop-overlay").evaluate("overlay => { overlay.hidden = true; }")

    def _show_answers(self) -> Iterator[str]:
        visit = self._visit
        turn = visit.ask(_QUESTION)
        expect(turn.locator(".fonti-quote").first).to_be_visible()
        yield "an answer"

        turn.locator("[data-do=ask-why]").click()
        visit.ask(_UNANSWERED)
        visit.turns.locator("details").evaluate_all(_OPEN_ALL)
        yield "answers with all that opens"

        visit.ask("parola " * 300)
        yield "a question that cannot be asked"
        visit.question.fill("")

        # The phrase is in another language than the limit.
        self._page.locator("#fonti-filters button").first.click()
        self._page.locator("#fonti-language-filter input").first.check()
        expect(self._page.locator(".fonti-chip")).to_have_count(1)
        visit.ask(_QUESTION)
        yield "a limited question"
        self._page.locator("[data-do=unlimit]").first.click()
        expect(self._page.locator(".fonti-chip")).to_have_count(0)
        self._page.locator("#fonti-filters button").first.click()

    def _show_replies(self) -> Iterator[str]:
        for name, request in _REQUESTS[self._language].items():
            self._visit.ask(request)
            yield f"a request: {name}"

    def _show_documents(self) -> Iterator[str]:
        page = self._page
        drop(page, self._site.files_to_drop)
        done = page.locator(".fonti-upload-done")
        expect(done).to_have_text(f"mercato.txt: {self._words.upload_indexed}")
        expect(page.locator(".fonti-upload-failed")).to_have_count(2)
        self._visit.errors.clear()
        page.locator(f"[data-do=remove][data-source='{_PDF}']").scroll_into_view_if_needed()
        page.locator("[data-do=remove][data-source='mercato.txt']").click()
        expect(page.locator(".fonti-removed")).to_contain_text("mercato.txt")
        page.locator("#fonti-documents .fonti-warnings summary").first.click()
        page.locator(".fonti-formats summary").click()
        page.locator(".fonti-tick").first.check()
        expect(page.locator(".fonti-chip")).to_have_count(1)
        yield "the documents"

        page.locator("[data-do=delete][data-source='mercato.txt']").click()
        expect(page.locator("#fonti-documents")).not_to_contain_text("mercato.txt")
        page.locator("[data-do=untick]").click()
        expect(page.locator(".fonti-chip")).to_have_count(0)
        yield "the documents without the deleted one"
        page.keyboard.press("Escape")

    def _show_viewer(self) -> Iterator[str]:
        visit = self._visit
        page = self._page
        visit.open_citation(visit.turns.first)
        page.locator("#fonti-viewer .fonti-warnings summary").click()
        search = page.locator("#fonti-viewer input[type=search]")
        search.fill("the")
        search.press("Enter")
        expect(page.locator("#fonti-viewer .fonti-in-current-match")).to_be_visible()
        yield "a document"
        page.keyboard.press("Escape")

        visit.ask(_PDF_QUESTION).locator(".fonti-cite").first.click()
        page.locator("#fonti-viewer [data-as=pages]").click()
        expect(page.locator("#fonti-viewer .fonti-page-mark").first).to_be_visible()
        page.wait_for_function(
            "() => document.querySelector('#fonti-viewer img')?.naturalWidth > 0"
        )
        yield "pages of a PDF"
        page.keyboard.press("Escape")
        visit.select_tab(0)
        yield "the passages"

    def _show_history(self) -> Iterator[str]:
        page = self._page
        page.locator("#fonti-show-history").click()
        row = page.locator(".fonti-history-list li").first
        expect(row).to_be_visible()
        yield "the conversations"

        row.locator("[data-do=edit]").click()
        yield "a conversation that is renamed"
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        expect(page.locator(".fonti-history")).to_be_hidden()

    def _show_empty_folder(self) -> Iterator[str]:
        page = self._page
        self._visit.open(f"/c/{EMPTY_COLLECTION}/{self._language}/")
        expect(page.locator(".fonti-overview-empty")).to_be_visible()
        yield "an empty folder"
