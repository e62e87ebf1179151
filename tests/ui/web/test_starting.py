"""Tests of the page that is served until the chat is ready."""

import asyncio
import socket

import pytest
from starlette.responses import PlainTextResponse

from fonti.ui.web.security.hosts import LOOPBACK
from fonti.ui.web.server import build_server
from fonti.ui.web.starting import serve_starting_page
from tests.helpers import http
from tests.helpers.serving import run_in_thread


def test_the_page_shows_the_progress_until_the_chat_is_served() -> None:
    """The page names the stage in the reader's language, and then the chat answers in its place."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with serve_starting_page(listener, LOOPBACK) as report:
            italian = http.get(f"{address}/it/")
            assert (italian.status_code, italian.headers["retry-after"]) == (503, "2")
            assert 'lang="it"' in italian.text
            assert '<meta http-equiv="refresh" content="2">' in italian.text

            report("unpacking", 12_000_000, 118_000_000)
            assert "12/118 MB" in http.get(f"{address}/en/").text
            report("reading", 3, 40)
            page = http.get(address, headers={"accept-language": "it-IT"})
            assert "documenti 3/40" in page.text
            assert "content-security-policy" in page.headers

        async def serve() -> None:
            server = build_server(PlainTextResponse("the chat"))
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            answer = await asyncio.to_thread(http.get, f"{address}/it/")
            server.should_exit = True
            await serving
            assert answer.text == "the chat"

        run_in_thread(serve)


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "code"),
    [
        ("POST", "/api/v1/ask", {}, 503, "server_starting"),
        ("GET", "/api/v1/health", {}, 503, "server_starting"),
        ("POST", "/v1/chat/completions", {}, 503, "server_starting"),
        ("GET", "/it/", {"host": "evil.example"}, 400, "host_not_served"),
        ("POST", "/api/v1/ask", {"origin": "http://evil.example"}, 403, "other_site_refused"),
        ("GET", "/original", {}, 404, "path_not_found"),
        ("POST", "/it/", {}, 405, "method_not_allowed"),
    ],
)
def test_programs_are_told_to_wait_and_others_are_refused(
    method: str, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    """What the chat refuses is refused from the start, and programs learn that it is starting."""
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        serve_starting_page(listener, LOOPBACK),
    ):
        address = f"http://127.0.0.1:{listener.getsockname()[1]}{path}"
        response = http.request(method, address, headers=headers)
    assert (response.status_code, response.json()["code"]) == (status, code)
