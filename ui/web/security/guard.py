"""Check and limit every request, and add security headers: the outermost middleware."""

import asyncio
import contextlib
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fonti.index import Reason
from fonti.ui.web.errors import log_without_message
from fonti.ui.web.problem_details import refuse
from fonti.ui.web.security.hosts import AllowedHosts
from fonti.ui.web.security.routes import Route
from fonti.ui.web.security.throttle import Throttle, client_key
from fonti.ui.web.security.tokens import get_secret

# How many requests a client may send in a window of time. A page with an answer makes about a
# hundred.
_MAX_REQUESTS = 3000
_WINDOW_SECONDS = 10

# The seconds that a body may take, and the bytes of its limit that add one more second.
_BODY_SECONDS = 30
_MIN_BYTES_PER_SECOND = 64 << 10

# The seconds that a refused client may take to finish sending.
_LINGER_SECONDS = 2

_PRIVATE_CACHE = "private, max-age=600"

# `Sec-Fetch-Site` of what our own pages ask for, and of an address that a person types.
_OWN_SITES = {"same-origin", "none"}

_SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()"
    ),
    # With no-referrer, a browser would send our own forms from the origin "null".
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Guard:
    """Refuses requests of other sites, for other hosts or paths, too many, too large or too slow.

    Args:
        app: The application behind it.
        hosts: The hosts that the server accepts.
        routes: The paths that are served.
        has_tokens: Whether a request with a token counts as nobody's without the right one.

    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: AllowedHosts,
        routes: Sequence[Route],
        *,
        has_tokens: bool = False,
    ) -> None:
        self._app = app
        self._hosts = hosts
        self._routes = routes
        self._has_tokens = has_tokens
        self._requests = Throttle(_MAX_REQUESTS, _WINDOW_SECONDS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await send({"type": "websocket.close"})
            return

        route = self._get_route(scope)
        refusal = self._check(scope, route)
        if refusal is None and route is not None:
            await self._pass_on(route, scope, receive, send)
        elif refusal is not None:
            await _send_refusal(refusal, scope, receive, _Reply(send).send)

    def _get_route(self, scope: Scope) -> Route | None:
        for route in self._routes:
            if route.matches(scope["path"]):
                return route
        return None

    def _check(self, scope: Scope, route: Route | None) -> Response | None:
        """Return the refusal of a request by its headers; None if it may pass."""
        connection = HTTPConnection(scope)
        headers = connection.headers
        client = client_key(scope)
        if not self._requests.hit(client):
            seconds = self._requests.seconds_to_wait(client)
            reason = Reason("too_many_requests", {"seconds": seconds})
            return refuse(connection, 429, reason, headers={"Retry-After": str(seconds)})

        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._hosts.allows(hosts[0]):
            return refuse(connection, 400, Reason("host_not_served"))

        # Of two, a proxy before us may have looked at the other one.
        if len(headers.getlist("authorization")) > 1:
            return refuse(connection, 400, Reason("authorization_repeated"))

        if not self._may_be_of_other_site(scope, headers, route) and not _is_same_site(
            headers, hosts[0]
        ):
            return refuse(connection, 403, Reason("other_site_refused"))
        if route is None:
            return refuse(connection, 404, Reason("path_not_found"))

        if scope["method"] not in route.methods:
            allowed = ", ".join(sorted(route.methods))
            reason = Reason("method_not_allowed", {"allowed": allowed})
            return refuse(connection, 405, reason, headers={"Allow": allowed})

        # With both, a proxy before us may read another body than we do.
        if "content-length" in headers and "transfer-encoding" in headers:
            return refuse(connection, 400, Reason("body_length_ambiguous"))

        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length[:20]) > route.max_body_bytes:
            return _refuse_large_body(connection, route)
        return None

    def _may_be_of_other_site(self, scope: Scope, headers: Headers, route: Route | None) -> bool:
        """Return whether a page of another site may have caused the request.

        A browser sends a cookie by itself, but no token: who sends one knows it.
        """
        if route is None:
            return False
        if route.is_page and _is_followed_link(scope, headers):
            return True
        return self._has_tokens and route.is_for_programs and get_secret(headers) is not None

    def _without_foreign_host(self, scope: Scope) -> Scope:
        """Return a scope without a host of which a proxy may have been asked, unless it is allowed.

        Gradio makes addresses of it.
        """
        headers = [
            (name, value)
            for name, value in scope["headers"]
            if name != b"x-forwarded-host" or self._hosts.allows(value.decode("latin-1"))
        ]
        return {**scope, "headers": headers}

    async def _pass_on(self, route: Route, scope: Scope, receive: Receive, send: Send) -> None:
        """Call the application; if it fails or the body is refused, send an error."""
        scope = self._without_foreign_host(scope)
        body = _Body(HTTPConnection(scope), receive, route)
        reply = _Reply(send, body, route)
        try:
            await self._app(scope, body.receive, reply.send)
        # The server stops.
        except asyncio.CancelledError:
            return
        except ClientDisconnect:
            pass
        except Exception as error:
            log_without_message(error)

        if reply.has_started:
            return
        if body.refusal is not None:
            refusal = body.refusal
        else:
            refusal = refuse(HTTPConnection(scope), 500, Reason("internal_error"))
        await _send_refusal(refusal, scope, body.receive_rest, _Reply(send).send)


class _Body:
    """Limits the body of a request while the application receives it.

    If it is too large or too slow, `refusal` is set, and the application gets a disconnect.
    """

    def __init__(self, connection: HTTPConnection, receive: Receive, route: Route) -> None:
        self.refusal: Response | None = None
        self._connection = connection
        self._receive = receive
        self._route = route
        self._bytes_left = route.max_body_bytes
        seconds = _BODY_SECONDS + route.max_body_bytes / _MIN_BYTES_PER_SECOND
        self._deadline = asyncio.get_running_loop().time() + seconds
        self._is_complete = False

    async def receive_rest(self) -> Message:
        """Return the next message of a body that the application does not read any more."""
        if self._is_complete:
            return {"type": "http.disconnect"}
        return await self._receive()

    async def receive(self) -> Message:
        """Return the next message for the application."""
        if self._is_complete:
            return await self._receive()

        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            self.refusal = refuse(self._connection, 408, Reason("body_too_slow"))
            return {"type": "http.disconnect"}

        self._bytes_left -= len(message.get("body", b""))
        self._is_complete = not message.get("more_body", False)
        if self._bytes_left < 0:
            self.refusal = _refuse_large_body(self._connection, self._route)
            return {"type": "http.disconnect"}
        return message


class _Reply:
    """Adds headers to a response while the application sends it.

    If the body of the request was refused meanwhile, nothing is sent.
    """

    def __init__(self, send: Send, body: _Body | None = None, route: Route | None = None) -> None:
        self.has_started = False
        self._send = send
        self._body = body
        self._route = route

    async def send(self, message: Message) -> None:
        """Send the next message of the response."""
        if self._body and self._body.refusal and not self.has_started:
            return
        if message["type"] == "http.response.start":
            self.has_started = True
            headers = MutableHeaders(scope=message)
            headers.update(_SECURITY_HEADERS)
            if self._route is None or not self._route.is_static:
                headers["Cache-Control"] = self._cache_control(message["status"])
                # What is cached for one account is not shown to the next one in its browser.
                headers.add_vary_header("Cookie")
        await self._send(message)

    def _cache_control(self, status: int) -> str:
        is_private = self._route is not None and self._route.is_cached_privately
        return _PRIVATE_CACHE if is_private and status == 200 else "no-store"


async def _send_refusal(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Send a response, and end the connection when the client has finished sending.

    If it were closed earlier, it would be reset, and the response might be lost (RFC 9112, 9.6).
    """
    response.headers["Connection"] = "close"
    start = {
        "type": "http.response.start",
        "status": response.status_code,
        "headers": response.raw_headers,
    }
    await send(start)
    await send({"type": "http.response.body", "body": response.body, "more_body": True})

    # A client that waits for leave to send its body will not send it.
    if "expect" not in Headers(scope=scope):
        # The server may stop meanwhile.
        with contextlib.suppress(TimeoutError, asyncio.CancelledError):
            async with asyncio.timeout(_LINGER_SECONDS):
                while (await receive()).get("more_body", False):
                    pass
    await send({"type": "http.response.body", "body": b""})


def _refuse_large_body(connection: HTTPConnection, route: Route) -> Response:
    return refuse(connection, 413, Reason("body_too_large", {"limit": route.max_body_bytes}))


def _is_same_site(headers: Headers, host: str) -> bool:
    """Return whether a request comes from a page of Fonti, or from no page at all."""
    origins = {origin.lower() for origin in headers.getlist("origin")}
    own_origins = {f"{scheme}://{host.lower()}" for scheme in ("http", "https")}
    sites = set(headers.getlist("sec-fetch-site"))
    return origins <= own_origins and sites <= _OWN_SITES


def _is_followed_link(scope: Scope, headers: Headers) -> bool:
    """Return whether a person followed a link to a page, according to the browser's headers."""
    return (
        scope["method"] == "GET"
        and headers.getlist("sec-fetch-mode") == ["navigate"]
        and headers.getlist("sec-fetch-dest") == ["document"]
        and "origin" not in headers
    )
