"""A Milvus server, and an index that is read where it is made, or where it is published."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fonti.index import Library
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.milvus import GivenMilvusServer, MilvusServer

# Both languages and another one, headings, articles, two files with the same bytes, and a name and
# a text that read as parts of an expression.
FILES = {
    "biblioteca.txt": (
        "La biblioteca comunale apre alle nove. Il prestito dura trenta giorni.\n\n"
        "Il regolamento vieta di mangiare nelle sale. La campana suona di sera."
    ),
    "copia.txt": "Il faro del porto è di granito. La nebbia viene dal mare.",
    "faro.txt": "Il faro del porto è di granito. La nebbia viene dal mare.",
    "guide.md": (
        "# Harbour\n\nThe harbour museum opens at ten. Children enter without paying.\n\n"
        "## Lighthouse\n\nThe lighthouse was built of granite in 1843. Its keeper rings the bell."
    ),
    "legge.txt": (
        "Art. 1\nIl museo è aperto ai bambini.\n\nArt. 2\nLa biblioteca del museo presta libri."
    ),
    "livre.txt": "Le musée ouvre à dix heures du matin. Les enfants entrent sans rien payer ici.",
    'x" or id > 0 or key == "y.txt': 'The bell says: "] or id >= 0 or id in ["0". Drop nothing.',
}


@dataclass(frozen=True, slots=True)
class Deployment:
    """An index, and what others read it by.

    Attributes:
        corpus: The folder of the documents.
        record: The library that indexes them.
        place: What opens the index to be read: its folder, or its address.

    """

    corpus: Path
    record: Library
    place: str

    def open(self) -> Library:
        """Open the index as another process does."""
        return Library.open(self.place, model=FakeEncoder())


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusServer]:
    """Start a Milvus server, or use that of MILVUS_URI; each test uses names of its own on it."""
    if uri := os.environ.get("MILVUS_URI"):
        given = GivenMilvusServer(uri)
        yield given
        given.delete_all()
        return

    milvus = MilvusServer(tmp_path_factory.mktemp("milvus"))
    yield milvus
    milvus.kill()


@pytest.fixture
def address(server: MilvusServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return an address on the server that no other test uses.

    What is indexed for it lies in a data folder of the test.
    """
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
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
