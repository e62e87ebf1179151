"""Connections that are ended where they ask for nothing, and that are not too many: a server waits for neither."""

import asyncio
from collections import Counter
from ipaddress import ip_address

from uvicorn.protocols.http.h11_impl import H11Protocol

_MOST = 600  # connections at once, and of them those of one address elsewhere
_OF_ONE = 200
_PATIENCE = 15.0  # seconds in which a request has to be made, header and all


class Connection(H11Protocol):
    """A connection as uvicorn serves it, with a limit to how long it may take to ask, and to how many there are."""

    _open: Counter[str] = Counter()  # noqa: RUF012 - of all of them together
    _waiting: asyncio.TimerHandle | None = None
    _whose = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, or end it at once where there are too many."""
        super().connection_made(transport)
        peer = transport.get_extra_info("peername")
        self._whose = str(peer[0]) if peer else ""
        self._open[self._whose] += 1
        if self._open.total() > _MOST or (
            self._open[self._whose] > _OF_ONE and not _here(self._whose)
        ):
            transport.abort()
        else:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it no more."""
        self._open[self._whose] -= 1
        if not self._open[self._whose]:
            del self._open[self._whose]
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Go on with what comes; from one request to the next the time is counted anew."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()
        elif self._waiting is None:
            self._wait()

    def send_400_response(self, msg: str) -> None:
        """Tell what is no HTTP so, unless it comes after an answer that has begun: then nothing more can be told."""
        if (
            self.cycle is not None
            and self.cycle.response_started
            and not self.cycle.response_complete
        ):
            self.transport.abort()
        else:
            super().send_400_response(msg)

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(_PATIENCE, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self.transport.abort()


def _here(address: str) -> bool:
    """Whether an address is this machine's own, as that of a proxy, through which many come."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
