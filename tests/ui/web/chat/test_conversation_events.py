"""What the events of a conversation send to its page, in whatever order they come."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fonti.qa import Assistant
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.web.chat.conversation import Conversation
from fonti.ui.web.chat.conversation_events import ChatUpdate, ConversationEvents
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


def collect(updates: AsyncIterator[ChatUpdate]) -> list[str]:
    """Return the conversation as HTML of each update."""

    async def list_updates() -> list[str]:
        return [chat async for chat, _ in updates]

    return run_in_thread(list_updates)


def test_an_answer_that_another_event_made_is_shown(assistant: Assistant) -> None:
    """The page may have got it before the event that showed its question as pending."""
    events = ConversationEvents(QuestionQueue(assistant, WorkerPool()), ITALIAN)
    conversation = Conversation()
    conversation.add_question(QUESTION)

    (answered,) = collect(events.answer(conversation))
    assert PENDING not in answered
    assert collect(events.answer(conversation)) == [answered]
