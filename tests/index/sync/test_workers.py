"""Texts that several processes encode become the same index, whatever ends them."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from fonti.index import EncodedText, Library, ModelError
from tests.helpers.encoders import OtherEncoder, SlowEncoder
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.paths import ROOT
from tests.helpers.shards import FILES, read_index
from tests.helpers.waiting import wait_until

# Encodes in shards of a few passages, and writes a line as each is stored. The main module is not
# guarded, as those of short scripts are not.
SYNC = """
import sys
from fonti.index import Library
from fonti.index.sync import encode
from tests.helpers.fakes import FakeEncoder

def report(stage, done, total):
    if stage == "encoding":
        print(done, flush=True)

encode._SHARD_PASSAGES = 8
library = Library.open(
    sys.argv[1], index=sys.argv[2], model=FakeEncoder(), on_progress=report, workers=2, sync=False
)
library.sync()
"""


class DyingEncoder(FakeEncoder):
    """An encoder that ends the process that it was sent to, as a system without memory does."""

    def __init__(self) -> None:
        super().__init__()
        self._first_process = os.getpid()

    def encode_passages(self, texts: Sequence[str]) -> list[EncodedText]:
        """End the process, unless it is the first one."""
        if os.getpid() != self._first_process:
            os._exit(9)
        return super().encode_passages(texts)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the files."""
    return write_corpus(tmp_path_factory.mktemp("workers") / "corpus", FILES)


def is_gone(group: int) -> bool:
    """Return whether all processes of a group have ended."""
    with suppress(ProcessLookupError):
        os.killpg(group, 0)
        return False
    return True


@pytest.mark.skipif(sys.platform == "win32", reason="processes have no groups on this system")
def test_a_kill_loses_nothing_and_nothing_is_stored_twice(corpus: Path, tmp_path: Path) -> None:
    """Killed twice at random and then ended by other workers, an index is as one made alone."""
    alone = tmp_path / "alone"
    Library.open(corpus, index=alone, model=FakeEncoder())
    index = tmp_path / "index"
    script = tmp_path / "script.py"
    script.write_text(SYNC)
    command = [sys.executable, str(script), str(corpus), str(index)]
    path = os.pathsep.join([str(ROOT), *sys.path])
    moments = random.Random(7)

    stored = []
    for _ in range(2):
        with subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
            text=True,
            start_new_session=True,
        ) as process:
            assert process.stdout is not None
            stored += [process.stdout.readline() for _ in range(moments.randrange(2, 6))]
            process.kill()
        wait_until(partial(is_gone, process.pid))
        assert not (index / "derived").exists()
    assert all(stored)

    encoder = FakeEncoder()
    Library.open(corpus, index=index, model=encoder, workers=2)
    assert encoder.encoded == 0
    assert read_index(index) == read_index(alone)


@pytest.mark.parametrize(
    ("encoder", "code"),
    [(DyingEncoder(), "worker_ended"), (OtherEncoder(), "worker_has_other_model")],
    ids=["dying", "other"],
)
def test_a_worker_that_fails_is_an_error(
    encoder: FakeEncoder,
    code: str,
    corpus: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """More shards than workers wait for it; the next sync goes on, without workers too."""
    monkeypatch.setattr("fonti.index.sync.encode._SHARD_PASSAGES", 8)
    library = Library.open(corpus, index=tmp_path / "index", model=encoder, workers=2, sync=False)
    with pytest.raises(ModelError) as raised:
        library.sync()
    assert raised.value.code == code
    Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    assert len(library.documents()) == len(FILES)


# The class of the encoder is in the program itself, which no worker imports.
MAIN_ENCODER = """
import sys
from fonti.index import Library, ModelError
from tests.helpers.fakes import FakeEncoder

class OwnEncoder(FakeEncoder):
    pass

try:
    Library.open(sys.argv[1], index=sys.argv[2], model=OwnEncoder(), workers=2)
except ModelError as error:
    print(error.code, error)
"""


def test_an_encoder_of_the_program_itself_cannot_be_sent(corpus: Path, tmp_path: Path) -> None:
    """The error has a code, and says where the class has to be."""
    command = [sys.executable, "-c", MAIN_ENCODER, str(corpus), str(tmp_path / "index")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    process = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert process.stdout.startswith("encoder_not_sendable "), process.stderr
    assert "OwnEncoder" in process.stdout


def test_an_encoder_of_a_function_cannot_be_sent(corpus: Path, tmp_path: Path) -> None:
    """It cannot even be pickled."""

    class LocalEncoder(FakeEncoder):
        pass

    with pytest.raises(ModelError) as raised:
        Library.open(corpus, index=tmp_path / "index", model=LocalEncoder(), workers=2)
    assert raised.value.code == "encoder_not_sendable"


def test_no_worker_is_started_without_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cluster that cannot be reached disturbs no sync that has nothing to encode."""
    folder = write_corpus(tmp_path / "corpus", FILES)
    Library.open(folder, index=tmp_path / "index", model=FakeEncoder())
    # Another file, with texts that were encoded before.
    source, content = next(iter(FILES.items()))
    write_corpus(folder, {f"copy-of-{source}": f"{content}\n\n"})
    monkeypatch.setenv("RAY_ADDRESS", "nowhere.invalid:1")

    def fail() -> None:
        raise AssertionError("connected")

    monkeypatch.setattr("fonti.index.sync.shards._connect_to_ray", fail)
    library = Library.open(folder, index=tmp_path / "index", model=FakeEncoder(), workers=2)
    assert len(library.sync().added) == 1


def test_an_interruption_does_not_wait_for_the_workers(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl+C ends them, and what they print disturbs nobody."""

    def interrupt(stage: str, done: int, total: int) -> None:
        if stage == "encoding" and 0 < done < total:
            raise KeyboardInterrupt

    monkeypatch.setattr("fonti.index.sync.encode._SHARD_PASSAGES", 8)
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        # The workers take a minute for their second shards.
        Library.open(
            corpus,
            index=tmp_path / "index",
            model=SlowEncoder(),
            on_progress=interrupt,
            workers=2,
        )
    assert time.monotonic() - started < 30
