"""Fixtures of the tests of the HTTP API."""

from collections.abc import Iterator

import httpx
import pytest

from fonti.index import Library
from fonti.qa import Assistant
from tests.helpers import http
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.serving import serve_assistant


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return the library of a small corpus."""
    folder = tmp_path_factory.mktemp("library")
    corpus = write_corpus(folder / "corpus", {"biblioteca.txt": "La biblioteca apre alle nove."})
    return Library.open(corpus, index=folder / "index", model=FakeEncoder())


@pytest.fixture(scope="module")
def client(library: Library) -> Iterator[httpx.Client]:
    """Serve the library and yield an HTTP client for it."""
    with (
        serve_assistant(Assistant(library)) as address,
        http.open_client(base_url=address) as client,
    ):
        yield client
