"""Serve a page that shows the progress until the chat is ready, and then opens it."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route as StarletteRoute

from fonti.index import ProgressCallback, Reason, Stage
from fonti.ui.i18n.descriptions import describe_stage
from fonti.ui.i18n.languages import WORDS
from fonti.ui.web.language_preference import preferred_language
from fonti.ui.web.problem_details import refuse
from fonti.ui.web.security.guard import Guard
from fonti.ui.web.security.hosts import AllowedHosts
from fonti.ui.web.security.rights import COLLECTION_NAME_PATTERN
from fonti.ui.web.security.routes import READ, Route
from fonti.ui.web.server import build_server
from fonti.ui.web.templating import render

# The page loads itself again after so many seconds; programs are told to ask again.
_RELOAD_SECONDS = 2

# The pages of the chat, and what programs ask. Nothing else is served yet.
_COLLECTION = f"(?:/c/{COLLECTION_NAME_PATTERN})?"
_PAGES = f"{_COLLECTION}/(?:(?P<language>{'|'.join(WORDS)})/?)?"
_METHODS = ["DELETE", "GET", "HEAD", "POST", "PUT"]
_ROUTES = (
    Route(_PAGES, READ, is_page=True),
    Route(r"/(?:api/)?v1/.*", frozenset(_METHODS)),
)


@dataclass(frozen=True, slots=True)
class _Progress:
    stage: Stage
    done: int
    total: int


class StartingApp:
    """The application that is served until the chat is ready: all it knows is the progress."""

    def __init__(self, hosts: AllowedHosts) -> None:
        self._progress: _Progress | None = None
        pages = Starlette(routes=[StarletteRoute("/{path:path}", self._answer, methods=_METHODS)])
        self.guarded = Guard(pages, hosts, _ROUTES)

    def show_progress(self, stage: Stage, done: int, total: int) -> None:
        """Note the progress; it may be called in any thread."""
        self._progress = _Progress(stage, done, total)

    def _answer(self, request: Request) -> Response:
        headers = {"Retry-After": str(_RELOAD_SECONDS), "Connection": "close"}
        page = re.fullmatch(_PAGES, request.url.path, re.ASCII)
        if page is None:
            return refuse(request, 503, Reason("server_starting"), headers=headers)

        words = WORDS[page["language"] or preferred_language(request)]
        progress = self._progress
        stage = ""
        if progress is not None:
            stage = describe_stage(progress.stage, progress.done, progress.total, words)
        html = render("starting.html", words=words, stage=stage, seconds=_RELOAD_SECONDS)
        return HTMLResponse(html, 503, headers)


@contextmanager
def serve_starting_page(
    listening_socket: socket.socket, hosts: AllowedHosts
) -> Iterator[ProgressCallback]:
    """Serve the page of the progress meanwhile, in a thread.

    Args:
        listening_socket: The socket of the chat. It stays open, so that a request that comes when
            one server has stopped and the other has not started waits.
        hosts: The hosts that the server accepts.

    Returns:
        A context manager for the function that the progress is reported to.

    """
    app = StartingApp(hosts)
    server = build_server(app.guarded)
    # uvicorn closes the sockets that it serves.
    sockets = [listening_socket.dup()]
    # A daemon: Ctrl+C ends the process at once.
    thread = Thread(target=server.run, kwargs={"sockets": sockets}, daemon=True)
    thread.start()
    try:
        yield app.show_progress
    finally:
        server.should_exit = True
    thread.join()
