"""Serve the conversations of the account that is logged in: GET, PUT, PATCH, DELETE."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from annotated_types import MinLen
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, ValidationError

from fonti.index import Reason
from fonti.ui.web.chat.memory import CONVERSATION_ID_PATTERN, RememberedTurn
from fonti.ui.web.history.conversation_store import ConversationNotFound, Title
from fonti.ui.web.history.conversations import Conversations
from fonti.ui.web.problem_details import refuse, refuse_error
from fonti.ui.web.security.login import find_account
from fonti.ui.web.security.routes import GET, Route
from fonti.ui.web.storage_calls import call_storage

# A hundred of the longest questions, with their filters, are smaller.
_MAX_BODY_BYTES = 2 << 20

ROUTES = (
    Route("/conversations", GET),
    Route(
        f"/conversations/{CONVERSATION_ID_PATTERN}",
        frozenset({"GET", "PUT", "PATCH", "DELETE"}),
        max_body_bytes=_MAX_BODY_BYTES,
    ),
)


class _NewTurns(BaseModel):
    """The body of PUT."""

    model_config = ConfigDict(strict=True, extra="forbid")

    title: Title
    turns: Annotated[list[RememberedTurn], MinLen(1)]


class _NewTitle(BaseModel):
    """The body of PATCH."""

    model_config = ConfigDict(strict=True, extra="forbid")

    title: Title


_Body = TypeVar("_Body", _NewTurns, _NewTitle)


class ConversationRoutes:
    """Lists, opens, saves, renames and deletes the conversations of the account of a request."""

    def __init__(self, store: Conversations) -> None:
        self._store = store

    def add_to(self, app: FastAPI) -> None:
        """Add the routes to an application."""
        path = "/conversations/{id}"
        app.add_route("/conversations", self.find, methods=["GET"])
        app.add_route(path, self.load, methods=["GET"])
        app.add_route(path, self.save, methods=["PUT"])
        app.add_route(path, self.rename, methods=["PATCH"])
        app.add_route(path, self.delete, methods=["DELETE"])

    async def find(self, request: Request) -> Response:
        """Return the id, the title and the date of each conversation that contains `search`."""

        def find() -> list[dict[str, str]]:
            text = request.query_params.get("search", "")
            saved = self._store.find(_get_account(request), text)
            return [
                {"id": conversation_id, **conversation.model_dump(mode="json", exclude={"turns"})}
                for conversation_id, conversation in saved.items()
            ]

        return await _respond(request, find)

    async def load(self, request: Request) -> Response:
        """Return a conversation."""

        def load() -> dict[str, Any]:
            return self._store.load(*_get_key(request)).model_dump(mode="json")

        return await _respond(request, load)

    async def save(self, request: Request) -> Response:
        """Store a conversation; with `If-Match: *` only if it exists."""
        body = await _read_body(request, _NewTurns)
        if body is None:
            return refuse(request, 422, Reason("conversation_invalid"))

        must_exist = request.headers.get("if-match") == "*"
        return await _respond(
            request,
            lambda: self._store.save(
                *_get_key(request), body.title, body.turns, must_exist=must_exist
            ),
        )

    async def rename(self, request: Request) -> Response:
        """Change the title of a conversation."""
        body = await _read_body(request, _NewTitle)
        if body is None:
            return refuse(request, 422, Reason("conversation_invalid"))
        return await _respond(request, lambda: self._store.rename(*_get_key(request), body.title))

    async def delete(self, request: Request) -> Response:
        """Delete a conversation."""
        return await _respond(request, lambda: self._store.delete(*_get_key(request)))


def _get_key(request: Request) -> tuple[str, str]:
    """Return the account of a request, and the id of the conversation that it is about."""
    return _get_account(request), request.path_params["id"]


def _get_account(request: Request) -> str:
    """Return the account of a request; these routes are served only where people log in."""
    account = find_account(request)
    if account is None:
        raise LookupError("nobody is logged in")
    return account


async def _respond(request: Request, work: Callable[[], object]) -> Response:
    """Run work of the store in a thread; return its result as JSON, or the refusal of its error."""
    try:
        result = await call_storage(work)
    except ConversationNotFound as error:
        status = 412 if "if-match" in request.headers else 404
        return refuse(request, status, error.reason)
    except Exception as error:
        return refuse_error(request, error)
    return Response(status_code=204) if result is None else JSONResponse(result)


async def _read_body(request: Request, model: type[_Body]) -> _Body | None:
    """Return the JSON body of a request; None if it is not valid."""
    try:
        return model.model_validate_json(await request.body())
    except ValidationError:
        return None
