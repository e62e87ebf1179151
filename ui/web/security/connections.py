"""Limit connections: how long a request may take to arrive, and how many there may be."""

import asyncio
import sys
from collections import Counter
from functools import cache
from ipaddress import ip_address

from uvicorn.protocols.http.h11_impl import H11Protocol

from fonti.ui.web.security.throttle import address_key

# Connections at the same time, and how many of them may come from one address elsewhere.
_MAX_CONNECTIONS = 600
_MAX_PER_ADDRESS = 200

# Connections that are accepted, and that wait to be, however few files the process may open.
_MIN_CONNECTIONS = 10

# The largest backlog: connections that wait to be accepted. All of them are accepted at once,
# before one is ended.
_MAX_BACKLOG = 128

# How long a request may take to be made, headers and all.
_MAX_REQUEST_SECONDS = 15.0

# File descriptors that the server needs besides connections: of the index, models and threads, and
# of documents that are read or added.
_OTHER_DESCRIPTORS = 150


def choose_backlog() -> int:
    """Return how many connections may wait to be accepted (the backlog of `listen`)."""
    return max(_MIN_CONNECTIONS, min(_MAX_BACKLOG, _count_descriptors() // 4))


def _is_full(connection_count: int) -> bool:
    """Return whether there are more connections than may be, by how many files may be opened."""
    places = max(_MIN_CONNECTIONS, _count_descriptors() - choose_backlog())
    return connection_count > min(_MAX_CONNECTIONS, places)


@cache
def _count_descriptors() -> int:
    """Return how many files the process may open for connections.

    If the system lets it open more than it does by default, it does from now on.
    """
    wanted = _MAX_CONNECTIONS + _MAX_BACKLOG + _OTHER_DESCRIPTORS
    if sys.platform == "win32":
        return wanted

    # Imported late: Windows does not have it.
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= soft < wanted:
        soft = wanted if hard < 0 else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft < 0 else soft - _OTHER_DESCRIPTORS


class LimitedConnection(H11Protocol):
    """A uvicorn connection that is ended if a request takes too long, or if there are too many."""

    # Of all connections together.
    _open_by_address: Counter[str] = Counter()  # noqa: RUF012

    _timer: asyncio.TimerHandle | None = None
    _address = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Accept a connection, or end it at once if there are too many."""
        super().connection_made(transport)
        peer = transport.get_extra_info("peername")
        host = str(peer[0]) if peer else ""
        self._address = address_key(host)
        self._open_by_address[self._address] += 1

        is_elsewhere = not _is_loopback(host)
        if _is_full(self._open_by_address.total()) or (
            is_elsewhere and self._open_by_address[self._address] > _MAX_PER_ADDRESS
        ):
            transport.abort()
        else:
            self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop counting a connection that has ended."""
        self._open_by_address[self._address] -= 1
        if not self._open_by_address[self._address]:
            del self._open_by_address[self._address]
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Process the next bytes, and restart the timer after each response."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_timer()
        elif self._timer is None:
            self._start_timer()

    def send_400_response(self, msg: str) -> None:
        """Refuse a request that is not valid HTTP.

        If a response has begun, end the connection, since no other response can follow.
        """
        is_responding = (
            self.cycle is not None
            and self.cycle.response_started
            and not self.cycle.response_complete
        )
        if is_responding:
            self.transport.abort()
        else:
            super().send_400_response(msg)

    def _start_timer(self) -> None:
        self._timer = self.loop.call_later(_MAX_REQUEST_SECONDS, self._end_if_idle)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _end_if_idle(self) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self.transport.abort()


def _is_loopback(address: str) -> bool:
    """Return whether an address is of this machine, on which a proxy may stand for many clients."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
