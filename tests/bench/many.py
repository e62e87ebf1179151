"""Vectors in the usual pipeline, by how many there are: how long they take to index, to open and to search."""

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
_NONE = FakeEmbeddings(size=_DIMENSION)  # vectors are given, no text is embedded


@dataclass(frozen=True, slots=True)
class UsualSize:
    """What a number of vectors takes: seconds to build and to be ready, milliseconds a search, resident MiB."""

    built: float
    ready: float
    p50: float
    p95: float
    resident: float


def measure(count: int) -> UsualSize:
    """Index some made-up vectors, then open and search them, each in a process of its own."""
    with TemporaryDirectory() as folder:
        built = in_process(_build, count, folder)
        ready, p50, p95, resident = in_process(_search, count, folder)
    return UsualSize(built, ready, p50, p95, resident)


def in_process(function: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """What a function returns in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        return fresh.submit(function, *given, **named).result()


def _vectors(count: int, seed: int) -> FloatArray:
    rows = np.random.default_rng(seed).standard_normal((count, _DIMENSION), np.float32)
    unit: FloatArray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def _build(count: int, folder: str) -> float:
    texts = (
        f"Sentence {number}, of about as many words as sentences have." for number in range(count)
    )
    pairs = zip(texts, _vectors(count, 0), strict=True)
    began = time.perf_counter()
    FAISS.from_embeddings(pairs, _NONE).save_local(folder)
    return time.perf_counter() - began


def _search(count: int, folder: str) -> tuple[float, float, float, float]:
    began = time.perf_counter()
    store = FAISS.load_local(folder, _NONE, allow_dangerous_deserialization=True)
    ready, taken = time.perf_counter() - began, []
    for vector in _vectors(_SEARCHES, 1).tolist():
        began = time.perf_counter()
        found = store.similarity_search_by_vector(vector, k=_TOP_K)
        taken.append(1000 * (time.perf_counter() - began))
        assert len(found) == min(_TOP_K, count)
    p50, p95 = np.percentile(taken, (50, 95))
    return ready, float(p50), float(p95), psutil.Process().memory_info().rss / 2**20
