"""Test that `check` finds whatever is altered in an index, and that a rebuild repairs it."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from fonti.index import Library, Reason, SearchFilters, StoreError
from fonti.index.search import vectors
from fonti.index.search.manifest import hash_files
from fonti.index.store.index_files import STORE_FILE
from fonti.qa import Assistant
from tests.helpers.damage import DAMAGE, find_version_folder
from tests.helpers.fakes import FakeEncoder, count_passages, write_corpus

# Statements that alter the database, and a part of the fault that is reported.
ALTERATIONS = {
    "a text": (
        "UPDATE extractions SET text = replace(text, 'granite', 'marbles')",
        "not as it was written",
    ),
    "a passage": ("UPDATE passages SET text = upper(text)", "is not what stands at"),
    "a span": ('UPDATE passages SET "start" = "start" + 1', "is not what stands at"),
    "its pages": ("UPDATE extractions SET pages = '[0, 5]'", "not as it was written"),
    "its warnings": (
        """UPDATE extractions SET warnings = '[{"code": "a", "params": {}, "pages": [1]}]'""",
        "not as it was written",
    ),
    "its title": ("UPDATE extractions SET title = 'Altro'", "not as it was written"),
    "its hash": ("UPDATE extractions SET sha256 = 'ab' WHERE id = 1", "not as it was written"),
    "its heading": ("UPDATE passages SET heading = 'Altro'", "not as it was written"),
    "lost sentences": ("DELETE FROM sentences", "not as it was written"),
    "lost documents": (
        "DELETE FROM documents WHERE source = 'biblioteca.txt'",
        "list of documents",
    ),
    "another name": (
        "UPDATE documents SET source = 'x.txt' WHERE source = 'biblioteca.txt'",
        "list of documents",
    ),
    "which embedding": (
        "UPDATE passages SET embedding = (SELECT max(embedding) FROM passages)",
        "is not what stands",
    ),
    "a sentence": ('UPDATE sentences SET "end" = "end" + 1000', "is not what stands at"),
    "an embedding": (
        "UPDATE embeddings SET value = zeroblob(length(value))",
        "not as it was written",
    ),
    "an embedding's length": ("UPDATE embeddings SET value = x'00'", "not as it was written"),
    "a lost embedding": (
        "DELETE FROM embeddings WHERE key IN (SELECT embedding FROM sentences)",
        "no embedding",
    ),
    "tokens": ("UPDATE tokens SET value = x'00'", "not as they were written"),
    "lost tokens": ("DELETE FROM tokens", "no tokens"),
    "a lost text": (
        "PRAGMA foreign_keys = OFF; DELETE FROM extractions WHERE id = 1",
        "refers to nothing",
    ),
}

QUESTION = "Quando apre la biblioteca comunale?"

# What StoreError says of a damaged index: also what repairs it.
DAMAGED = r"is damaged: .*--rebuild"

# A Markdown file that has passages without a sentence.
ONLY_MARKS = "# ***\n\n***\n\n---\n\n! ! !\n\n# Altro\n\n* \n\n… … …\n"

# The bytes of a page of SQLite, and those that a test overwrites in each.
PAGE_BYTES = 4096
OVERWRITTEN = slice(200, 500)


def alter_database(index: Path, statement: str) -> None:
    """Run a statement on the SQLite file of an index."""
    with closing(sqlite3.connect(index / STORE_FILE)) as connection:
        connection.executescript(statement)


def find_faults_or_error(index: Path, encoder: FakeEncoder) -> list[str]:
    """Return the faults of an index, or the error that opening it raises."""
    try:
        return [str(fault) for fault in Library.open(index, model=encoder).check()]
    except Exception as error:
        return [str(error)]


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_an_alteration_is_reported_and_a_rebuild_repairs_it(
    alteration: str, library: Library
) -> None:
    """The report says what is wrong; after a rebuild nothing is."""
    assert list(library.check()) == []
    statement, fault_part = ALTERATIONS[alteration]
    alter_database(library.folder, statement)
    assert any(fault_part in str(fault) for fault in library.check())

    library.sync(rebuild=True)
    assert list(library.check()) == []
    assert len(count_passages(library)) == 2


@pytest.mark.parametrize("search_files", ["whole", "sketches", "none"])
@pytest.mark.parametrize("unit", ["passages", "sentences"])
@pytest.mark.parametrize(
    "change",
    ["DELETE FROM embeddings", "UPDATE embeddings SET value = zeroblob(2 * length(value))"],
    ids=["lost", "longer"],
)
def test_an_unreadable_embedding_is_an_error_of_the_question(
    change: str,
    unit: str,
    search_files: str,
    corpus: Path,
    encoder: FakeEncoder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If search files have embeddings whole, they are not read from SQLite, and nothing changes."""
    if search_files == "sketches":
        monkeypatch.setattr(vectors, "MAX_EXACT", 0)
    index = tmp_path / "index"
    assistant = Assistant.open(corpus, index=index, model=encoder)
    before = assistant.ask(QUESTION)

    alter_database(index, f"{change} WHERE key = (SELECT min(embedding) FROM {unit})")
    if search_files == "whole":
        assert assistant.ask(QUESTION) == before
        return

    if search_files == "none":
        shutil.rmtree(find_version_folder(index))
        assistant = Assistant.open(index, model=encoder)
    with pytest.raises(StoreError, match=DAMAGED):
        assistant.ask(QUESTION)


@pytest.mark.parametrize("table", ["passages", "sentences", "documents", "tokens"])
def test_missing_rows_are_an_error_of_the_question(table: str, library: Library) -> None:
    """The search files have passages that SQLite lacks."""
    alter_database(library.folder, f"DELETE FROM {table}")
    with pytest.raises(StoreError, match=DAMAGED):
        Assistant(library).ask(QUESTION)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM passages", "DELETE FROM documents WHERE source = 'marks.md'"]
)
def test_missing_rows_are_an_error_of_a_sample(
    statement: str, corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """So are those of a passage without sentences."""
    (corpus / "marks.md").write_text(ONLY_MARKS, "utf-8")
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    with library.snapshot() as snapshot:
        sample = snapshot.sample_passages(10, 10, SearchFilters())
    assert not all(passage.sentences for passage in sample)

    alter_database(library.folder, statement)
    with library.snapshot() as snapshot, pytest.raises(StoreError, match=DAMAGED):
        snapshot.sample_passages(10, 10, SearchFilters())


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_search_files_are_reported_and_built_again(
    damage: str, corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """The next question builds them."""
    index = tmp_path / "index"
    library = Library.open(corpus, index=index, model=encoder)
    DAMAGE[damage](find_version_folder(index))
    assert Reason("fault_search_files_altered") in library.check()

    assert len(count_passages(Library.open(index, model=encoder))) == 2
    assert list(library.check()) == []


def test_search_files_of_another_index_are_reported(
    library: Library, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """They are intact, but not of this database."""
    texts = {
        "0.txt": "Un testo. Un altro testo. Il terzo. Il quarto testo.",
        "1.txt": "A text. And one more. The third. And the fourth.",
    }
    other_corpus = write_corpus(tmp_path / "other", texts)
    other = Library.open(other_corpus, index=tmp_path / "second", model=encoder)

    folder = find_version_folder(library.folder)
    folder.rename(tmp_path / "put away")
    find_version_folder(other.folder).rename(folder)
    assert list(library.check())


def test_words_of_another_passage_are_reported(encoder: FakeEncoder, tmp_path: Path) -> None:
    """Each word is in as many passages as it should be, but two have each other's."""
    texts = ["Il faro del porto è alto.", "La biblioteca del museo è antica."]
    corpus = write_corpus(tmp_path / "corpus", {"a.txt": texts[0], "b.txt": texts[1]})
    swapped = write_corpus(tmp_path / "swapped", {"a.txt": texts[1], "b.txt": texts[0]})
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    other = Library.open(swapped, index=tmp_path / "other index", model=encoder)

    folder = find_version_folder(library.folder)
    shutil.rmtree(folder / "words")
    shutil.copytree(find_version_folder(other.folder) / "words", folder / "words")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["files"] = hash_files(folder)
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")

    (fault,) = library.check()
    assert fault == Reason("fault_words_differ", {"language": "it"})
    assert str(fault) == "passages (it) are kept with other words than they hold"


def test_overwritten_bytes_of_the_database_are_reported(
    library: Library, encoder: FakeEncoder
) -> None:
    """Bytes changed anywhere in the SQLite file, but where it is empty, do not pass."""
    file = library.folder / STORE_FILE
    original = file.read_bytes()
    missed = []
    for page in range(0, len(original) - 512, PAGE_BYTES):
        start = page + OVERWRITTEN.start
        end = page + OVERWRITTEN.stop
        file.write_bytes(original[:start] + b"\xff" * (end - start) + original[end:])

        is_empty = not original[start:end].strip(b"\0")
        if not is_empty and not find_faults_or_error(library.folder, encoder):
            missed.append(page)
    assert missed == []


def test_search_files_of_another_version_are_no_fault(library: Library) -> None:
    """The next question builds them again; until then nothing is wrong."""
    file = find_version_folder(library.folder) / "manifest.json"
    manifest = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(manifest | {"made by": "faiss 1.0"}), "utf-8")
    assert list(library.check()) == []

    assert Assistant(library).search("lighthouse")
    assert json.loads(file.read_text("utf-8"))["made by"] == manifest["made by"]
