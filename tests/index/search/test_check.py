"""Whatever is altered in an index, `check` finds it, and a rebuild mends it."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from fonti.index import Library, SearchFilters, StoreError
from fonti.index.search import vectors
from fonti.index.search import versions as derived
from fonti.index.store.files import FILE
from fonti.qa import Assistant
from tests.helpers.damage import DAMAGE, find_version_folder
from tests.helpers.fakes import FakeEncoder, count_passages, write_corpus

ALTERED = {  # what is done to the record, and a word of what is told
    "a text": (
        "UPDATE extractions SET text = replace(text, 'granite', 'marbles')",
        "not as it was written",
    ),
    "a passage": ("UPDATE passages SET text = upper(text)", "is not what stands at"),
    "a span": ('UPDATE passages SET "start" = "start" + 1', "is not what stands at"),
    "its pages": ("UPDATE extractions SET pages = '[0, 5]'", "not as it was written"),
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


def altered(index: Path, statement: str) -> None:
    """Do something to the record of an index."""
    with closing(sqlite3.connect(index / FILE)) as connection:
        connection.executescript(statement)


@pytest.mark.parametrize("what", ALTERED)
def test_what_is_altered_is_found_and_mended(
    what: str, corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """The fault is told by name, and is gone after a rebuild."""
    index = tmp_path / "index"
    library = Library.open(corpus, index=index, model=encoder)
    assert list(library.check()) == []
    statement, told = ALTERED[what]
    altered(index, statement)
    assert any(told in fault for fault in library.check())
    library.sync(rebuild=True)
    assert list(library.check()) == []
    assert len(count_passages(library)) == 2


QUESTION = "Quando apre la biblioteca comunale?"
_FIRST = "= (SELECT min(embedding) FROM {})"


@pytest.mark.parametrize("kept", ["whole", "sketches", "none"])
@pytest.mark.parametrize("grain", ["passages", "sentences"])
@pytest.mark.parametrize(
    "how",
    ["DELETE FROM embeddings", "UPDATE embeddings SET value = zeroblob(2 * length(value))"],
    ids=["lost", "longer"],
)
def test_an_embedding_that_cannot_be_read_is_told_who_asks(
    how: str,
    grain: str,
    kept: str,
    corpus: Path,
    encoder: FakeEncoder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """None is taken for another's; where they are kept whole for searching too, the answer is the same."""
    monkeypatch.setattr(vectors, "EXACT", 0 if kept == "sketches" else vectors.EXACT)
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=encoder)
    before = assistant.ask(QUESTION)
    altered(assistant.library.folder, f"{how} WHERE key {_FIRST.format(grain)}")
    if kept == "whole":
        assert assistant.ask(QUESTION) == before
        return
    if kept == "none":
        shutil.rmtree(find_version_folder(assistant.library.folder))
        assistant = Assistant.open(assistant.library.folder, model=encoder)
    with pytest.raises(StoreError, match=r"is damaged: .*--rebuild"):
        assistant.ask(QUESTION)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM passages",
        "DELETE FROM sentences",
        "DELETE FROM documents",
        "DELETE FROM tokens",
    ],
)
def test_what_was_found_and_is_not_there_is_told_who_asks(
    statement: str, corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """With what mends it, like all damage."""
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=encoder)
    altered(assistant.library.folder, statement)
    with pytest.raises(StoreError, match=r"is damaged: .*--rebuild"):
        assistant.ask(QUESTION)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM passages", "DELETE FROM documents WHERE source = 'marks.md'"]
)
def test_what_a_sample_is_made_of_and_is_not_there_is_told(
    statement: str, corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A passage without a sentence among it."""
    (corpus / "marks.md").write_text(
        "# ***\n\n***\n\n---\n\n! ! !\n\n# Altro\n\n* \n\n… … …\n", "utf-8"
    )
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    with library.snapshot() as snapshot:
        assert not all(passage.sentences for passage in snapshot.sample_passages(10, 10, SearchFilters()))
    altered(library.folder, statement)
    with (
        library.snapshot() as snapshot,
        pytest.raises(StoreError, match=r"is damaged: .*--rebuild"),
    ):
        snapshot.sample_passages(10, 10, SearchFilters())


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_searched_is_checked(
    damage: str, corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """Files of vectors and words that are not as they were written are told, and built again by the next question."""
    index = tmp_path / "index"
    library = Library.open(corpus, index=index, model=encoder)
    DAMAGE[damage](find_version_folder(index))
    assert [fault for fault in library.check() if "missing or altered" in fault]
    assert len(count_passages(Library.open(index, model=encoder))) == 2
    assert list(library.check()) == []


def test_vectors_and_words_of_other_passages_are_found(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """What is searched may be whole and still be another record's."""
    other = tmp_path / "other"
    other.mkdir()
    same = (
        "Un testo. Un altro testo. Il terzo. Il quarto testo.",
        "A text. And one more. The third. And the fourth.",
    )
    for number, text in enumerate(same):
        (other / f"{number}.txt").write_text(text)
    indexes = [tmp_path / "index", tmp_path / "second"]
    library, _ = (
        Library.open(where, index=at, model=encoder)
        for where, at in zip((corpus, other), indexes, strict=True)
    )
    mine, theirs = map(version_of, indexes)
    mine.rename(tmp_path / "put away")
    theirs.rename(mine)
    assert list(library.check())


def test_the_words_of_another_passage_are_found(encoder: FakeEncoder, tmp_path: Path) -> None:
    """Where each is found in as many passages as it should be, but two are kept with each other's."""
    texts = ["Il faro del porto è alto.", "La biblioteca del museo è antica."]
    mine, other = (
        write_corpus(tmp_path / name, dict(zip(("a.txt", "b.txt"), order, strict=True)))
        for name, order in (("mine", texts), ("other", texts[::-1]))
    )
    library, _ = (
        Library.open(corpus, index=tmp_path / f"index of {corpus.name}", model=encoder)
        for corpus in (mine, other)
    )
    at, theirs = (find_version_folder(tmp_path / f"index of {corpus.name}") for corpus in (mine, other))
    shutil.rmtree(at / "words")
    shutil.copytree(theirs / "words", at / "words")
    manifest = json.loads((at / "manifest.json").read_text("utf-8"))
    (at / "manifest.json").write_text(
        json.dumps(manifest | {"files": derived._hashes(at)}), "utf-8"
    )
    assert list(library.check()) == ["passages (it) are kept with other words than they hold"]


def test_a_part_of_the_store_that_is_overwritten_is_found(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """Bytes changed anywhere in the SQLite file do not pass."""
    index = tmp_path / "index"
    Library.open(corpus, index=index, model=encoder)
    original = (index / FILE).read_bytes()
    missed = []
    for at in range(0, len(original) - 512, 4096):
        (index / FILE).write_bytes(original[: at + 200] + b"\xff" * 300 + original[at + 500 :])
        try:
            found = list(Library.open(index, model=encoder).check())
        except Exception as error:
            found = [str(error)]
        if not found and original[at + 200 : at + 500].strip(b"\0"):
            missed.append(at)
    assert missed == []


def test_what_an_older_version_made_is_no_damage(library: Library) -> None:
    """What is searched is made anew by the next question; until then nothing is wrong."""
    (manifest,) = (library.folder / "derived").glob("*/manifest.json")
    told = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps(told | {"made by": "faiss 1.0"}), "utf-8")
    assert list(library.check()) == []
    assert Assistant(library).search("lighthouse")
    assert json.loads(manifest.read_text("utf-8"))["made by"] == told["made by"]
