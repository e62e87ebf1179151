"""A watched folder is synced after each change."""

import shutil
import threading
import time
from pathlib import Path

import pytest

from fonti.index import Changes, CorpusError, FontiError, Library
from tests.helpers.encoders import MeddlingEncoder
from tests.helpers.fakes import FakeEncoder, count_passages, write_corpus


class WatchingThread(threading.Thread):
    """A thread that watches a library, and stores what each sync yields."""

    def __init__(self, library: Library) -> None:
        super().__init__(daemon=True)
        self.library = library
        self.results: list[Changes | FontiError] = []

    def run(self) -> None:
        """Watch until `end.txt` is indexed."""
        for changes in self.library.watch():
            self.results.append(changes)
            if isinstance(changes, Changes) and "end.txt" in changes.added:
                break

    def wait_for_sync(self, count: int) -> "Changes | FontiError":
        """Wait for a sync of a number, counted from 1, and return what it yielded."""
        for _ in range(600):
            if len(self.results) >= count:
                return self.results[count - 1]
            time.sleep(0.1)
        raise AssertionError(f"seen only {self.results}")


def test_a_watched_folder_is_synced(corpus: Path, encoder: FakeEncoder) -> None:
    """Changes close together are one sync, and changes of the index are none."""
    watching = WatchingThread(
        Library.open(corpus, index=corpus / "index", model=encoder, sync=False)
    )
    watching.start()
    watching.wait_for_sync(1)
    for number in range(30):
        write_corpus(corpus, {f"new/{number}.txt": f"Il documento {number}."})
        time.sleep(0.01)
    burst = watching.wait_for_sync(2)
    assert isinstance(burst, Changes)
    assert len(burst.added) == 30
    shutil.rmtree(corpus / "new")
    removed = watching.wait_for_sync(3)
    assert isinstance(removed, Changes)
    assert len(removed.removed) == 30
    (corpus / "biblioteca.txt").unlink()
    (corpus / "harbour" / "museum.txt").unlink()
    assert isinstance(watching.wait_for_sync(4), CorpusError)
    write_corpus(corpus, {"end.txt": "La fine."})
    watching.join(60)
    assert not watching.is_alive()
    assert len(watching.results) == 5
    assert count_passages(watching.library) == {"end.txt": 1}


def test_a_change_during_the_first_sync_is_synced(corpus: Path) -> None:
    """A change during the first sync is seen, since watching begins before it."""
    index = corpus.parent / "index"
    file = corpus / "biblioteca.txt"
    encoder = MeddlingEncoder(lambda: file.write_text("Cambiato durante la prima lettura."))
    watching = WatchingThread(Library.open(corpus, index=index, model=encoder, sync=False))
    watching.start()
    second = watching.wait_for_sync(2)
    assert isinstance(second, Changes)
    assert second.changed == ("biblioteca.txt",)
    write_corpus(corpus, {"end.txt": "La fine."})
    watching.join(60)
    assert not watching.is_alive()


def test_an_empty_folder_is_waited_for(encoder: FakeEncoder, tmp_path: Path) -> None:
    """A folder can be watched before there is anything to read in it."""
    (tmp_path / "corpus").mkdir()
    watching = WatchingThread(
        Library.open(tmp_path / "corpus", index=tmp_path / "index", model=encoder, sync=False)
    )
    watching.start()
    assert isinstance(watching.wait_for_sync(1), CorpusError)
    write_corpus(tmp_path / "corpus", {"end.txt": "La fine."})
    watching.join(60)
    assert not watching.is_alive()


@pytest.mark.parametrize("away", [0, 3])
def test_a_folder_that_comes_back_is_watched(
    away: float, corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A folder that is removed and made again, at once or later, is synced and watched."""
    watching = WatchingThread(
        Library.open(corpus, index=tmp_path / "index", model=encoder, sync=False)
    )
    watching.start()
    watching.wait_for_sync(1)
    shutil.rmtree(corpus)
    time.sleep(away)
    write_corpus(corpus, {"prima.txt": "La prima riga."})
    wait_until_added(watching, "prima.txt")
    for name in ("seconda.txt", "end.txt"):
        write_corpus(corpus, {name: f"La riga di {name}."})
        wait_until_added(watching, name)
    watching.join(60)
    assert not watching.is_alive()


def wait_until_added(watching: WatchingThread, name: str) -> None:
    """Wait until a document is indexed."""
    for _ in range(300):
        if any(isinstance(result, Changes) and name in result.added for result in watching.results):
            return
        time.sleep(0.1)
    raise AssertionError(f"{name} was not seen: {watching.results}")
