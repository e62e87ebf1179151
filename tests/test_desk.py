"""Questions wait their turn; when too many wait, or one waits too long, it is told."""

import threading
from pathlib import Path
from typing import Any

import anyio
import pytest

from qa import Answer, Assistant
from tests.fakes import FakeEncoder
from tests.serving import apart
from ui.chat import desk as desk_module
from ui.chat.conversing import Asked, Turn, answered, memory, remembered, restored
from ui.chat.desk import Busy, Desk
from ui.english import ENGLISH
from ui.italian import ITALIAN


class Slow(Assistant):
    """An assistant that answers when it is let."""

    def __init__(self, assistant: Assistant) -> None:
        super().__init__(assistant.library)
        self.go = threading.Event()
        self.asked = 0

    def ask(self, question: str, **given: Any) -> Answer:
        """Wait, then answer."""
        self.asked += 1
        assert self.go.wait(30)
        return super().ask(question, **given)


@pytest.fixture
def assistant(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> Assistant:
    """The assistant of the small corpus."""
    return Assistant.open(corpus, index=tmp_path / "index", model=encoder)


def test_few_are_answered_at_once_and_when_too_many_wait_people_are_told(assistant: Assistant) -> None:
    """Those that came in time are answered all the same."""
    slow = Slow(assistant)
    told: list[str] = []

    async def crowd() -> None:
        desk = Desk(slow)

        async def one() -> None:
            try:
                told.append((await desk.ask("Quando apre la biblioteca?", [], None, None)).outcome)
            except Busy:
                told.append("busy")

        async with anyio.create_task_group() as group:
            for _ in range(40):
                group.start_soon(one)
            while told.count("busy") < 40 - 32:
                await anyio.sleep(0.01)
            assert slow.asked <= 2
            slow.go.set()

    apart(crowd)
    assert told.count("busy") == 8
    assert len(told) == 40


def test_none_waits_for_ever(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that waited too long is given up, and its turn says so in the page's language."""
    monkeypatch.setattr(desk_module, "_PATIENCE", 0.05)
    slow = Slow(assistant)
    turns: list[Turn] = []

    async def wait() -> None:
        desk = Desk(slow)
        async with anyio.create_task_group() as group:
            for _ in range(2):
                group.start_soon(desk.ask, "Quando apre?", [], None, None)
            while slow.asked < 2:
                await anyio.sleep(0.01)
            turns.append(await answered(desk, ITALIAN, [], Asked("Quando apre la biblioteca?")))
            slow.go.set()

    apart(wait)
    assert turns[0].problem == ITALIAN.busy


def test_a_conversation_is_restored_from_what_its_page_remembers(assistant: Assistant) -> None:
    """Its questions are asked again, with their filters, and follow-ups after what they follow."""
    asked = [Asked("Quando apre la biblioteca?"), Asked("E il prestito?", ("it",), ("biblioteca.txt",))]

    async def twice() -> tuple[list[Turn], list[Turn]]:
        desk, first = Desk(assistant), list[Turn]()
        for each in asked:
            first.append(await answered(desk, ENGLISH, first, each))
        return first, [turn async for turn in restored(desk, ENGLISH, memory(first))]

    first, again = apart(twice)
    assert [turn.answer for turn in again] == [turn.answer for turn in first]
    assert [turn.asked for turn in again] == asked


@pytest.mark.parametrize("said", ["", "[", "3", "null", '{"a": 1}', "[1, 2]", '[["a"]]', '["abc"]' * 2, "[" * 100_000])
def test_what_a_page_claims_to_remember_may_be_anything(said: str) -> None:
    """What is no memory of a conversation is none."""
    assert remembered(said) == []


def test_no_page_has_more_than_twenty_questions_asked_again() -> None:
    """However many it sends."""
    assert len(remembered('[["a", [], []]' + ',["b", [], []]' * 5_000 + "]")) == 20


@pytest.mark.parametrize("question", ["", "?!", "a" * 100_000])
def test_a_question_that_cannot_be_asked_says_why(assistant: Assistant, question: str) -> None:
    """In the page's language, and the conversation goes on."""

    async def ask() -> Turn:
        return await answered(Desk(assistant), ITALIAN, [], Asked(question))

    turn = apart(ask)
    assert turn.answer is None
    assert turn.problem in (ITALIAN.empty, ITALIAN.no_words, ITALIAN.too_long)
    assert len(turn.asked.shown) <= 201
