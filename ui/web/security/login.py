"""Log people in and out, and let only those who are logged in use the chat."""

import asyncio
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qsl, urlencode

from fastapi import FastAPI, Request
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from fonti.index import FontiError, Reason
from fonti.ui.i18n.languages import WORDS
from fonti.ui.i18n.words import Words
from fonti.ui.web.language_preference import preferred_language
from fonti.ui.web.problem_details import refuse, refuse_error
from fonti.ui.web.security.accounts import Accounts
from fonti.ui.web.security.auth_entries import MAX_NAME_LENGTH, normalize
from fonti.ui.web.security.rights import COLLECTION_NAME_PATTERN, Rights
from fonti.ui.web.security.routes import POST, READ, Route
from fonti.ui.web.security.sessions import MAX_SESSION_SECONDS, Sessions
from fonti.ui.web.security.throttle import LoginThrottle, client_key
from fonti.ui.web.security.tokens import TokenError, Tokens, get_secret
from fonti.ui.web.storage_calls import call_storage
from fonti.ui.web.templating import render

COOKIE = "fonti-session"

# Tells a page whether the person has changed, so that it drops what it stores of the one before.
# It is read by JavaScript, and gives no rights.
PERSON_COOKIE = "fonti-person"

# Characters of the hash of a name in its cookie.
_PERSON_CHARACTERS = 16

# A name and a password are small.
_MAX_BODY_BYTES = 8 << 10

ROUTES = (
    Route("/login", READ | POST, max_body_bytes=_MAX_BODY_BYTES, is_page=True),
    Route("/logout", POST, max_body_bytes=_MAX_BODY_BYTES),
    Route("/activity", POST, max_body_bytes=0),
)

# Paths that are open to everybody.
_PUBLIC_PATHS = {
    "/login",
    "/logout",
    "/api/v1/health",
    "/api/v1/openapi.json",
    "/favicon.ico",
    "/static/tab.js",
}

# What a refusal says that programs should send (RFC 6750).
_TOKEN_CHALLENGE = {"WWW-Authenticate": "Bearer"}

# The events and polls of an open page, which it sends by itself: no sign that somebody uses it.
# While somebody does, the page says so (`/activity`).
_PAGE_EVENT = re.compile(r"/gradio_api/|/poll$")

# The pages that lead to the login: `/`, `/it/`, and the same below the path of a collection.
_PAGE = re.compile(
    rf"(?:/c/(?P<collection>{COLLECTION_NAME_PATTERN}))?(?:/(?P<lang>{'|'.join(WORDS)})?)?/?"
)

# A query of visible ASCII characters, without the number sign, which would end it.
_QUERY = re.compile(r'[!"$-~]{1,2000}')

# Passwords that are checked at the same time: each takes a core and 64 MiB.
_MAX_PARALLEL_CHECKS = 2

# How often logging in may fail in this time, for one name and from one address.
_FAILURE_WINDOW_SECONDS = 5 * 60
_MAX_FAILURES_PER_NAME = 5
_MAX_FAILURES_PER_ADDRESS = 20


@dataclass(frozen=True, slots=True)
class _Identity:
    """Who sends a request: the account of a session, or the name of a token.

    Attributes:
        name: The account, or `token:` and the name of the token, which no account can have.
        rights: What it may read and change.
        session: The token of the session; None for a program.

    """

    name: str
    rights: Rights
    session: str | None = None


class LoginGate:
    """Middleware that passes on only requests of logged-in users, and of programs with a token.

    Others are redirected to the login if they are for a page, and refused otherwise. A request with
    a token is that of the program, whatever cookie it has.
    """

    def __init__(
        self,
        app: ASGIApp,
        accounts: Accounts,
        sessions: Sessions,
        routes: Sequence[Route],
    ) -> None:
        self._app = app
        self._accounts = accounts
        self._sessions = sessions
        self._tokens = Tokens(accounts.place)
        self._program_routes = [route for route in routes if route.is_for_programs]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] in _PUBLIC_PATHS:
            await self._app(scope, receive, send)
            return

        connection = HTTPConnection(scope)
        try:
            identity = await call_storage(partial(self._identify, connection, scope["path"]))
        except TokenError as error:
            response = refuse(connection, 401, error.reason, headers=_TOKEN_CHALLENGE)
            await response(scope, receive, send)
            return
        except FontiError as error:
            await refuse_error(connection, error)(scope, receive, send)
            return

        if identity is None:
            response = _require_login(connection, scope)
            await response(scope, receive, send)
            return
        state = {
            **scope.get("state", {}),
            "account": identity.name,
            "session": identity.session,
            "rights": identity.rights,
        }
        await self._app({**scope, "state": state}, receive, send)

    def _identify(self, connection: HTTPConnection, path: str) -> _Identity | None:
        """Return who sends a request; None if nobody is logged in.

        Raises:
            PostgresError: If that cannot be known now.
            TokenError: If it has a token that is not valid.

        """
        secret = get_secret(connection.headers)
        if secret is not None and any(route.matches(path) for route in self._program_routes):
            name, token = self._tokens.find(secret)
            return _Identity(f"token:{name}", token.rights)

        counts_as_use = not _PAGE_EVENT.search(path)
        session = connection.cookies.get(COOKIE, "")
        account = self._sessions.get_account(session, counts_as_use=counts_as_use)
        if account is None:
            return None
        return _Identity(account, self._accounts.get_rights(account), session)


class _TooManyAttempts(Exception):
    """Logging in has failed too often under a name, or from an address."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class _Visit:
    """What the login page must know of a visitor.

    Attributes:
        words: The language of the visitor.
        query: The query of the page to return to.
        collection: The collection of that page; "" if it is at `/`.

    """

    words: Words
    query: str
    collection: str

    @property
    def return_address(self) -> str:
        """Return the address to go to after the login, relative to the login page."""
        above = f"c/{self.collection}/" if self.collection else ""
        path = f"{above}{self.words.language}/"
        return f"{path}?{self.query}" if self.query else path


class Login:
    """Serves the pages `/login` and `/logout`."""

    def __init__(
        self,
        accounts: Accounts,
        sessions: Sessions,
        open_throttle: Callable[[str, int, int], LoginThrottle],
    ) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._checks = asyncio.Semaphore(_MAX_PARALLEL_CHECKS)
        self._name_throttle = open_throttle("name", _MAX_FAILURES_PER_NAME, _FAILURE_WINDOW_SECONDS)
        self._address_throttle = open_throttle(
            "address", _MAX_FAILURES_PER_ADDRESS, _FAILURE_WINDOW_SECONDS
        )

    def add_routes(self, app: FastAPI) -> None:
        """Add the routes of the pages `/login` and `/logout` to an application."""
        app.add_route("/login", self.show, methods=["GET", "HEAD"])
        app.add_route("/login", self.log_in, methods=["POST"])
        app.add_route("/logout", self.log_out, methods=["POST"])
        app.add_api_route(
            "/activity", self.extend_session, methods=["POST"], include_in_schema=False
        )

    async def show(self, request: Request) -> Response:
        """Show the login form, or the name of the user who is logged in."""
        visit = _read_visit(request, dict(request.query_params))
        token = request.cookies.get(COOKIE, "")
        name = await call_storage(partial(self._sessions.get_account, token))
        return _render_page(visit, name=name)

    async def log_in(self, request: Request) -> Response:
        """Start a session if the password is right, and redirect to the chat."""
        fields = await _read_fields(request)
        visit = _read_visit(request, fields)
        name = normalize(fields.get("name", "").strip())
        password = fields.get("password", "")
        address = client_key(request.scope)
        try:
            async with self._checks:
                password_hash = await call_storage(
                    partial(self._check_password, name, password, address)
                )
        except _TooManyAttempts as error:
            return _render_throttled(visit, error.seconds)
        if password_hash is None:
            return _render_page(visit, problem=visit.words.login_failed, status=403)

        old_token = request.cookies.get(COOKIE, "")
        token = await call_storage(partial(self._replace_session, old_token, name, password_hash))
        response = RedirectResponse(visit.return_address, 303)
        _set_cookies(response, request, token, _hash_name(name), MAX_SESSION_SECONDS)
        return response

    def _check_password(self, name: str, password: str, address: str) -> str | None:
        """Return the hash of a password that is right, None if it is wrong.

        Raises:
            _TooManyAttempts: If it may not be checked now.

        """
        if seconds := self._address_throttle.seconds_to_wait(address):
            raise _TooManyAttempts(seconds)
        # Counted before the check, so that others at the same moment do not get one attempt more.
        name_key = name[:MAX_NAME_LENGTH]
        if not self._name_throttle.hit(name_key):
            raise _TooManyAttempts(max(1, self._name_throttle.seconds_to_wait(name_key)))

        password_hash = self._accounts.verify_password(name, password)
        if password_hash is None:
            self._address_throttle.hit(address)
        else:
            self._name_throttle.reset(name_key)
        return password_hash

    def _replace_session(self, old_token: str, name: str, password_hash: str) -> str:
        self._sessions.end(old_token)
        return self._sessions.begin(name, password_hash)

    async def log_out(self, request: Request) -> Response:
        """End the session, and redirect to the login in the same language."""
        await call_storage(partial(self._sessions.end, request.cookies.get(COOKIE, "")))
        visit = _read_visit(request, await _read_fields(request))
        response = RedirectResponse(f"login?lang={visit.words.language}", 303)
        _set_cookies(response, request, "", "", 0)
        return response

    async def extend_session(self) -> Response:
        """Confirm that somebody uses a page; the gate has extended the session."""
        return Response(status_code=204)


def find_account(connection: HTTPConnection) -> str | None:
    """Return the account, or the token, that the gate let a request pass by.

    None if nobody logs in here.
    """
    account: str | None = getattr(connection.state, "account", None)
    return account


def get_rights(connection: HTTPConnection) -> Rights:
    """Return the rights of who sends a request, when it came; all if nobody logs in."""
    rights: Rights | None = getattr(connection.state, "rights", None)
    return Rights() if rights is None else rights


def _require_login(connection: HTTPConnection, scope: Scope) -> Response:
    """Return a redirect to the login for a page, and a refusal for anything else."""
    page = _PAGE.fullmatch(scope["path"])
    if page is None or scope["method"] not in READ:
        return refuse(connection, 401, Reason("login_required"), headers=_TOKEN_CHALLENGE)

    parameters = {**page.groupdict(), "query": scope["query_string"].decode("latin-1")}
    query = urlencode({name: value for name, value in parameters.items() if value})
    # Addresses are relative: a proxy may serve all pages under a path of its own.
    above = "../" * (scope["path"].count("/") - 1)
    login = f"{above}login"
    return RedirectResponse(f"{login}?{query}" if query else login, 303)


async def _read_fields(request: Request) -> dict[str, str]:
    """Return the fields of the form that a request sends."""
    body = (await request.body()).decode("utf-8", "replace")
    return dict(parse_qsl(body))


def _read_visit(request: Request, fields: dict[str, str]) -> _Visit:
    """Read the visitor's language and the page to come back to.

    Only the query of a page is taken, so that the login cannot lead to another site.
    """
    code = fields.get("lang", "")
    words = WORDS[code if code in WORDS else preferred_language(request)]
    query = fields.get("query", "")
    collection = fields.get("collection", "")
    return _Visit(
        words,
        query if _QUERY.fullmatch(query) else "",
        collection if re.fullmatch(COLLECTION_NAME_PATTERN, collection) else "",
    )


def _render_throttled(visit: _Visit, seconds: int) -> Response:
    problem = visit.words.too_many_attempts.format(seconds=seconds)
    page = _render_page(visit, problem=problem, status=429)
    page.headers["Retry-After"] = str(seconds)
    return page


def _render_page(
    visit: _Visit, *, name: str | None = None, problem: str = "", status: int = 200
) -> Response:
    words = visit.words
    other_language = next(code for code in WORDS if code != words.language)
    page = render(
        "login.html",
        words=words,
        other_language=other_language,
        other_language_query=_make_query(visit, other_language),
        return_address=visit.return_address,
        query=visit.query,
        collection=visit.collection,
        name=name,
        problem=problem,
    )
    return HTMLResponse(page, status)


def _make_query(visit: _Visit, language: str) -> str:
    """Return the query of the login in another language."""
    query = {"lang": language, "query": visit.query}
    return urlencode(query | {"collection": visit.collection} if visit.collection else query)


def _set_cookies(
    response: Response, request: Request, token: str, person: str, max_age: int
) -> None:
    # Lax, so that who is logged in can follow a link from elsewhere; the guard lets other sites
    # link to pages only.
    for name, value in ((COOKIE, token), (PERSON_COOKIE, person)):
        response.set_cookie(
            name,
            value,
            max_age=max_age,
            secure=request.url.scheme == "https",
            httponly=name == COOKIE,
            samesite="lax",
        )


def _hash_name(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:_PERSON_CHARACTERS]
