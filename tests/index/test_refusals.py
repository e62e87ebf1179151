"""A library changes nothing of other programs, and says what is wrong with an index."""

import errno
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock

from fonti.index import CorpusError, Library, ModelError, StoreError
from fonti.index.store.database import Store
from fonti.index.store.index_files import STORE_FILE
from tests.helpers.fakes import FakeEncoder, count_passages


def test_a_folder_of_other_files_is_not_taken_for_an_index(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """Nothing is written to a folder that has files of others, and nothing is removed from it."""
    other = tmp_path / "project"
    (other / "version-1.0").mkdir(parents=True)
    with pytest.raises(StoreError, match="holds other files"):
        Library.open(corpus, index=other, model=encoder)
    assert [path.name for path in other.iterdir() if path.name != ".lock"] == ["version-1.0"]


def test_another_programs_database_is_left_alone(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A SQLite file of another program with our name is neither read nor replaced."""
    index = tmp_path / "index"
    index.mkdir()
    with closing(sqlite3.connect(index / STORE_FILE)) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    before = (index / STORE_FILE).read_bytes()
    for rebuild in (False, True):
        with pytest.raises(StoreError, match="not an index of Fonti"):
            Library.open(corpus, index=index, model=encoder, sync=False).sync(rebuild=rebuild)
    assert (index / STORE_FILE).read_bytes() == before


def test_files_of_others_in_an_index_folder_stay(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """Neither a rebuild nor a sync removes files of others that have names like ours."""
    index = tmp_path / "index"
    Library.open(corpus, index=index, model=encoder)
    with closing(sqlite3.connect(index / "fonti-7.sqlite")) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    (index / "derived" / "tesi").mkdir()
    (corpus / "biblioteca.txt").write_text("Cambiato.")
    for rebuild in (False, True):
        Library.open(corpus, index=index, model=encoder, sync=False).sync(rebuild=rebuild)
    assert (index / "fonti-7.sqlite").exists()
    assert (index / "derived" / "tesi").exists()


def test_documents_beside_a_file_of_a_stores_name_are_documents(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A SQLite file of an index among documents does not make the folder an index."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "secret.txt").write_text("Una riga segreta.")
    Library.open(other, index=tmp_path / "other index", model=encoder)
    shutil.copy(tmp_path / "other index" / STORE_FILE, corpus / STORE_FILE)
    before = sorted(corpus.rglob("*"))
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    assert set(count_passages(library)) == {"biblioteca.txt", "harbour/museum.txt"}
    assert sorted(corpus.rglob("*")) == before


@pytest.mark.parametrize(
    "left", ["fonti-1.sqlite-journal", "fonti-1.sqlite-wal", "current.new", ".writer"]
)
def test_a_folder_with_leftovers_of_a_kill_is_still_an_index(
    left: str, corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """An index's folder that has temporary files in it is still taken for an index."""
    Library.open(corpus, index=tmp_path / "index", model=encoder)
    (tmp_path / "index" / left).touch()
    assert Library.open(tmp_path / "index", model=encoder).corpus == corpus


def test_a_store_that_is_lost_is_made_again(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """If only the SQLite file is lost, a sync makes it again."""
    index = tmp_path / "index"
    library = Library.open(corpus, index=index, model=encoder)
    library.sync(rebuild=True)
    (index / "fonti-1.sqlite").unlink()
    with pytest.raises(StoreError, match="no index"):
        library.status()
    assert len(library.sync().added) == 2
    assert list(library.check()) == []


def test_a_lost_pointer_is_damage(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """If the file that names the active SQLite file is lost, a rebuild mends the index."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    library.sync(rebuild=True)
    (tmp_path / "index" / "current").unlink()
    with pytest.raises(StoreError, match=r"current is missing.*--rebuild"):
        library.status()
    library.sync(rebuild=True)
    assert list(library.check()) == []
    assert len(list((tmp_path / "index").glob("*.sqlite"))) == 1


def test_a_folder_that_is_refused_is_left_as_it_was(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """Not even a lock is written to a folder that is refused."""
    (tmp_path / ".writer").write_text("mine")
    (tmp_path / "thesis.txt").write_text("mine too")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(StoreError, match="holds other files"):
        Library.open(corpus, index=tmp_path, model=encoder)
    assert sorted(tmp_path.iterdir()) == before
    assert (tmp_path / ".writer").read_text() == "mine"


def test_an_unfinished_index_says_so(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """An index without a whole version has no status, and nothing to check, export or remove."""
    (tmp_path / "index").mkdir()
    with Store(tmp_path / "index").write_transaction():
        pass
    library = Library.open(corpus, index=tmp_path / "index", model=encoder, sync=False)
    asked = (
        library.status,
        lambda: [*library.check()],
        lambda: [*library.export()],
        lambda: library.remove("a"),
    )
    for ask in asked:
        with pytest.raises(StoreError, match=r"never finished; run: fonti index"):
            ask()
    assert library.sync().added


def test_search_files_may_be_lost_before_a_sync(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A sync without changes does not need the search files; the next question builds them."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    shutil.rmtree(tmp_path / "index" / "derived")
    assert not library.sync().has_changes
    assert len(count_passages(Library.open(tmp_path / "index", model=encoder))) == 2


def test_a_store_in_use_is_not_replaced(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rebuild of a SQLite file that is locked fails, and replaces nothing."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    monkeypatch.setattr("fonti.index.store.database._LOCK_TIMEOUT_SECONDS", 0.1)
    with closing(sqlite3.connect(tmp_path / "index" / STORE_FILE, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="locked"):
            library.sync(rebuild=True)
    assert [path.name for path in (tmp_path / "index").glob("*.sqlite")] == [STORE_FILE]


def test_a_file_that_cannot_be_read_now_stays_indexed(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """An error of the disk removes no document from the index."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fonti.index.corpus.files.read_if_unchanged", _fails)
        changes = library.sync()
    assert changes.removed == ()
    assert {skipped.source for skipped in changes.skipped} == {
        "biblioteca.txt",
        "harbour/museum.txt",
    }
    assert len(count_passages(library)) == 2


def test_a_file_that_cannot_be_read_keeps_no_other(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A file that is gone is removed, though one whose name its name begins with is unreadable."""
    (corpus / "biblioteca.txt.old.txt").write_text("Una riga vecchia.")
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    (corpus / "biblioteca.txt.old.txt").unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fonti.index.corpus.files.read_if_unchanged", _fails)
        changes = library.sync()
    assert changes.removed == ("biblioteca.txt.old.txt",)


def _fails(path: Path) -> bytes | None:
    raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))


def test_rebuilding_keeps_the_model(corpus: Path, tmp_path: Path) -> None:
    """An index is rebuilt with the model that made it, unless another is named."""
    Library.open(corpus, index=tmp_path / "index", model=FakeEncoder(name=str(tmp_path / "model")))
    # The error shows that the model is loaded, which does not exist.
    with pytest.raises(ModelError, match=str(tmp_path / "model")):
        Library.open(corpus, index=tmp_path / "index", sync=False).sync(rebuild=True)


@pytest.mark.parametrize("name", ["~no-such-user/x", "x" * 300])
def test_impossible_paths_are_corpus_errors(name: str, tmp_path: Path) -> None:
    """A user that does not exist and a name that is too long are errors of the corpus."""
    with pytest.raises(CorpusError, match="no such file or folder"):
        Library.open(name, index=tmp_path)


def test_an_unfinished_index_is_not_filled_with_the_demo(tmp_path: Path) -> None:
    """An unfinished index that is named without its corpus is not filled with the demo corpus."""
    (tmp_path / STORE_FILE).touch()
    with pytest.raises(StoreError, match="never finished"):
        Library.open(index=tmp_path)


def test_the_command_that_finishes_an_index_works(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """An index whose first sync died, named alone, indexes nothing, and says what finishes it."""
    index = tmp_path / "index"
    index.mkdir()
    with Store(index).write_transaction():
        pass
    for path in (None, index):
        with pytest.raises(StoreError) as error:
            Library.open(path, index=index, model=encoder)
        assert error.value.params["command"] == f"fonti index FOLDER --index {index}"
    assert Library.open(corpus, index=index, model=encoder).documents()


def test_a_missing_index_is_not_filled_with_the_demo(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """An index whose file was deleted, named without its corpus, is not filled with the demo."""
    index = tmp_path / "index"
    Library.open(corpus, index=index, model=encoder)
    (index / STORE_FILE).unlink()

    with pytest.raises(StoreError, match=r"no index in .*fonti index FOLDER --index"):
        Library.open(index=index, model=encoder)
    assert not (index / STORE_FILE).exists()


def test_a_store_without_a_setting_is_damaged(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """The error names the setting that is missing, and the command that mends the index."""
    Library.open(corpus, index=tmp_path / "index", model=encoder)
    with closing(sqlite3.connect(tmp_path / "index" / STORE_FILE)) as connection, connection:
        connection.execute("DELETE FROM settings WHERE key = 'corpus'")
    with pytest.raises(StoreError, match=r"corpus.*--rebuild"):
        Library.open(corpus, index=tmp_path / "index", model=encoder)


def test_a_store_without_embeddings_is_damaged(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """An index that lost its embeddings answers no question."""
    Library.open(corpus, index=tmp_path / "index", model=encoder)
    with closing(sqlite3.connect(tmp_path / "index" / STORE_FILE)) as connection, connection:
        connection.execute("DELETE FROM embeddings")
    shutil.rmtree(tmp_path / "index" / "derived")
    with (
        pytest.raises(StoreError, match=r"embeddings are missing.*--rebuild"),
        Library.open(corpus, index=tmp_path / "index", model=encoder).snapshot(),
    ):
        pass


def test_a_second_writer_reports_that_it_waits(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """Nothing is written while another process holds the lock, and the wait is reported."""
    index = tmp_path / "index"
    Library.open(corpus, index=index, model=encoder)
    stages: list[str] = []
    holder = FileLock(index / ".lock")
    holder.acquire()

    def on_progress(stage: str, _done: int, _total: int) -> None:
        stages.append(stage)
        if stage == "waiting":
            holder.release()

    Library.open(corpus, index=index, model=encoder, on_progress=on_progress, sync=False).sync()
    assert stages[0] == "waiting"
    assert "reading" in stages


def test_a_version_cannot_lead_out_of_the_folder(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A version that was tampered with does not make the index replace another folder."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    (tmp_path / "precious").mkdir()
    with closing(sqlite3.connect(tmp_path / "index" / STORE_FILE)) as connection, connection:
        connection.execute("UPDATE settings SET value = '../../precious' WHERE key = 'version'")
    with pytest.raises(StoreError, match=r"damaged.*precious"), library.snapshot():
        pass
    assert (tmp_path / "precious").is_dir()
    assert not list((tmp_path / "precious").iterdir())
