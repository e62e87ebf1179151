"""End what waits for a server of a database that neither answers nor ends."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from math import inf
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg import Connection


@contextmanager
def give_up_after(seconds: float, connection: "Connection[Any]") -> Iterator[None]:
    """Cut a connection unless the block ends in time: what waits for it fails then.

    PostgreSQL limits the time of statements itself, and the network notices that the other machine
    is gone. Neither helps if the server hangs: its machine goes on confirming what it receives.
    """
    # A handle of its own: that of the connection may be of another one by then.
    with socket.fromfd(connection.fileno(), socket.AF_INET, socket.SOCK_STREAM) as handle:
        _watch.add(handle, time.monotonic() + seconds)
        try:
            yield
        finally:
            _watch.remove(handle)


class _Watch:
    """Cuts connections whose time is over, all in one thread: to start one takes long."""

    def __init__(self) -> None:
        self._deadlines: dict[socket.socket, float] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        # When the thread looks again by itself.
        self._looks_at = inf

    def add(self, handle: socket.socket, deadline: float) -> None:
        """Cut a connection at a time, unless it is removed before."""
        with self._changed:
            self._deadlines[handle] = deadline
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="deadlines", daemon=True)
                self._thread.start()
            elif deadline < self._looks_at:
                self._changed.notify()

    def remove(self, handle: socket.socket) -> None:
        """Leave a connection as it is."""
        with self._changed:
            self._deadlines.pop(handle, None)

    def _run(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                over = [handle for handle, deadline in self._deadlines.items() if deadline <= now]
                for handle in over:
                    _cut(handle)
                    del self._deadlines[handle]

                self._looks_at = min(self._deadlines.values(), default=inf)
                self._changed.wait(None if self._looks_at == inf else self._looks_at - now)


_watch = _Watch()


def _cut(handle: socket.socket) -> None:
    # The server may have ended the connection just now.
    with suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)
