"""Tests of the calls of what is stored: how long they may take, and what becomes of them then."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor

import pytest

from fonti.ui.web import storage_calls
from fonti.ui.web.storage_calls import StorageTooSlow, call_storage


def run(coroutine: Coroutine[None, None, None]) -> None:
    """Run a coroutine in a thread of its own: other tests may have an event loop in this one."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, coroutine).result()


def test_an_error_of_the_work_is_its_own() -> None:
    """Also one that says that its time is over."""

    def work() -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        run(call_storage(work))


def test_work_that_is_given_up_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """It keeps its thread until it ends, so that no more threads run than there may be."""
    monkeypatch.setattr(storage_calls, "_MAX_SECONDS", 0.2)
    goes_on = threading.Event()
    stored = threading.Event()

    def work() -> None:
        goes_on.wait()
        stored.set()

    async def call() -> None:
        for _ in range(2):
            with pytest.raises(StorageTooSlow):
                await call_storage(work)
        assert not stored.is_set()

    with ThreadPoolExecutor(1) as threads:
        monkeypatch.setattr(storage_calls, "_threads", threads)
        run(call())
        assert threads._work_queue.qsize() == 1
        goes_on.set()
    assert stored.is_set()
