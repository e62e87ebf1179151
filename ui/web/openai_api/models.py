"""Define the JSON of chat completions, as OpenAI's API has it; `citations` is one member more."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Discriminator, Field

from fonti.ui.web.api.base_models import RequestModel, ResponseModel, Text
from fonti.ui.web.api.cited_locations import CharLocation, PageLocation

# Far more messages than a conversation has.
_MAX_MESSAGES = 5000


class ContentPart(RequestModel):
    """A part of a message; parts other than text are not read."""

    model_config = ConfigDict(extra="ignore")

    type: str
    """`text`, or the kind of another part."""
    text: Text | None = None
    """The text."""


class Message(RequestModel):
    """A message of the conversation; those of `user` are questions, the others are not read."""

    model_config = ConfigDict(extra="ignore")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    """Who wrote it."""
    content: Text | list[ContentPart] | None = None
    """What it says."""


class ChatRequest(RequestModel):
    """A conversation whose last question is answered; other members (`temperature`) do nothing."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [
                {
                    "model": "fonti",
                    "messages": [
                        {"role": "user", "content": "Quale festa ha annullato il Kazakistan?"}
                    ],
                }
            ]
        },
    )

    model: Text
    """The collection to ask: `fonti`, or `fonti-NAME` for one of several."""
    messages: list[Message] = Field(min_length=1, max_length=_MAX_MESSAGES)
    """The conversation, oldest first."""
    stream: bool | None = False
    """Whether the answer is sent as server-sent events."""


class _Numbered(ResponseModel):
    """What a citation of a chat has besides its place."""

    number: int
    """The number that the text of the answer gives the quote."""
    source: str
    """The name of the document."""


class NumberedCharLocation(CharLocation, _Numbered):
    """A citation of a document without pages."""


class NumberedPageLocation(PageLocation, _Numbered):
    """A citation of a document with pages."""


ChatCitation = Annotated[NumberedCharLocation | NumberedPageLocation, Discriminator("type")]


class AssistantMessage(ResponseModel):
    """The answer as a message."""

    role: Literal["assistant"] = "assistant"
    """Always `assistant`."""
    content: str
    """The quotations with their numbered sources, as Markdown in which documents are escaped."""


class Choice(ResponseModel):
    """The only answer."""

    index: Literal[0] = 0
    """Always 0."""
    message: AssistantMessage
    """The answer."""
    finish_reason: Literal["stop"] = "stop"
    """Always `stop`: answers are whole."""


class ChatCompletion(ResponseModel):
    """The answer to the last question of a conversation."""

    id: str
    """A random id."""
    object: Literal["chat.completion"] = "chat.completion"
    """Always `chat.completion`."""
    created: int
    """When it was answered, in Unix time."""
    model: str
    """The collection that was asked."""
    choices: list[Choice]
    """The answer, one alone."""
    citations: list[ChatCitation]
    """Where each quote stands, by number."""


class Model(ResponseModel):
    """A collection, as a model that can be asked."""

    id: str
    """`fonti`, or `fonti-NAME` for one of several."""
    object: Literal["model"] = "model"
    """Always `model`."""
    created: int
    """When the server started, in Unix time."""
    owned_by: Literal["fonti"] = "fonti"
    """Always `fonti`."""


class ModelList(ResponseModel):
    """The collections that may be asked."""

    object: Literal["list"] = "list"
    """Always `list`."""
    data: list[Model]
    """The collections."""
