"""Killed with SIGKILL at any moment, an index is its last whole version, and the next sync or rebuild ends the work."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from fonti.index import Library
from tests.helpers.fakes import FakeEncoder, count_passages, write_corpus
from tests.helpers.paths import ROOT

KILLS = 110  # of a sync and of a rebuild together
SEARCHED = "what is searched is missing or altered; the next question builds it again"


class Forks:
    """Starts syncs in processes of their own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin
        assert process.stdout
        self._in, self._out = process.stdin, process.stdout

    def start(self, command: str, corpus: Path, index: Path) -> int:
        """Start a sync or a rebuild; its process."""
        self._in.write(f"{command}\t{corpus}\t{index}\n")
        self._in.flush()
        return int(self._out.readline())

    def ended(self) -> int:
        """Wait for its end; the exit status, negative for a signal."""
        return int(self._out.readline())


@contextmanager
def forks() -> Iterator[Forks]:
    """A process that starts others."""
    command = [sys.executable, "-m", "tests.helpers.kills"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        yield Forks(process)


def texts(turn: int) -> dict[str, str]:
    """The files of a turn: most stay, some change, come and go."""
    files = {
        f"{number:02}.txt": f"Il documento {number} parla del tema {number * 7}."
        for number in range(12)
    }
    changing = {
        f"t{turn % 3}/{number}.txt": f"Turno {turn}, numero {number}. Una frase."
        for number in range(30)
    }
    parsed = (
        {} if turn % 10 else {"note.md": f"# Turno {turn}\n\nTesto."}
    )  # by a process of its own, which is slow
    return files | changing | parsed


def put(corpus: Path, files: dict[str, str]) -> None:
    """Let a corpus hold some files and no others."""
    for path in [path for path in corpus.rglob("*.*") if path.is_file()]:
        if path.relative_to(corpus).as_posix() not in files:
            path.unlink()
    write_corpus(corpus, files)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked on this system")
@pytest.mark.parametrize("command", ["sync", "rebuild"])
def test_killed_at_any_moment(command: str, tmp_path: Path) -> None:
    """After each kill the index opens, checks to the last byte, and is the version of before or the one that came."""
    corpus = write_corpus(tmp_path / "corpus", texts(0))
    index = tmp_path / "index"
    Library.open(corpus, index=index, model=FakeEncoder())
    moments = random.Random(command)
    killed = 0
    with forks() as started:
        for turn in (1, 2):  # the first also waits for imports
            put(corpus, texts(turn))
            began = time.monotonic()
            started.start(command, corpus, index)
            assert started.ended() == 0
            lasts = time.monotonic() - began
        held = texts(turn)
        while killed < KILLS // 2:
            turn += 1
            put(corpus, texts(turn))
            process = started.start(command, corpus, index)
            time.sleep(moments.uniform(0, lasts))
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
            killed += started.ended() == -signal.SIGKILL
            library = Library.open(index, model=FakeEncoder())
            assert set(library.check()) <= {SEARCHED}
            assert count_passages(library)
            assert list(library.check()) == []
            found = {document["source"]: document["text"] for document in library.export()}
            assert found in (held, texts(turn)), f"after {killed} kills"
            held = found
    Library.open(corpus, index=index, model=FakeEncoder(), sync=False).sync()
    assert {document["source"]: document["text"] for document in library.export()} == texts(turn)
    assert list(library.check()) == []
    assert len(list(index.glob("*.sqlite"))) <= 2
