"""Lead each request to the collection that its path names, if its account may read it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from fonti.index import Reason
from fonti.ui.i18n.languages import WORDS
from fonti.ui.web.language_preference import preferred_language
from fonti.ui.web.problem_details import refuse
from fonti.ui.web.security.login import get_rights
from fonti.ui.web.security.rights import COLLECTION_NAME_PATTERN
from fonti.ui.web.security.routes import READ, Route

# Every name has the same routes, so that a visitor who is not logged in cannot tell which exist.
COLLECTION_PATH_PATTERN = f"/c/{COLLECTION_NAME_PATTERN}"

ROUTES = (
    Route(f"/(?:{'|'.join(WORDS)})/?", READ, is_page=True),
    Route(f"{COLLECTION_PATH_PATTERN}/?", READ, is_page=True),
)


@dataclass(frozen=True, slots=True)
class CollectionApps:
    """The applications of a collection.

    Attributes:
        for_adding: For those who may add documents, and remove them.
        for_reading: For those who may only read.

    """

    for_adding: FastAPI
    for_reading: FastAPI


class CollectionRouter:
    """Passes a request on to a collection; unknown and forbidden collections are refused alike.

    Args:
        collections: The applications of each collection, by its name. If there is one alone, it is
            served without a path of its own.

    """

    def __init__(self, collections: Mapping[str, CollectionApps]) -> None:
        self._collections = collections

    @asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        """Start the collections with the server, and stop them with it (an ASGI lifespan)."""
        async with AsyncExitStack() as stack:
            for collection in self._collections.values():
                # If everybody may add, both are the same.
                for app in {collection.for_adding, collection.for_reading}:
                    await stack.enter_async_context(app.router.lifespan_context(app))
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        app = self._choose(HTTPConnection(scope))
        await app(scope, receive, send)

    def add_to(self, app: FastAPI) -> None:
        """Add the routes of the collections to the application of the server."""
        if len(self._collections) == 1:
            app.mount("/", self)
            return

        for path in ("/", "/{language}", "/{language}/"):
            app.add_route(path, self.redirect_to_first, methods=["GET", "HEAD"])
        app.mount("/c/{collection}", self)

    def redirect_to_first(self, request: Request) -> Response:
        """Redirect a page without a collection to the first one that its account may read."""
        rights = get_rights(request)
        readable = [name for name in self._collections if rights.can_read(name)]
        if not readable:
            return refuse(request, 404, Reason("no_collection_readable"))

        language = request.path_params.get("language", preferred_language(request))
        above = "../" if request.url.path.endswith(f"/{language}/") else ""
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{above}c/{readable[0]}/{language}/{query}")

    def _choose(self, connection: HTTPConnection) -> ASGIApp:
        """Return the application that answers a request, or the refusal of it."""
        default_name = next(iter(self._collections))
        name = connection.path_params.get("collection", default_name)
        collection = self._collections.get(name)
        rights = get_rights(connection)
        if collection is None or not rights.can_read(name):
            return refuse(connection, 404, Reason("path_not_found"))
        return collection.for_adding if rights.can_add(name) else collection.for_reading
