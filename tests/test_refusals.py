"""What a library refuses, and leaves as it found it: other people's files, locked, damaged and unfinished indexes."""

import errno
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock

from index import CorpusError, Library, ModelError, StoreError
from index.store import FILE
from tests.fakes import FakeEncoder, whole


def test_a_folder_of_other_files_is_not_taken_for_an_index(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """Nothing is written among files that are not ours, and nothing of theirs is removed."""
    other = tmp_path / "project"
    (other / "version-1.0").mkdir(parents=True)
    with pytest.raises(StoreError, match="holds other files"):
        Library.open(corpus, index=other, model=encoder)
    assert [path.name for path in other.iterdir() if path.name != ".lock"] == ["version-1.0"]


def test_another_programs_database_is_left_alone(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """A SQLite file of our name that is not ours is neither read nor replaced."""
    index = tmp_path / "index"
    index.mkdir()
    with closing(sqlite3.connect(index / FILE)) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    before = (index / FILE).read_bytes()
    for rebuild in (False, True):
        with pytest.raises(StoreError, match="not an index of Fonti"):
            Library.at(corpus, index=index, model=encoder).sync(rebuild=rebuild)
    assert (index / FILE).read_bytes() == before


def test_a_store_in_use_is_not_replaced(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rebuild that finds the store locked says so, and puts nothing in its place."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    monkeypatch.setattr("index.store._PATIENCE", 0.1)
    with closing(sqlite3.connect(tmp_path / "index" / FILE, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="locked"):
            library.sync(rebuild=True)
    assert [path.name for path in (tmp_path / "index").glob("*.sqlite")] == [FILE]


def test_a_file_that_cannot_be_read_now_stays_indexed(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """A fault of the disk or of permissions removes nothing that was read before."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "read_bytes", _fails)
        changes = library.sync()
    assert changes.removed == ()
    assert {skipped.source for skipped in changes.skipped} == {"biblioteca.txt", "harbour/museum.txt"}
    assert len(whole(library)) == 2


def test_a_file_that_cannot_be_read_keeps_no_other(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """One whose name begins with its name, and that is gone, is dropped all the same."""
    (corpus / "biblioteca.txt.old.txt").write_text("Una riga vecchia.")
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    (corpus / "biblioteca.txt.old.txt").unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "read_bytes", _fails)
        changes = library.sync()
    assert changes.removed == ("biblioteca.txt.old.txt",)


def _fails(path: Path) -> bytes:
    raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))


def test_rebuilding_keeps_the_model(corpus: Path, tmp_path: Path) -> None:
    """An index is rebuilt with the model that made it unless another is named."""
    Library.open(corpus, index=tmp_path / "index", model=FakeEncoder(name=str(tmp_path / "model")))
    with pytest.raises(ModelError, match=str(tmp_path / "model")):  # it is asked for, though there is none there
        Library.at(corpus, index=tmp_path / "index").sync(rebuild=True)


@pytest.mark.parametrize("name", ["~no-such-user/x", "x" * 300])
def test_paths_that_cannot_be_are_clear_errors(name: str, tmp_path: Path) -> None:
    """A user that does not exist and a name that is too long are no tracebacks."""
    with pytest.raises(CorpusError, match="no such file or folder"):
        Library.open(name, index=tmp_path)


def test_an_index_that_was_never_finished_is_told(tmp_path: Path) -> None:
    """It is not filled with the demo corpus."""
    (tmp_path / FILE).touch()
    with pytest.raises(StoreError, match="never finished"):
        Library.open(index=tmp_path)


def test_a_record_that_lost_a_setting_is_damaged(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """What is missing is named, with the command that mends it."""
    Library.open(corpus, index=tmp_path / "index", model=encoder)
    with closing(sqlite3.connect(tmp_path / "index" / FILE)) as connection, connection:
        connection.execute("DELETE FROM settings WHERE key = 'corpus'")
    with pytest.raises(StoreError, match=r"corpus.*--rebuild"):
        Library.open(corpus, index=tmp_path / "index", model=encoder)


def test_a_record_that_lost_embeddings_is_damaged(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """No question is answered from half of an index."""
    Library.open(corpus, index=tmp_path / "index", model=encoder)
    with closing(sqlite3.connect(tmp_path / "index" / FILE)) as connection, connection:
        connection.execute("DELETE FROM embeddings")
    shutil.rmtree(tmp_path / "index" / "derived")
    with (
        pytest.raises(StoreError, match=r"embeddings are missing.*--rebuild"),
        Library.open(corpus, index=tmp_path / "index", model=encoder).snapshot(),
    ):
        pass


def test_a_second_writer_waits_and_says_so(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """Nothing is written while another process holds the right to; the wait is reported."""
    index = tmp_path / "index"
    Library.open(corpus, index=index, model=encoder)
    told: list[str] = []
    holder = FileLock(index / ".lock")
    holder.acquire()

    def report(stage: str, _done: int, _total: int) -> None:
        told.append(stage)
        if stage == "waiting":
            holder.release()

    Library.at(corpus, index=index, model=encoder, report=report).sync()
    assert told[0] == "waiting"
    assert "reading" in told


def test_a_version_is_no_path(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """An index that was tampered with cannot have folders outside it replaced."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    (tmp_path / "precious").mkdir()
    with closing(sqlite3.connect(tmp_path / "index" / FILE)) as connection, connection:
        connection.execute("UPDATE settings SET value = '../../precious' WHERE key = 'version'")
    with pytest.raises(StoreError, match=r"damaged.*precious"), library.snapshot():
        pass
    assert (tmp_path / "precious").is_dir()
    assert not list((tmp_path / "precious").iterdir())
