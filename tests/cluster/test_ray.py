"""Texts are encoded on a Ray cluster, one of whose machines ends meanwhile."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from fonti.index import Library, ModelError, Stage
from fonti.index.sync import encode
from tests.cluster.milvus_cluster import has_only_loopback, set_loopback_up
from tests.helpers.encoders import OtherEncoder
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.paths import ROOT
from tests.helpers.shards import FILES, read_index

pytestmark = pytest.mark.skipif(
    not has_only_loopback() or find_spec("ray") is None,
    reason="run make test-cluster, with the extra fonti[ray]",
)

ADDRESS = "127.0.0.1:6399"

START = "from ray.scripts.scripts import main; main()"

# A machine that does much besides starts its processes late.
PATIENCE = {
    "RAY_agent_register_timeout_ms": "300000",
    "RAY_raylet_start_wait_time_s": "300",
    "RAY_USAGE_STATS_ENABLED": "0",
}


class Node:
    """A machine of a cluster, which here is some processes of this one.

    Args:
        first_port: The first of the ports that it listens on.
        options: What `ray start` gets besides.

    """

    def __init__(self, first_port: int, *options: str) -> None:
        names = ("dashboard-agent-grpc", "dashboard-agent-listen", "runtime-env-agent")
        ports = [f"--{name}-port={first_port + place}" for place, name in enumerate(names)]
        common = ["--block", "--node-ip-address=127.0.0.1", "--object-store-memory=100000000"]
        self._process = subprocess.Popen(
            [sys.executable, "-c", START, "start", *common, *ports, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **PATIENCE, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
            text=True,
        )
        output = iter(self._process.stdout or ())
        assert any("Ray runtime started" in line for line in output)

    def kill(self) -> None:
        """End all its processes at once, as a loss of power does, unless it has ended."""
        if self._process.poll() is not None:
            return
        process = self._process.pid
        children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
        for child in (process, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self._process.communicate()


@pytest.fixture
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Node]]:
    """Start a cluster: one machine that only leads it, and two that work."""
    set_loopback_up()
    # Ray's sockets have paths of limited length.
    folder = tmp_path_factory.mktemp("ray")
    head = Node(
        6410,
        "--head",
        "--port=6399",
        "--num-cpus=0",
        f"--temp-dir={folder}",
        "--include-dashboard=false",
    )
    others = [Node(port, f"--address={ADDRESS}", "--num-cpus=1") for port in (6420, 6430)]
    yield others
    for node in (*others, head):
        node.kill()


def test_a_machine_that_ends_loses_nothing(
    nodes: list[Node], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index is as one that is made alone; what goes wrong on a machine has a code."""
    corpus = write_corpus(tmp_path / "corpus", FILES)
    Library.open(corpus, index=tmp_path / "alone", model=FakeEncoder())
    monkeypatch.setattr(encode, "_SHARD_PASSAGES", 8)
    monkeypatch.setenv("RAY_ADDRESS", ADDRESS)
    killed: list[Node] = []

    def kill_one(stage: Stage, done: int, total: int) -> None:
        if stage == "encoding" and 0 < done < total and not killed:
            killed.append(nodes[1])
            nodes[1].kill()

    index = tmp_path / "index"
    encoder = FakeEncoder()
    Library.open(corpus, index=index, model=encoder, workers=2, on_progress=kill_one)
    assert killed
    assert encoder.encoded == 0
    assert read_index(index) == read_index(tmp_path / "alone")

    with pytest.raises(ModelError) as raised:
        Library.open(corpus, index=tmp_path / "other", model=OtherEncoder(), workers=2)
    assert raised.value.code == "worker_has_other_model"
