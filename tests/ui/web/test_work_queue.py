"""Tests of the question queue: its limits on waiting questions and on waiting time."""

from pathlib import Path

import anyio
import pytest

from fonti.qa import Assistant
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.web import work_queue
from fonti.ui.web.chat.conversation import Conversation
from fonti.ui.web.chat.turn import UserQuestion
from fonti.ui.web.work_queue import QuestionQueue, ServerBusy, WorkerPool
from tests.helpers.fakes import FakeEncoder
from tests.helpers.serving import run_in_thread
from tests.helpers.waiting import BlockedAssistant


@pytest.fixture
def assistant(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> Assistant:
    """Return the assistant of the small corpus."""
    return Assistant.open(corpus, index=tmp_path / "index", model=encoder)


def test_two_questions_run_thirty_wait_and_more_are_refused(assistant: Assistant) -> None:
    """Two questions run, thirty wait and are answered, and further questions are refused."""
    blocked = BlockedAssistant(assistant)
    outcomes: list[str] = []

    async def ask_forty_times() -> None:
        queue = QuestionQueue(blocked, WorkerPool())

        async def ask() -> None:
            try:
                answer = await queue.ask("Quando apre la biblioteca?", [], None, None)
            except ServerBusy:
                outcomes.append("busy")
            else:
                outcomes.append(answer.outcome)

        async with anyio.create_task_group() as group:
            for _ in range(40):
                group.start_soon(ask)
            while outcomes.count("busy") < 40 - 32:
                await anyio.sleep(0.01)
            assert blocked.asked_count <= 2
            blocked.go.set()

    run_in_thread(ask_forty_times)
    assert outcomes.count("busy") == 8
    assert len(outcomes) == 40


def test_a_question_that_waits_too_long_is_refused(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question that waits too long is refused with a message in the language of the page."""
    monkeypatch.setattr(work_queue, "_MAX_WAIT_SECONDS", 0.05)
    blocked = BlockedAssistant(assistant)
    conversation = Conversation()

    async def ask_while_two_run() -> None:
        queue = QuestionQueue(blocked, WorkerPool())
        async with anyio.create_task_group() as group:
            for _ in range(2):
                group.start_soon(queue.ask, "Quando apre?", [], None, None)
            while blocked.asked_count < 2:
                await anyio.sleep(0.01)

            conversation.add_question(UserQuestion("Quando apre la biblioteca?"))
            await conversation.answer_next(queue, ITALIAN)
            blocked.go.set()

    run_in_thread(ask_while_two_run)
    (turn,) = conversation.turns
    assert turn.problem == "Ci sono troppe richieste in attesa; riprova tra qualche secondo"
