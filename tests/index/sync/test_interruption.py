"""An index that is interrupted, killed, or asked while it is written is one whole version."""

import os
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fonti.index import Library
from fonti.qa import Assistant
from tests.helpers.encoders import InterruptedEncoder, MeddledEncoder
from tests.helpers.fakes import FakeEncoder, count_passages, write_corpus
from tests.helpers.paths import ROOT

FEW = {
    "uno.txt": "Il primo documento parla di api.",
    "due.txt": "Il secondo documento parla di orsi.",
}
MANY = {
    f"{number:03}.txt": f"Il documento numero {number} parla del tema {number * 7}."
    for number in range(200)
}


SYNC_SLOWLY = """
import sys
from fonti.index import Library
from tests.helpers.encoders import SlowEncoder

Library.open(sys.argv[1], index=sys.argv[2], model=SlowEncoder(), sync=False).sync()
"""

OPEN_LIBRARY = """
import sys
from fonti.index import Library
from tests.helpers.fakes import FakeEncoder, count_passages

library = Library.open(sys.argv[1], index=sys.argv[2], model=FakeEncoder())
assert len(count_passages(library)) == 200
"""


def kill_during_sync(corpus: Path, index: Path, batches: int) -> None:
    """Sync in another process, and kill it when a number of batches have begun."""
    command = [sys.executable, "-c", SYNC_SLOWLY, str(corpus), str(index)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        for _ in range(batches):
            assert process.stdout.readline() == b"batch\n"
        process.kill()


@pytest.mark.parametrize("batch", [1, 2, 3])
def test_an_interruption_leaves_the_old_version(batch: int, tmp_path: Path) -> None:
    """Ctrl-C while encoding leaves the old version, and what was encoded is not encoded again."""
    corpus = write_corpus(tmp_path / "corpus", FEW)
    index = tmp_path / "index"
    before = count_passages(Library.open(corpus, index=index, model=FakeEncoder()))
    write_corpus(corpus, MANY)
    (corpus / "uno.txt").unlink()
    failing = InterruptedEncoder(batch)
    library = Library.open(corpus, index=index, model=failing, sync=False)
    with pytest.raises(KeyboardInterrupt):
        library.sync()
    assert count_passages(Library.open(corpus, index=index, model=FakeEncoder())) == before
    encoded_before = failing.encoded
    again = FakeEncoder()
    changes = Library.open(corpus, index=index, model=again, sync=False).sync()
    assert (len(changes.added), changes.removed) == (len(MANY), ("uno.txt",))
    assert encoded_before == 64 * (batch - 1)
    assert again.encoded == len(MANY) - encoded_before


def test_an_interrupted_first_sync_is_continued(tmp_path: Path) -> None:
    """A first sync that was interrupted is continued when the library is opened."""
    corpus = write_corpus(tmp_path / "corpus", MANY)
    index = tmp_path / "index"
    with pytest.raises(KeyboardInterrupt):
        Library.open(corpus, index=index, model=InterruptedEncoder(3))
    again = FakeEncoder()
    assert len(count_passages(Library.open(corpus, index=index, model=again))) == len(MANY)
    assert again.encoded == len(MANY) - 128


def test_a_kill_leaves_the_last_whole_version(tmp_path: Path) -> None:
    """A kill leaves the old version, a free lock, and the batches that were encoded."""
    corpus = write_corpus(tmp_path / "corpus", FEW)
    index = tmp_path / "index"
    before = count_passages(Library.open(corpus, index=index, model=FakeEncoder()))
    write_corpus(corpus, MANY)
    kill_during_sync(corpus, index, 2)
    assert count_passages(Library.open(corpus, index=index, model=FakeEncoder())) == before
    again = FakeEncoder()
    assert len(Library.open(corpus, index=index, model=again, sync=False).sync().added) == len(MANY)
    assert again.encoded == len(MANY) - 64


@pytest.mark.parametrize("batches", [1, 2])
def test_a_killed_first_sync_can_be_repeated(batches: int, tmp_path: Path) -> None:
    """A kill before the first whole version leaves nothing that prevents making it."""
    corpus = write_corpus(tmp_path / "corpus", MANY)
    index = tmp_path / "index"
    kill_during_sync(corpus, index, batches)
    assert len(count_passages(Library.open(corpus, index=index, model=FakeEncoder()))) == len(MANY)


def test_unfinished_search_files_are_removed(tmp_path: Path) -> None:
    """Search files that a killed process was building are removed; other folders stay."""
    corpus = write_corpus(tmp_path / "corpus", FEW)
    index = tmp_path / "index"
    library = Library.open(corpus, index=index, model=FakeEncoder())
    left = index / "derived" / ".building-left"
    for folder in (left, index / "derived" / ("0123" * 4)):
        folder.mkdir()
    os.utime(left, (0, 0))
    (index / "derived" / "tesi").mkdir()
    write_corpus(corpus, {"tre.txt": "Il terzo documento."})
    library.sync()
    assert len(list((index / "derived").iterdir())) == 2
    assert (index / "derived" / "tesi").exists()


def test_questions_are_answered_while_the_index_is_written(tmp_path: Path) -> None:
    """Questions during syncs raise no error, and each quote is the text of one version.

    They are asked of the library that is synced, and of others.
    """
    corpus = write_corpus(tmp_path / "corpus", FEW)
    index = tmp_path / "index"
    writer = Library.open(corpus, index=index, model=FakeEncoder())
    versions = [f"Il documento numero {turn} parla di api." for turn in range(10)]
    done = threading.Event()

    def ask(number: int) -> set[str]:
        quotes: set[str] = set()
        while not done.is_set() or not quotes:
            library = writer
            if number % 2:
                library = Library.open(corpus, index=index, model=FakeEncoder())
            quotes |= {
                citation.quote
                for citation in Assistant(library).search("Di che cosa parla?", top_k=3)
            }
        return quotes

    with ThreadPoolExecutor(4) as pool:
        askers = [pool.submit(ask, number) for number in range(4)]
        try:
            for version in versions:
                write_corpus(corpus, {"uno.txt": version})
                assert writer.sync().changed == ("uno.txt",)
        finally:
            done.set()
        assert set().union(*(asker.result() for asker in askers)) <= {*versions, *FEW.values()}


def test_many_can_build_missing_search_files_at_once(tmp_path: Path) -> None:
    """Libraries that build the same search files at the same time do not disturb each other."""
    corpus = write_corpus(tmp_path / "corpus", FEW)
    index = tmp_path / "index"
    Library.open(corpus, index=index, model=FakeEncoder())
    for _ in range(5):
        shutil.rmtree(next(index.glob("derived/*")))
        together = threading.Barrier(6)

        def ask(_: int, together: threading.Barrier = together) -> int:
            library = Library.open(corpus, index=index, model=FakeEncoder())
            together.wait()
            return len(count_passages(library))

        with ThreadPoolExecutor(6) as pool:
            assert list(pool.map(ask, range(6))) == [2] * 6


def test_a_question_sees_one_version_however_threads_alternate(tmp_path: Path) -> None:
    """A version that another thread loads during a question is not mixed into it."""
    corpus = write_corpus(tmp_path / "corpus", FEW)
    index = tmp_path / "index"
    library = Library.open(corpus, index=index, model=(encoder := MeddledEncoder()))

    def meddle() -> None:
        write_corpus(corpus, {"uno.txt": "Un testo nuovo.", "tre.txt": "Il terzo."})
        (corpus / "due.txt").unlink()
        Library.open(corpus, index=index, model=FakeEncoder(), sync=False).sync()
        assert count_passages(library) == {"uno.txt": 1, "tre.txt": 1}

    encoder.meddle = meddle
    assert count_passages(library) == {"uno.txt": 1, "due.txt": 1}
    assert count_passages(library) == {"uno.txt": 1, "tre.txt": 1}


def test_processes_can_index_one_corpus_at_once(tmp_path: Path) -> None:
    """Processes that open the same new library at once all get it, whole."""
    corpus = write_corpus(tmp_path / "corpus", MANY)
    index = tmp_path / "index"
    command = [sys.executable, "-c", OPEN_LIBRARY, str(corpus), str(index)]
    processes = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(3)]
    ends = [(process.communicate()[1].decode(), process.returncode) for process in processes]
    assert [returned for _, returned in ends] == [0, 0, 0], ends
