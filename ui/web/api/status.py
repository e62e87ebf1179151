"""Serve the state of the server: GET /health, /collections, /status and /events."""

from collections.abc import AsyncIterator
from typing import Any, Literal

import anyio
from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from fastapi.sse import format_sse_event

from fonti.ui.web.api.access import (
    Indexer,
    ReadableCollection,
    get_indexer,
    get_readable_collections,
    make_router,
)
from fonti.ui.web.api.base_models import ResponseModel
from fonti.ui.web.api.problems import READ_PROBLEMS
from fonti.ui.web.api.status_models import StatusModel, make_indexing, make_status
from fonti.ui.web.indexer import IndexerStatus

# How often the events look for a change.
_POLL_SECONDS = 0.2


class Health(ResponseModel):
    """Says that the server answers."""

    status: Literal["ok"] = "ok"
    """Always `ok`: a server that is not ready answers with 503."""


class CollectionModel(ResponseModel):
    """A collection that may be read."""

    name: str
    """Its name; empty for the documents of a server with one collection without a name."""
    can_add: bool
    """Whether who asks may add and remove documents."""


router = make_router("status")


@router.head("/health", include_in_schema=False)
@router.get("/health", response_model=Health)
async def check_health() -> Health:
    """Answer if the server is ready; this needs no token."""
    return Health()


@router.get("/collections", response_model=list[CollectionModel], responses=READ_PROBLEMS)
async def list_collections(request: Request) -> list[CollectionModel]:
    """List the collections that may be read."""
    return [
        CollectionModel(name=name, can_add=get_indexer(request, collection) is not None)
        for name, collection in get_readable_collections(request).items()
    ]


@router.get("/status", response_model=StatusModel, responses=READ_PROBLEMS)
def get_status(request: Request, collection: ReadableCollection) -> dict[str, Any]:
    """Return what a collection holds, what was not read, and what the indexer is doing."""
    indexer = collection.indexer
    return make_status(
        collection.assistant.library.status(),
        collection.name,
        None if indexer is None else make_indexing(indexer.status),
        can_add=get_indexer(request, collection) is not None,
    )


events_router = make_router("status")


@events_router.get(
    "/events",
    response_class=StreamingResponse,
    responses={
        **READ_PROBLEMS,
        200: {
            "description": "Events named `indexing`, each with the JSON of `IndexingModel`.",
            "content": {"text/event-stream": {}},
        },
    },
)
async def follow_indexing(
    request: Request, collection: ReadableCollection, indexer: Indexer
) -> Response:
    """Follow the indexer as server-sent events, until it has nothing left to do.

    The first event says what it is doing now, and each further one what has changed.
    """

    async def follow() -> AsyncIterator[bytes]:
        last_sent: IndexerStatus | None = None
        # The right may be taken away meanwhile.
        while get_indexer(request, collection) is not None:
            status = indexer.status
            if status != last_sent:
                data = make_indexing(status).model_dump_json()
                yield format_sse_event(data_str=data, event="indexing")
                last_sent = status
            if status.task is None and not status.waiting_count:
                return
            await anyio.sleep(_POLL_SECONDS)

    return StreamingResponse(follow(), media_type="text/event-stream")
