"""What tests share: the settings of hypothesis, a small bilingual corpus, the embedded model."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser

from fonti.index import Encoder, Library, open_encoder
from fonti.qa import Assistant
from tests.helpers.benchmark import benchmark_files
from tests.helpers.browser import chromium
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.paths import BENCH
from tests.helpers.serving import serving

settings.register_profile(
    "fonti",
    deadline=None,
    max_examples=60,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)
settings.load_profile("fonti")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder of one Italian and one English document."""
    return write_corpus(
        tmp_path / "corpus", {"biblioteca.txt": ITALIAN, "harbour/museum.txt": ENGLISH}
    )


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


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the chat on the demo corpus."""
    with serving(tmp_path_factory.mktemp("data")) as served:
        yield served
