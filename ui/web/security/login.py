"""The way in where there are accounts: what needs a session, the page that begins one, and leaving."""

import asyncio
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from fastapi import FastAPI, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from fonti.ui.i18n.catalog import Words
from fonti.ui.i18n.phrases import WORDS
from fonti.ui.web.security.accounts import LONGEST_NAME, Accounts, spelled
from fonti.ui.web.security.preference import preferred_language
from fonti.ui.web.security.sessions import LONGEST, Sessions
from fonti.ui.web.security.throttle import Throttle, client

COOKIE = "fonti-session"
_OPEN = {"/login", "/logout", "/healthz", "/favicon.ico"}
_BY_ITSELF = re.compile(
    r"/gradio_api/(?:run/predict|heartbeat/\w+)"
)  # what an open page asks with nobody at it
_PAGES = {"/": "", **{f"/{code}{slash}": code for code in WORDS for slash in ("", "/")}}
_QUERY = re.compile(r'[!"$-~]{1,2000}')  # all of ASCII that can be seen, but for the number sign
_PARALLEL = 2  # passwords checked at once: each takes a core and 64 MiB
_WINDOW = 5 * 60  # seconds in which failures are counted
_OF_A_NAME, _OF_AN_ADDRESS = 5, 20

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)


class Gate:
    """Let in who is logged in; lead others from a page to the login, and refuse them anything else."""

    def __init__(self, app: ASGIApp, sessions: Sessions) -> None:
        self._app = app
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        app = self._app
        if scope["type"] == "http" and scope["path"] not in _OPEN:
            using = not _BY_ITSELF.search(scope["path"])
            app = app if _user(self._sessions, HTTPConnection(scope), using=using) else _away(scope)
        await app(scope, receive, send)


class Login:
    """The pages `/login` and `/logout`."""

    def __init__(self, accounts: Accounts, sessions: Sessions) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._checking = asyncio.Semaphore(_PARALLEL)
        self._names = Throttle(_OF_A_NAME, _WINDOW)
        self._addresses = Throttle(_OF_AN_ADDRESS, _WINDOW)

    def add_to(self, app: FastAPI) -> None:
        """Serve them."""
        app.add_api_route("/login", self.show, methods=["GET", "HEAD"], response_model=None)
        app.add_api_route("/login", self.enter, methods=["POST"], response_model=None)
        app.add_api_route("/logout", self.leave, methods=["POST"], response_model=None)

    async def show(self, request: Request) -> Response:
        """The page that asks for name and password, or tells who is logged in."""
        asked = dict(request.query_params)
        return _page(_words(request, asked), _query(asked), name=_user(self._sessions, request))

    async def enter(self, request: Request) -> Response:
        """Begin a session for a name and password, and go to where the visitor was led away from."""
        typed = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        words, query = _words(request, typed), _query(typed)
        name, who = spelled(typed.get("name", "").strip()), client(request.scope)
        counted = name[:LONGEST_NAME]
        async with self._checking:
            wait = max(self._names.wait(counted), self._addresses.wait(who))
            if wait:
                page = _page(words, query, problem=words.too_often.format(seconds=wait), status=429)
                page.headers["Retry-After"] = str(wait)
                return page
            self._names.count(
                counted
            )  # now, so that others at the same moment do not get an attempt more
            hashed = await asyncio.to_thread(self._accounts.check, name, typed.get("password", ""))
            if hashed is None:
                self._addresses.count(who)
                return _page(words, query, problem=words.not_let_in, status=403)
            self._names.forget(counted)
        self._sessions.end(request.cookies.get(COOKIE, ""))
        response = RedirectResponse(_landing(words, query), 303)
        _set_cookie(response, request, self._sessions.begin(name, hashed), LONGEST)
        return response

    async def leave(self, request: Request) -> Response:
        """End the session."""
        self._sessions.end(request.cookies.get(COOKIE, ""))
        response = RedirectResponse("/login", 303)
        _set_cookie(response, request, "", 0)
        return response


def _user(sessions: Sessions, visit: HTTPConnection, *, using: bool = True) -> str | None:
    return sessions.name(visit.cookies.get(COOKIE, ""), using=using)


def _away(scope: Scope) -> Response:
    code = _PAGES.get(scope["path"])
    if code is None or scope["method"] not in {"GET", "HEAD"}:
        return PlainTextResponse("Log in first", 401)
    told = {"lang": code, "query": scope["query_string"].decode("latin-1")}
    query = urlencode({key: value for key, value in told.items() if value})
    return RedirectResponse(f"/login?{query}" if query else "/login", 303)


def _words(request: Request, asked: dict[str, str]) -> Words:
    return WORDS[asked["lang"] if asked.get("lang") in WORDS else preferred_language(request)]


def _query(asked: dict[str, str]) -> str:
    """The query of the page to come back to; no more than that is taken from a visitor, so it leads nowhere else."""
    query = asked.get("query", "")
    return query if _QUERY.fullmatch(query) else ""


def _landing(words: Words, query: str) -> str:
    return f"/{words.language}/?{query}" if query else f"/{words.language}/"


def _page(
    words: Words, query: str, *, name: str | None = None, problem: str = "", status: int = 200
) -> Response:
    other = next(code for code in WORDS if code != words.language)
    page = _TEMPLATES.get_template("login.html").render(
        words=words,
        other=other,
        elsewhere=urlencode({"lang": other, "query": query}),
        landing=_landing(words, query),
        query=query,
        name=name,
        problem=problem,
    )
    return HTMLResponse(page, status)


def _set_cookie(response: Response, request: Request, value: str, lasts: int) -> None:
    # Lax, so that who is logged in can follow a link from elsewhere; nothing but pages is let through to other sites.
    response.set_cookie(
        COOKIE,
        value,
        max_age=lasts,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
