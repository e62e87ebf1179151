"""Write an answer as a chat completion, whole or as a stream of chunks."""

import json
import re
import secrets
import time
from collections.abc import Iterator
from typing import Any

from fastapi.sse import format_sse_event

from fonti.qa import Answer, Citation
from fonti.ui.i18n.languages import WORDS
from fonti.ui.web.api.cited_locations import PageLocation, list_cited, locate
from fonti.ui.web.chat.export import list_exported_citations
from fonti.ui.web.chat.markdown_document import format_answer_as_markdown
from fonti.ui.web.openai_api.models import (
    AssistantMessage,
    ChatCitation,
    ChatCompletion,
    Choice,
    NumberedCharLocation,
    NumberedPageLocation,
)

# A stream is sent paragraph by paragraph.
_PARAGRAPH = re.compile(r".+?(?:\n\n|\Z)", re.DOTALL)


def make_completion(answer: Answer, model: str) -> ChatCompletion:
    """Return an answer as a chat completion, in the language of its question."""
    words = WORDS.get(answer.language, WORDS["en"])
    citations = list_exported_citations(answer)
    cited = list_cited(citations)
    return ChatCompletion(
        id=f"chatcmpl-{secrets.token_hex(12)}",
        created=int(time.time()),
        model=model,
        choices=[
            Choice(message=AssistantMessage(content=format_answer_as_markdown(answer, words)))
        ],
        citations=[_make_citation(citation, cited) for citation in citations],
    )


def stream_completion(completion: ChatCompletion) -> Iterator[bytes]:
    """Yield a completion as server-sent events; the last chunk has the citations."""
    yield _make_chunk(completion, {"role": "assistant", "content": ""})
    for paragraph in _PARAGRAPH.findall(completion.choices[0].message.content):
        yield _make_chunk(completion, {"content": paragraph})
    citations = [citation.model_dump() for citation in completion.citations]
    yield _make_chunk(completion, {}, finish_reason="stop", citations=citations)
    yield format_sse_event(data_str="[DONE]")


def _make_chunk(
    completion: ChatCompletion,
    delta: dict[str, str],
    *,
    finish_reason: str | None = None,
    **members: Any,
) -> bytes:
    chunk = {
        "id": completion.id,
        "object": "chat.completion.chunk",
        "created": completion.created,
        "model": completion.model,
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}],
        **members,
    }
    return format_sse_event(data_str=json.dumps(chunk))


def _make_citation(citation: Citation, cited: list[str]) -> ChatCitation:
    location = locate(citation, cited)
    kind = NumberedPageLocation if isinstance(location, PageLocation) else NumberedCharLocation
    return kind(number=citation.number, source=citation.source, **location.model_dump())
