"""What tests share: the settings of hypothesis, a small bilingual corpus, the embedded model."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser

from index import Encoder, Library, open_encoder
from qa import Assistant
from tests.benchmark import BENCH, benchmark_files
from tests.browser import chromium
from tests.fakes import FakeEncoder, write_corpus

settings.register_profile(
    "fonti",
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
settings.load_profile("fonti")

ITALIAN = """La biblioteca comunale apre alle nove e chiude alle sette di sera. Il prestito dura trenta giorni.

Il regolamento vieta di consumare cibo nelle sale di lettura. Chi danneggia un libro lo deve ricomprare.
"""
ENGLISH = """The harbour museum opens at ten in the morning and closes at five. Children enter without paying anything.

The lighthouse was built of granite in 1843. Its keeper rang the bell whenever the fog came in from the sea.
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder of one Italian and one English document."""
    return write_corpus(tmp_path / "corpus", {"biblioteca.txt": ITALIAN, "harbour/museum.txt": ENGLISH})


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, for those who visit the chat."""
    with chromium() as found:
        yield found


@pytest.fixture
def encoder() -> FakeEncoder:
    """A fresh fake encoder, which counts what it encodes."""
    return FakeEncoder()


@pytest.fixture
def library(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> Library:
    """The library of the small corpus, with the fake encoder."""
    return Library.open(corpus, index=tmp_path / "index", model=encoder)


@pytest.fixture(scope="session")
def embedded() -> Encoder:
    """The embedded model, made in the user's cache where it is not there yet."""
    return open_encoder()


@pytest.fixture(scope="session")
def benchmark(embedded: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant of a part of the benchmark, with the embedded model; skips where the benchmark is not at hand."""
    if not BENCH.exists():
        pytest.skip("the benchmark is not beside the checkout")
    folder = tmp_path_factory.mktemp("benchmark")
    corpus = write_corpus(folder / "corpus", benchmark_files())
    return Assistant.open(corpus, index=folder / "index", model=embedded)


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[str]:
    """The address of the chat, served by a process of its own that keeps its index in a folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-P",
        "-c",
        "from ui.__main__ import main; main()",
        "serve",
        "--port",
        str(port),
        *options,
    ]
    environment = {**os.environ, "XDG_DATA_HOME": str(folder)}
    log = folder / "serve.txt"
    with log.open("w") as output, subprocess.Popen(command, stdout=output, stderr=output, env=environment) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the chat on the demo corpus."""
    with serving(tmp_path_factory.mktemp("data")) as served:
        yield served


def _wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(600):
        if server.poll() is not None:
            break
        try:
            if httpx.get(url).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    pytest.fail(f"the chat did not start: {log.read_text()}")
