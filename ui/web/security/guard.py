"""What every request passes first: who may ask, for what, how much and how often; and the safety headers."""

import asyncio
import contextlib
import logging
import re
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fonti.index import MAX_BYTES
from fonti.ui.i18n.phrases import WORDS
from fonti.ui.web.security.hosts import Hosts
from fonti.ui.web.security.throttle import Throttle, client

_log = logging.getLogger(__name__)
_OFTEN, _SECONDS = 3000, 10  # requests of one client in so many seconds
_PATIENCE, _SLOWEST = (
    30,
    64 << 10,
)  # a body may take 30 seconds, and a second more for each 64 KiB that it may have
_LINGER = 2  # seconds in which who is refused may end what it is sending
_WHILE = "private, max-age=600"
_SITES = {
    "same-origin",
    "none",
}  # Sec-Fetch-Site of what our pages ask for, and of an address that is typed
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), "
        "microphone=(), midi=(), payment=(), serial=(), usb=()"
    ),
    "Referrer-Policy": "same-origin",  # with no-referrer, a form would be sent from the origin "null"
    "X-Content-Type-Options": "nosniff",
}


_READ = frozenset({"GET", "HEAD"})
_POST = frozenset({"POST"})


@dataclass(frozen=True, slots=True)
class Route:
    """Paths that are served, as an expression: by which methods, with how large a body in bytes.

    What is `static` is part of the program, and may be kept by browsers; what is a `page` may be linked to from other
    sites, as from an e-mail; what is `private` may be kept for a while, by the browser that asked for it alone.
    """

    path: str
    methods: frozenset[str]
    body: int = 1 << 20
    static: bool = False
    page: bool = False
    private: bool = False


_NAME = r"[\w-][\w.-]*"
_CHAT = f"/(?:{'|'.join(WORDS)})"
# Of Gradio only what the chat uses. Left out above all: what fetches an address, takes or serves files for others.
ROUTES = (
    Route(rf"/|{_CHAT}/?", _READ, page=True),
    Route("/healthz", _READ),
    Route(
        rf"/favicon\.ico|{_CHAT}/(?:theme\.css|(?:assets|static)/(?:{_NAME}/)*{_NAME})",
        _READ,
        static=True,
    ),
    Route(rf"{_CHAT}/gradio_api/(?:app_id|queue/data|heartbeat/\w+)", _READ),
    Route(rf"{_CHAT}/gradio_api/(?:queue/join|run/predict|cancel)", _POST),
    Route(rf"/static/{_NAME}", _READ, static=True),
    Route("/ask", _POST, body=256 << 10),
    Route("/original", _READ),
    Route("/page", frozenset({"GET"}), private=True),
    Route("/documents", frozenset({"PUT"}), body=MAX_BYTES),
    Route("/login", _READ | _POST, body=8 << 10, page=True),
    Route("/logout", _POST, body=8 << 10),
)


class Guard:
    """Refuse other sites, unknown hosts, paths that are not served, floods, bodies too large or too slow."""

    def __init__(self, app: ASGIApp, hosts: Hosts, routes: Sequence[Route] = ROUTES) -> None:
        self._app = app
        self._hosts = hosts
        self._routes = routes
        self._flood = Throttle(_OFTEN, _SECONDS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":  # nothing here speaks it
            await send({"type": "websocket.close"})
        else:
            admitted = self._admit(scope)
            if isinstance(admitted, Route):
                await self._pass(admitted, scope, receive, send)
            else:
                await admitted(scope, receive, _Reply(send).send)

    def _admit(self, scope: Scope) -> Route | Response:
        """The route of a request that is let in, or what is answered to one that is not."""
        who, headers = client(scope), Headers(scope=scope)
        if not self._flood.count(who):
            return _Refusal(429, "Too many requests", {"Retry-After": str(self._flood.wait(who))})
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._hosts.allow(hosts[0]):
            return _Refusal(
                400,
                "This host name is not served; who serves it can add it with: fonti serve --name NAME",
            )
        route = next(
            (each for each in self._routes if re.fullmatch(each.path, scope["path"], re.ASCII)),
            None,
        )
        linked = (
            route is not None and route.page and scope["method"] == "GET" and _followed(headers)
        )
        if not linked and not _same_site(headers, hosts[0]):
            return _Refusal(403, "Forbidden to other sites")
        if route is None:
            return _Refusal(404, "Not found")
        if scope["method"] not in route.methods:
            return _Refusal(405, "Method not allowed", {"Allow": ", ".join(sorted(route.methods))})
        if (
            "content-length" in headers and "transfer-encoding" in headers
        ):  # a proxy may read another body than we do
            return _Refusal(400, "Two lengths")
        length = headers.get("content-length", "0")
        return (
            route
            if length.isdecimal() and int(length[:20]) <= route.body
            else _Refusal(413, "Too large")
        )

    async def _pass(self, route: Route, scope: Scope, receive: Receive, send: Send) -> None:
        body = _Body(receive, route.body)
        reply = _Reply(send, body, static=route.static, private=route.private)
        try:
            await self._app(scope, body.receive, reply.send)
        except asyncio.CancelledError:  # the server ends
            return
        except ClientDisconnect:
            pass
        except (
            Exception
        ) as error:  # its words may be a document's: what it is and where are told, and no more
            place = traceback.extract_tb(error.__traceback__)[-1]
            _log.error("unexpected %s at %s:%s", type(error).__name__, place.filename, place.lineno)
        if not reply.started:
            refusal = body.refusal or _Refusal(500, "Internal server error")
            await refusal(scope, body.rest, _Reply(send).send)


class _Body:
    """The body of a request on its way in; where it is too large or too slow, its reader is told that it broke off."""

    def __init__(self, receive: Receive, most: int) -> None:
        self.refusal: Response | None = None
        self._receive = receive
        self._left = most
        self._until = asyncio.get_running_loop().time() + _PATIENCE + most / _SLOWEST
        self._whole = False

    async def rest(self) -> Message:
        """What comes of a body that is not read any more."""
        return {"type": "http.disconnect"} if self._whole else await self._receive()

    async def receive(self) -> Message:
        """What the client sends next."""
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
            self._left -= len(message.get("body", b""))
            self._whole = not message.get("more_body", False)
            if self._left >= 0:
                return message
            self.refusal = _Refusal(413, "Too large")
        except TimeoutError:
            self.refusal = _Refusal(408, "Too slow")
        return {"type": "http.disconnect"}


class _Reply:
    """What is answered, with the safety headers; nothing of it where the body was refused meanwhile."""

    def __init__(
        self, send: Send, body: _Body | None = None, *, static: bool = False, private: bool = False
    ) -> None:
        self.started = False
        self._send = send
        self._body = body
        self._static, self._private = static, private

    async def send(self, message: Message) -> None:
        """Send the next part of it."""
        if self._body and self._body.refusal and not self.started:
            return
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            kept = _WHILE if self._private and message["status"] == 200 else "no-store"
            headers.update(_HEADERS if self._static else {**_HEADERS, "Cache-Control": kept})
        await self._send(message)


class _Refusal(PlainTextResponse):
    """An answer that ends the connection too, when the client has sent what it was sending, or after a while.

    Closed before, the connection would be reset, and the answer lost on its way (RFC 9112, 9.6).
    """

    def __init__(self, status: int, words: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(words, status, {"Connection": "close", **(headers or {})})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and pass over what still comes."""
        await send(
            {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        )
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        if "expect" not in Headers(
            scope=scope
        ):  # who waits for leave to send a body will not send it
            with contextlib.suppress(
                TimeoutError, asyncio.CancelledError
            ):  # it may be the server that ends
                async with asyncio.timeout(_LINGER):
                    while (await receive()).get("more_body", False):
                        pass
        await send({"type": "http.response.body", "body": b""})


def _same_site(headers: Headers, host: str) -> bool:
    origins = {origin.lower() for origin in headers.getlist("origin")}
    own = {f"{scheme}://{host.lower()}" for scheme in ("http", "https")}
    return origins <= own and {*headers.getlist("sec-fetch-site")} <= _SITES


def _followed(headers: Headers) -> bool:
    """Whether a person followed a link to a page, which a browser shows by itself, in a window of its own."""
    told = [headers.getlist(f"sec-fetch-{what}") for what in ("mode", "dest")]
    return told == [["navigate"], ["document"]] and "origin" not in headers
