"""Programs ask by POST /ask: JSON in, and the answer out as `fonti ask --json` prints it."""

from typing import Annotated

from annotated_types import Ge, Le
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from fonti.index import QuestionError
from fonti.ui.i18n.phrases import WORDS
from fonti.ui.web.errors import note, told
from fonti.ui.web.security.preference import preferred_language
from fonti.ui.web.work_queue import Busy, Desk

_KIND = "application/json"  # other sites cannot have a browser send that without asking first, which is refused
_MOST = 100  # citations of an answer
_AGAIN = {"Retry-After": "5"}


@dataclass(frozen=True, slots=True, config=ConfigDict(strict=True, extra="forbid"))
class Order:
    """What is asked: a question, the languages (ISO 639-1 codes) and sources that it is limited to, how many citations.

    No languages, or no sources, are no limit.
    """

    question: str
    languages: list[str] | None = None
    sources: list[str] | None = None
    top_k: Annotated[int, Ge(1), Le(_MOST)] = 5


_ORDER = TypeAdapter(Order)


def add_ask_route(app: FastAPI, desk: Desk) -> None:
    """Let programs ask."""

    async def ask(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _KIND:
            return _refuse(415, f"the body is not of the type {_KIND}; send JSON as that")
        try:
            order = _ORDER.validate_json(await request.body())
        except ValidationError as error:
            return _refuse(422, _fault(error))
        try:
            limits = order.languages or None, order.sources or None
            answer = await desk.ask(order.question, [], *limits, top_k=order.top_k)
        except Exception as error:
            note(error)
            status = (
                422 if isinstance(error, QuestionError) else 503 if isinstance(error, Busy) else 500
            )
            return _refuse(status, told(error, WORDS[preferred_language(request)]))
        return JSONResponse(answer.to_json())

    app.add_route("/ask", ask, methods=["POST"])


def _refuse(status: int, words: str) -> Response:
    return JSONResponse({"told": words}, status, _AGAIN if status == 503 else None)


def _fault(error: ValidationError) -> str:
    """The first thing that is wrong with an order."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"])) or "the body"
    return " ".join(f"{place}: {first['msg']}; see the HTTP API in the README".split())
