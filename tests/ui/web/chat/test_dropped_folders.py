"""Tests in Chromium of folders and many files that are dropped on the page, with a fake encoder."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from fonti.qa import Assistant
from tests.helpers.browser import Visit, visit_chat
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.dropping import drop
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.serving import serve_assistant

pytestmark = pytest.mark.browser

_LONG_NAME = "relazione-" * 20 + ".txt"
_HTML_NAME = "<img src=x onerror=window.__pwn=1> \"virgolette\" 'e' ${window.__pwn=1}.txt"
_BIDI_NAME = "conto \u202etxt.exe.txt"
_RTL_NAME = "דוח שנתי.txt"

# Let the browser fail to read a file as if it had gone since it was dropped.
_LOSE_A_FILE = """
() => {
  const getEntry = DataTransferItem.prototype.webkitGetAsEntry;
  DataTransferItem.prototype.webkitGetAsEntry = function () {
    const entry = getEntry.call(this);
    if (entry.isDirectory) return entry;
    const prototype = Object.getPrototypeOf(entry);
    const read = prototype.file;
    prototype.file = function (resolve, reject) {
      if (this.name === 'gone.txt') reject(new DOMException('gone', 'NotFoundError'));
      else read.call(this, resolve, reject);
    };
    return entry;
  };
}
"""

# Let the page change below the mouse while files are dragged over it, as it does when an answer
# arrives. Then the browser asks the page anew whether they may be dropped there.
_CHANGE_BELOW_THE_MOUSE = """
() => document.addEventListener('dragover', () => {
  const cover = document.createElement('div');
  cover.style = 'position: fixed; inset: 0; z-index: 9999';
  document.body.append(cover);
  setTimeout(() => cover.remove(), 1000);
})
"""

# Documents, and fewer of them that the list shows at once here.
_MANY = 60
_SHOWN = 40


def _open_assistant(folder: Path) -> Assistant:
    corpus = write_corpus(folder / "corpus", {"museum.txt": ENGLISH})
    return Assistant.open(corpus, index=folder / "index", model=FakeEncoder())


def _line(visit: Visit, name: str) -> Locator:
    """Return the line of an upload that begins with a name."""
    lines = visit.page.locator(".fonti-uploads li")
    return lines.filter(has_text=re.compile(rf"^{re.escape(name)}( →.*)?: "))


def test_each_file_of_a_folder_has_a_truthful_line(browser: Browser, tmp_path: Path) -> None:
    """From nested folders, with hostile names, of any kind: indexed or refused, and counted."""
    files: dict[str, str | bytes] = {
        "pratica/nota.txt": "La nota parla del ponte vecchio.",
        "pratica/2023/nota.txt": "Il verbale parla della strada nuova.",
        "pratica/2023/giugno/foto.webp": b"RIFF",
        "pratica/2023/giugno/vuoto.txt": b"",
        "pratica/2023/giugno/rotto.pdf": b"%PDF-1.7 and no more",
        f"pratica/{_LONG_NAME}": "Un nome lungo.",
        f"pratica/{_HTML_NAME}": "Un nome con il markup.",
        f"pratica/{_BIDI_NAME}": "Un nome che si gira.",
        f"pratica/{_RTL_NAME}": "Un nome da destra a sinistra.",
        "sciolto.txt": ITALIAN,
    }
    dropped = write_corpus(tmp_path / "dropped", files)
    (dropped / "pratica" / "niente").mkdir()

    with (
        serve_assistant(_open_assistant(tmp_path)) as address,
        visit_chat(browser, address) as visit,
    ):
        drop(visit.page, [dropped / "pratica", dropped / "sciolto.txt"])
        lines = visit.page.locator(".fonti-uploads li")
        expect(lines).to_have_count(len(files) + 1)
        done = visit.page.locator(".fonti-upload-done")
        expect(done).to_have_count(7)

        expect(_line(visit, "sciolto.txt")).to_have_text("sciolto.txt: indicizzato")
        notes = visit.page.locator(".fonti-uploads li", has_text="nota")
        assert sorted(notes.all_text_contents()) in (
            ["pratica/2023/nota.txt → nota (2).txt: indicizzato", "pratica/nota.txt: indicizzato"],
            ["pratica/2023/nota.txt: indicizzato", "pratica/nota.txt → nota (2).txt: indicizzato"],
        )
        shown_bidi_name = _BIDI_NAME.replace("\u202e", "\ufffd")
        for name in (_LONG_NAME, _HTML_NAME, _RTL_NAME, shown_bidi_name):
            expect(_line(visit, f"pratica/{name}")).to_contain_text(": indicizzato")

        refused = "pratica/2023/giugno/"
        expect(_line(visit, f"{refused}foto.webp")).to_contain_text("formato .webp non si legge")
        expect(_line(visit, f"{refused}vuoto.txt")).to_have_text(
            f"{refused}vuoto.txt: il file è vuoto"
        )
        expect(_line(visit, f"{refused}rotto.pdf")).to_contain_text("PDF danneggiato")
        expect(_line(visit, "pratica/niente")).to_have_text("pratica/niente: la cartella è vuota")
        expect(visit.page.locator(".fonti-upload-counts")).to_have_text(
            "File scelti: 11 · indicizzati: 7 · non letti: 4"
        )
        # Those of the corpus are there, too.
        expect(visit.page.locator("#fonti-documents")).to_contain_text("documenti: 8")
        assert visit.page.evaluate("window.__pwn") is None

        # What was stored and cannot be read can be deleted; its line goes with it.
        visit.page.get_by_role("button", name="Elimina il file rotto.pdf").click()
        expect(_line(visit, f"{refused}rotto.pdf")).to_have_count(0)
        expect(visit.page.locator(".fonti-problems")).to_have_count(0)
        expect(visit.page.locator(".fonti-upload-counts")).to_have_text(
            "File scelti: 10 · indicizzati: 7 · non letti: 3"
        )
        # The browser reports the refusals in its console.
        visit.errors.clear()


def test_many_files_are_all_followed_to_the_end(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also those that the list does not show, and while the list is filtered."""
    monkeypatch.setattr("fonti.ui.web.chat.documents_html._MAX_ROWS", _SHOWN)
    boats = {f"{number}.txt": f"La barca {number} è in porto." for number in range(_MANY)}
    dropped = write_corpus(tmp_path / "dropped" / "barche", boats)
    others = {"zattera.txt": "La zattera è in mare.", "zoo.pdf": "%PDF-1.7 and no more"}
    dropped_later = write_corpus(tmp_path / "later", others)
    with (
        serve_assistant(_open_assistant(tmp_path)) as address,
        visit_chat(browser, address, "en-GB") as visit,
    ):
        drop(visit.page, [dropped])
        counts = visit.page.locator(".fonti-upload-counts")
        expect(counts).to_have_text(f"Files chosen: {_MANY} · indexed: {_MANY}")
        expect(visit.page.locator("#fonti-documents")).to_contain_text(f"documents: {_MANY + 1}")

        visit.page.locator("#fonti-search-documents").get_by_role("textbox").fill("museum")
        expect(visit.page.locator(".fonti-document-row")).to_have_count(1)
        drop(visit.page, dropped_later.iterdir())
        expect(_line(visit, "zattera.txt")).to_have_text("zattera.txt: indexed")
        expect(_line(visit, "zoo.pdf")).to_contain_text("damaged")


def test_a_file_that_the_browser_cannot_read_is_named(browser: Browser, tmp_path: Path) -> None:
    """A file that is not there any more has a line that says so; the others are added.

    Also if the page changes below the mouse.
    """
    files = {"a/gone.txt": ENGLISH, "a/stays.txt": ITALIAN, "loose.txt": "Un file sciolto."}
    dropped = write_corpus(tmp_path / "dropped", files)
    with (
        serve_assistant(_open_assistant(tmp_path)) as address,
        visit_chat(browser, address, "en-GB") as visit,
    ):
        visit.page.evaluate(_LOSE_A_FILE)
        visit.page.evaluate(_CHANGE_BELOW_THE_MOUSE)
        drop(visit.page, [dropped / "a", dropped / "loose.txt"])
        expect(_line(visit, "a/stays.txt")).to_have_text("a/stays.txt: indexed")
        expect(_line(visit, "a/gone.txt")).to_contain_text("the browser could not read it")
