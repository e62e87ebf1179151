"""End what waits for a server of a database that neither answers nor ends."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
        timer = threading.Timer(seconds, _cut, (handle,))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()


def _cut(handle: socket.socket) -> None:
    # The server may have ended it just now.
    with suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)
