"""Build the web server: the chat at /it/ and /en/, the HTTP API, and their middleware."""

import os
import sys
from collections.abc import Mapping
from dataclasses import replace

# Read by Gradio and the Hugging Face hub when they are imported: no request leaves the machine.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

# Gradio would sum up its last 10,000 events after each event, for a page of figures that is not
# served.
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(sys.maxsize)

from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.staticfiles import StaticFiles

from fonti.qa import Assistant
from fonti.ui.web import collection_router, downloads, program_api
from fonti.ui.web.chat import mount
from fonti.ui.web.chat.mount import STATIC_FOLDER, STATIC_NAME_PATTERN
from fonti.ui.web.collection import Collection, Site
from fonti.ui.web.collection_router import CollectionApps, CollectionRouter
from fonti.ui.web.history import api as conversations_api
from fonti.ui.web.language_preference import RememberLanguage
from fonti.ui.web.mcp import routes as mcp_routes
from fonti.ui.web.root_path import RootPath
from fonti.ui.web.security import login
from fonti.ui.web.security.accounts import Accounts
from fonti.ui.web.security.askers import RememberAsker
from fonti.ui.web.security.guard import Guard
from fonti.ui.web.security.hosts import LOOPBACK, AllowedHosts
from fonti.ui.web.security.login import Login, LoginGate
from fonti.ui.web.security.page_sessions import BindPageSessions
from fonti.ui.web.security.routes import READ, Route
from fonti.ui.web.security.sessions import Sessions
from fonti.ui.web.storage import Storage, open_storage

_ROUTES = (
    Route("/", READ, is_page=True),
    Route(r"/favicon\.ico", READ, is_static=True),
    Route(rf"/static/{STATIC_NAME_PATTERN}", READ, is_static=True),
)
_READ_METHODS = sorted(READ)


def build_app(
    assistants: Assistant | Mapping[str, Assistant],
    *,
    accounts: Accounts | None = None,
    hosts: AllowedHosts = LOOPBACK,
    read_only: bool = False,
    root_path: str = "",
    history: bool = True,
) -> FastAPI:
    """Return the application: the chat of both languages and the HTTP API.

    Args:
        assistants: The assistant that answers the questions, or those of several collections by
            their names. Several are served at `/c/NAME/`, one alone at `/`.
        accounts: Who may log in, or ask with a token; None if everybody who reaches the server may
            ask. If they are in a database, so are sessions, conversations and verdicts.
        hosts: The hosts that the server answers to.
        read_only: Whether documents can neither be added nor removed. If they can, the index is
            synchronized with its folder as soon as the application serves.
        root_path: The path under which a proxy serves the application, which it removes from what
            it forwards, such as `/fonti`; "" for none.
        history: Whether conversations are stored: on the server for accounts, else in the browser.

    """
    storage = open_storage(accounts)
    site = Site(
        has_accounts=accounts is not None,
        has_history=history,
        read_only=read_only,
        storage=storage,
    )
    by_name = {"": assistants} if isinstance(assistants, Assistant) else assistants
    is_alone = len(by_name) == 1
    collections = {
        name: Collection(assistant, site, name=name, path_name="" if is_alone else name)
        for name, assistant in by_name.items()
    }
    apps = {name: _build_apps(collection, site) for name, collection in collections.items()}
    router = CollectionRouter(apps)

    app = program_api.Application(
        has_accounts=site.has_accounts, path=root_path, lifespan=router.lifespan
    )
    if root_path:
        app.add_middleware(RootPath, root_path=root_path)
    routes = _list_routes(site, are_several=not is_alone)
    _add_security(app, accounts, storage, hosts, routes)
    _add_small_routes(app)
    program_api.add_program_routes(app, collections, read_only=read_only)
    router.add_to(app)
    return app


def _build_apps(collection: Collection, site: Site) -> CollectionApps:
    """Return the applications of a collection; one for all if rights make no difference."""
    for_adding = collection.build_app()
    if not collection.name or site.read_only or not site.has_accounts:
        return CollectionApps(for_adding, for_adding)
    return CollectionApps(for_adding, collection.build_app(can_add=False))


def _list_routes(site: Site, *, are_several: bool) -> list[Route]:
    """Return the routes that the guard lets pass, without those of the login."""
    routes = [*mount.ROUTES, *downloads.ROUTES, *mcp_routes.ROUTES]
    if site.has_history and site.has_accounts:
        routes += conversations_api.ROUTES
    if are_several:
        prefix = collection_router.COLLECTION_PATH_PATTERN
        routes = [replace(route, path=prefix + route.path) for route in routes]
        routes += collection_router.ROUTES
    return [*_ROUTES, *routes, *program_api.list_guard_routes(read_only=site.read_only)]


def _add_security(
    app: FastAPI,
    accounts: Accounts | None,
    storage: Storage,
    hosts: AllowedHosts,
    routes: list[Route],
) -> None:
    """Add the middleware that every request passes; what is added last runs first."""
    app.add_middleware(RememberLanguage)
    app.add_middleware(RememberAsker)
    if accounts is not None:
        routes = [*routes, *login.ROUTES]
        sessions = Sessions(accounts, storage.open_sessions())
        app.add_middleware(BindPageSessions)
        app.add_middleware(
            LoginGate,
            accounts=accounts,
            sessions=sessions,
            routes=routes,
        )
        Login(accounts, sessions, storage.open_throttle).add_routes(app)
    app.add_middleware(Guard, hosts=hosts, routes=routes, has_tokens=accounts is not None)


def _add_small_routes(app: FastAPI) -> None:
    app.add_route(
        "/favicon.ico", lambda _: FileResponse(STATIC_FOLDER / "favicon.svg"), methods=_READ_METHODS
    )
    app.mount("/static", StaticFiles(directory=STATIC_FOLDER))
