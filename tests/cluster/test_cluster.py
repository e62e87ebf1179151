"""What only a cluster can show: a node that dies, and versions that change, under load.

The cluster is an old Milvus without sparse vectors, which Fonti refuses. So the collections that
need none are written and read here by the code that publishes and asks: sentences with their
embeddings, and manifests with their alias.
"""

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fonti.index import FloatArray
from fonti.index.milvus import connection as connection_module
from fonti.index.milvus.connection import MilvusConnection
from fonti.index.milvus.expressions import Expression, is_in
from fonti.index.milvus.manifest import Manifest, RowCount
from fonti.index.milvus.schema import FORMAT, make_indexes, make_schema, make_token
from fonti.index.milvus.server_index import ServerIndex
from fonti.index.search.vectors import MAX_EXACT
from tests.bench.made_up import DIMENSION, MadeUpEncoder
from tests.cluster.milvus_cluster import MilvusCluster, has_only_loopback

ENVIRONMENT = Path(os.environ.get("MILVUS_ENVIRONMENT", ".cluster")).absolute()

pytestmark = pytest.mark.skipif(
    not (has_only_loopback() and ENVIRONMENT.is_dir() and shutil.which("etcd")),
    reason="run make test-cluster (Linux, with Debian's etcd-server)",
)

SENTENCES = 10_000
TOP_K = 10
READERS = 4

# How long is searched after a node was killed, and how many versions are published meanwhile.
SECONDS_AFTER_KILL = 30
VERSIONS = 5

# The broker keeps few messages: what was written is stored after so many batches.
BATCHES_PER_FLUSH = 8


class Load:
    """Threads that repeat a call while something else happens.

    Attributes:
        results: What the calls returned.
        errors: What they raised.
        seconds: How long each took.

    """

    def __init__(self, call: Callable[[], Any]) -> None:
        self.results: list[Any] = []
        self.errors: list[Exception] = []
        self.seconds: list[float] = []
        self._call = call
        self._has_ended = threading.Event()
        self._threads = [threading.Thread(target=self._run) for _ in range(READERS)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._has_ended.set()
        for thread in self._threads:
            thread.join()

    def describe(self) -> str:
        """Return the figures of the calls."""
        p50, p95 = 1_000 * np.quantile(self.seconds, [0.5, 0.95])
        return (
            f"{len(self.seconds)} calls, {len(self.errors)} failed, p50 {p50:.0f} ms, p95 "
            f"{p95:.0f} ms, longest {max(self.seconds):.1f} s"
        )

    def _run(self) -> None:
        while not self._has_ended.is_set():
            started = time.monotonic()
            try:
                self.results.append(self._call())
            except Exception as error:
                self.errors.append(error)
            self.seconds.append(time.monotonic() - started)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusCluster]:
    """Start the cluster, whose version is let pass."""
    with (
        pytest.MonkeyPatch.context() as patch,
        MilvusCluster(ENVIRONMENT, tmp_path_factory.mktemp("cluster")) as started,
    ):
        patch.setattr(connection_module, "_OLDEST_VERSION", (2, 3, 5))
        yield started


@pytest.fixture(scope="module")
def embeddings() -> FloatArray:
    """Return made-up embeddings of sentences."""
    return MadeUpEncoder().encode_sentences([f"frase {number}" for number in range(SENTENCES)])


@pytest.fixture(scope="module")
def server(cluster: MilvusCluster) -> ServerIndex:
    """Return an index on the cluster."""
    return ServerIndex(MilvusConnection(cluster.address("test")))


@pytest.fixture(scope="module")
def token(server: ServerIndex, embeddings: FloatArray) -> str:
    """Write the sentences, with a graph, to two replicas, and return the token of their set."""
    token = make_token()
    write_sentences(server, token, embeddings, rows_in_index=MAX_EXACT + 1)
    collection = server.names.make_name(token, "sentences")
    server.connection.wait_for_index(collection, "embedding")
    server.connection._call("release_collection", collection)
    server.connection._call("load_collection", collection, timeout=300, replica_number=2)
    return token


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Return a function that writes figures to the terminal."""

    def write(text: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{text}\n")

    return write


def write_sentences(
    server: ServerIndex, token: str, embeddings: FloatArray, *, rows_in_index: int
) -> RowCount:
    """Write sentences as they are published, but for the indexes that an old server lacks."""

    def make(client: Any, is_lite: bool) -> tuple[Any, Any]:
        indexes = make_indexes(client, "sentences", rows=rows_in_index, is_lite=is_lite)
        of_embeddings = client.prepare_index_params()
        of_embeddings.extend(index for index in indexes if index.field_name == "embedding")
        return make_schema(client, "sentences", DIMENSION), of_embeddings

    collection = server.names.make_name(token, "sentences")
    server.connection.create_collection(collection, make)
    rows = [
        {
            "id": number,
            "owner": number // 5,
            "extraction": number // 50,
            "language": number % 2,
            "embedding": embedding,
            "checksum": number,
        }
        for number, embedding in enumerate(embeddings)
    ]
    for number, _ in enumerate(server.write_rows(collection, rows), 1):
        if number % BATCHES_PER_FLUSH == 0:
            server.connection.flush(collection)
    return RowCount.of(rows)


def make_manifest(token: str, version: str, count: RowCount) -> Manifest:
    """Return the manifest of a set that has sentences alone."""
    return Manifest(
        format=FORMAT,
        version=version,
        corpus="/corpus",
        model="made-up",
        fingerprint="00",
        dimension=DIMENSION,
        documents_checksum="",
        synced_at=None,
        published_at="2026-01-01T00:00:00+00:00",
        token=token,
        previous_token=None,
        languages={"it": 1},
        sentences=count.rows,
        size=0,
        outdated=0,
        skipped=(),
        calibration=None,
        counts={"sentences": count},
    )


def search(server: ServerIndex, token: str, vector: FloatArray) -> list[int]:
    """Return the ids of the sentences nearest to a vector."""
    hits = server.connection.search(
        server.names.make_name(token, "sentences"),
        "embedding",
        vector,
        top_k=TOP_K,
        rows=Expression(),
        output=("id", "owner"),
    )
    return [row["id"] for row, _ in hits]


def test_nearly_all_nearest_sentences_are_returned(
    server: ServerIndex, token: str, embeddings: FloatArray, report: Callable[[str], None]
) -> None:
    """Of the ten nearest by a full comparison, 99 in 100; a filter leaves nothing else."""
    assert server.count_rows(token, "sentences", Expression()).rows == SENTENCES
    encoder = MadeUpEncoder()
    shares = []
    for number in range(0, SENTENCES, SENTENCES // 200):
        vector = encoder.encode_query(f"frase {number}").embedding
        nearest = np.argsort(-(embeddings @ vector))[:TOP_K]
        shares.append(len({*nearest.tolist()} & {*search(server, token, vector)}) / TOP_K)
    recall = float(np.mean(shares))
    report(f"recall@10 of dense search: {recall:.4f}")
    assert recall >= 0.99

    rows = server.connection.select(
        server.names.make_name(token, "sentences"), is_in("owner", [3]), ("id",)
    )
    assert sorted(row["id"] for row in rows) == [15, 16, 17, 18, 19]


def test_versions_change_under_readers(
    server: ServerIndex, embeddings: FloatArray, report: Callable[[str], None]
) -> None:
    """A reader finds one whole version at each moment, and no reader fails."""
    few = embeddings[:500]
    sets = {}
    for version in ("even", "odd"):
        token = make_token()
        sets[version] = make_manifest(
            token, version, write_sentences(server, token, few, rows_in_index=len(few))
        )
    server.publish_manifest(sets["even"])

    def read() -> str:
        manifest = server.load_manifest(server.find_manifest_collection())
        assert manifest.token == sets[manifest.version].token
        assert len(search(server, manifest.token, few[7])) == TOP_K
        return manifest.version

    with Load(read) as load:
        for number in range(VERSIONS):
            server.publish_manifest(sets["even" if number % 2 else "odd"])
            time.sleep(2)
    report(f"{VERSIONS} versions: {load.describe()}")
    assert load.errors == []
    assert {*load.results} == {"even", "odd"}


def test_a_query_node_that_dies_is_not_noticed(
    cluster: MilvusCluster,
    server: ServerIndex,
    token: str,
    embeddings: FloatArray,
    report: Callable[[str], None],
) -> None:
    """With two replicas every search goes on, and has all its results."""
    with Load(lambda: search(server, token, embeddings[7])) as load:
        time.sleep(5)
        cluster.kill("query-node-1")
        time.sleep(SECONDS_AFTER_KILL)
    report(f"a query node killed: {load.describe()}")
    assert load.errors == []
    assert all(ids == load.results[0] for ids in load.results)
