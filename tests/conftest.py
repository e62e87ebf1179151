"""Fixtures for all tests: a small bilingual corpus, encoders, and what they index.

pytest imports this file before it starts the processes that run the tests, so nothing in it takes
long to import.
"""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from fonti.index import (
    EMBEDDED,
    Encoder,
    Library,
    ProgressCallback,
    no_progress,
    open_encoder,
)
from fonti.qa import Assistant
from tests.helpers.benchmark import benchmark_files
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.paths import BENCH
from tests.helpers.shared_folders import make_once

# Examples differ much in cost, and a busy machine is slow: no time limit says anything.
settings.register_profile(
    "fonti",
    deadline=None,
    max_examples=40,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)
settings.load_profile("fonti")

# Tests in several files that one process runs, for what they share takes seconds of processor time:
# torch and sentence-transformers to import, which also take hundreds of megabytes, or a server of
# Milvus or PostgreSQL to start.
_GROUPS = {
    "tests that import torch": (
        "tests/bench/test_question_encoder.py",
        "tests/bench/test_reader.py",
        "tests/index/models/",
        "tests/ui/cli/test_reader_option.py",
    ),
    "tests that need a Milvus server": (
        "tests/index/milvus/",
        "tests/index/test_engines.py",
    ),
    "tests that need a PostgreSQL server": (
        "tests/ui/cli/test_database_option.py",
        "tests/ui/web/database/",
        "tests/ui/web/history/test_store.py",
        "tests/ui/web/security/test_auth_places.py",
        "tests/ui/web/security/test_sessions.py",
        "tests/ui/web/security/test_throttle.py",
        "tests/ui/web/test_feedback.py",
        "tests/ui/web/test_two_servers.py",
    ),
}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Let a process run all tests of a file, as `loadfile` does, or of a group of files."""
    # Imported late: the tests also run without it.
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            for group, beginnings in _GROUPS.items():
                if nodeid.startswith(beginnings):
                    return group
            file: str = super()._split_scope(nodeid)
            return file

    return Scheduling(config, log)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Write a folder of one Italian and one English document."""
    return write_corpus(
        tmp_path / "corpus", {"biblioteca.txt": ITALIAN, "harbour/museum.txt": ENGLISH}
    )


@pytest.fixture
def encoder() -> FakeEncoder:
    """Make a new fake encoder, which counts what it encodes."""
    return FakeEncoder()


@pytest.fixture
def library(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> Library:
    """Index the small corpus with the fake encoder."""
    return Library.open(corpus, index=tmp_path / "index", model=encoder)


@pytest.fixture(scope="session")
def embedded_encoder() -> Encoder:
    """Open the embedded model; it is made in the user's cache if it is not there yet."""
    return open_encoder()


@pytest.fixture
def open_embedded_once(embedded_encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every library use the embedded model that is open: loading it again takes seconds."""

    def open_shared(
        name: str | None = None, *, on_progress: ProgressCallback = no_progress
    ) -> Encoder:
        if name in (None, EMBEDDED):
            return embedded_encoder
        return open_encoder(name, on_progress=on_progress)

    monkeypatch.setattr("fonti.index.index_searcher.open_encoder", open_shared)


@pytest.fixture(scope="session")
def demo_data(embedded_encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a user's data folder in which the demo corpus is indexed; no test changes the index."""

    def index_demo(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_DATA_HOME", str(folder))
            Assistant.open(model=embedded_encoder)

    return make_once(tmp_path_factory, "demo_data", index_demo)


@pytest.fixture(scope="session")
def demo_assistant(embedded_encoder: Encoder, demo_data: Path) -> Assistant:
    """Open the demo corpus with the embedded model; no test changes the index."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(demo_data))
        return Assistant.open(model=embedded_encoder)


@pytest.fixture(scope="session")
def benchmark_assistant(
    embedded_encoder: Encoder, tmp_path_factory: pytest.TempPathFactory
) -> Assistant:
    """Index a part of the benchmark with the embedded model; skip the test if it is not here."""
    if not BENCH.exists():
        pytest.skip("the benchmark is not beside the checkout")

    def index_benchmark(folder: Path) -> None:
        corpus = write_corpus(folder / "corpus", benchmark_files())
        Assistant.open(corpus, index=folder / "index", model=embedded_encoder)

    folder = make_once(tmp_path_factory, "benchmark", index_benchmark)
    return Assistant.open(folder / "index", model=embedded_encoder)
