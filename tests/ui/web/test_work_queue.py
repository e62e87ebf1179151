"""Tests of the question queue: its limits on waiting questions and on waiting time."""

from pathlib import Path

import anyio
import pytest

from fonti.qa import Assistant
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.web import work_queue
from fonti.ui.web.chat.conversation import Conversation
from fonti.ui.web.chat.turn import UserQuestion
from fonti.ui.web.work_queue import QuestionQueue, ServerBusy, WorkerPool, current_asker
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


def test_who_asks_little_is_answered_before_who_asks_much(assistant: Assistant) -> None:
    """One asker with 45 questions at a time neither fills the queue nor delays another one."""
    blocked = BlockedAssistant(assistant)
    answered: list[str] = []
    refused: list[str] = []

    async def ask_much_and_little() -> None:
        queue = QuestionQueue(blocked, WorkerPool())

        async def ask(asker: str) -> None:
            current_asker.set(asker)
            try:
                await queue.ask("Quando apre la biblioteca?", [], None, None)
            except ServerBusy:
                refused.append(asker)
            else:
                answered.append(asker)

        async with anyio.create_task_group() as group:
            for _ in range(45):
                group.start_soon(ask, "account loud")
            while len(refused) < 45 - 32:
                await anyio.sleep(0.01)
            for _ in range(3):
                group.start_soon(ask, "account quiet")
            while len(refused) < 45 - 32 + 3:
                await anyio.sleep(0.01)
            blocked.go.set()

    run_in_thread(ask_much_and_little)
    assert set(refused) == {"account loud"}
    # The two that ran already come first, then the askers take turns.
    assert answered.index("account quiet") <= 4
    assert [asker for asker in answered[:10] if asker == "account quiet"] == ["account quiet"] * 3


def test_a_question_that_is_given_up_makes_room(assistant: Assistant) -> None:
    """Who leaves the queue takes no turn, whether the turn comes before or after."""
    blocked = BlockedAssistant(assistant)

    async def leave() -> str:
        queue = QuestionQueue(blocked, WorkerPool())
        async with anyio.create_task_group() as leaving, anyio.create_task_group() as staying:
            for _ in range(2):
                staying.start_soon(queue.ask, "Quando apre?", [], None, None)
            while blocked.asked_count < 2:
                await anyio.sleep(0.01)
            leaving.start_soon(queue.ask, "Quando apre?", [], None, None)
            await anyio.sleep(0)
            leaving.cancel_scope.cancel()
            blocked.go.set()
        return (await queue.ask("Quando apre la biblioteca?", [], None, None)).outcome

    assert run_in_thread(leave)
    assert blocked.asked_count <= 4
