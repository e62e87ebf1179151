"""Tests of the limits on idle and incomplete connections and on their number."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.responses import PlainTextResponse

from fonti.ui.web.security import connections
from tests.helpers import http
from tests.helpers.serving import serve_app
from tests.helpers.waiting import wait_until


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    """Yield the host and port of a server that waits only 0.3 s for a request."""
    monkeypatch.setattr(connections, "_MAX_REQUEST_SECONDS", 0.3)
    with serve_app(lambda: PlainTextResponse("ok")) as address:
        url = urlsplit(address)
        yield url.hostname or "", url.port or 0


@pytest.mark.parametrize(
    "data", [b"", b"GET / HTTP/1.1\r\nHost: local", b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HT"]
)
def test_an_idle_connection_is_closed(server: tuple[str, int], data: bytes) -> None:
    """A connection without a complete request is closed, also after an earlier request."""
    with socket.create_connection(server, timeout=30) as idle:
        idle.sendall(data)
        while idle.recv(1000):
            pass


def _is_refused(server: tuple[str, int]) -> bool:
    try:
        return not http.get(f"http://{server[0]}:{server[1]}")
    except httpx.TransportError:
        return True


def test_connections_over_the_limit_are_refused(
    server: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Connections over the limit are refused until others are closed."""
    monkeypatch.setattr(connections, "_MAX_REQUEST_SECONDS", 30)
    monkeypatch.setattr(connections, "_MAX_CONNECTIONS", 3)
    with ExitStack() as open_connections:
        for _ in range(3):
            open_connections.enter_context(socket.create_connection(server))
        # The server may not have counted those at once.
        wait_until(lambda: _is_refused(server))
    assert http.get(f"http://{server[0]}:{server[1]}", timeout=30).text == "ok"
