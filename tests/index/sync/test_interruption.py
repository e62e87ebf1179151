"""Nothing is lost: interrupted, killed, or asked while it is written, an index is always one whole version."""

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


def killed_while_syncing(corpus: Path, index: Path, batches: int) -> None:
    """Sync in a process of its own, which SIGKILL ends when that many batches have begun."""
    program = (
        "import sys\nfrom fonti.index import Library\nfrom tests.helpers.encoders import SlowEncoder\n"
        "Library.open(sys.argv[1], index=sys.argv[2], model=SlowEncoder(), sync=False).sync()"
    )
    command = [sys.executable, "-c", program, str(corpus), str(index)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        for _ in range(batches):
            assert process.stdout.readline() == b"batch\n"
        process.kill()


@pytest.mark.parametrize("batch", [1, 2, 3])
def test_an_interruption_leaves_the_old_version(batch: int, tmp_path: Path) -> None:
    """Ctrl-C while encoding changes nothing that a question sees, and what was encoded is not encoded again."""
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
    kept = failing.encoded
    again = FakeEncoder()
    changes = Library.open(corpus, index=index, model=again, sync=False).sync()
    assert (len(changes.added), changes.removed) == (len(MANY), ("uno.txt",))
    assert kept == 64 * (batch - 1)
    assert again.encoded == len(MANY) - kept


def test_an_interrupted_first_sync_is_no_index(tmp_path: Path) -> None:
    """Before its first whole version a library indexes when it is opened, from where it was interrupted."""
    corpus = write_corpus(tmp_path / "corpus", MANY)
    index = tmp_path / "index"
    with pytest.raises(KeyboardInterrupt):
        Library.open(corpus, index=index, model=InterruptedEncoder(3))
    again = FakeEncoder()
    assert len(count_passages(Library.open(corpus, index=index, model=again))) == len(MANY)
    assert again.encoded == len(MANY) - 128


def test_a_kill_leaves_the_last_whole_version(tmp_path: Path) -> None:
    """SIGKILL in the middle of a sync leaves the version of before, its lock free, and the batches that were done."""
    corpus = write_corpus(tmp_path / "corpus", FEW)
    index = tmp_path / "index"
    before = count_passages(Library.open(corpus, index=index, model=FakeEncoder()))
    write_corpus(corpus, MANY)
    killed_while_syncing(corpus, index, 2)
    assert count_passages(Library.open(corpus, index=index, model=FakeEncoder())) == before
    again = FakeEncoder()
    assert len(Library.open(corpus, index=index, model=again, sync=False).sync().added) == len(MANY)
    assert again.encoded == len(MANY) - 64


@pytest.mark.parametrize("batches", [1, 2])
def test_a_killed_first_sync_can_be_repeated(batches: int, tmp_path: Path) -> None:
    """SIGKILL before the first whole version leaves nothing that stands in the way of making it."""
    corpus = write_corpus(tmp_path / "corpus", MANY)
    index = tmp_path / "index"
    killed_while_syncing(corpus, index, batches)
    assert len(count_passages(Library.open(corpus, index=index, model=FakeEncoder()))) == len(MANY)


def test_what_a_kill_left_aside_is_removed(tmp_path: Path) -> None:
    """Half-built derived files of a killed process go with the next change; what is not ours stays."""
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


@pytest.mark.parametrize("apart", [False, True], ids=["one library", "a library each"])
def test_questions_are_answered_while_the_index_is_written(apart: bool, tmp_path: Path) -> None:
    """Threads that ask while another syncs see no error, and each quote is the text of one version."""
    corpus = write_corpus(tmp_path / "corpus", FEW)
    index = tmp_path / "index"
    writer = Library.open(corpus, index=index, model=FakeEncoder())
    versions = [f"Il documento numero {turn} parla di api." for turn in range(20)]
    done = threading.Event()

    def ask(_: int) -> set[str]:
        quotes: set[str] = set()
        while not done.is_set() or not quotes:
            library = Library.open(corpus, index=index, model=FakeEncoder()) if apart else writer
            quotes |= {
                citation.quote
                for citation in Assistant(library).search("Di che cosa parla?", top_k=3)
            }
        return quotes

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask, number) for number in range(4)]
        try:
            for version in versions:
                write_corpus(corpus, {"uno.txt": version})
                assert writer.sync().changed == ("uno.txt",)
        finally:
            done.set()
        assert set().union(*(each.result() for each in asking)) <= {*versions, *FEW.values()}


def test_many_may_find_the_derived_files_missing_at_once(tmp_path: Path) -> None:
    """Libraries that build the same derived files at the same time do not trip over each other."""
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
    """A change that another thread's question loads, while this one begins, does not mix into it."""
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


def test_two_processes_index_one_corpus(tmp_path: Path) -> None:
    """Two that open the same new library at once both get it, whole."""
    corpus = write_corpus(tmp_path / "corpus", MANY)
    index = tmp_path / "index"
    program = (
        "import sys\nfrom fonti.index import Library\nfrom tests.helpers.fakes import FakeEncoder, count_passages\n"
        "assert len(count_passages(Library.open(sys.argv[1], index=sys.argv[2], model=FakeEncoder()))) == 200"
    )
    command = [sys.executable, "-c", program, str(corpus), str(index)]
    root = ROOT
    processes = [subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE) for _ in range(3)]
    ends = [(process.communicate()[1].decode(), process.returncode) for process in processes]
    assert [returned for _, returned in ends] == [0, 0, 0], ends
