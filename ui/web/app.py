"""The web server: the chat at /it/ and /en/, the HTTP API, and what protects them."""

import os
import sys

# Read by Gradio and the Hugging Face hub when they are imported: no request leaves the machine.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

# Gradio would sum up its last 10,000 events after each event, for a page of figures that is not
# served.
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(sys.maxsize)

from fastapi import FastAPI
from fastapi.responses import FileResponse, PlainTextResponse
from starlette.staticfiles import StaticFiles

from fonti.qa import Assistant
from fonti.ui.i18n.languages import WORDS
from fonti.ui.web import api, documents_api
from fonti.ui.web.chat import mount
from fonti.ui.web.chat.conversation_events import ConversationEvents
from fonti.ui.web.chat.document_events import DocumentEvents
from fonti.ui.web.chat.examples import Examples
from fonti.ui.web.chat.layout import ChatPage
from fonti.ui.web.chat.mount import STATIC, mount_chat, redirect_to_chat
from fonti.ui.web.chat.viewer_events import ViewerEvents
from fonti.ui.web.chat.welcome_events import WelcomeEvents
from fonti.ui.web.indexer import BackgroundIndexer
from fonti.ui.web.language_preference import RememberLanguage, preferred_language
from fonti.ui.web.root_path import RootPath
from fonti.ui.web.security import login
from fonti.ui.web.security.accounts import Accounts
from fonti.ui.web.security.guard import Guard
from fonti.ui.web.security.hosts import LOOPBACK, AllowedHosts
from fonti.ui.web.security.login import Login, LoginGate
from fonti.ui.web.security.routes import READ, Route
from fonti.ui.web.security.sessions import Sessions
from fonti.ui.web.work_queue import QuestionQueue, WorkerPool

_ROUTES = (
    Route("/", READ, is_page=True),
    Route("/healthz", READ),
    Route(r"/favicon\.ico", READ, is_static=True),
)
_READ_METHODS = sorted(READ)


def build_app(
    assistant: Assistant,
    *,
    accounts: Accounts | None = None,
    hosts: AllowedHosts = LOOPBACK,
    read_only: bool = False,
    root_path: str = "",
) -> FastAPI:
    """Return the application: the chat of both languages and the HTTP API over one assistant.

    Args:
        assistant: The assistant that answers the questions.
        accounts: Who may log in; None if everybody who reaches the server may ask.
        hosts: The hosts that the server answers to.
        read_only: Whether documents can neither be added nor removed. If they can, the index is
            synchronized with its folder as soon as the application serves.
        root_path: The path under which a proxy serves the application, which it removes from what
            it forwards, such as `/fonti`; "" for none.

    """
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    indexer = None if read_only else BackgroundIndexer(assistant.library)
    if root_path:
        app.add_middleware(RootPath, root_path=root_path)
    _add_security(app, accounts, hosts, can_upload=indexer is not None)
    _add_small_routes(app)

    queue = QuestionQueue(assistant)
    page_pool = WorkerPool()
    api.add_ask_route(app, queue)
    documents_api.add_download_routes(app, assistant.library, page_pool)
    if indexer is not None:
        documents_api.add_upload_route(app, assistant.library, indexer)

    examples = Examples(assistant)
    for words in WORDS.values():
        page = ChatPage(
            ConversationEvents(queue, words),
            WelcomeEvents(assistant.library, examples, words, can_edit=not read_only),
            ViewerEvents(queue, page_pool, words),
            DocumentEvents(assistant.library, indexer, words),
            words,
            has_accounts=accounts is not None,
        )
        mount_chat(app, page.blocks, words)

    if indexer is not None:
        indexer.enqueue("sync")
    return app


def _add_security(
    app: FastAPI, accounts: Accounts | None, hosts: AllowedHosts, *, can_upload: bool
) -> None:
    """Add the middleware that every request passes; what is added last runs first."""
    routes = [*_ROUTES, *mount.ROUTES, *api.ROUTES, *documents_api.DOWNLOAD_ROUTES]
    if can_upload:
        routes += documents_api.UPLOAD_ROUTES

    app.add_middleware(RememberLanguage)
    if accounts is not None:
        routes += login.ROUTES
        sessions = Sessions(accounts)
        app.add_middleware(LoginGate, sessions=sessions)
        Login(accounts, sessions).add_routes(app)
    app.add_middleware(Guard, hosts=hosts, routes=routes)


def _add_small_routes(app: FastAPI) -> None:
    app.add_route(
        "/",
        lambda request: redirect_to_chat(request, preferred_language(request)),
        methods=_READ_METHODS,
    )
    app.add_api_route(
        "/favicon.ico", lambda: FileResponse(STATIC / "favicon.svg"), methods=_READ_METHODS
    )
    app.add_api_route("/healthz", lambda: PlainTextResponse("ok"), methods=_READ_METHODS)
    app.mount("/static", StaticFiles(directory=STATIC))
