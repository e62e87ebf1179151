"""Choose the language of a response, and remember it in a cookie."""

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fonti.ui.i18n.languages import WORDS

COOKIE = "fonti-language"
_COOKIE_SECONDS = 365 * 24 * 60 * 60


def preferred_language(connection: HTTPConnection) -> str:
    """Return the language of the last page in the cookie, or of the browser, or English."""
    last_seen = connection.cookies.get(COOKIE, "")
    accepted = _parse_accept_language(connection.headers.get("accept-language", ""))
    for code in (last_seen, *accepted):
        if code in WORDS:
            return WORDS[code].language
    return "en"


def response_language(connection: HTTPConnection) -> str:
    """Return the language of the query parameter `lang`, or else the preferred one."""
    words = WORDS.get(connection.query_params.get("lang", ""))
    return words.language if words else preferred_language(connection)


def _parse_accept_language(header: str) -> list[str]:
    """Return the languages of an Accept-Language header, best first, without their regions."""
    weighted = []
    for part in header.lower().split(","):
        tag, _, parameter = part.partition(";")
        weight = _parse_weight(parameter.strip())
        if weight > 0:
            code = tag.strip().partition("-")[0]
            weighted.append((weight, code))

    weighted.sort(key=lambda item: -item[0])
    return [code for _, code in weighted]


def _parse_weight(parameter: str) -> float:
    """Return the weight of `q=...`; 1 if it is missing, 0 if it is not a number."""
    if not parameter:
        return 1.0
    try:
        return float(parameter.removeprefix("q="))
    except ValueError:
        return 0.0


class RememberLanguage:
    """Middleware that sets a cookie with the language of each page that is loaded."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        code = _get_page_language(scope["path"]) if scope["type"] == "http" else None
        if code is None:
            await self._app(scope, receive, send)
            return

        cookie = f"{COOKIE}={code}; Max-Age={_COOKIE_SECONDS}; Path=/; SameSite=Lax"

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("Set-Cookie", cookie)
            await send(message)

        await self._app(scope, receive, send_with_cookie)


def _get_page_language(path: str) -> str | None:
    """Return the language of a page, such as `/it/` or `/c/manuals/it/`; None for other paths."""
    for code in WORDS:
        if path.endswith(f"/{code}/"):
            return code
    return None
