"""After a kill at any moment an index is whole, and the next sync ends the work."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fonti.index import Library, Reason
from tests.helpers.fakes import FakeEncoder, count_passages, write_corpus
from tests.helpers.paths import ROOT

# How often a sync is killed, and how often a rebuild.
KILLS = 12

SEARCH_FILES_ALTERED = Reason("fault_search_files_altered")


class Forker:
    """A process that starts syncs in processes of their own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin
        assert process.stdout
        self._commands = process.stdin
        self._answers = process.stdout

    def run(
        self, command: str, corpus: Path, index: Path, kill_after: float = 0.0
    ) -> tuple[int, float]:
        """Sync or rebuild in a new process.

        Args:
            command: `sync` or `rebuild`.
            corpus: The corpus.
            index: The folder of the index.
            kill_after: The seconds of processor time after which the process is killed; 0 if it is
                not killed.

        Returns:
            The exit status, negative for a signal, and the seconds of processor time.

        """
        self._commands.write(f"{command}\t{corpus}\t{index}\t{kill_after}\n")
        self._commands.flush()
        status, seconds = self._answers.readline().split("\t")
        return int(status), float(seconds)


@contextmanager
def start_forker() -> Iterator[Forker]:
    """Start the process that starts others."""
    command = [sys.executable, "-m", "tests.helpers.kills"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        yield Forker(process)


def make_files(turn: int) -> dict[str, str]:
    """Return the files of a turn: most stay, some change, some are new or gone."""
    files = {
        f"{number:02}.txt": f"Il documento {number} parla del tema {number * 7}."
        for number in range(12)
    }
    changing = {
        f"t{turn % 3}/{number}.txt": f"Turno {turn}, numero {number}. Una frase."
        for number in range(30)
    }
    # A Markdown file is parsed in a process of its own, which is slow.
    parsed = {} if turn % 10 else {"note.md": f"# Turno {turn}\n\nTesto."}
    return files | changing | parsed


def replace_files(corpus: Path, files: dict[str, str]) -> None:
    """Make a corpus hold some files and no others."""
    for path in [path for path in corpus.rglob("*.*") if path.is_file()]:
        if path.relative_to(corpus).as_posix() not in files:
            path.unlink()
    write_corpus(corpus, files)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked on this system")
@pytest.mark.parametrize("command", ["sync", "rebuild"])
def test_a_kill_at_any_moment_leaves_a_whole_version(command: str, tmp_path: Path) -> None:
    """After each kill the index is undamaged, and has the old documents or the new ones."""
    corpus = write_corpus(tmp_path / "corpus", make_files(0))
    index = tmp_path / "index"
    Library.open(corpus, index=index, model=FakeEncoder())
    moments = random.Random(command)
    killed = 0

    with start_forker() as forker:
        # The second time counts: the first one also waits for imports.
        for turn in (1, 2):
            replace_files(corpus, make_files(turn))
            status, seconds = forker.run(command, corpus, index)
            assert status == 0

        documents = make_files(turn)
        while killed < KILLS:
            turn += 1
            replace_files(corpus, make_files(turn))
            status, _ = forker.run(command, corpus, index, moments.uniform(0.001, seconds))
            assert status in (0, -signal.SIGPROF)
            killed += status != 0

            library = Library.open(index, model=FakeEncoder())
            assert set(library.check()) <= {SEARCH_FILES_ALTERED}
            assert count_passages(library)
            assert list(library.check()) == []

            exported = {document["source"]: document["text"] for document in library.export()}
            assert exported in (documents, make_files(turn)), f"after {killed} kills"
            documents = exported

    Library.open(corpus, index=index, model=FakeEncoder(), sync=False).sync()
    assert {document["source"]: document["text"] for document in library.export()} == make_files(
        turn
    )
    assert list(library.check()) == []
    assert len(list(index.glob("*.sqlite"))) <= 2
