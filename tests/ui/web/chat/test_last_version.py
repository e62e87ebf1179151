"""A server that is slow delays no poll for long."""

import threading
import time

from fonti.index import StoreError
from fonti.ui.web.chat.last_version import LastVersion
from tests.helpers.waiting import wait_until


def test_a_slow_answer_leaves_the_last_one() -> None:
    """It counts when it comes, and meanwhile nobody asks again; an error is an answer, too."""
    may_answer = threading.Event()
    may_answer.set()
    asked: list[str] = []

    def ask() -> str:
        asked.append(f"version {len(asked)}")
        assert may_answer.wait(20)
        if len(asked) == 3:
            raise StoreError("not_published", folder="index")
        return asked[-1]

    version = LastVersion(ask)
    assert version.get() == "version 0"

    may_answer.clear()
    started = time.monotonic()
    assert [version.get(timeout=0.01) for _ in range(3)] == ["version 0"] * 3
    assert time.monotonic() - started < 10
    may_answer.set()
    wait_until(lambda: version.get(timeout=0) != "version 0")
    assert len(asked) >= 2

    wait_until(lambda: "is not published" in version.get())
