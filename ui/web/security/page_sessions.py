"""Bind what Gradio stores of an open page to the session of who is logged in.

A page chooses a random name, its session hash, by which Gradio finds the conversation of the page.
The name travels in addresses, so it is no secret. Before Gradio gets a request, the name is
replaced by a hash of it and of the login session: whoever else sends it reaches another
conversation.
"""

import hashlib
import json
import re
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fonti.index import Reason
from fonti.ui.web.problem_details import refuse

_FIELD = "session_hash"

# The requests whose body has the name of a page: its events and its polls.
_OF_A_PAGE = re.compile(r".*/(?:gradio_api/run/predict|poll)")


class BindPageSessions:
    """Middleware that replaces the name of a page in each of its events and polls."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        session = scope.get("state", {}).get("session")
        if scope["type"] != "http" or session is None:
            await self._app(scope, receive, send)
            return

        if _OF_A_PAGE.fullmatch(scope["path"]):
            body = _bind_body(await Request(scope, receive).body(), session)
            if body is None:
                refusal = refuse(
                    HTTPConnection(scope), 422, Reason("request_body_invalid", {"detail": "JSON"})
                )
                await refusal(scope, receive, send)
                return
            scope = _with_length(scope, len(body))
            receive = _ReplayedBody(body, receive).receive
        await self._app(scope, receive, send)


class _ReplayedBody:
    """A body that was received already, before what the client sends after it."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def receive(self) -> Message:
        if self._body is None:
            return await self._receive()
        message = {"type": "http.request", "body": self._body, "more_body": False}
        self._body = None
        return message


def _bind(name: str, session: str) -> str:
    """Return the name of a page for one login session."""
    return hashlib.sha256(f"{session} {name}".encode()).hexdigest()


def _bind_body(body: bytes, session: str) -> bytes | None:
    """Return a body with the replaced name; None if it is not a JSON object with one."""
    try:
        values: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict) or not isinstance(values.get(_FIELD), str):
        return None
    return json.dumps({**values, _FIELD: _bind(values[_FIELD], session)}).encode()


def _with_length(scope: Scope, length: int) -> Scope:
    """Return a scope that states the length of another body."""
    scope = {**scope, "headers": list(scope["headers"])}
    headers = MutableHeaders(scope=scope)
    if "content-length" in headers:
        headers["content-length"] = str(length)
    return scope
