"""What the events of a conversation send to its page, in whatever order they come."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import gradio as gr
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


@pytest.mark.parametrize("can_rate", [True, False])
def test_a_read_only_chat_stores_no_verdict(assistant: Assistant, can_rate: bool) -> None:
    """It has no buttons for verdicts, and ignores one that a page sends."""
    queue = QuestionQueue(assistant, WorkerPool())
    events = ConversationEvents(queue, ITALIAN, can_rate=can_rate)
    conversation = Conversation()
    conversation.add_question(QUESTION)
    (chat,) = collect(events.answer(conversation))
    assert ('data-do="judge"' in chat) == can_rate

    verdict = gr.EventData(None, {"turn": "1", "verdict": "good"})
    run_in_thread(lambda: events.rate_answer("", conversation, verdict))
    assert (assistant.library.folder / "feedback.jsonl").exists() == can_rate


def test_who_logs_in_gets_no_path_of_the_server(assistant: Assistant) -> None:
    """An answer over the network has the name of the corpus, not its place."""
    for tells_path in (True, False):
        queue = QuestionQueue(assistant, WorkerPool(), tells_path=tells_path)
        answer = run_in_thread(partial(queue.ask, QUESTION.text, [], None, None))
        assert ("/" in answer.corpus) == tells_path
