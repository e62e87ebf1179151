"""A damaged SQLite file is an error that names its remedy; damaged search files are built again."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from fonti.index import FormatMismatch, Library, StoreError
from fonti.index.search import versions
from fonti.index.store.database import Store, StoreState
from fonti.index.store.index_files import STORE_FILE
from fonti.qa import Assistant
from tests.helpers.damage import DAMAGE, find_version_folder
from tests.helpers.fakes import FakeEncoder

QUESTION = "When was the granite lighthouse built?"


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_search_files_are_built_again(
    damage: str, corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """Whatever is damaged in the search files, the answer is the same without encoding again."""
    index = tmp_path / "index"
    before = Assistant.open(corpus, index=index, model=encoder).search(QUESTION)
    encoded = encoder.encoded
    DAMAGE[damage](find_version_folder(index))
    assert Assistant.open(corpus, index=index, model=encoder).search(QUESTION) == before
    assert encoder.encoded == encoded


def test_search_files_that_vanish_while_loading_are_built_again(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Search files that a newer version replaces while they are loaded are built again."""
    index = tmp_path / "index"
    before = Assistant.open(corpus, index=index, model=encoder).search(QUESTION)
    load = versions._load
    loaded: list[Path] = []

    def load_and_delete(connection: sqlite3.Connection, path: Path) -> versions.SearchIndex:
        loaded.append(path)
        search_index = load(connection, path)
        if len(loaded) == 1:
            next((path / "words").rglob("*.pos")).unlink()
        return search_index

    monkeypatch.setattr(versions, "_load", load_and_delete)
    assert Assistant.open(corpus, index=index, model=encoder).search(QUESTION) == before
    assert len(loaded) == 2


def test_an_open_library_outlives_its_search_files(corpus: Path, encoder: FakeEncoder) -> None:
    """An open library answers though the search files it has loaded are deleted."""
    index = corpus.parent / "index"
    assistant = Assistant.open(corpus, index=index, model=encoder)
    before = assistant.search(QUESTION)
    shutil.rmtree(find_version_folder(index))
    assert assistant.search(QUESTION) == before


@pytest.mark.parametrize("content", [b"garbage" * 4096, b"SQLite format 3\0" + b"\xff" * 8192])
def test_a_damaged_store_is_a_store_error(
    content: bytes, corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A file that is not a database is an error with its remedy, and a rebuild mends it."""
    index = tmp_path / "index"
    Library.open(corpus, index=index, model=encoder)
    for path in index.glob(f"{STORE_FILE}*"):
        path.unlink()
    (index / STORE_FILE).write_bytes(content)
    with pytest.raises(StoreError, match=f"{index}.*--rebuild"):
        Library.open(corpus, index=index, model=encoder)
    Library.open(corpus, index=index, model=encoder, sync=False).sync(rebuild=True)
    assert Assistant.open(corpus, index=index, model=encoder).search(QUESTION)


def test_a_truncated_store_is_a_store_error(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A database that lost its second half is an error at a question, and a rebuild mends it."""
    index = tmp_path / "index"
    Library.open(corpus, index=index, model=encoder)
    os.truncate(index / STORE_FILE, (index / STORE_FILE).stat().st_size // 2)
    with pytest.raises(StoreError, match="--rebuild"):
        Assistant.open(corpus, index=index, model=encoder).search(QUESTION)
    Library.open(corpus, index=index, model=encoder, sync=False).sync(rebuild=True)
    assert Assistant.open(corpus, index=index, model=encoder).search(QUESTION)


def test_an_empty_store_file_is_no_index_yet(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """An empty file, which a kill may leave, is filled by a sync."""
    index = tmp_path / "index"
    index.mkdir()
    (index / STORE_FILE).touch()
    assert Assistant.open(corpus, index=index, model=encoder).search(QUESTION)


@pytest.mark.parametrize("value", ["0", "999", "one"])
def test_another_format_is_named(
    value: str, corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """The error for another format has the command that mends it."""
    index = tmp_path / "index"
    library = Library.open(corpus, index=index, model=encoder)
    with sqlite3.connect(index / STORE_FILE) as connection:
        connection.execute("UPDATE settings SET value = ? WHERE key = 'format'", (value,))
    connection.close()
    with pytest.raises(FormatMismatch, match=f"format {value}.*--rebuild"):
        Library.open(corpus, index=index, model=encoder)
    with pytest.raises(FormatMismatch, match="--rebuild"):
        library.sync()
    Library.open(corpus, index=index, model=encoder, sync=False).sync(rebuild=True)
    assert Assistant.open(corpus, index=index, model=encoder).search(QUESTION)


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    """Nothing that is written before an error is there after it."""
    store = Store(tmp_path)
    with store.write_transaction() as connection:
        connection.execute("INSERT INTO settings VALUES ('kept', '1')")

    def fail() -> None:
        with store.write_transaction() as connection:
            connection.execute("INSERT INTO settings VALUES ('lost', '1')")
            connection.execute("INSERT INTO nowhere VALUES (1)")

    with pytest.raises(StoreError, match="no such table"):
        fail()
    with store.read_transaction() as connection:
        assert dict(
            connection.execute("SELECT key, value FROM settings WHERE key <> 'format'")
        ) == {"kept": "1"}


def test_a_killed_first_transaction_can_be_repeated(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A file that has no table yet is not taken for another format."""
    index = tmp_path / "index"
    index.mkdir()
    with closing(sqlite3.connect(index / STORE_FILE)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    assert Assistant.open(corpus, index=index, model=encoder).search(QUESTION)


def test_reading_writes_nothing(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """The connection of a question cannot change the store."""
    index = tmp_path / "index"
    Library.open(corpus, index=index, model=encoder)
    with pytest.raises(StoreError, match="readonly"), Store(index).read_transaction() as connection:
        connection.execute("DELETE FROM documents")


def test_no_index_is_a_store_error(tmp_path: Path) -> None:
    """Reading where there is no index is an error with the command that indexes."""
    with pytest.raises(StoreError, match="fonti index"), Store(tmp_path).read_transaction():
        pass


def test_the_state_of_a_store(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """A store is missing, empty, of the current format, of an older one, or unusable."""
    index = tmp_path / "index"
    index.mkdir()
    assert Store(index).read_state() is StoreState.MISSING
    (index / STORE_FILE).touch()
    assert Store(index).read_state() is StoreState.EMPTY
    Library.open(corpus, index=index, model=encoder)
    assert Store(index).read_state() is StoreState.CURRENT
    for number, state in ((4, StoreState.OUTDATED), (999, StoreState.UNUSABLE)):
        with closing(sqlite3.connect(index / STORE_FILE)) as connection, connection:
            connection.execute("UPDATE settings SET value = ? WHERE key = 'format'", (number,))
        assert Store(index).read_state() is state
    (index / STORE_FILE).write_bytes(b"garbage" * 4096)
    assert Store(index).read_state() is StoreState.UNUSABLE
