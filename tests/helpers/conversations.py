"""Conversations of two questions: the second leans on the first, or changes the subject."""

import json
from pathlib import Path
from typing import NotRequired, TypedDict

from fonti.qa import Answer, Assistant

_FILE = Path(__file__).with_name("conversations.json")


class Conversation(TypedDict):
    """Two questions, one after the other.

    Attributes:
        corpus: The corpus that answers, `seeds` or `bench`.
        first: The first question.
        then: The second question.
        kind: `follow`, if the second leans on the first, or `change`.
        language: The language of the second question.
        source: The document, or the documents, that answer the second question.
        answers: The quote that answers the second question contains one of these texts.
        is_known_failure: Whether the second question is answered wrongly today.
        depends_on_processor: Whether the confidence is so near to a limit that processors differ.

    """

    corpus: str
    first: str
    then: str
    kind: str
    language: str
    source: str | list[str]
    answers: list[str]
    is_known_failure: NotRequired[bool]
    depends_on_processor: NotRequired[bool]


def load_conversations() -> list[Conversation]:
    """Return the conversations of the file."""
    conversations: list[Conversation] = json.loads(_FILE.read_text("utf-8"))
    return conversations


def list_sources(conversation: Conversation) -> list[str]:
    """Return the documents that answer the second question."""
    source = conversation["source"]
    return [source] if isinstance(source, str) else source


def ask_second_question(
    assistant: Assistant, conversation: Conversation, *, with_history: bool = True
) -> Answer:
    """Ask the second question, after the first one or without it."""
    history = [assistant.ask(conversation["first"])] if with_history else []
    return assistant.ask(conversation["then"], history=history)


def is_right(answer: Answer, conversation: Conversation) -> bool:
    """Return whether a question was answered and the first quote contains an answer."""
    if answer.outcome not in ("answered", "probable"):
        return False

    quote = answer.citations[0].quote
    return any(text in quote for text in conversation["answers"])
