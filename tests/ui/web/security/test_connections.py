"""Connections that ask for nothing, or only for a part, and too many of them."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.responses import PlainTextResponse

from fonti.ui.web.security import connections
from tests.helpers.serving import serve_app
from tests.helpers.waiting import wait_until


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    """Return where a server listens that has little patience."""
    monkeypatch.setattr(connections, "_MAX_REQUEST_SECONDS", 0.3)
    with serve_app(lambda: PlainTextResponse("ok")) as address:
        where = urlsplit(address)
        yield where.hostname or "", where.port or 0


@pytest.mark.parametrize(
    "sent", [b"", b"GET / HTTP/1.1\r\nHost: local", b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HT"]
)
def test_a_connection_that_does_not_ask_is_ended(place: tuple[str, int], sent: bytes) -> None:
    """Whether it begins to ask or not, for the first time or again."""
    with socket.create_connection(place, timeout=30) as idle:
        idle.sendall(sent)
        while idle.recv(1000):
            pass


def _refused(place: tuple[str, int]) -> bool:
    try:
        return not httpx.get(f"http://{place[0]}:{place[1]}")
    except httpx.TransportError:
        return True


def test_too_many_connections_are_not_taken(
    place: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """When there are fewer again, others are."""
    monkeypatch.setattr(connections, "_MAX_REQUEST_SECONDS", 30)
    monkeypatch.setattr(connections, "_MAX_CONNECTIONS", 3)
    with ExitStack() as connections_held:
        for _ in range(3):
            connections_held.enter_context(socket.create_connection(place))
        # The server may not have counted those at once.
        wait_until(lambda: _refused(place))
    assert httpx.get(f"http://{place[0]}:{place[1]}", timeout=30).text == "ok"
