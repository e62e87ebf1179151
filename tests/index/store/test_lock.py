"""One process writes an index at a time: a second waits, or names the first."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fonti.index import Library, StoreError
from fonti.index.progress import no_progress
from fonti.index.store.lock import lock_for_writing
from tests.helpers.fakes import FakeEncoder, count_passages
from tests.helpers.paths import ROOT

HOLD_LOCK = """
import sys
from pathlib import Path
from fonti.index.progress import no_progress
from fonti.index.store.lock import lock_for_writing

with lock_for_writing(Path(sys.argv[1]), wait=False, on_progress=no_progress):
    print("locked", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_names_the_first(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A writer that does not wait names the process that holds the lock, which a kill frees."""
    index = tmp_path / "index"
    library = Library.open(corpus, index=index, model=encoder)
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_LOCK, str(index)], cwd=ROOT, stdin=pipe, stdout=pipe
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == b"locked\n"
        with pytest.raises(
            StoreError, match=rf"process {other.pid}, since \d\d:\d\d:\d\d, is writing the index"
        ):
            library.sync(wait=False)
        other.kill()
    assert not library.sync(wait=False).has_changes


def test_a_second_writer_waits(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """A writer reports that it waits, and continues when the first is done."""
    index = tmp_path / "index"
    Library.open(corpus, index=index, model=encoder)
    waits = threading.Event()
    stages: list[str] = []

    def on_progress(stage: str, *_: int) -> None:
        stages.append(stage)
        waits.set()

    second = threading.Thread(
        target=Library.open(index, model=encoder, on_progress=on_progress, sync=False).sync
    )
    with lock_for_writing(index, wait=False, on_progress=no_progress):
        second.start()
        assert waits.wait(30)
        assert second.is_alive()
    second.join(60)
    assert stages[0] == "waiting"
    assert len(count_passages(Library.open(index, model=encoder))) == 2


def test_the_lock_leaves_no_name_behind(tmp_path: Path) -> None:
    """The name of the writer is removed with the lock."""
    with lock_for_writing(tmp_path, wait=False, on_progress=no_progress):
        assert str(os.getpid()) in (tmp_path / ".writer").read_text()
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]
