"""The index is changed in the background: tasks run in turn, show how far they are, and can be stopped."""

import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from fonti.index import Changes, EncodedText, FontiError, Library
from fonti.ui.web.indexer import BackgroundIndexer
from tests.helpers.waiting import TIMEOUT_SECONDS, BlockedEncoder, wait_until

needs_thread_priorities = pytest.mark.skipif(
    sys.platform != "linux", reason="threads have no priorities of their own"
)


@pytest.fixture
def blocked() -> BlockedEncoder:
    """Return an encoder that waits from the second sync on."""
    return BlockedEncoder()


@pytest.fixture
def library(corpus: Path, blocked: BlockedEncoder, tmp_path: Path) -> Library:
    """Return the library of the small corpus, indexed; its encoder is blocked."""
    blocked.go.set()
    library = Library.open(corpus, index=tmp_path / "index", model=blocked)
    blocked.go.clear()
    blocked.has_started.clear()
    return library


def start_sync(library: Library, blocked: BlockedEncoder) -> BackgroundIndexer:
    """Return an indexer that is blocked in the sync of a new document."""
    indexer = BackgroundIndexer(library)
    (library.corpus / "nuovo.txt").write_text("Il teatro apre a dicembre.", "utf-8")
    indexer.enqueue("sync")
    assert blocked.has_started.wait(TIMEOUT_SECONDS)
    return indexer


def wait_for_tasks(indexer: BackgroundIndexer, count: int) -> None:
    """Wait until so many tasks are over."""
    wait_until(lambda: indexer.progress.finished_count == count)


@needs_thread_priorities
def test_the_indexer_gives_way_to_questions(library: Library, blocked: BlockedEncoder) -> None:
    """The thread that encodes has a low priority; the one that asked for it does not."""
    own_priority = os.getpriority(os.PRIO_PROCESS, 0)
    priorities: list[int] = []
    encode = blocked.encode_passages

    def encode_and_note_priority(texts: Sequence[str]) -> list[EncodedText]:
        priorities.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        return encode(texts)

    blocked.encode_passages = encode_and_note_priority  # type: ignore[method-assign]
    start_sync(library, blocked)
    blocked.go.set()
    assert set(priorities) == {max(own_priority, 10)}
    assert os.getpriority(os.PRIO_PROCESS, 0) == own_priority


@needs_thread_priorities
def test_the_index_is_written_if_priorities_are_refused(
    library: Library, blocked: BlockedEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A system may refuse them, as under systemd's SystemCallFilter=~@resources."""

    def refuse(*_: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "setpriority", refuse)
    indexer = start_sync(library, blocked)
    blocked.go.set()
    wait_for_tasks(indexer, 1)


def test_a_document_is_indexed_while_the_old_version_answers(
    library: Library, blocked: BlockedEncoder
) -> None:
    """Progress shows meanwhile, and the new version serves when it is whole."""
    indexer = start_sync(library, blocked)
    version = library.version
    assert (indexer.progress.task, indexer.progress.stage) == ("sync", "encoding")
    assert library.version == version

    blocked.go.set()
    wait_for_tasks(indexer, 1)
    assert isinstance(indexer.progress.last_result, Changes)
    assert indexer.progress.last_result.added == ("nuovo.txt",)
    assert library.version != version


def test_a_sync_that_is_stopped_leaves_the_index_and_goes_on_later(
    library: Library, blocked: BlockedEncoder
) -> None:
    """The next sync indexes what the stopped one did not."""
    indexer = start_sync(library, blocked)
    version = library.version
    indexer.stop()
    blocked.go.set()
    wait_for_tasks(indexer, 1)
    assert indexer.progress.last_result is None
    assert library.version == version

    indexer.enqueue("sync")
    wait_for_tasks(indexer, 2)
    assert library.version != version


def test_documents_are_removed_and_restored_in_turn(
    library: Library, blocked: BlockedEncoder
) -> None:
    """Each task is over before the next begins."""
    blocked.go.set()
    indexer = BackgroundIndexer(library)
    indexer.enqueue("remove", "biblioteca.txt")
    wait_for_tasks(indexer, 1)
    assert [entry.source for entry in library.documents()] == ["harbour/museum.txt"]

    indexer.enqueue("restore", "biblioteca.txt")
    wait_for_tasks(indexer, 2)
    assert len(library.documents()) == 2

    indexer.enqueue("rebuild")
    wait_for_tasks(indexer, 3)
    assert len(library.documents()) == 2


def test_a_task_that_waits_already_is_done_once(library: Library, blocked: BlockedEncoder) -> None:
    """The same task of another document is another task."""
    indexer = start_sync(library, blocked)
    for source in ("biblioteca.txt", "biblioteca.txt", "harbour/museum.txt"):
        indexer.enqueue("remove", source)
    assert indexer.progress.waiting_count == 2
    blocked.go.set()
    wait_for_tasks(indexer, 3)


def test_an_error_is_shown_and_the_next_task_is_done(
    library: Library, blocked: BlockedEncoder
) -> None:
    """The thread does not end with an error."""
    blocked.go.set()
    indexer = BackgroundIndexer(library)
    indexer.enqueue("remove", "none.txt")
    indexer.enqueue("sync")
    wait_for_tasks(indexer, 2)
    indexer.enqueue("delete", "none.txt")
    wait_for_tasks(indexer, 3)
    assert isinstance(indexer.progress.last_result, FontiError)


def test_an_unexpected_error_is_logged_without_its_words(
    library: Library, blocked: BlockedEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    """They may be a document's; the next task is done."""
    blocked.go.set()
    blocked.error = RuntimeError("a sentence of a document")
    indexer = BackgroundIndexer(library)
    (library.corpus / "nuovo.txt").write_text("Il teatro apre a dicembre.", "utf-8")
    indexer.enqueue("sync")
    wait_for_tasks(indexer, 1)
    assert isinstance(indexer.progress.last_result, RuntimeError)
    assert "a sentence of a document" not in caplog.text

    blocked.error = None
    indexer.enqueue("sync")
    wait_for_tasks(indexer, 2)
    assert len(library.documents()) == 3


def test_stop_drops_the_syncs_that_wait(library: Library, blocked: BlockedEncoder) -> None:
    """A removal that waits is done all the same."""
    indexer = start_sync(library, blocked)
    indexer.enqueue("sync")
    indexer.enqueue("remove", "biblioteca.txt")
    assert indexer.progress.waiting_count == 2

    indexer.stop()
    blocked.go.set()
    wait_for_tasks(indexer, 2)
    assert indexer.progress.waiting_count == 0
    assert [entry.source for entry in library.documents()] == ["harbour/museum.txt"]
