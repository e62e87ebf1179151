"""What the events of a conversation send to its page, in whatever order they come."""

import re
from functools import partial
from pathlib import Path

import gradio as gr
import pytest

from fonti.qa import Assistant
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.web.chat.conversation import Conversation
from fonti.ui.web.chat.conversation_events import ConversationEvents
from fonti.ui.web.chat.memory import MAX_TURNS_ASKED_AGAIN, dump_memory
from fonti.ui.web.chat.turn import Turn, UserQuestion
from fonti.ui.web.feedback import FeedbackFile
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
        conversation.set_verdict(conversation.turns[0].id, "good")
        rated = await show()
        conversation.clear()
        return [answered, again, rated, await show()]

    chats = run_in_thread(show_changes)
    revisions = [int(re.findall(r'data-revision="(\d+)"', chat)[0]) for chat in chats]
    assert revisions[0] == revisions[1] < revisions[2] < revisions[3]


@pytest.mark.parametrize("can_rate", [True, False])
def test_a_read_only_chat_stores_no_verdict(assistant: Assistant, can_rate: bool) -> None:
    """It has no buttons for verdicts, and ignores one that a page sends."""
    queue = QuestionQueue(assistant, WorkerPool())
    feedback = FeedbackFile(assistant.library.folder) if can_rate else None
    events = ConversationEvents(queue, ITALIAN, feedback=feedback)
    conversation = Conversation()
    conversation.add_question(QUESTION)
    chat, _ = run_in_thread(lambda: events.answer("[]", conversation))
    assert ('data-do="judge"' in chat) == can_rate

    verdict = gr.EventData(None, {"turn": conversation.turns[0].id, "verdict": "good"})
    run_in_thread(lambda: events.rate_answer("", conversation, verdict))
    assert (assistant.library.folder / "feedback.jsonl").exists() == can_rate


def test_every_export_has_the_early_turns(assistant: Assistant) -> None:
    """After a restart of the server, also those that the page does not show answered."""
    events = ConversationEvents(QuestionQueue(assistant, WorkerPool()), ITALIAN)
    questions = [UserQuestion("Ciao") for _ in range(MAX_TURNS_ASKED_AGAIN)]
    turns = [Turn(question) for question in (QUESTION, *questions)]
    memory = dump_memory(turns)
    for export in (
        events.export_markdown,
        events.export_word,
        events.export_json,
        events.export_bibtex,
        events.export_csl,
    ):
        conversation = Conversation()
        run_in_thread(partial(export, memory, conversation))
        assert len(conversation.answers) == len(turns), export.__name__


def test_who_logs_in_gets_no_path_of_the_server(assistant: Assistant) -> None:
    """An answer over the network has the name of the corpus, not its place."""
    for shows_corpus_path in (True, False):
        queue = QuestionQueue(assistant, WorkerPool(), shows_corpus_path=shows_corpus_path)
        answer = run_in_thread(partial(queue.ask, QUESTION.text, [], None, None))
        assert ("/" in answer.corpus) == shows_corpus_path
