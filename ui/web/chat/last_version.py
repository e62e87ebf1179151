"""The version of an index as it was last seen, for polls, which must not wait for a server."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

from fonti.index import FontiError

# A page takes a poll that is not answered within ten seconds for one that did not arrive.
_TIMEOUT_SECONDS = 4.0


class LastVersion:
    """Asks for a version, and knows the last answer if the next one takes long.

    Args:
        ask: Returns the version.

    """

    def __init__(self, ask: Callable[[], str]) -> None:
        self._ask = ask
        self._last = ""
        self._running: Future[None] | None = None
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(1, "version")

    def get(self, timeout: float = _TIMEOUT_SECONDS) -> str:
        """Return the version, or the error that it has; if that takes too long, the last one."""
        with self._lock:
            # Polls that come meanwhile get the same answer: they would only wait longer.
            if self._running is None or self._running.done():
                self._running = self._thread.submit(self._update)
            running = self._running
        with suppress(TimeoutError):
            running.result(timeout)
        return self._last

    def _update(self) -> None:
        try:
            self._last = self._ask()
        except FontiError as error:
            self._last = str(error)
