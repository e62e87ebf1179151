"""The web server: the chat in Italian at /it and in English at /en, on this machine alone."""

import os

# Read by the packages when they are imported: no request leaves the machine.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

from urllib.parse import urlsplit

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa import Assistant
from ui.chat import STATIC, Chat
from ui.cli import HOST
from ui.desk import Desk
from ui.keeper import Keeper
from ui.messages import WORDS
from ui.receiving import add_routes
from ui.words import Words

_HOSTS = [HOST, "localhost"]
_ICON = STATIC / "favicon.svg"
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
# Gradio's own words that a page can show; it has no Italian of its own, so they are put in the place of the English.
GRADIO_ITALIAN = {
    "common.loading": "Caricamento",
    "common.error": "Errore",
    "blocks.connection_can_break": "Sul telefono la connessione può cadere se lasci questa pagina.",
    "blocks.long_requests_queue": "Ci sono molte domande in attesa.",
    "blocks.lost_connection": "Connessione perduta. Mi rimetto in coda…",
}


class Guard:
    """Refuse what another site asks for, uploads, and fetching an address for others; add the safety headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        app = self._app if _own(scope) else PlainTextResponse("Forbidden", 403)
        await app(scope, receive, send_with_headers)


def _own(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    unused = any(part in scope["path"] for part in ("/gradio_api/file=", "/gradio_api/upload", "/gradio_api/proxy="))
    crossed = origin is not None and urlsplit(origin).netloc != headers.get("host")
    return not unused and not crossed and headers.get("sec-fetch-site") != "cross-site"


def build_app(assistant: Assistant) -> FastAPI:
    """The application: both chats over one assistant; `/` goes to the language of the browser."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.add_middleware(Guard)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=_HOSTS)
    app.add_api_route("/", _choose_language, methods=["GET"])
    app.add_api_route("/favicon.ico", lambda: FileResponse(_ICON), methods=["GET"])
    app.add_api_route("/healthz", lambda: PlainTextResponse("ok"), methods=["GET"])
    app.mount("/static", StaticFiles(directory=STATIC))
    desk, keeper = Desk(assistant), Keeper(assistant.library)
    add_routes(app, assistant.library, keeper)
    for words in WORDS.values():
        _mount(app, desk, keeper, words)
    return app


def _choose_language(request: Request) -> Response:
    accepted = request.headers.get("accept-language", "").lower()
    first = next((part.strip()[:2] for part in accepted.split(",") if part.strip()[:2] in WORDS), "en")
    return RedirectResponse(f"/{first}/")


def _mount(app: FastAPI, desk: Desk, keeper: Keeper | None, words: Words) -> None:
    blocks = Chat(desk, keeper, words).blocks
    blocks.queue(api_open=False)
    gr.mount_gradio_app(
        app,
        blocks,
        path=f"/{words.language}",
        theme=gr.themes.Base(primary_hue="cyan", neutral_hue="slate", font=[gr.themes.Font("system-ui"), "sans-serif"]),
        head='<link rel="stylesheet" href="/static/chat.css"><script src="/static/fonti.js"></script>',
        js=f"() => {{ document.documentElement.lang = '{words.language}'; }}",
        i18n=gr.I18n(en=GRADIO_ITALIAN) if words.language == "it" else None,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
        app_kwargs={"openapi_url": None, "docs_url": None, "redoc_url": None},
    )
