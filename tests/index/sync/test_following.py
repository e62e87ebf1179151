"""An index follows renames, copies, removals and restores, and lists what it holds."""

import json
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fonti.index import CorpusError, Library, Reason, SearchFilters, StoreError
from fonti.index.store.database import Store
from fonti.index.store.index_files import STORE_FILE
from fonti.qa import Assistant
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.fakes import FakeEncoder, count_passages, write_corpus

BELL = "Who rang the bell when the fog came in?"


def test_a_rename_encodes_and_reads_nothing(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A renamed document has the passages that it had, under its new name only."""
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=encoder)
    before = assistant.search(BELL)[0]
    encoded = encoder.encoded
    (corpus / "harbour").rename(corpus / "porto")
    changes = assistant.library.sync()
    assert changes.renamed == (("harbour/museum.txt", "porto/museum.txt"),)
    assert (changes.added, changes.changed, changes.removed) == ((), (), ())
    after = assistant.search(BELL)[0]
    assert (after.source, after.passage.id) == ("porto/museum.txt", before.passage.id)
    assert encoder.encoded == encoded


def test_the_same_bytes_twice_are_one_text_with_two_names(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """Two files of the same bytes are cited once, under either source if it is asked for."""
    shutil.copy(corpus / "harbour" / "museum.txt", corpus / "a copy.txt")
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=encoder)
    cited = assistant.search(BELL)
    assert [citation.source for citation in cited if "bell" in citation.passage.text] == [
        "a copy.txt"
    ]
    assert cited[0].copies == ("harbour/museum.txt",)
    (only,) = assistant.search(BELL, sources=["harbour/museum.txt"], top_k=1)
    assert (only.source, only.copies) == ("harbour/museum.txt", ("a copy.txt",))
    assert json.loads(json.dumps(only.to_json()))["copies"] == ["a copy.txt"]
    (corpus / "a copy.txt").unlink()
    assert assistant.library.sync().removed == ("a copy.txt",)
    assert assistant.search(BELL)[0].copies == ()


def test_a_removed_document_is_gone_until_it_is_restored(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A removed document is not cited, syncs skip it, and no file of the index has its text."""
    index = tmp_path / "index"
    assistant = Assistant.open(corpus, index=index, model=encoder)
    library = assistant.library
    library.remove("harbour/museum.txt")
    assert {citation.source for citation in assistant.search(BELL)} == {"biblioteca.txt"}
    (skipped,) = library.sync().skipped
    assert (skipped.source, skipped.reason.code) == ("harbour/museum.txt", "file_excluded")
    assert not [
        path for path in index.rglob("*") if path.is_file() and b"granite" in path.read_bytes()
    ]
    assert library.restore("harbour/museum.txt").added == ("harbour/museum.txt",)
    assert assistant.search(BELL)[0].source == "harbour/museum.txt"
    assert list(library.check()) == []


def test_removing_an_unknown_document_is_refused(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """The error names the unknown source, and no other document is removed."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    with pytest.raises(CorpusError, match=r"'nowhere\.txt' in the index"):
        library.remove("biblioteca.txt", "nowhere.txt")
    with pytest.raises(CorpusError, match=r"'biblioteca\.txt' was not removed"):
        library.restore("biblioteca.txt")
    assert len(count_passages(library)) == 2


def test_every_document_may_be_removed(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """An index without documents says so when it is asked."""
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=encoder)
    assistant.library.remove("biblioteca.txt", "harbour/museum.txt")
    assert (assistant.ask(BELL).outcome, assistant.ask(BELL).reason) == ("not_found", "empty")
    assert list(assistant.library.check()) == []


def test_status_tells_what_an_index_holds(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """The status counts the documents, passages and skipped files, and says when it was synced."""
    write_corpus(corpus, {"binary.txt": b"\0\1\2"})
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    status = library.status()
    assert (status.documents, status.passages, status.sentences, status.model) == (2, 2, 8, "fake")
    assert status.languages == {"en": 1, "it": 1}
    assert (status.corpus, status.folder) == (str(corpus), str(tmp_path / "index"))
    assert [(skip.source, str(skip.reason)) for skip in status.skipped] == [
        ("binary.txt", "binary, not text")
    ]
    assert status.size > 10_000
    synced = status.synced
    assert synced is not None
    time.sleep(1.1)
    library.sync()
    assert (library.status().synced or "") > synced
    with pytest.raises(StoreError, match="fonti index"):
        Library.open(corpus, index=tmp_path / "none", sync=False).status()


def test_export_has_every_passage_with_its_spans(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """An export has the whole of each document as values that JSON has."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    documents = [json.loads(json.dumps(document)) for document in library.export()]
    assert [document["source"] for document in documents] == [
        "biblioteca.txt",
        "harbour/museum.txt",
    ]
    assert [document["text"] for document in documents] == [ITALIAN, ENGLISH]
    for document in documents:
        for passage in document["passages"]:
            assert all(
                passage["start"] <= start < end <= passage["end"]
                for start, end in passage["sentences"]
            )
        assert sum(len(passage["sentences"]) for passage in document["passages"]) == 4


def test_a_removed_text_is_gone_at_once(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """A removed text is neither searched nor in an interrupted rebuild, before any sync."""
    index = tmp_path / "index"
    library = Library.open(corpus, index=index, model=encoder)
    Store(index, 1).delete()
    with Store(index, 1).write_transaction() as connection:
        connection.execute("INSERT INTO settings VALUES ('left', 'zibaldone')")
    library.remove("harbour/museum.txt")
    assert len(list((index / "derived").iterdir())) == 1
    assert [path.name for path in index.glob("*.sqlite")] == [STORE_FILE]
    with library.snapshot() as snapshot:
        assert snapshot.search_words("granite", "en", 5, SearchFilters()) == []


def test_a_restored_document_stays_after_an_interrupted_rebuild(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A document that was restored after a rebuild was interrupted is in the rebuilt index."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    library.remove("biblioteca.txt")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fonti.index.store.database.Store.activate", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            library.sync(rebuild=True)
    library.restore("biblioteca.txt")
    assert library.sync(rebuild=True).removed == ()
    assert len(count_passages(library)) == 2


def _interrupted(_: Store) -> None:
    raise KeyboardInterrupt


def test_a_damaged_store_does_not_bring_back_removed_documents(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """The list of removed documents outlives damage of the SQLite file."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    library.remove("biblioteca.txt")
    (tmp_path / "index" / STORE_FILE).write_bytes(b"SQLite format 3\0" + b"\xff" * 8192)
    Library.open(corpus, index=tmp_path / "index", model=encoder, sync=False).sync(rebuild=True)
    assert list(count_passages(Library.open(tmp_path / "index", model=encoder))) == [
        "harbour/museum.txt"
    ]
    removed = tmp_path / "index" / "removed.json"
    for damaged in ("nonsense", removed.read_text().replace("biblioteca", "bibliofeca")):
        removed.write_text(damaged)
        with pytest.raises(StoreError, match=r"removed\.json.*delete it"):
            library.sync()


def test_a_list_of_removed_documents_of_an_earlier_version_is_read(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """The list was of names alone."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    (tmp_path / "index" / "removed.json").write_text('["biblioteca.txt"]')
    assert library.sync().removed == ("biblioteca.txt",)


@contextmanager
def write_versions(library: Library) -> Iterator[threading.Event]:
    """Yield a library that another thread syncs, and an event that is set at the end."""
    done = threading.Event()

    def write() -> None:
        try:
            for number in range(12):
                write_corpus(library.corpus, {"biblioteca.txt": f"La versione {number}."})
                library.sync()
        finally:
            done.set()

    writing = threading.Thread(target=write)
    writing.start()
    yield done
    writing.join()


def test_a_check_and_the_status_beside_a_writer_find_nothing_wrong(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A check finds no damage while another thread syncs, and the status can be read."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    faults: list[Reason] = []
    with write_versions(library) as done:
        while not done.is_set():
            faults += library.check()
            assert library.status().documents == 2
    assert faults == []


def test_an_index_inside_the_corpus_is_no_document(corpus: Path, encoder: FakeEncoder) -> None:
    """The files of an index inside its corpus are not even skipped."""
    library = Library.open(corpus, index=corpus / "index", model=encoder)
    assert library.sync().skipped == ()


def test_a_sync_without_new_text_loads_no_model(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening, syncing, renaming, removing and reading the status need no model."""
    Library.open(corpus, index=tmp_path / "index", model=encoder)
    monkeypatch.setattr("fonti.index.index_searcher.open_encoder", _fail_to_load)
    (corpus / "biblioteca.txt").rename(corpus / "renamed.txt")
    library = Library.open(corpus, index=tmp_path / "index")
    assert library.sync().renamed == (("biblioteca.txt", "renamed.txt"),)
    library.remove("renamed.txt")
    assert library.status().documents == 1


def test_a_library_can_be_opened_without_a_sync(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a sync nothing is indexed, and no model is loaded."""
    monkeypatch.setattr("fonti.index.index_searcher.open_encoder", _fail_to_load)
    library = Library.open(corpus, index=tmp_path / "index", sync=False)
    assert not library.folder.exists()
    with pytest.raises(StoreError, match="no index"):
        library.status()


def _fail_to_load(*_: object, **__: object) -> None:
    raise AssertionError("a model was loaded")
