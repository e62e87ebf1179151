"""Serve POST /ask: a question as JSON in, the JSON of `fonti ask --json` out."""

from typing import Annotated

from annotated_types import Ge, Le
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from fonti.index import Reason
from fonti.ui.web.problem_details import refuse, refuse_error
from fonti.ui.web.security.routes import POST, Route
from fonti.ui.web.work_queue import QuestionQueue

# The only type that is accepted: without a CORS preflight, another site can make a browser send
# other types, but not JSON.
_CONTENT_TYPE = "application/json"
_MAX_CITATIONS = 100
_MAX_BODY_BYTES = 256 << 10

ROUTES = (Route("/ask", POST, max_body_bytes=_MAX_BODY_BYTES),)


@dataclass(frozen=True, slots=True, config=ConfigDict(strict=True, extra="forbid"))
class AskRequest:
    """The JSON body of a request.

    Attributes:
        question: The question.
        languages: The languages of the documents to search, as ISO 639-1 codes; None or an empty
            list means all.
        sources: The documents to search; None or an empty list means all.
        top_k: The greatest number of citations.

    """

    question: str
    languages: list[str] | None = None
    sources: list[str] | None = None
    top_k: Annotated[int, Ge(1), Le(_MAX_CITATIONS)] = 5


_ASK_REQUEST = TypeAdapter(AskRequest)


def add_ask_route(app: FastAPI, queue: QuestionQueue) -> None:
    """Add the route POST /ask, through which programs ask questions."""

    async def ask(request: Request) -> Response:
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if content_type != _CONTENT_TYPE:
            return refuse(
                request, 415, Reason("content_type_unsupported", {"expected": _CONTENT_TYPE})
            )

        try:
            body = _ASK_REQUEST.validate_json(await request.body())
        except ValidationError as error:
            return refuse(request, 422, _get_first_reason(error))

        try:
            answer = await queue.ask(
                body.question,
                [],
                body.languages or None,
                body.sources or None,
                top_k=body.top_k,
            )
        except Exception as error:
            return refuse_error(request, error)
        return JSONResponse(answer.to_json())

    app.add_route("/ask", ask, methods=["POST"])


def _get_first_reason(error: ValidationError) -> Reason:
    """Return the reason of the first error in a body."""
    first = error.errors(include_url=False, include_input=False)[0]
    detail = " ".join(first["msg"].split())
    field = ".".join(map(str, first["loc"]))
    if field:
        return Reason("request_field_invalid", {"field": field, "detail": detail})
    return Reason("request_body_invalid", {"detail": detail})
