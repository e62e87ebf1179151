"""Choose the collection that a request reads or changes, and check that it may."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.requests import HTTPConnection

from fonti.index import FontiError
from fonti.ui.web.collection import Collection
from fonti.ui.web.indexer import BackgroundIndexer
from fonti.ui.web.security.login import get_rights

# The path of all addresses of this version.
PREFIX = "/api/v1"

_JSON = "application/json"

CollectionName = Annotated[
    str | None,
    Query(
        max_length=64,
        description="The collection; it may be left out if there is only one to choose.",
        examples=["manuali"],
    ),
]


def get_readable_collections(connection: HTTPConnection) -> Mapping[str, Collection]:
    """Return the collections that may be read, by name; a corpus without a name has the name ""."""
    collections: Mapping[str, Collection] = connection.app.state.collections
    rights = get_rights(connection)
    return {name: item for name, item in collections.items() if rights.can_read(name)}


async def choose_readable(request: Request, collection: CollectionName = None) -> Collection:
    """Return the collection that a request names, or the only one.

    A collection that may not be read is refused as one that does not exist.

    Raises:
        FontiError: If there is no such collection, or there are several and none is named.

    """
    readable = get_readable_collections(request)
    if collection is not None:
        if collection not in readable or not collection:
            raise FontiError("collection_not_found", name=collection)
        return readable[collection]

    if not readable:
        raise FontiError("no_collection_readable")
    if len(readable) > 1:
        raise FontiError("collection_not_chosen", names=list(readable))
    return next(iter(readable.values()))


ReadableCollection = Annotated[Collection, Depends(choose_readable)]


def get_indexer(connection: HTTPConnection, collection: Collection) -> BackgroundIndexer | None:
    """Return the indexer of a collection; None if a request may not change the collection."""
    return collection.indexer if get_rights(connection).can_add(collection.name) else None


async def require_indexer(request: Request, collection: ReadableCollection) -> BackgroundIndexer:
    """Return the indexer of the collection that a request changes.

    Raises:
        FontiError: If the request may not change it.

    """
    indexer = get_indexer(request, collection)
    if indexer is None:
        raise FontiError("write_not_allowed")
    return indexer


Indexer = Annotated[BackgroundIndexer, Depends(require_indexer)]


async def require_json(request: Request) -> None:
    """Refuse a body that another site can make a browser send without asking first.

    Raises:
        FontiError: If the content type is not JSON.

    """
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != _JSON:
        raise FontiError("content_type_unsupported", expected=_JSON)


JSON_ONLY = [Depends(require_json)]


def make_router(tag: str) -> APIRouter:
    """Return an empty router for addresses of this version."""
    return APIRouter(prefix=PREFIX, tags=[tag])
