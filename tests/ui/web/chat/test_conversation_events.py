"""What the events of a conversation send to its page, in whatever order they come."""

import re
from pathlib import Path

import pytest

from fonti.qa import Assistant
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.web.chat.conversation import Conversation
from fonti.ui.web.chat.conversation_events import ConversationEvents
from fonti.ui.web.chat.turn import UserQuestion
from fonti.ui.web.work_queue import QuestionQueue, WorkerPool
from tests.helpers.fakes import FakeEncoder
from tests.helpers.serving import run_in_thread

QUESTION = UserQuestion("Quando apre la biblioteca comunale?")
PENDING = 'data-state="pending"'


@pytest.fixture
def assistant(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> Assistant:
    """Return the assistant of the small corpus."""
    return Assistant.open(corpus, index=tmp_path / "index", model=encoder)


def test_one_question_is_answered_at_a_time(assistant: Assistant) -> None:
    """Each event answers one more question; one after the last shows the same again."""
    events = ConversationEvents(QuestionQueue(assistant, WorkerPool()), ITALIAN)
    conversation = Conversation()
    conversation.add_question(QUESTION)
    conversation.add_question(QUESTION)

    async def answer_thrice() -> list[int]:
        shown = [await events.answer("[]", conversation) for _ in range(3)]
        return [chat.count(PENDING) for chat, _ in shown]

    assert run_in_thread(answer_thrice) == [1, 0, 0]


def test_what_a_page_shows_has_the_number_of_its_state(assistant: Assistant) -> None:
    """The number grows with each change of the conversation, and stays without one."""
    events = ConversationEvents(QuestionQueue(assistant, WorkerPool()), ITALIAN)
    conversation = Conversation()

    async def show_changes() -> list[str]:
        async def show() -> str:
            chat, _ = await events.answer("[]", conversation)
            return chat

        conversation.add_question(QUESTION)
        answered = await show()
        again = await show()
        conversation.set_verdict(1, "good")
        rated = await show()
        conversation.clear()
        return [answered, again, rated, await show()]

    chats = run_in_thread(show_changes)
    revisions = [int(re.findall(r'data-revision="(\d+)"', chat)[0]) for chat in chats]
    assert revisions[0] == revisions[1] < revisions[2] < revisions[3]
