"""Vectors in the usual pipeline, by number: the time to index, to open and to search them."""

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from tempfile import TemporaryDirectory
from typing import ParamSpec, TypeVar

import numpy as np
import numpy.typing as npt
import psutil
from langchain_community.vectorstores import FAISS
from langchain_core.embeddings import FakeEmbeddings

FloatArray = npt.NDArray[np.float32]

P = ParamSpec("P")
T = TypeVar("T")

_DIMENSION = 384
_SEARCHES = 100
_TOP_K = 10

# Vectors are given: no text is embedded.
_NO_EMBEDDINGS = FakeEmbeddings(size=_DIMENSION)


@dataclass(frozen=True, slots=True)
class Search:
    """The cost of an index that is opened and searched.

    `ready` is in seconds, `p50` and `p95` in milliseconds a search, `resident` in MiB.
    """

    ready: float
    p50: float
    p95: float
    resident: float


@dataclass(frozen=True, slots=True)
class UsualSize:
    """The cost of a number of vectors: seconds to build the index, and to use it."""

    built: float
    ready: float
    p50: float
    p95: float
    resident: float


def measure(count: int) -> UsualSize:
    """Index some random vectors, then open and search them, each in a process of its own."""
    with TemporaryDirectory() as folder:
        built = run_in_process(_build, count, folder)
        search = run_in_process(_search, count, folder)
    return UsualSize(built, search.ready, search.p50, search.p95, search.resident)


def run_in_process(function: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
    """Call a function in a fresh process, and return its result."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        return executor.submit(function, *arguments, **options).result()


def _vectors(count: int, seed: int) -> FloatArray:
    rows = np.random.default_rng(seed).standard_normal((count, _DIMENSION), np.float32)
    unit: FloatArray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def _build(count: int, folder: str) -> float:
    """Return the seconds to index vectors and save the index."""
    texts = (
        f"Sentence {number}, of about as many words as sentences have." for number in range(count)
    )
    pairs = zip(texts, _vectors(count, 0), strict=True)
    started = time.perf_counter()
    FAISS.from_embeddings(pairs, _NO_EMBEDDINGS).save_local(folder)
    return time.perf_counter() - started


def _search(count: int, folder: str) -> Search:
    started = time.perf_counter()
    store = FAISS.load_local(folder, _NO_EMBEDDINGS, allow_dangerous_deserialization=True)
    ready = time.perf_counter() - started

    milliseconds = []
    for vector in _vectors(_SEARCHES, 1).tolist():
        started = time.perf_counter()
        documents = store.similarity_search_by_vector(vector, k=_TOP_K)
        milliseconds.append(1000 * (time.perf_counter() - started))
        assert len(documents) == min(_TOP_K, count)

    p50, p95 = np.percentile(milliseconds, (50, 95))
    resident = psutil.Process().memory_info().rss / 2**20
    return Search(ready, float(p50), float(p95), resident)
