"""A Milvus server, and an index behind each engine."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fonti.index import Library
from tests.helpers.deployments import FILES, Deployment
from tests.helpers.fakes import FakeEncoder, write_corpus

if TYPE_CHECKING:
    from tests.helpers.milvus import MilvusServer


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator["MilvusServer"]:
    """Start a Milvus server, or use that of MILVUS_URI; each test uses names of its own on it."""
    # Imported late: few tests need it.
    from tests.helpers.milvus import ExternalMilvusServer, MilvusServer

    if uri := os.environ.get("MILVUS_URI"):
        given = ExternalMilvusServer(uri)
        yield given
        given.delete_all()
        return

    milvus = MilvusServer(tmp_path_factory.mktemp("milvus"))
    yield milvus
    milvus.kill()


@pytest.fixture
def address(server: "MilvusServer", tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return an address on the server that no other test uses.

    What is indexed for it lies in a data folder of the test. A removal does not wait for questions
    that began before it: there is none.
    """
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("fonti.index.milvus.publish._REMOVAL_DELAY_SECONDS", 0)
    return server.address(f"t_{abs(hash(tmp_path))}")


@pytest.fixture(params=["local", "milvus"])
def deployment(request: pytest.FixtureRequest, tmp_path: Path) -> Deployment:
    """Index the files, on this machine alone, and published to the server."""
    corpus = write_corpus(tmp_path / "corpus", FILES)
    place = str(tmp_path / "index")
    if request.param == "milvus":
        place = request.getfixturevalue("address")
    record = Library.open(corpus, index=place, model=FakeEncoder())
    return Deployment(corpus, record, place)
