"""A watched folder is followed: bursts of changes, folders that go and come back, changes during the first sync."""

import shutil
import threading
import time
from pathlib import Path

import pytest

from fonti.index import Changes, CorpusError, FontiError, Library
from tests.helpers.encoders import MeddlingEncoder
from tests.helpers.fakes import FakeEncoder, count_passages, write_corpus


class Watching(threading.Thread):
    """Follows a library, and keeps what it yields."""

    def __init__(self, library: Library) -> None:
        super().__init__(daemon=True)
        self.library = library
        self.seen: list[Changes | FontiError] = []

    def run(self) -> None:
        """Follow until a document is named so."""
        for changes in self.library.watch():
            self.seen.append(changes)
            if isinstance(changes, Changes) and "end.txt" in changes.added:
                break

    def wait(self, count: int) -> "Changes | FontiError":
        """The last of so many."""
        for _ in range(600):
            if len(self.seen) >= count:
                return self.seen[count - 1]
            time.sleep(0.1)
        raise AssertionError(f"seen only {self.seen}")


def test_a_watched_folder_is_followed(corpus: Path, encoder: FakeEncoder) -> None:
    """A burst of changes is one sync once it rests; an emptied folder is waited for; the index in it is no change."""
    watching = Watching(Library.open(corpus, index=corpus / "index", model=encoder, sync=False))
    watching.start()
    watching.wait(1)
    for number in range(30):
        write_corpus(corpus, {f"new/{number}.txt": f"Il documento {number}."})
        time.sleep(0.01)
    burst = watching.wait(2)
    assert isinstance(burst, Changes)
    assert len(burst.added) == 30
    shutil.rmtree(corpus / "new")
    removed = watching.wait(3)
    assert isinstance(removed, Changes)
    assert len(removed.removed) == 30
    (corpus / "biblioteca.txt").unlink()
    (corpus / "harbour" / "museum.txt").unlink()
    assert isinstance(watching.wait(4), CorpusError)
    write_corpus(corpus, {"end.txt": "La fine."})
    watching.join(60)
    assert not watching.is_alive()
    assert len(watching.seen) == 5
    assert count_passages(watching.library) == {"end.txt": 1}


def test_what_changes_during_the_first_sync_is_followed(corpus: Path) -> None:
    """The folder is watched before it is read, so that no change falls in between."""
    index = corpus.parent / "index"
    file = corpus / "biblioteca.txt"
    encoder = MeddlingEncoder(lambda: file.write_text("Cambiato durante la prima lettura."))
    watching = Watching(Library.open(corpus, index=index, model=encoder, sync=False))
    watching.start()
    second = watching.wait(2)
    assert isinstance(second, Changes)
    assert second.changed == ("biblioteca.txt",)
    write_corpus(corpus, {"end.txt": "La fine."})
    watching.join(60)
    assert not watching.is_alive()


def test_an_empty_folder_is_waited_for(encoder: FakeEncoder, tmp_path: Path) -> None:
    """Watching may begin before there is anything to read."""
    (tmp_path / "corpus").mkdir()
    watching = Watching(Library.open(tmp_path / "corpus", index=tmp_path / "index", model=encoder, sync=False))
    watching.start()
    assert isinstance(watching.wait(1), CorpusError)
    write_corpus(tmp_path / "corpus", {"end.txt": "La fine."})
    watching.join(60)
    assert not watching.is_alive()


@pytest.mark.parametrize("away", [0, 3])
def test_a_folder_that_went_and_came_back_is_followed(
    away: float, corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A folder made anew under its name, at once or after a while, is read at once and watched on."""
    watching = Watching(Library.open(corpus, index=tmp_path / "index", model=encoder, sync=False))
    watching.start()
    watching.wait(1)
    shutil.rmtree(corpus)
    time.sleep(away)
    write_corpus(corpus, {"prima.txt": "La prima riga."})
    added(watching, "prima.txt")
    for name in ("seconda.txt", "end.txt"):
        write_corpus(corpus, {name: f"La riga di {name}."})
        added(watching, name)
    watching.join(60)
    assert not watching.is_alive()


def added(watching: Watching, name: str) -> None:
    """Wait until a document is indexed."""
    for _ in range(300):
        if any(isinstance(each, Changes) and name in each.added for each in watching.seen):
            return
        time.sleep(0.1)
    raise AssertionError(f"{name} was not seen: {watching.seen}")
