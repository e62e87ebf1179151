"""Tests of the background indexer: order of tasks, progress, stopping and errors."""

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
    sys.platform != "linux", reason="threads have no separate priorities"
)


@pytest.fixture
def blocked() -> BlockedEncoder:
    """Return an encoder that blocks from the second sync on."""
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
    """Wait until `count` tasks have finished."""
    wait_until(lambda: indexer.status.finished_count == count)


@needs_thread_priorities
def test_the_indexer_runs_at_low_priority(library: Library, blocked: BlockedEncoder) -> None:
    """The indexer's thread encodes at low priority; the main thread's priority does not change."""
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
def test_the_indexer_works_if_the_priority_cannot_be_changed(
    library: Library, blocked: BlockedEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A task succeeds if the system refuses to change thread priorities.

    For example, systemd refuses it with SystemCallFilter=~@resources.
    """

    def refuse(*_: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "setpriority", refuse)
    indexer = start_sync(library, blocked)
    blocked.go.set()
    wait_for_tasks(indexer, 1)


def test_the_old_version_is_used_until_a_sync_has_finished(
    library: Library, blocked: BlockedEncoder
) -> None:
    """A sync shows its progress, and the library uses the new version only when it is complete."""
    indexer = start_sync(library, blocked)
    version = library.version
    assert (indexer.status.task, indexer.status.stage) == ("sync", "encoding")
    assert library.version == version

    blocked.go.set()
    wait_for_tasks(indexer, 1)
    assert isinstance(indexer.status.last_result, Changes)
    assert indexer.status.last_result.added == ("nuovo.txt",)
    assert library.version != version


def test_a_stopped_sync_leaves_the_index_unchanged(
    library: Library, blocked: BlockedEncoder
) -> None:
    """A stopped sync leaves the index as it was, and the next sync indexes the new document."""
    indexer = start_sync(library, blocked)
    version = library.version
    indexer.stop()
    assert indexer.status.is_stopping
    blocked.go.set()
    wait_for_tasks(indexer, 1)
    assert indexer.status.last_result is None
    assert not indexer.status.is_stopping
    assert library.version == version

    indexer.enqueue("sync")
    wait_for_tasks(indexer, 2)
    assert library.version != version


def test_tasks_run_one_after_another(library: Library, blocked: BlockedEncoder) -> None:
    """Removing, restoring and rebuilding each take effect before the next task begins."""
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


def test_a_task_that_is_already_waiting_is_not_added_again(
    library: Library, blocked: BlockedEncoder
) -> None:
    """A waiting task is not added again; the same task for another document is."""
    indexer = start_sync(library, blocked)
    for source in ("biblioteca.txt", "biblioteca.txt", "harbour/museum.txt"):
        indexer.enqueue("remove", source)
    assert indexer.status.waiting_count == 2
    blocked.go.set()
    wait_for_tasks(indexer, 3)


def test_the_next_task_runs_after_an_error(library: Library, blocked: BlockedEncoder) -> None:
    """A known error becomes the result of its task, and the next task runs."""
    blocked.go.set()
    indexer = BackgroundIndexer(library)
    indexer.enqueue("remove", "none.txt")
    indexer.enqueue("sync")
    wait_for_tasks(indexer, 2)
    indexer.enqueue("delete", "none.txt")
    wait_for_tasks(indexer, 3)
    assert isinstance(indexer.status.last_result, FontiError)


def test_an_unexpected_error_is_logged_without_its_message(
    library: Library, blocked: BlockedEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    """The message of an unexpected error is not logged, as it may quote a document.

    The next task runs.
    """
    blocked.go.set()
    blocked.error = RuntimeError("a sentence of a document")
    indexer = BackgroundIndexer(library)
    (library.corpus / "nuovo.txt").write_text("Il teatro apre a dicembre.", "utf-8")
    indexer.enqueue("sync")
    wait_for_tasks(indexer, 1)
    assert isinstance(indexer.status.last_result, RuntimeError)
    assert "a sentence of a document" not in caplog.text

    blocked.error = None
    indexer.enqueue("sync")
    wait_for_tasks(indexer, 2)
    assert len(library.documents()) == 3


def test_stop_cancels_waiting_syncs(library: Library, blocked: BlockedEncoder) -> None:
    """Stopping cancels waiting syncs but not a waiting removal."""
    indexer = start_sync(library, blocked)
    indexer.enqueue("sync")
    indexer.enqueue("remove", "biblioteca.txt")
    assert indexer.status.waiting_count == 2

    indexer.stop()
    blocked.go.set()
    wait_for_tasks(indexer, 2)
    assert indexer.status.waiting_count == 0
    assert [entry.source for entry in library.documents()] == ["harbour/museum.txt"]
