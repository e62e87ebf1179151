"""Questions wait their turn; when too many wait, or one waits too long, it is told."""

import threading
from pathlib import Path
from typing import Any

import anyio
import pytest

from fonti.qa import Answer, Assistant
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.web import work_queue as desk_module
from fonti.ui.web.chat.conversation import Conversation
from fonti.ui.web.work_queue import Busy, QuestionQueue
from tests.helpers.fakes import FakeEncoder
from tests.helpers.serving import run_in_thread


class BlockedAssistant(Assistant):
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


def test_few_are_answered_at_once_and_when_too_many_wait_people_are_told(
    assistant: Assistant,
) -> None:
    """Those that came in time are answered all the same."""
    slow = BlockedAssistant(assistant)
    told: list[str] = []

    async def crowd() -> None:
        desk = QuestionQueue(slow)

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
            assert slow.asked_count <= 2
            slow.go.set()

    run_in_thread(crowd)
    assert told.count("busy") == 8
    assert len(told) == 40


def test_none_waits_for_ever(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that waited too long is given up, and its turn says so in the page's language."""
    monkeypatch.setattr(desk_module, "_MAX_REQUEST_SECONDS", 0.05)
    slow = BlockedAssistant(assistant)
    conversation = Conversation()

    async def wait() -> None:
        desk = QuestionQueue(slow)
        async with anyio.create_task_group() as group:
            for _ in range(2):
                group.start_soon(desk.ask, "Quando apre?", [], None, None)
            while slow.asked_count < 2:
                await anyio.sleep(0.01)
            conversation.add_question(UserQuestion("Quando apre la biblioteca?"))
            async for _ in conversation.answer_pending(desk, ITALIAN):
                pass
            slow.go.set()

    run_in_thread(wait)
    assert [turn.problem for turn in conversation.turns] == [ITALIAN.server_busy]
