"""Tests of adding, indexing and removing documents in Chromium with a fake encoder."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Request, expect

from fonti.qa import Assistant
from tests.helpers.browser import NARROW, Visit, visit_chat
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.serving import serve_assistant
from tests.helpers.waiting import BlockedEncoder

pytestmark = pytest.mark.browser

NEW_TEXT = "Il teatro comunale fu inaugurato nel 1887 con un concerto. Oggi ospita due stagioni."
QUESTION = "Il teatro comunale fu inaugurato nel 1887 con un concerto."
_DROP = """
([name, text]) => {
  const moved = new DataTransfer();
  moved.items.add(new File([text], name));
  for (const type of ['dragover', 'drop']) {
    document.body.dispatchEvent(new DragEvent(type, { dataTransfer: moved, bubbles: true }));
  }
}
"""


@contextmanager
def serve_corpus(folder: Path, encoder: FakeEncoder | None = None, **options: Any) -> Iterator[str]:
    """Serve the chat of a new small corpus and yield its address."""
    corpus = write_corpus(
        folder / "corpus", {"biblioteca.txt": ITALIAN, "harbour/museum.txt": ENGLISH}
    )
    assistant = Assistant.open(corpus, index=folder / "index", model=FakeEncoder())
    if encoder is not None:
        assistant = Assistant.open(corpus, index=folder / "index", model=encoder)
    with serve_assistant(assistant, **options) as address:
        yield address


def _names(visit: Visit) -> list[str]:
    return visit.page.locator(".fonti-document-row .fonti-source").all_text_contents()


def test_documents_are_uploaded_asked_about_removed_and_restored(
    browser: Browser, tmp_path: Path
) -> None:
    """Documents can be chosen or dropped, several at once, and are then answered from.

    Files that cannot be read are explained in the language of the page.
    """
    (tmp_path / "teatro.txt").write_text(NEW_TEXT, "utf-8")
    (tmp_path / "finto.pdf").write_text("not a PDF", "utf-8")
    (tmp_path / "foto.webp").write_bytes(b"RIFF")
    (tmp_path / "vuoto.txt").write_bytes(b"")
    files = [tmp_path / name for name in ("teatro.txt", "finto.pdf", "foto.webp", "vuoto.txt")]
    with serve_corpus(tmp_path) as address, visit_chat(browser, address) as visit:
        visit.select_tab(2)
        visit.page.locator(".fonti-files").set_input_files(files)
        uploads = visit.page.locator(".fonti-uploads li")
        expect(uploads).to_have_text(
            [
                "teatro.txt: indicizzato",
                re.compile(r"^finto\.pdf: il contenuto non è quello che dice il nome \(.*\)$"),
                "foto.webp: il formato .webp non si legge: esportalo come PNG",
                "vuoto.txt: il file è vuoto",
            ]
        )
        # The browser reports each refusal in its console.
        visit.errors.clear()
        expect(visit.page.locator("#fonti-documents")).to_contain_text("teatro.txt")
        expect(visit.ask(QUESTION).locator(".fonti-quote").first).to_contain_text("1887")
        visit.page.evaluate(_DROP, ["mercato.txt", "Il mercato coperto apre il sabato mattina."])
        expect(visit.page.locator("#fonti-documents")).to_contain_text("mercato.txt")
        visit.page.get_by_role("button", name="Rimuovi teatro.txt").click()
        expect(visit.page.locator(".fonti-removed")).to_contain_text("teatro.txt")
        assert "teatro.txt" not in _names(visit)
        visit.turns.first.locator(".fonti-cite").first.click()
        expect(visit.page.locator("#fonti-viewer .fonti-note")).to_contain_text(
            "non è più nell'indice"
        )
        visit.select_tab(2)
        visit.page.get_by_role("button", name="Rimetti teatro.txt").click()
        expect(visit.page.locator(".fonti-removed")).to_have_count(0)
        visit.open_citation(visit.turns.first)
        with visit.page.expect_download() as download:
            visit.page.get_by_role("link", name="Scarica l'originale").click()
        assert download.value.path().read_text("utf-8") == NEW_TEXT


def test_a_removed_upload_can_be_deleted(browser: Browser, tmp_path: Path) -> None:
    """The file of a removed upload can be deleted; a removed file of the corpus folder cannot."""
    with (
        serve_corpus(tmp_path) as address,
        visit_chat(browser, address, "en-GB", size=NARROW) as visit,
    ):
        visit.page.locator(".fonti-header").get_by_role("button", name="Documents").click()
        visit.page.evaluate(_DROP, ["teatro.txt", NEW_TEXT])
        visit.page.get_by_role("button", name="Remove teatro.txt").click()
        visit.page.get_by_role("button", name="Remove biblioteca.txt").click()
        removed = visit.page.locator(".fonti-removed")
        expect(removed).to_contain_text("biblioteca.txt")
        expect(
            visit.page.get_by_role("button", name="Delete the file biblioteca.txt")
        ).to_have_count(0)
        visit.page.get_by_role("button", name="Delete the file teatro.txt").click()
        expect(removed).not_to_contain_text("teatro.txt")
        assert not (tmp_path / "index" / "uploads" / "teatro.txt").exists()
        assert (tmp_path / "corpus" / "biblioteca.txt").exists()

        # A file that cannot be read, and one that is indexed, are deleted at once.
        uploads = visit.page.locator(".fonti-uploads li")
        visit.page.evaluate(_DROP, ["rotto.pdf", "%PDF-1.7 and no more"])
        expect(uploads.first).to_have_text(re.compile("rotto.pdf: .*damaged"))
        visit.page.evaluate(_DROP, ["mercato.txt", NEW_TEXT])
        expect(uploads.first).to_have_text("mercato.txt: indexed")
        for name in ("rotto.pdf", "mercato.txt"):
            with visit.page.expect_event("dialog") as dialog:
                visit.page.get_by_role("button", name=f"Delete the file {name}").click()
            assert name in dialog.value.message
            expect(visit.page.locator("#fonti-documents")).not_to_contain_text(name)
            expect(uploads.filter(has_text=name)).to_have_count(0)
        assert not list((tmp_path / "index" / "uploads").iterdir())


def test_progress_survives_a_reload_and_can_be_stopped_in_another_tab(
    browser: Browser, tmp_path: Path
) -> None:
    """Indexing shows on every page and can be stopped on any; questions are answered meanwhile."""
    encoder = BlockedEncoder()
    with serve_corpus(tmp_path, encoder) as address, visit_chat(browser, address, "en-GB") as visit:
        visit.select_tab(2)
        expect(visit.page.locator(".fonti-index-status")).to_contain_text("up to date")
        visit.page.evaluate(_DROP, ["teatro.txt", NEW_TEXT])
        working = visit.page.locator(".fonti-index-status[data-state=working]")
        expect(working).to_contain_text("encoding passages")
        visit.reload()
        visit.select_tab(2)
        expect(working.locator("progress")).to_be_visible()
        expect(
            visit.ask("The lighthouse was built of granite in 1843.").locator(".fonti-quote").first
        ).to_be_visible()
        with visit_chat(browser, address) as other:
            other.select_tab(2)
            expect(other.page.locator(".fonti-index-status[data-state=working]")).to_be_visible()
            other.page.get_by_role("button", name="Interrompi").click()
            expect(other.page.locator(".fonti-index-status")).to_contain_text("Mi fermo")
            encoder.go.set()
            expect(other.page.locator(".fonti-index-status")).to_contain_text("Interrotto")
            other.page.get_by_role("button", name="Aggiorna").click()
            expect(other.page.locator("#fonti-documents")).to_contain_text("teatro.txt")
        expect(visit.page.locator("#fonti-documents")).to_contain_text("teatro.txt")


def test_a_rebuild_keeps_the_conversation_and_finds_new_documents(
    browser: Browser, tmp_path: Path
) -> None:
    """After a rebuild the conversation goes on with the new documents, without a restart."""
    with serve_corpus(tmp_path) as address, visit_chat(browser, address) as visit:
        visit.ask(QUESTION)
        visit.select_tab(2)
        (tmp_path / "corpus" / "teatro.txt").write_text(NEW_TEXT, "utf-8")
        visit.page.get_by_role("button", name="Ricostruisci").click()
        expect(visit.page.locator("#fonti-documents")).to_contain_text("teatro.txt")
        expect(visit.ask(QUESTION).locator(".fonti-quote").first).to_contain_text("1887")


def test_a_read_only_chat_does_not_change_documents(browser: Browser, tmp_path: Path) -> None:
    """A read-only chat lists the documents, has no buttons to change them and accepts no upload."""
    with (
        serve_corpus(tmp_path, read_only=True) as address,
        visit_chat(browser, address, "en-GB") as visit,
    ):
        visit.select_tab(2)
        expect(visit.page.locator("#fonti-documents")).to_contain_text("biblioteca.txt")
        expect(
            visit.page.locator(".fonti-drop-zone, [data-do=remove], [data-do=rebuild]")
        ).to_have_count(0)
        put = (
            "fetch('/api/v1/documents?name=a.txt', {method: 'PUT', body: 'text'})"
            ".then(reply => reply.status)"
        )
        assert visit.page.evaluate(put) in (404, 405)
        visit.errors.clear()
        assert visit.find_violations() == []


def test_a_page_at_rest_only_polls(browser: Browser, tmp_path: Path) -> None:
    """An open page triggers an event only if something has changed, and has no open connection.

    A browser has six connections to a server, whatever the number of its pages.
    """
    corpus = write_corpus(tmp_path / "corpus", {"museum.txt": ENGLISH})
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    with (
        serve_assistant(assistant, read_only=True) as address,
        visit_chat(browser, address) as visit,
    ):
        page = visit.page
        unfinished: set[Request] = set()
        page.on("request", lambda request: unfinished.add(request))
        for ended in ("requestfinished", "requestfailed"):
            page.on(ended, lambda request: unfinished.discard(request))
        visit.reload()
        expect(page.locator(".fonti-document-row")).to_have_count(1)
        with page.expect_response("**/poll"):
            pass

        at_rest: list[str] = []
        page.on("request", lambda request: at_rest.append(request.url))
        with page.expect_response("**/poll"):
            pass
        assert set(at_rest) == {f"{address}/it/poll"}
        # The next poll may have begun.
        assert {request.url for request in unfinished} <= {f"{address}/it/poll"}

        (corpus / "teatro.txt").write_text(NEW_TEXT, "utf-8")
        assistant.library.sync()
        expect(page.locator(".fonti-document-row")).to_have_count(2)
