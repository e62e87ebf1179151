"""Write and read what is remembered of a conversation: its questions, without their answers.

A page remembers its own conversation in this form, and the history all of them.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError

from fonti.qa import MAX_QUESTION_LENGTH, Verdict
from fonti.ui.web.chat.turn import Turn, UserQuestion

# Turns of a conversation.
MAX_TURNS = 100

# The last turns, which are asked again when a page is loaded: each costs as much as a new question.
# Those before them are set aside.
MAX_TURNS_ASKED_AGAIN = 20

# Code points of the title of a stored conversation.
MAX_TITLE_LENGTH = 200

# Kinds of answers that are about the texts of documents, and the title if no text has a word.
_ASKING = ("question", "overview", "mentions")
_NO_TITLE = "…"

# Stored conversations, of one account or in one browser.
MAX_CONVERSATIONS = 500

# A regular expression of the ids of conversations.
CONVERSATION_ID_PATTERN = "[0-9a-f]{32}"


class RememberedTurn(NamedTuple):
    """One turn in the memory of a page; in JSON it is a list."""

    question: Annotated[str, StringConstraints(max_length=MAX_QUESTION_LENGTH)]
    languages: tuple[str, ...]
    sources: tuple[str, ...]
    id: Annotated[str, StringConstraints(pattern=r"\A[0-9a-f]{16}\z")]
    verdict: Verdict | None


class _Memory(BaseModel):
    """The memory of a page, as JSON."""

    model_config = ConfigDict(strict=True, extra="forbid")

    id: Annotated[str, StringConstraints(pattern=rf"\A(?:{CONVERSATION_ID_PATTERN})?\z")]
    # Written for the history; a conversation that is stored has a title of its own.
    title: str = ""
    turns: list[RememberedTurn]


# A page that was loaded before the server was updated remembers only the turns.
_MEMORY = TypeAdapter[_Memory | list[RememberedTurn]](_Memory | list[RememberedTurn])


@dataclass(frozen=True, slots=True)
class RememberedConversation:
    """A conversation as a page remembers it: its last turns are pending, others set aside."""

    id: str
    turns: list[Turn]


def dump_memory(turns: Sequence[Turn], conversation_id: str = "") -> str:
    """Return what a page remembers of a conversation, as JSON, with a title for the history."""
    askable = [turn for turn in turns if len(turn.question.text) <= MAX_QUESTION_LENGTH]
    rows = [
        [turn.question.text, turn.question.languages, turn.question.sources, turn.id, turn.verdict]
        for turn in askable[-MAX_TURNS:]
    ]
    memory = {"id": conversation_id, "title": find_title(turns), "turns": rows}
    return json.dumps(memory, ensure_ascii=False)


def find_title(turns: Sequence[Turn]) -> str:
    """Return the first text that asked something of the documents, or else the first, on one line.

    "Hello" names no conversation, unless nothing else was said.
    """
    asking = [turn for turn in turns if turn.answer is not None and turn.answer.kind in _ASKING]
    texts = [turn.question.text for turn in (*asking, *turns)]
    lines = [" ".join(text.split())[:MAX_TITLE_LENGTH] for text in texts]
    return next((line for line in lines if line), _NO_TITLE)


def load_memory(memory: str) -> RememberedConversation:
    """Return the conversation that a page remembers.

    It has no turns if `memory` is not what `dump_memory` wrote.
    """
    try:
        remembered = _MEMORY.validate_json(memory, strict=True)
    except ValidationError:
        return RememberedConversation("", [])

    rows = remembered.turns if isinstance(remembered, _Memory) else remembered
    conversation_id = remembered.id if isinstance(remembered, _Memory) else ""
    last_rows = rows[-MAX_TURNS:]
    first_pending = len(last_rows) - MAX_TURNS_ASKED_AGAIN
    turns = [
        Turn(
            UserQuestion(row.question, row.languages, row.sources),
            verdict=row.verdict,
            is_set_aside=number < first_pending,
            id=row.id,
        )
        for number, row in enumerate(last_rows)
    ]
    return RememberedConversation(conversation_id or make_conversation_id(), turns)


def make_conversation_id() -> str:
    """Return a random id for a conversation."""
    return secrets.token_hex(16)
