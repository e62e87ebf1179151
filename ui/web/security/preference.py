"""Which of our languages a visitor reads, and that it is remembered."""

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fonti.ui.i18n.catalog import Language
from fonti.ui.i18n.phrases import WORDS

COOKIE = "fonti-language"
_YEAR = 365 * 24 * 60 * 60  # seconds


def preferred_language(visit: HTTPConnection) -> Language:
    """The language of the pages seen last, or that the browser likes best of ours, or English."""
    liked = (visit.cookies.get(COOKIE, ""), *_accepted(visit.headers.get("accept-language", "")))
    return next((WORDS[code].language for code in liked if code in WORDS), "en")


def _accepted(header: str) -> list[str]:
    """The languages of an Accept-Language header, best first, without their regions."""
    weighed = []
    for part in header.lower().split(","):
        tag, _, parameter = part.partition(";")
        weight = _weight(parameter.strip())
        if weight > 0:
            weighed.append((weight, tag.strip().partition("-")[0]))
    return [code for _, code in sorted(weighed, key=lambda each: -each[0])]


def _weight(parameter: str) -> float:
    try:
        return float(parameter.removeprefix("q=")) if parameter else 1.0
    except ValueError:
        return 0.0


class Remember:
    """Set the cookie of the language whose page is seen, for a year."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._pages = {f"/{code}/": code for code in WORDS}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        code = self._pages.get(scope["path"]) if scope["type"] == "http" else None

        async def remember(message: Message) -> None:
            if message["type"] == "http.response.start":
                cookie = f"{COOKIE}={code}; Max-Age={_YEAR}; Path=/; SameSite=Lax"
                MutableHeaders(scope=message).append("Set-Cookie", cookie)
            await send(message)

        await self._app(scope, receive, remember if code else send)
