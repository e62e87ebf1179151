"""A rebuild does not disturb questions, and changes nothing if it is interrupted."""

import re
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from fonti.index import Library, StoreError
from fonti.index.store.index_files import STORE_FILE
from fonti.qa import Assistant
from tests.helpers.encoders import InterruptedEncoder
from tests.helpers.fakes import FakeEncoder, count_passages, write_corpus

QUESTION = "Di che cosa parla il documento?"


def make_files(turn: int) -> dict[str, str]:
    """Return documents that all name one turn."""
    return {
        f"{number}.txt": f"Il documento {number} parla di api. Turno {turn}." for number in range(6)
    }


def test_questions_are_answered_during_rebuilds(tmp_path: Path) -> None:
    """Questions during rebuilds raise no error, and no answer quotes two versions."""
    corpus = write_corpus(tmp_path / "corpus", make_files(0))
    index = tmp_path / "index"
    writer = Library.open(corpus, index=index, model=FakeEncoder())
    done = threading.Event()

    def ask(number: int) -> list[set[str]]:
        library = writer if number % 2 else Library.open(index, model=FakeEncoder())
        answers: list[set[str]] = []
        while not done.is_set() or not answers:
            cited = Assistant(library).search(QUESTION, top_k=6)
            assert len(cited) == 6
            answers.append(
                {
                    turn
                    for citation in cited
                    for turn in re.findall(r"Turno (\d+)", citation.passage.text)
                }
            )
        return answers

    with ThreadPoolExecutor(4) as pool:
        askers = [pool.submit(ask, number) for number in range(4)]
        try:
            for turn in range(1, 6):
                write_corpus(corpus, make_files(turn))
                assert len(writer.sync(rebuild=True).changed) == 6
        finally:
            done.set()
        answers = [answer for asker in askers for answer in asker.result()]
    assert {len(answer) for answer in answers} == {1}
    assert set().union(*answers) <= {str(turn) for turn in range(6)}
    assert count_passages(Library.open(index, model=FakeEncoder())) == dict.fromkeys(
        make_files(5), 1
    )


def test_an_interrupted_rebuild_is_continued(tmp_path: Path) -> None:
    """An interrupted rebuild leaves the old index, and the next one does not encode again."""
    files = {
        f"{number:03}.txt": f"Il documento {number} parla del tema {number * 7}."
        for number in range(100)
    }
    corpus = write_corpus(tmp_path / "corpus", files)
    index = tmp_path / "index"
    before = count_passages(Library.open(corpus, index=index, model=FakeEncoder(name="first")))
    with pytest.raises(KeyboardInterrupt):
        Library.open(
            corpus, index=index, model=InterruptedEncoder(2, name="second"), sync=False
        ).sync(rebuild=True)
    assert count_passages(Library.open(index, model=FakeEncoder(name="first"))) == before
    again = FakeEncoder(name="second")
    Library.open(corpus, index=index, model=again, sync=False).sync(rebuild=True)
    assert 0 < again.encoded < 100
    assert list(Library.open(index, model=again).check()) == []
    assert [path.name for path in index.glob("*.sqlite")] == ["fonti-1.sqlite"]


def test_a_rebuild_copies_no_altered_embedding(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A rebuild encodes an altered embedding again, and only that."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    with closing(sqlite3.connect(tmp_path / "index" / STORE_FILE)) as connection, connection:
        connection.execute(
            "UPDATE embeddings SET value = zeroblob(length(value)) "
            "WHERE key = (SELECT embedding FROM sentences LIMIT 1)"
        )
    assert any("not as it was written" in str(fault) for fault in library.check())
    encoded = encoder.encoded
    library.sync(rebuild=True)
    assert encoder.encoded == encoded + 1
    assert list(library.check()) == []


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"../fonti.sqlite", b"fonti-2.sqlite", b"\xff\xfe"]
)
def test_a_damaged_pointer_can_be_mended(
    content: bytes, corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """The error for a damaged pointer to the active file has the command that mends it."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    library.sync(rebuild=True)
    (tmp_path / "index" / "current").write_bytes(content)
    with pytest.raises(StoreError, match="fonti index"):
        Library.open(index=tmp_path / "index", model=encoder).status()
    Library.open(corpus, index=tmp_path / "index", model=encoder, sync=False).sync(rebuild=True)
    assert len(count_passages(Library.open(tmp_path / "index", model=encoder))) == 2
    assert len(list((tmp_path / "index").glob("*.sqlite"))) == 1


def test_a_reader_during_the_first_rebuild_looks_again(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pointer that the first rebuild writes between two looks of a reader is read."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    library.sync(rebuild=True)
    pointer = tmp_path / "index" / "current"
    content = pointer.read_bytes()
    pointer.unlink()
    monkeypatch.setattr(
        "fonti.index.store.index_files.is_store_file", lambda _: bool(pointer.write_bytes(content))
    )
    assert library.status().documents == 2


def test_a_rebuild_keeps_removed_documents_out(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A rebuild does not index documents again that were removed."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    library.remove("biblioteca.txt")
    (corpus / "harbour" / "museum.txt").write_text("The harbour museum opens at ten.")
    library.sync(rebuild=True)
    assert list(count_passages(library)) == ["harbour/museum.txt"]
    with closing(sqlite3.connect(tmp_path / "index" / "fonti-1.sqlite")) as connection:
        # The passage has one sentence, of the same text.
        assert connection.execute("SELECT count(*) FROM embeddings").fetchone() == (1,)
    assert library.status().excluded == ("biblioteca.txt",)
