"""The index is kept in the background: what is ordered is done in turn, shown as it goes, and can be stopped."""

import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from fonti.index import Changes, EncodedText, FontiError, Library
from fonti.ui.web.indexer import BackgroundIndexer
from tests.helpers.fakes import FakeEncoder


class BlockedEncoder(FakeEncoder):
    """A fake encoder that encodes nothing until it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.go, self.met = threading.Event(), threading.Event()
        self.failing: Exception | None = None

    def encode_passages(self, texts: Sequence[str]) -> list[EncodedText]:
        """Wait, then encode."""
        self.met.set()
        assert self.go.wait(30)
        if self.failing:
            raise self.failing
        return super().encode_passages(texts)


def wait_until(done: Callable[[], bool]) -> None:
    """Wait for something that is done elsewhere."""
    end = time.monotonic() + 30
    while not done():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture
def library(corpus: Path, tmp_path: Path) -> tuple[Library, BlockedEncoder]:
    """A library whose encoder is let encode what it holds, and then held."""
    encoder = BlockedEncoder()
    encoder.go.set()
    opened = Library.open(corpus, index=tmp_path / "index", model=encoder)
    encoder.go.clear()
    encoder.met.clear()
    return opened, encoder


def encoding(opened: Library, encoder: BlockedEncoder) -> BackgroundIndexer:
    """A indexer that is held in a sync, where a document came."""
    indexer = BackgroundIndexer(opened)
    (opened.corpus / "nuovo.txt").write_text("Il teatro apre a dicembre.", "utf-8")
    indexer.enqueue("sync")
    assert encoder.met.wait(30)
    return indexer


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no priorities of their own")
def test_who_asks_goes_before_what_is_kept(library: tuple[Library, BlockedEncoder]) -> None:
    """What encodes gives way; the thread that ordered it does not."""
    opened, encoder = library
    own = os.getpriority(os.PRIO_PROCESS, 0)
    found: list[int] = []
    encode = encoder.encode_passages

    def told(texts: Sequence[str]) -> list[EncodedText]:
        found.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        return encode(texts)

    encoder.encode_passages = told  # type: ignore[method-assign]
    encoding(opened, encoder)
    encoder.go.set()
    assert {*found} == {max(own, 10)}
    assert os.getpriority(os.PRIO_PROCESS, 0) == own


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no priorities of their own")
def test_where_priorities_are_refused_the_index_is_kept(
    library: tuple[Library, BlockedEncoder], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As under systemd's SystemCallFilter=~@resources."""

    def refuse(*_: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "setpriority", refuse)
    indexer = encoding(*library)
    library[1].go.set()
    wait_until(lambda: indexer.progress.finished_count == 1)


def test_what_is_added_is_indexed_while_the_index_answers(library: tuple[Library, BlockedEncoder]) -> None:
    """Its progress shows, and the new version serves when it is whole."""
    opened, encoder = library
    indexer = encoding(opened, encoder)
    before = opened.version
    assert (indexer.progress.task, indexer.progress.stage) == ("sync", "encoding")
    assert opened.version == before
    encoder.go.set()
    wait_until(lambda: indexer.progress.finished_count == 1)
    assert isinstance(indexer.progress.last_result, Changes)
    assert indexer.progress.last_result.added == ("nuovo.txt",)
    assert opened.version != before


def test_what_is_stopped_leaves_the_index_and_goes_on_later(library: tuple[Library, BlockedEncoder]) -> None:
    """What was ordered after it is done all the same."""
    opened, encoder = library
    indexer = encoding(opened, encoder)
    before = opened.version
    indexer.stop()
    encoder.go.set()
    wait_until(lambda: indexer.progress.finished_count == 1)
    assert indexer.progress.last_result is None
    assert opened.version == before
    indexer.enqueue("sync")
    wait_until(lambda: indexer.progress.finished_count == 2)
    assert opened.version != before


def test_removing_and_putting_back_are_done_in_turn(library: tuple[Library, BlockedEncoder]) -> None:
    """What is ordered twice before it begins is done once."""
    opened, encoder = library
    encoder.go.set()
    indexer = BackgroundIndexer(opened)
    indexer.enqueue("remove", "biblioteca.txt")
    wait_until(lambda: indexer.progress.finished_count == 1)
    assert [entry.source for entry in opened.documents()] == ["harbour/museum.txt"]
    indexer.enqueue("restore", "biblioteca.txt")
    wait_until(lambda: indexer.progress.finished_count == 2)
    assert len(opened.documents()) == 2
    indexer.enqueue("rebuild")
    wait_until(lambda: indexer.progress.finished_count == 3)
    assert len(opened.documents()) == 2


def test_what_goes_wrong_is_told_and_the_next_is_done(library: tuple[Library, BlockedEncoder]) -> None:
    """A thread that nobody sees does not die of an error."""
    opened, encoder = library
    encoder.go.set()
    indexer = BackgroundIndexer(opened)
    indexer.enqueue("remove", "none.txt")
    indexer.enqueue("sync")
    wait_until(lambda: indexer.progress.finished_count == 2)
    indexer.enqueue("delete", "none.txt")
    wait_until(lambda: indexer.progress.finished_count == 3)
    assert isinstance(indexer.progress.last_result, FontiError)


def test_what_nobody_foresaw_is_told_and_the_next_is_done(
    library: tuple[Library, BlockedEncoder], caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged without its words, which may be a document's."""
    opened, encoder = library
    encoder.go.set()
    encoder.failing = RuntimeError("a sentence of a document")
    indexer = BackgroundIndexer(opened)
    (opened.corpus / "nuovo.txt").write_text("Il teatro apre a dicembre.", "utf-8")
    indexer.enqueue("sync")
    wait_until(lambda: indexer.progress.finished_count == 1)
    assert isinstance(indexer.progress.last_result, RuntimeError)
    assert "a sentence of a document" not in caplog.text
    encoder.failing = None
    indexer.enqueue("sync")
    wait_until(lambda: indexer.progress.finished_count == 2)
    assert len(opened.documents()) == 3


def test_stop_stops_what_was_ordered_after_it_too(library: tuple[Library, BlockedEncoder]) -> None:
    """A sync that waits is one with what is stopped; a removal is not."""
    opened, encoder = library
    indexer = encoding(opened, encoder)
    indexer.enqueue("sync")
    indexer.enqueue("remove", "biblioteca.txt")
    assert indexer.progress.waiting_count == 2
    indexer.stop()
    encoder.go.set()
    wait_until(lambda: indexer.progress.finished_count == 2)
    assert indexer.progress.waiting_count == 0
    assert [entry.source for entry in opened.documents()] == ["harbour/museum.txt"]
