"""An index of an older format becomes one of the current format, and its files are read again."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from fonti.index import FormatMismatch, Library, PartlyRead, StoreError
from fonti.index.store.database import Store
from fonti.index.store.index_files import STORE_FILE
from fonti.index.store.queries import compute_documents_checksum
from fonti.index.store.schema import FORMAT, OLDEST_FORMAT
from fonti.index.sync.scan import load_known_files
from fonti.qa import Assistant, Citation
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.fakes import FakeEncoder, count_passages, write_corpus
from tests.helpers.partly_read import GROUPED, read_in_part

# Indexes of older formats, that the versions of these made, with the fake encoder.
OLD = {
    number: Path(__file__).with_name(f"format_{number}.sql")
    for number in range(OLDEST_FORMAT, FORMAT)
}
# Tables that a migration creates, from the formats 3 and 4, from 5, from 6, and from 7.
IN_THE_WAY = ("old_tokens", "old_extractions", "bibliography", "old_bibliography")

FILES = {
    "biblioteca.txt": ITALIAN,
    "copy.txt": ITALIAN,
    "harbour/museum.txt": ENGLISH,
    "note.md": "# Avvisi\n\nIl museo resta chiuso il lunedì.\n",
}


@pytest.fixture(params=OLD)
def old_index(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Path]:
    """Write a corpus and an old index of it, and return their paths."""
    corpus = write_corpus(tmp_path / "corpus", FILES)
    index = tmp_path / "index"
    index.mkdir()
    with closing(sqlite3.connect(index / STORE_FILE)) as connection:
        connection.executescript(OLD[request.param].read_text("utf-8"))
        with connection:
            connection.execute("UPDATE settings SET value = ? WHERE key = 'corpus'", (str(corpus),))
    return corpus, index


def test_an_old_index_can_be_used(old_index: tuple[Path, Path], encoder: FakeEncoder) -> None:
    """A migrated index answers and is undamaged; a sync reads its files again, and encodes none."""
    corpus, index = old_index
    assistant = Assistant.open(corpus, index=index, model=encoder)
    assert (
        assistant.search("When was the granite lighthouse built?")[0].source == "harbour/museum.txt"
    )
    assert list(assistant.library.check()) == []
    assert count_passages(assistant.library) == dict.fromkeys(FILES, 1)
    assert assistant.library.status().outdated == len(FILES)

    with read_in_part():
        changes = assistant.library.sync()
    assert not changes.has_changes
    assert encoder.encoded == 0
    assert changes.partly_read == (PartlyRead("harbour/museum.txt", GROUPED),)
    assert assistant.library.status().outdated == 0
    assert list(assistant.library.check()) == []
    assert count_passages(assistant.library) == dict.fromkeys(FILES, 1)


def test_files_that_an_older_version_could_not_read_are_tried_again(
    old_index: tuple[Path, Path], encoder: FakeEncoder
) -> None:
    """What an older version skipped for its content is listed, and not taken for unreadable."""
    corpus, index = old_index
    library = Library.open(corpus, index=index, model=encoder)
    assert load_known_files(Store(index), encoder).unreadable == {}
    assert {skip.source for skip in library.status().skipped} <= {"lost.pdf"}


@pytest.mark.parametrize("old_index", [4, 5], indirect=True)
def test_a_damaged_text_is_still_damaged_after_a_migration(
    old_index: tuple[Path, Path], encoder: FakeEncoder
) -> None:
    """A migration does not write the checksum of a text that is not what was stored."""
    corpus, index = old_index
    with closing(sqlite3.connect(index / STORE_FILE)) as connection, connection:
        connection.execute("UPDATE extractions SET title = 'Altro' WHERE id = 2")
    library = Library.open(corpus, index=index, model=encoder)
    assert [fault.code for fault in library.check()] == ["fault_text_altered"]


@pytest.mark.parametrize("old_index", [7], indirect=True)
def test_what_a_bibliography_said_stays_until_it_is_read_again(
    old_index: tuple[Path, Path], encoder: FakeEncoder
) -> None:
    """A migration keeps titles, authors and dates, and the checksum that they are a part of."""
    corpus, index = old_index
    with closing(sqlite3.connect(index / STORE_FILE)) as connection, connection:
        row = ("note.md", "Avvisi del museo", "Anna Bianchi", "2020")
        connection.execute("INSERT INTO bibliography VALUES (?, ?, ?, ?)", row)
        checksum = compute_documents_checksum(connection)
        connection.execute("UPDATE settings SET value = ? WHERE key = 'documents'", (checksum,))
    library = Library.open(corpus, index=index, model=encoder, sync=False)
    Store(index).migrate()
    document = library.document("note.md")
    assert document is not None
    assert (document.title, document.author, document.date) == row[1:]
    assert "fault_documents_altered" not in {fault.code for fault in library.check()}

    library.sync()
    assert [info.title for info in library.documents() if info.source == "note.md"] == ["Avvisi"]


def describe(citations: Iterable[Citation]) -> list[tuple[str, int, int, float]]:
    """Return where citations are in their documents, and their scores."""
    return [
        (citation.source, citation.start, citation.end, citation.score) for citation in citations
    ]


def test_an_old_index_answers_as_a_new_one(
    old_index: tuple[Path, Path], tmp_path: Path, encoder: FakeEncoder
) -> None:
    """A migrated index cites the same as a new one."""
    corpus, index = old_index
    new = Assistant.open(corpus, index=tmp_path / "new", model=encoder)
    old = Assistant.open(index, model=encoder)
    for question in (
        "Quando apre la biblioteca?",
        "Who rang the bell?",
        "Quando resta chiuso il museo?",
    ):
        assert describe(old.search(question)) == describe(new.search(question))


def test_a_migration_that_fails_changes_nothing(
    old_index: tuple[Path, Path], encoder: FakeEncoder
) -> None:
    """A migration is one transaction: if it fails, it can be tried again."""
    _, index = old_index
    with closing(sqlite3.connect(index / STORE_FILE)) as connection, connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        in_the_way = [table for table in IN_THE_WAY if table not in tables]
        for table in in_the_way:
            connection.execute(f"CREATE TABLE {table} (in_the_way)")
        before = list(connection.iterdump())
    with pytest.raises(StoreError, match="|".join(in_the_way)):
        Store(index).migrate()
    with closing(sqlite3.connect(index / STORE_FILE)) as connection, connection:
        assert list(connection.iterdump()) == before
        for table in in_the_way:
            connection.execute(f"DROP TABLE {table}")
    assert count_passages(Library.open(index, model=encoder))


def test_a_format_that_is_too_old_is_refused(
    old_index: tuple[Path, Path], encoder: FakeEncoder
) -> None:
    """The error for a format without a migration has the command that rebuilds the index."""
    corpus, index = old_index
    with closing(sqlite3.connect(index / STORE_FILE)) as connection, connection:
        connection.execute("UPDATE settings SET value = '2' WHERE key = 'format'")
    with pytest.raises(
        FormatMismatch, match=f"format 2.*format {FORMAT}; run: fonti index .*--rebuild"
    ):
        Library.open(corpus, index=index, model=encoder)
    Library.open(corpus, index=index, model=encoder, sync=False).sync(rebuild=True)
    assert len(count_passages(Library.open(corpus, index=index, model=encoder))) == len(FILES)


def test_a_newer_format_is_refused(old_index: tuple[Path, Path], encoder: FakeEncoder) -> None:
    """The error for a newer format says to update Fonti."""
    corpus, index = old_index
    with closing(sqlite3.connect(index / STORE_FILE)) as connection, connection:
        connection.execute("UPDATE settings SET value = ? WHERE key = 'format'", (str(FORMAT + 1),))
    with pytest.raises(FormatMismatch, match=r"update Fonti, or run: .*--rebuild"):
        Library.open(corpus, index=index, model=encoder)
