"""Serve POST /v1/chat/completions, GET /v1/models and /v1/models/{model}."""

import time
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from fonti.index import FontiError
from fonti.ui.web.api.access import JSON_ONLY, get_readable_collections
from fonti.ui.web.api.problems import ASK_PROBLEMS, READ_PROBLEMS, Responses
from fonti.ui.web.collection import Collection
from fonti.ui.web.openai_api.completion import make_completion, stream_completion
from fonti.ui.web.openai_api.conversation import answer_conversation
from fonti.ui.web.openai_api.models import ChatCompletion, ChatRequest, Model, ModelList

# The model that stands for the documents of a server, and how those of collections begin.
_MODEL = "fonti"

_STARTED_AT = int(time.time())

_COMPLETION: Responses = {
    200: {
        "description": "The answer, or its chunks if `stream` is true.",
        "content": {"text/event-stream": {}},
    }
}

router = APIRouter(prefix="/v1", tags=["openai"])


@router.post(
    "/chat/completions",
    response_model=ChatCompletion,
    responses={**ASK_PROBLEMS, **_COMPLETION},
    dependencies=JSON_ONLY,
)
async def create_chat_completion(request: Request, body: ChatRequest) -> Any:
    """Answer the last question of a conversation with quotations and numbered sources.

    The questions before it are asked again, up to 4, so that a follow-up is understood.
    """
    collection = _get_served(request).get(body.model)
    if collection is None:
        raise FontiError("model_not_served", name=body.model, names=list(_get_served(request)))

    answer = await answer_conversation(collection.queue, body.messages)
    completion = make_completion(answer, body.model)
    if body.stream:
        return StreamingResponse(stream_completion(completion), media_type="text/event-stream")
    return completion


@router.get("/models", response_model=ModelList, responses=READ_PROBLEMS)
async def list_models(request: Request) -> ModelList:
    """List the collections that may be asked, as models."""
    return ModelList(data=[_make_model(name) for name in _get_served(request)])


@router.get("/models/{model}", response_model=Model, responses=READ_PROBLEMS)
async def get_model(request: Request, model: str) -> Model:
    """Return one of the models."""
    served = _get_served(request)
    if model not in served:
        raise FontiError("model_not_served", name=model, names=list(served))
    return _make_model(model)


def _get_served(request: Request) -> dict[str, Collection]:
    """Return the collections that may be asked, by the name of the model that stands for each."""
    return {
        f"{_MODEL}-{name}" if name else _MODEL: collection
        for name, collection in get_readable_collections(request).items()
    }


def _make_model(name: str) -> Model:
    return Model(id=name, created=_STARTED_AT)
