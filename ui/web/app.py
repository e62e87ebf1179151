"""The web server: the chat in Italian at /it and in English at /en, behind what guards them."""

import logging
import os
import sys

# Read by the packages when they are imported: no request leaves the machine.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
# Gradio would sum its last 10,000 events up after each event, for a page of figures that is not served.
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(sys.maxsize)

from hashlib import sha256

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from fonti.qa import Assistant
from fonti.ui.i18n.catalog import Words
from fonti.ui.i18n.phrases import WORDS
from fonti.ui.web.api import add_ask_route
from fonti.ui.web.chat.examples import Examples
from fonti.ui.web.chat.layout import STATIC, Chat
from fonti.ui.web.documents_api import add_routes
from fonti.ui.web.indexer import Keeper
from fonti.ui.web.pages_api import add_page_route
from fonti.ui.web.security.accounts import Accounts
from fonti.ui.web.security.connections import Connection
from fonti.ui.web.security.guard import Guard
from fonti.ui.web.security.hosts import LOOPBACK, Hosts
from fonti.ui.web.security.login import Gate, Login
from fonti.ui.web.security.preference import Remember, preferred_language
from fonti.ui.web.security.sessions import Sessions
from fonti.ui.web.work_queue import Desk

_ICON = STATIC / "favicon.svg"
_READ = ["GET", "HEAD"]
# The version in the address has a browser take a file anew when it has changed.
_STYLE, _SCRIPT = (
    f"/static/{name}?{sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"
    for name in ("chat.css", "fonti.js")
)
_HEAD = f'<link rel="stylesheet" href="{_STYLE}"><script src="{_SCRIPT}"></script>'
# Gradio's own words that a page can show; it has no Italian of its own, so they are put in the place of the English.
GRADIO_ITALIAN = {
    "common.loading": "Caricamento",
    "common.error": "Errore",
    "blocks.connection_can_break": "Sul telefono la connessione può cadere se lasci questa pagina.",
    "blocks.long_requests_queue": "Ci sono molte domande in attesa.",
    "common.remove": "Rimuovi",
    "common.clear": "Cancella",
}


def build_app(
    assistant: Assistant,
    *,
    accounts: Accounts | None = None,
    hosts: Hosts = LOOPBACK,
    read_only: bool = False,
) -> FastAPI:
    """The application: both chats over one assistant, for those who log in where there are `accounts`.

    It answers to `hosts` alone; `/` goes to the visitor's language. Where it is `read_only`, documents neither come nor
    go; else the index is brought up to its folder as soon as it serves.
    """
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.add_middleware(Remember)
    if accounts is not None:
        sessions = Sessions(accounts)
        app.add_middleware(Gate, sessions=sessions)
        Login(accounts, sessions).add_to(app)
    app.add_middleware(Guard, hosts=hosts)  # added last: it comes first
    app.add_route(
        "/", lambda request: _to_chat(request, preferred_language(request)), methods=_READ
    )
    app.add_api_route("/favicon.ico", lambda: FileResponse(_ICON), methods=_READ)
    app.add_api_route("/healthz", lambda: PlainTextResponse("ok"), methods=_READ)
    app.mount("/static", StaticFiles(directory=STATIC))
    keeper = None if read_only else Keeper(assistant.library)
    add_routes(app, assistant.library, keeper)
    desk, examples = Desk(assistant), Examples(assistant)
    add_page_route(app, desk)
    add_ask_route(app, desk)
    for words in WORDS.values():
        _mount(
            app, Chat(desk, examples, keeper, words, accounts=accounts is not None).blocks, words
        )
    if keeper is not None:
        keeper.order("sync")
    return app


def build_server(app: ASGIApp, *, proxied: bool = False) -> uvicorn.Server:
    """A server of the application; where it is `proxied`, a proxy on this machine says who asks, and how."""
    logging.getLogger("uvicorn.error").addFilter(_of_more_than_an_end)
    settings = uvicorn.Config(
        app,
        http=Connection,  # by h11, which refuses requests that can be read in two ways
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=proxied,
        timeout_graceful_shutdown=1,  # an open page keeps a connection for as long as it is open
    )
    return uvicorn.Server(settings)


def _of_more_than_an_end(record: logging.LogRecord) -> bool:
    """Whether a line of the log tells of more than that open pages were left when the server ended."""
    return not record.getMessage().endswith(
        ("graceful shutdown exceeded", "without completing response.")
    )


def _to_chat(request: Request, code: str) -> Response:
    """To the page of a language, with what the address asks for."""
    query = request.url.query
    return RedirectResponse(f"/{code}/?{query}" if query else f"/{code}/")


def _mount(app: FastAPI, blocks: gr.Blocks, words: Words) -> None:
    app.add_route(
        f"/{words.language}", lambda request: _to_chat(request, words.language), methods=_READ
    )
    blocks.queue(api_open=False)
    gr.mount_gradio_app(
        app,
        blocks,
        path=f"/{words.language}",
        theme=gr.themes.Base(
            primary_hue="cyan",
            neutral_hue="slate",
            font=[gr.themes.Font("system-ui"), "sans-serif"],
        ),
        head=_HEAD,
        js=f"() => {{ document.documentElement.lang = '{words.language}'; }}",
        i18n=gr.I18n(en=GRADIO_ITALIAN) if words.language == "it" else None,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
        app_kwargs={"openapi_url": None, "docs_url": None, "redoc_url": None},
    )
