"""Two-turn questions: the second leans on the first, or changes the subject."""

import json
from pathlib import Path
from typing import TypedDict

from fonti.qa import Answer, Assistant

TURNS = Path(__file__).with_name("conversations.json")


class Turns(TypedDict):
    """Two questions in a row; the quote that answers `then` is to hold one of `answers`, of one of the sources.

    `kind` is `follow`, where the second leans on the first, or `change`. `corpus` is `seeds` or `bench`.
    """

    corpus: str
    first: str
    then: str
    kind: str
    language: str
    source: str | list[str]
    answers: list[str]


def all_turns() -> list[Turns]:
    """The questions of the file."""
    found: list[Turns] = json.loads(TURNS.read_text("utf-8"))
    return found


def sources(turns: Turns) -> list[str]:
    """The documents that answer the second question."""
    return [turns["source"]] if isinstance(turns["source"], str) else turns["source"]


def second_answer(assistant: Assistant, turns: Turns, *, remember: bool = True) -> Answer:
    """What the second question is answered with, with the first answer as history or without."""
    history = [assistant.ask(turns["first"])] if remember else []
    return assistant.ask(turns["then"], history=history)


def is_right(answer: Answer, turns: Turns) -> bool:
    """Whether a question was answered, and the first quote holds an answer."""
    return answer.outcome == "answered" and any(
        each in answer.citations[0].quote for each in turns["answers"]
    )
