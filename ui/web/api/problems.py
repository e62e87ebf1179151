"""Describe the refusals of the HTTP API, and turn the errors of FastAPI into them."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from fonti.index import FontiError, Reason
from fonti.ui.web.problem_details import MEDIA_TYPE, refuse, refuse_error

Responses = dict[int | str, dict[str, Any]]

_DESCRIPTIONS = {
    400: "The host is not served, or the request can be read in two ways.",
    401: "Nobody is logged in, or the token is not valid (any more).",
    403: "The account or the token may only read, or a page of another site asks.",
    404: "There is no such collection or document, or it may not be read.",
    408: "The body takes too long.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "A value is not valid; `code` says which and why.",
    429: "Too many requests; `Retry-After` says for how many seconds to wait.",
    500: "The index or the server has a fault, which is in its log.",
    503: (
        "Too many requests wait, the server starts, or its database does not answer; `Retry-After` "
        "says when to ask again."
    ),
}


def _describe(*statuses: int) -> Responses:
    return {
        status: {
            "description": _DESCRIPTIONS[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }


# The refusals of requests without a body, with one of JSON, and with a file.
READ_PROBLEMS = _describe(400, 401, 403, 404, 422, 429, 500, 503)
ASK_PROBLEMS = {**READ_PROBLEMS, **_describe(408, 413, 415)}
UPLOAD_PROBLEMS = {**READ_PROBLEMS, **_describe(408, 413)}


def add_error_handlers(app: FastAPI) -> None:
    """Let an application answer every error with problem details."""
    app.exception_handler(RequestValidationError)(_refuse_invalid)
    app.exception_handler(HTTPException)(_refuse_unparsed)
    app.exception_handler(FontiError)(_refuse)
    app.exception_handler(OSError)(_refuse)


async def _refuse(request: Request, error: Exception) -> Response:
    return refuse_error(request, error)


async def _refuse_invalid(request: Request, error: RequestValidationError) -> Response:
    """Refuse a request with the first value that is not valid."""
    first = error.errors()[0]
    detail = " ".join(str(first["msg"]).split())
    if first["type"] == "json_invalid":
        return refuse(request, 422, Reason("request_body_invalid", {"detail": detail}))

    # The first part of the place is the body or the query.
    field = ".".join(map(str, first["loc"][1:]))
    if not field:
        return refuse(request, 422, Reason("request_body_invalid", {"detail": detail}))
    return refuse(request, 422, Reason("request_field_invalid", {"field": field, "detail": detail}))


async def _refuse_unparsed(request: Request, error: HTTPException) -> Response:
    """Refuse an unknown path, or a body that cannot even be parsed."""
    if error.status_code == HTTPStatus.NOT_FOUND:
        return refuse(request, 404, Reason("path_not_found"))
    if error.status_code == HTTPStatus.BAD_REQUEST:
        return refuse(request, 422, Reason("request_body_invalid", {"detail": error.detail}))
    return refuse(request, error.status_code, Reason("path_not_found"))
