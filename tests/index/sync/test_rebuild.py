"""A rebuild stands beside the index that serves: questions see one or the other, and what stops it changes nothing."""

import re
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from fonti.index import Library, StoreError
from fonti.index.store.files import FILE
from fonti.qa import Assistant
from tests.helpers.encoders import InterruptedEncoder
from tests.helpers.fakes import FakeEncoder, count_passages, write_corpus

QUESTION = "Di che cosa parla il documento?"


def turned(turn: int) -> dict[str, str]:
    """Documents that all tell one number."""
    return {
        f"{number}.txt": f"Il documento {number} parla di api. Turno {turn}." for number in range(6)
    }


def test_eight_ask_while_the_index_is_rebuilt(tmp_path: Path) -> None:
    """Through one library and through their own, none fails, and no answer quotes two versions."""
    corpus = write_corpus(tmp_path / "corpus", turned(0))
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
                {turn for each in cited for turn in re.findall(r"Turno (\d+)", each.passage.text)}
            )
        return answers

    with ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(ask, number) for number in range(8)]
        try:
            for turn in range(1, 9):
                write_corpus(corpus, turned(turn))
                assert len(writer.sync(rebuild=True).changed) == 6
        finally:
            done.set()
        answers = [answer for each in asking for answer in each.result()]
    assert {len(answer) for answer in answers} == {1}
    assert set().union(*answers) <= {str(turn) for turn in range(9)}
    assert count_passages(Library.open(index, model=FakeEncoder())) == dict.fromkeys(turned(8), 1)


def test_an_interrupted_rebuild_leaves_the_old_index_and_goes_on(tmp_path: Path) -> None:
    """What the first try encoded is not encoded again by the second, and the index of before answered meanwhile."""
    files = {
        f"{number:03}.txt": f"Il documento {number} parla del tema {number * 7}."
        for number in range(100)
    }
    corpus = write_corpus(tmp_path / "corpus", files)
    index = tmp_path / "index"
    before = count_passages(Library.open(corpus, index=index, model=FakeEncoder(name="first")))
    with pytest.raises(KeyboardInterrupt):
        Library.open(corpus, index=index, model=InterruptedEncoder(2, name="second"), sync=False).sync(rebuild=True)
    assert count_passages(Library.open(index, model=FakeEncoder(name="first"))) == before
    again = FakeEncoder(name="second")
    Library.open(corpus, index=index, model=again, sync=False).sync(rebuild=True)
    assert 0 < again.encoded < 100
    assert list(Library.open(index, model=again).check()) == []
    assert [path.name for path in index.glob("*.sqlite")] == ["fonti-1.sqlite"]


def test_a_rebuild_takes_over_no_altered_embedding(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """What is not as it was written is encoded anew, and only that."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    with closing(sqlite3.connect(tmp_path / "index" / FILE)) as connection, connection:
        connection.execute(
            "UPDATE embeddings SET value = zeroblob(length(value)) "
            "WHERE key = (SELECT embedding FROM sentences LIMIT 1)"
        )
    assert any("not as it was written" in fault for fault in library.check())
    encoded = encoder.encoded
    library.sync(rebuild=True)
    assert encoder.encoded == encoded + 1
    assert list(library.check()) == []


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"../fonti.sqlite", b"fonti-2.sqlite", b"\xff\xfe"]
)
def test_a_damaged_pointer_is_told_and_mended(
    content: bytes, corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """The file that names the index that serves is small and may be lost; the command that mends it is told."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    library.sync(rebuild=True)
    (tmp_path / "index" / "current").write_bytes(content)
    with pytest.raises(StoreError, match="fonti index"):
        Library.open(index=tmp_path / "index", model=encoder).status()
    Library.open(corpus, index=tmp_path / "index", model=encoder, sync=False).sync(rebuild=True)
    assert len(count_passages(Library.open(tmp_path / "index", model=encoder))) == 2
    assert len(list((tmp_path / "index").glob("*.sqlite"))) == 1


def test_a_reader_that_meets_the_first_rebuild_looks_again(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pointer may be put there, and the first file go, between two looks of a reader."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    library.sync(rebuild=True)
    pointer = tmp_path / "index" / "current"
    content = pointer.read_bytes()
    pointer.unlink()
    monkeypatch.setattr(
        "fonti.index.store.files.is_store_file", lambda _: bool(pointer.write_bytes(content))
    )
    assert library.status().documents == 2


def test_what_is_removed_stays_removed(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """A rebuild does not bring back what the user took out."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    library.remove("biblioteca.txt")
    (corpus / "harbour" / "museum.txt").write_text("The harbour museum opens at ten.")
    library.sync(rebuild=True)
    assert list(count_passages(library)) == ["harbour/museum.txt"]
    with closing(sqlite3.connect(tmp_path / "index" / "fonti-1.sqlite")) as connection:
        assert connection.execute("SELECT count(*) FROM embeddings").fetchone() == (
            1,
        )  # a passage of one sentence
    assert library.status().excluded == ("biblioteca.txt",)
