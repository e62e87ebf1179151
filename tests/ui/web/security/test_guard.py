"""Tests of the guard with requests that try to get past it."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route as Endpoint
from starlette.types import Message, Scope

from fonti.ui.web.security import guard
from fonti.ui.web.security.guard import Guard
from fonti.ui.web.security.hosts import LOOPBACK
from fonti.ui.web.security.routes import Route
from tests.helpers import http
from tests.helpers.serving import fetch_status_line, run_in_thread, serve_app

_READ = frozenset({"GET", "HEAD"})
_WRITE = frozenset({"PUT", "POST"})
ROUTES = (
    Route("/page", _READ),
    Route("/small", _WRITE, max_body_bytes=1000),
    Route(r"/large/\w+", _WRITE, max_body_bytes=5 << 20),
)
SECRET = "Il signor Rossi deve 5.000 euro"


async def _return_length(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def _fail(request: Request) -> Response:  # noqa: ARG001
    raise ValueError(SECRET)


def make_app() -> Guard:
    """Return a guard in front of an application that returns the length of a body."""
    endpoints = [
        Endpoint("/page", lambda _: PlainTextResponse("ok")),
        Endpoint("/small", _return_length, methods=["PUT", "POST"]),
        Endpoint("/large/{name}", _return_length, methods=["PUT"]),
        Endpoint("/large/{name}", _fail, methods=["POST"]),
    ]
    return Guard(Starlette(routes=endpoints), LOOPBACK, ROUTES)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serve the application and yield its address."""
    with serve_app(make_app) as served:
        yield served


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ("GET /page HTTP/1.1\nHost: localhost\n\n", "200"),
        ("GET /page HTTP/1.1\nhOsT: localhost\n\n", "200"),
        ("GET /page HTTP/1.0\nHost: localhost\n\n", "200"),
        ("GET /page HTTP/1.0\n\n", "400"),
        ("GET /page HTTP/1.1\n\n", "400"),
        ("GET /page HTTP/1.1\nHost: localhost\nHost: evil.example\n\n", "400"),
        ("GET /page HTTP/1.1\nHost: evil.example\nX-Forwarded-Host: localhost\n\n", "400"),
        ("GET http://localhost/page HTTP/1.1\nHost: evil.example\n\n", "400"),
        ("GET http://localhost/page HTTP/1.1\nHost: localhost\n\n", "404"),
        ("GET //page HTTP/1.1\nHost: localhost\n\n", "404"),
        ("GET /page/ HTTP/1.1\nHost: localhost\n\n", "404"),
        ("GET /page%0a HTTP/1.1\nHost: localhost\n\n", "404"),
        ("GET /small/../page HTTP/1.1\nHost: localhost\n\n", "404"),
        ("GET /%70age HTTP/1.1\nHost: localhost\n\n", "200"),
        ("GET /PAGE HTTP/1.1\nHost: localhost\n\n", "404"),
        ("GET /page HTTP/1.1\nHost: localhost\nORIGIN: http://evil.example\n\n", "403"),
        (
            "GET /page HTTP/1.1\nHost: localhost\nOrigin: http://localhost\n"
            "Origin: http://evil.example\n\n",
            "403",
        ),
        ("GET /page HTTP/1.1\nHost: localhost\nOrigin: http://localhost:3000\n\n", "403"),
        ("GET /page HTTP/1.1\nHost: localhost\nOrigin: http://[\n\n", "403"),
        ("GET /page HTTP/1.1\nHost: localhost\nOrigin: http://LOCALHOST\n\n", "200"),
        ("GET /page HTTP/1.1\nHost: localhost\nSec-Fetch-Site: cross-site\n\n", "403"),
        ("GET /page HTTP/1.1\nHost: localhost\nSec-Fetch-Site: same-site\n\n", "403"),
        (
            "GET /page HTTP/1.1\nHost: localhost\nSec-Fetch-Site: none\n"
            "Sec-Fetch-Site: cross-site\n\n",
            "403",
        ),
        ("GET /page HTTP/1.1\nHost: localhost\nSec-Fetch-Site: none\n\n", "200"),
        ("OPTIONS /page HTTP/1.1\nHost: localhost\n\n", "405"),
        ("OPTIONS * HTTP/1.1\nHost: localhost\n\n", "404"),
        ("TRACE /page HTTP/1.1\nHost: localhost\n\n", "405"),
        ("get /page HTTP/1.1\nHost: localhost\n\n", "405"),
        (
            "POST /page HTTP/1.1\nHost: localhost\nX-HTTP-Method-Override: GET\n"
            "Content-Length: 0\n\n",
            "405",
        ),
        ("CONNECT evil.example:80 HTTP/1.1\nHost: localhost\n\n", "404"),
        (
            "POST /small HTTP/1.1\nHost: localhost\nContent-Length: 5\n"
            "Transfer-Encoding: chunked\n\n0\n\n",
            "400",
        ),
        ("POST /small HTTP/1.1\nHost: localhost\nContent-Length: 1001\n\n", "413"),
        ("POST /small HTTP/1.1\nHost: localhost\nContent-Length: 99999999999999999999\n\n", "413"),
        ("POST /small HTTP/1.1\nHost: localhost\nContent-Length: -1\n\n", "400"),
    ],
)
def test_ambiguous_requests_are_refused(address: str, request_: str, status: str) -> None:
    """Ambiguous hosts, origins, targets, methods and lengths return the expected status."""
    assert f" {status} " in f"{fetch_status_line(address, request_)} "


def test_a_web_socket_is_never_opened(address: str) -> None:
    """The server treats an upgrade as a normal request, and the guard closes a web socket."""
    key = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\nSec-WebSocket-Version: 13"
    upgrade = f"Upgrade: websocket\nConnection: Upgrade\n{key}"
    assert " 200 " in fetch_status_line(
        address, f"GET /page HTTP/1.1\nHost: localhost\n{upgrade}\n\n"
    )
    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "websocket", "path": "/page", "headers": [(b"host", b"localhost")]}

    async def connect() -> None:
        await make_app()(scope, receive, send)

    run_in_thread(connect)
    assert sent == [{"type": "websocket.close"}]


@pytest.mark.parametrize(
    ("method", "path", "length", "status"),
    [
        ("POST", "/small", 1000, 200),
        ("POST", "/small", 1001, 413),
        ("PUT", "/large/one", 1001, 200),
        ("PUT", "/large/one", 5 << 20, 200),
        ("PUT", "/large/one", (5 << 20) + 1, 413),
        ("PUT", "/small", 0, 200),
    ],
)
@pytest.mark.parametrize("streamed", [False, True])
def test_the_size_of_a_body_is_limited_by_path(
    address: str, method: str, path: str, length: int, status: int, streamed: bool
) -> None:
    """A body may be as large as its path allows, with or without a Content-Length header."""
    whole = bytes(length)
    content = (whole[at : at + 65_536] for at in range(0, length, 65_536)) if streamed else whole
    answer = http.request(method, address + path, content=content)
    assert answer.status_code == status
    assert status != 200 or answer.text == str(length)


def test_a_body_that_takes_too_long_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request whose body does not arrive in time is answered with status 408."""
    monkeypatch.setattr(guard, "_BODY_SECONDS", -3600)
    assert " 408 " in fetch_status_line(
        address, "POST /small HTTP/1.1\nHost: localhost\nContent-Length: 9\n\n"
    )


def test_a_refusal_reaches_a_client_that_is_still_sending(address: str) -> None:
    """The guard reads the rest of a body, as closing earlier would reset the connection."""
    url = urlsplit(address)
    with socket.create_connection((url.hostname or "", url.port or 0)) as connection:
        connection.sendall(
            b"POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000\r\n\r\n"
        )
        for _ in range(3):
            time.sleep(0.1)
            connection.sendall(b"a" * 100_000)
        with connection.makefile("rb") as answer:
            assert b"404" in answer.readline()
            assert b'"code": "path_not_found"' in answer.read()


@pytest.mark.parametrize(
    "request_",
    [
        b"POST /small HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3e9\r\n%b\r\n0\r\n\r\n" % bytes(1001),
        b"PUT /none HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n"
        b"Expect: 100-continue\r\n\r\n",
        b"GET /none HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
    ids=["too large and whole", "asks before it sends", "without a body"],
)
def test_a_refusal_closes_the_connection_if_nothing_more_can_arrive(
    request_: bytes, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection is closed at once if the client will send nothing more."""
    monkeypatch.setattr(guard, "_LINGER_SECONDS", 3600)
    url = urlsplit(address)
    with socket.create_connection((url.hostname or "", url.port or 0), timeout=30) as connection:
        connection.sendall(request_)
        with connection.makefile("rb") as answer:
            assert b" 4" in answer.read()


@pytest.mark.parametrize("sent", [b"", b"zzz\r\n"], ids=["nothing", "no chunk"])
def test_data_after_a_refusal_is_not_logged(sent: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """Nothing is logged if the data is not HTTP, or has not arrived when the server stops."""
    with ExitStack() as stack, serve_app(make_app) as address:
        url = urlsplit(address)
        connection = stack.enter_context(
            socket.create_connection((url.hostname or "", url.port or 0), timeout=30)
        )
        connection.sendall(
            b"POST /none HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        assert b" 404 " in connection.recv(1000)
        if sent:
            connection.sendall(sent)
            with suppress(ConnectionResetError):
                while connection.recv(1000):
                    pass
    assert not caplog.records


def test_a_client_that_disconnects_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    """A client that disconnects is not logged, and other clients are answered."""
    with serve_app(make_app) as address:
        url = urlsplit(address)
        with socket.create_connection((url.hostname, url.port)) as connection:
            connection.sendall(
                b"POST /small HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc"
            )
        assert http.get(f"{address}/page").is_success
    assert not caplog.records


def test_a_failure_is_logged_without_its_message(caplog: pytest.LogCaptureFixture) -> None:
    """The log has the type and place of an error.

    Neither the log nor the response quotes the message or the request.
    """
    with serve_app(make_app) as address:
        answer = http.post(f"{address}/large/rossi?q=rossi", content=b"rossi")
    assert answer.status_code == 500
    assert "unexpected ValueError at" in caplog.text
    assert "rossi" not in (caplog.text + answer.text).lower()


def test_too_many_requests_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests over the limit are refused with the time to wait; refused ones are not counted."""
    monkeypatch.setattr(guard, "_MAX_REQUESTS", 3)
    with serve_app(make_app) as address, http.open_client(base_url=address) as client:
        assert [client.get("/page").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
        refused = client.get("/page")
        assert 1 <= int(refused.headers["retry-after"]) <= 10
        assert refused.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/page", "/none"])
def test_every_response_has_security_headers(address: str, path: str) -> None:
    """Each response forbids foreign content, framing, sniffing and caching."""
    headers = http.get(address + path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"] == "no-store"


def test_a_refusal_is_json_for_programs_and_a_page_for_browsers(address: str) -> None:
    """A program receives problem details (RFC 9457), and a browser a page with the detail."""
    refused = http.get(f"{address}/none", headers={"accept-language": "it"})
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "Non trovato",
        "code": "path_not_found",
        "params": {},
    }

    navigated = http.get(f"{address}/none", headers={"accept": "text/html,*/*;q=0.8"})
    assert navigated.headers["content-type"].startswith("text/html")
    assert '<p role="alert">Not found</p>' in navigated.text
