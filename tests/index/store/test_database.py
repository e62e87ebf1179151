"""The record and what is derived from it: whole, checked, mended."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from fonti.index import FormatMismatch, Library, StoreError
from fonti.index.search import versions as derived
from fonti.index.store.database import Store
from fonti.index.store.files import FILE
from fonti.qa import Assistant
from tests.helpers.damage import DAMAGE, find_version_folder
from tests.helpers.fakes import FakeEncoder

QUESTION = "When was the granite lighthouse built?"


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_derived_is_built_again(
    damage: str, corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """Whatever befalls the derived files, the answer is the one of before, and nothing is encoded again for it."""
    index = tmp_path / "index"
    before = Assistant.open(corpus, index=index, model=encoder).search(QUESTION)
    encoded = encoder.encoded
    DAMAGE[damage](find_version_folder(index))
    assert Assistant.open(corpus, index=index, model=encoder).search(QUESTION) == before
    assert encoder.encoded == encoded


def test_what_goes_while_it_is_loaded_is_built_again(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer version may take the place of the one that a reader is loading."""
    index = tmp_path / "index"
    before = Assistant.open(corpus, index=index, model=encoder).search(QUESTION)
    load, loaded = derived._load, []

    def meddle(connection: sqlite3.Connection, at: Path) -> derived.SearchIndex:
        loaded.append(at)
        found = load(connection, at)
        if len(loaded) == 1:
            next((at / "words").rglob("*.pos")).unlink()
        return found

    monkeypatch.setattr(derived, "_load", meddle)
    assert Assistant.open(corpus, index=index, model=encoder).search(QUESTION) == before
    assert len(loaded) == 2


def test_an_open_library_outlives_the_loss_of_its_derived_files(
    corpus: Path, encoder: FakeEncoder
) -> None:
    """What was loaded goes on answering when the folder is emptied under it."""
    index = corpus.parent / "index"
    assistant = Assistant.open(corpus, index=index, model=encoder)
    before = assistant.search(QUESTION)
    shutil.rmtree(find_version_folder(index))
    assert assistant.search(QUESTION) == before


@pytest.mark.parametrize("content", [b"garbage" * 4096, b"SQLite format 3\0" + b"\xff" * 8192])
def test_a_damaged_record_is_a_store_error(
    content: bytes, corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A store that is no database is refused, by name and with the way out, and rebuilding mends it."""
    index = tmp_path / "index"
    Library.open(corpus, index=index, model=encoder)
    for path in index.glob(f"{FILE}*"):
        path.unlink()
    (index / FILE).write_bytes(content)
    with pytest.raises(StoreError, match=f"{index}.*--rebuild"):
        Library.open(corpus, index=index, model=encoder)
    Library.open(corpus, index=index, model=encoder, sync=False).sync(rebuild=True)
    assert Assistant.open(corpus, index=index, model=encoder).search(QUESTION)


def test_a_record_cut_short_is_a_store_error(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A store that lost its second half is noticed when it is asked, and rebuilding mends it."""
    index = tmp_path / "index"
    Library.open(corpus, index=index, model=encoder)
    os.truncate(index / FILE, (index / FILE).stat().st_size // 2)
    with pytest.raises(StoreError, match="--rebuild"):
        Assistant.open(corpus, index=index, model=encoder).search(QUESTION)
    Library.open(corpus, index=index, model=encoder, sync=False).sync(rebuild=True)
    assert Assistant.open(corpus, index=index, model=encoder).search(QUESTION)


def test_an_empty_store_file_is_no_index_yet(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A file of 0 bytes, which a kill may leave, is indexed into."""
    index = tmp_path / "index"
    index.mkdir()
    (index / FILE).touch()
    assert Assistant.open(corpus, index=index, model=encoder).search(QUESTION)


@pytest.mark.parametrize("value", ["0", "999", "one"])
def test_another_format_is_named(
    value: str, corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """An index of another format is refused with the command that mends it, and that command mends it."""
    index = tmp_path / "index"
    library = Library.open(corpus, index=index, model=encoder)
    with sqlite3.connect(index / FILE) as connection:
        connection.execute("UPDATE settings SET value = ? WHERE key = 'format'", (value,))
    connection.close()
    with pytest.raises(FormatMismatch, match=f"format {value}.*--rebuild"):
        Library.open(corpus, index=index, model=encoder)
    with pytest.raises(FormatMismatch, match="--rebuild"):
        library.sync()
    Library.open(corpus, index=index, model=encoder, sync=False).sync(rebuild=True)
    assert Assistant.open(corpus, index=index, model=encoder).search(QUESTION)


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    """What is written before an error is not there after it."""
    store = Store(tmp_path)
    with store.writing() as connection:
        connection.execute("INSERT INTO settings VALUES ('kept', '1')")

    def fail() -> None:
        with store.writing() as connection:
            connection.execute("INSERT INTO settings VALUES ('lost', '1')")
            connection.execute("INSERT INTO nowhere VALUES (1)")

    with pytest.raises(StoreError, match="no such table"):
        fail()
    with store.reading() as connection:
        assert dict(
            connection.execute("SELECT key, value FROM settings WHERE key <> 'format'")
        ) == {"kept": "1"}


def test_a_killed_first_transaction_can_be_repeated(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A store that was begun, and holds no table yet, is no other format's."""
    index = tmp_path / "index"
    index.mkdir()
    with closing(sqlite3.connect(index / FILE)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    assert Assistant.open(corpus, index=index, model=encoder).search(QUESTION)


def test_reading_writes_nothing(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """The connection of a question cannot change the record."""
    index = tmp_path / "index"
    Library.open(corpus, index=index, model=encoder)
    with pytest.raises(StoreError, match="readonly"), Store(index).reading() as connection:
        connection.execute("DELETE FROM documents")


def test_no_index_is_a_store_error(tmp_path: Path) -> None:
    """Reading where nothing was indexed says which command indexes."""
    with pytest.raises(StoreError, match="fonti index"), Store(tmp_path).reading():
        pass
