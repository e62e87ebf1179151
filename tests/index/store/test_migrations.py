"""An index of an older format becomes this one: nothing is read or encoded again, and a fault changes nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from fonti.index import FormatMismatch, Library, StoreError
from fonti.index.store.database import Store
from fonti.index.store.files import FILE
from fonti.index.store.schema import FORMAT, OLDEST_FORMAT
from fonti.qa import Assistant
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.fakes import FakeEncoder, count_passages, write_corpus

# Indexes of older formats, that the versions of these made, with the fake encoder.
OLD = {number: Path(__file__).with_name(f"format_{number}.sql") for number in range(OLDEST_FORMAT, FORMAT)}
FILES = {
    "biblioteca.txt": ITALIAN,
    "copy.txt": ITALIAN,
    "harbour/museum.txt": ENGLISH,
    "note.md": "# Avvisi\n\nIl museo resta chiuso il lunedì.\n",
}


@pytest.fixture(params=OLD)
def old_index(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Path]:
    """A corpus, and the folder of the index that was made of it then."""
    corpus = write_corpus(tmp_path / "corpus", FILES)
    index = tmp_path / "index"
    index.mkdir()
    with closing(sqlite3.connect(index / FILE)) as connection:
        connection.executescript(OLD[request.param].read_text("utf-8"))
        with connection:
            connection.execute("UPDATE settings SET value = ? WHERE key = 'corpus'", (str(corpus),))
    return corpus, index


def test_an_old_index_is_asked_as_it_is(old_index: tuple[Path, Path], encoder: FakeEncoder) -> None:
    """It answers at once, is whole to the last check, and a sync finds nothing to do."""
    corpus, index = old_index
    assistant = Assistant.open(corpus, index=index, model=encoder)
    assert (
        assistant.search("When was the granite lighthouse built?")[0].source == "harbour/museum.txt"
    )
    assert list(assistant.library.check()) == []
    assert count_passages(assistant.library) == dict.fromkeys(FILES, 1)
    assert not assistant.library.sync().has_changes
    assert encoder.encoded == 0


def test_an_old_index_answers_as_a_new_one(
    old_index: tuple[Path, Path], tmp_path: Path, encoder: FakeEncoder
) -> None:
    """What was migrated and what is indexed anew cite the same."""
    corpus, index = old_index
    new = Assistant.open(corpus, index=tmp_path / "new", model=encoder)
    old = Assistant.open(index, model=encoder)
    for question in (
        "Quando apre la biblioteca?",
        "Who rang the bell?",
        "Quando resta chiuso il museo?",
    ):
        cited = [
            [(each.source, each.start, each.end, each.score) for each in one.search(question)]
            for one in (old, new)
        ]
        assert cited[0] == cited[1]


def test_a_migration_that_fails_changes_nothing(
    old_index: tuple[Path, Path], encoder: FakeEncoder
) -> None:
    """It is one transaction: whatever stops it, the old index is there to be migrated again."""
    _, index = old_index
    with closing(sqlite3.connect(index / FILE)) as connection, connection:
        connection.execute("CREATE TABLE old_tokens (in_the_way)")
        before = list(connection.iterdump())
    with pytest.raises(StoreError, match="old_tokens"):
        Store(index).migrate()
    with closing(sqlite3.connect(index / FILE)) as connection, connection:
        assert list(connection.iterdump()) == before
        connection.execute("DROP TABLE old_tokens")
    assert count_passages(Library.open(index, model=encoder))


def test_what_is_too_old_is_refused_and_rebuilt(
    old_index: tuple[Path, Path], encoder: FakeEncoder
) -> None:
    """Formats that no migration is kept for say so, with the command that makes the index anew, and it does."""
    corpus, index = old_index
    with closing(sqlite3.connect(index / FILE)) as connection, connection:
        connection.execute("UPDATE settings SET value = '2' WHERE key = 'format'")
    with pytest.raises(
        FormatMismatch, match=f"format 2.*format {FORMAT}; run: fonti index .*--rebuild"
    ):
        Library.open(corpus, index=index, model=encoder)
    Library.open(corpus, index=index, model=encoder, sync=False).sync(rebuild=True)
    assert len(count_passages(Library.open(corpus, index=index, model=encoder))) == len(FILES)


def test_what_is_newer_says_to_update(old_index: tuple[Path, Path], encoder: FakeEncoder) -> None:
    """A store of a later version is not touched."""
    corpus, index = old_index
    with closing(sqlite3.connect(index / FILE)) as connection, connection:
        connection.execute("UPDATE settings SET value = ? WHERE key = 'format'", (str(FORMAT + 1),))
    with pytest.raises(FormatMismatch, match=r"update Fonti, or run: .*--rebuild"):
        Library.open(corpus, index=index, model=encoder)
