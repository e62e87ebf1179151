"""Tests of the limits on idle and incomplete connections and on their number."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from subprocess import PIPE
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.responses import PlainTextResponse

from fonti.ui.web.security import connections
from fonti.ui.web.security.throttle import address_key
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


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::", "2001:db8:1:3::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_network_of_ipv6_counts_as_one_address(address: str, key: str) -> None:
    """Who has one address of IPv6 has 2**64 of them."""
    assert address_key(address) == key


# Serves with a limit of files to open, which it may not raise, and prints the port.
SERVE_WITH_FEW_FILES = """
import resource
import socket
from starlette.responses import PlainTextResponse
from fonti.ui.web.server import build_server

resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
with socket.create_server(("127.0.0.1", 0)) as listener:
    print(listener.getsockname()[1], flush=True)
    build_server(PlainTextResponse("ok")).run(sockets=[listener])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits of this kind")
def test_few_files_to_open_end_no_request_and_fill_no_log() -> None:
    """Connections beyond what may be opened are refused, without a traceback for each."""
    command = [sys.executable, "-P", "-c", SERVE_WITH_FEW_FILES]
    with subprocess.Popen(command, stdout=PIPE, stderr=PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            address = ("127.0.0.1", int(server.stdout.readline()))
            with ExitStack() as opened:
                for _ in range(100):
                    opened.enter_context(socket.create_connection(address))
                wait_until(lambda: _is_refused(address))
            assert http.get(f"http://127.0.0.1:{address[1]}").text == "ok"
        finally:
            server.terminate()
        assert server.stderr is not None
        assert "Traceback" not in server.stderr.read()
