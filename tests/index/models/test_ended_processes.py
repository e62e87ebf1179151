"""Test what is left of a model if the process that makes or compiles it ends in the midst of it."""

import filecmp
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from fonti.index import no_progress, open_encoder
from fonti.index.models import load
from fonti.index.models.embedded_model import make_embedded_model
from fonti.index.models.onnx_model import ABOUT_FILE
from tests.helpers.models import (
    find_embedded_folder,
    is_compiled,
    list_models,
    make_tiny_model,
    require_packed_file,
)
from tests.helpers.paths import ROOT

pytestmark = pytest.mark.model

# Runs programs one after another, and prints how each ended. They are forks of a process that has
# imported what takes seconds.
RUN_PROGRAMS = """
import os
import sys
import sentence_transformers
import fonti.index.models.export
for program in sys.argv[1:]:
    child = os.fork()
    if child == 0:
        exec(program, {})
        os._exit(0)
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status))
"""

# Makes the embedded model in a cache; the system ends the process half-way.
MAKE_HALF = """
import os
import signal
from pathlib import Path
from fonti.index.models.embedded_model import find_packed_file, make_embedded_model

def end_half_way(stage, done, total):
    if done * 2 >= total:
        os.kill(os.getpid(), signal.SIGKILL)

make_embedded_model(find_packed_file(), end_half_way, cache=Path({cache!r}))
"""

# Makes it with files of 16 MiB at most; exits with 3 if that is no error.
MAKE_ON_FULL_DISK = """
import resource
from pathlib import Path
from fonti.index import ModelError, no_progress
from fonti.index.models.embedded_model import find_packed_file, make_embedded_model

resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 24, 1 << 24))
try:
    make_embedded_model(find_packed_file(), no_progress, cache=Path({cache!r}))
except ModelError as error:
    assert error.code == "model_not_made", error
else:
    raise SystemExit(3)
"""

# Opens a model; the process ends in the midst of compiling it, as a system may end it.
COMPILE_HALF = """
import os
import fonti.index.models.export as export
from fonti.index import open_encoder

os.environ["XDG_CACHE_HOME"] = {cache!r}
export.export_graph = lambda *_: os._exit(9)
open_encoder({model!r})
"""


class Ended(NamedTuple):
    """The caches in which processes worked, and how these ended.

    Attributes:
        half_made: Has a model that was half made, with the status of the process.
        full: Is where the disk was full, with the status of the process.
        tiny: A tiny model.
        half_compiled: Is where it was to be compiled, with the statuses of the processes.

    """

    half_made: tuple[Path, int]
    full: tuple[Path, int]
    tiny: Path
    half_compiled: tuple[Path, list[int]]


@pytest.fixture(scope="module")
def ended() -> Iterator[Ended]:
    """Run processes that make or compile a model, and end in the midst of it."""
    require_packed_file()
    # What they write is too large to leave behind.
    with tempfile.TemporaryDirectory() as folder:
        yield run_programs(Path(folder))


def run_programs(folder: Path) -> Ended:
    """Run the programs, with caches in a folder."""
    half_made, full, half_compiled = (folder / name for name in ("made", "full", "compiled"))
    tiny = make_tiny_model(folder / "tiny")

    compile_half = COMPILE_HALF.format(cache=str(half_compiled), model=str(tiny))
    programs = [
        MAKE_HALF.format(cache=str(half_made)),
        MAKE_ON_FULL_DISK.format(cache=str(full)),
        *[compile_half] * load._MAX_ATTEMPTS,
    ]
    command = [sys.executable, "-c", RUN_PROGRAMS, *programs]
    process = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    statuses = [int(line) for line in process.stdout.split()]
    return Ended((half_made, statuses[0]), (full, statuses[1]), tiny, (half_compiled, statuses[2:]))


@pytest.fixture(scope="module")
def remade(ended: Ended) -> Path:
    """Make the model in the cache where it was half made, and where another lost its end."""
    cache, status = ended.half_made
    assert status == -signal.SIGKILL
    (half_made,) = list_models(cache)
    assert not half_made.startswith("multilingual")

    whole = find_embedded_folder()
    truncated = cache / "models" / whole.name
    shutil.copytree(whole, truncated)
    weights = find_weights(truncated)
    os.truncate(weights, weights.stat().st_size // 2)

    folder, _ = make_embedded_model(require_packed_file(), no_progress, cache=cache)
    assert folder == truncated
    return cache


def find_weights(folder: Path) -> Path:
    """Return the file of the weights of a model."""
    return max(folder.rglob("*.safetensors"), key=lambda path: path.stat().st_size)


def test_a_kill_leaves_no_half_made_model(remade: Path) -> None:
    """The next call makes the model, and deletes what was left behind."""
    (name,) = list_models(remade)
    assert name.startswith("multilingual")


def test_a_truncated_model_is_made_again(remade: Path) -> None:
    """A file of the model that lost its end is noticed."""
    whole = find_embedded_folder()
    weights = find_weights(remade / "models" / whole.name)
    assert filecmp.cmp(weights, find_weights(whole), shallow=False)


def test_a_model_is_made_once(remade: Path) -> None:
    """A second call writes nothing."""
    packed = require_packed_file()
    files = [path for path in (remade / "models").rglob("*") if path.is_file()]
    before = {path: path.stat().st_mtime_ns for path in files}

    make_embedded_model(packed, lambda *_: pytest.fail("made again"), cache=remade)
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_full_disk_is_reported(ended: Ended) -> None:
    """The error is that the model cannot be made, and nothing is left in the cache."""
    cache, status = ended.full
    assert status == 0
    assert list_models(cache) == []


def test_a_model_whose_compilation_ends_the_process_is_used_as_it_is(
    ended: Ended, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the third time on, for good: the system may end a process that takes much memory."""
    cache, statuses = ended.half_compiled
    assert statuses == [9] * load._MAX_ATTEMPTS
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))

    assert not is_compiled(open_encoder(str(ended.tiny)))
    (about,) = (cache / "fonti" / "models").glob(f"compiled-*/{ABOUT_FILE}")
    assert "ended 2 times" in about.read_text("utf-8")
    assert not is_compiled(open_encoder(str(ended.tiny)))
