"""Tests of the conversation of a page: the order of its turns and how it is restored."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest

from fonti.qa import Answer, Assistant
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.web.chat.conversation import Conversation
from fonti.ui.web.chat.memory import (
    CONVERSATION_ID_PATTERN,
    MAX_TURNS_ASKED_AGAIN,
    dump_memory,
)
from fonti.ui.web.chat.turn import NextSteps, UserQuestion
from fonti.ui.web.work_queue import QuestionQueue, WorkerPool
from tests.helpers.fakes import FakeEncoder
from tests.helpers.serving import run_in_thread
from tests.helpers.waiting import BlockedAssistant

QUESTIONS = [
    UserQuestion("Quando apre la biblioteca?"),
    UserQuestion("E il prestito?", ("it",), ("biblioteca.txt",)),
    UserQuestion("Was the lighthouse built of granite?"),
]


@pytest.fixture
def assistant(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> Assistant:
    """Return the assistant of the small corpus."""
    return Assistant.open(corpus, index=tmp_path / "index", model=encoder)


def answer_all(assistant: Assistant, conversation: Conversation) -> Conversation:
    """Answer all pending questions of the conversation and return it."""

    async def answer() -> Conversation:
        queue = QuestionQueue(assistant, WorkerPool())
        while conversation.has_pending:
            await conversation.answer_next(queue, ITALIAN)
        return conversation

    return run_in_thread(answer)


def make_conversation(*questions: UserQuestion) -> Conversation:
    """Return a conversation in which no question is answered yet."""
    conversation = Conversation()
    for question in questions:
        conversation.add_question(question)
    return conversation


def test_a_conversation_is_restored_from_the_memory_of_its_page(assistant: Assistant) -> None:
    """A restored conversation answers its questions again with the same turns as before.

    Filters, the questions that follow-ups refer to, ids and verdicts are the same.
    """
    original = answer_all(assistant, make_conversation(*QUESTIONS))
    original.set_verdict(original.turns[1].id, "wrong")
    restored = Conversation()
    restored.restore_questions(dump_memory(original.turns, original.id))
    assert restored.id == original.id
    assert all(turn.is_pending for turn in restored.turns)
    assert answer_all(assistant, restored).turns == original.turns


def test_a_page_that_remembers_nothing_changes_nothing() -> None:
    """The conversation has no id yet, and the number of its state stays."""
    conversation = Conversation()
    conversation.restore_questions("")
    assert (conversation.id, conversation.turns, conversation.revision) == ("", [], 0)


def test_what_a_page_shows_of_a_long_conversation_still_leads_to_its_turn() -> None:
    """If the server has lost a conversation; a question that is too long is not remembered.

    Early turns are pending only when the person wants their answers.
    """
    questions = [UserQuestion(f"question {number}") for number in range(MAX_TURNS_ASKED_AGAIN + 9)]
    original = make_conversation(*questions, UserQuestion("x" * 10_000), UserQuestion("last"))
    restored = Conversation()
    restored.restore_questions(dump_memory(original.turns, original.id))

    remembered = [*original.turns[:-2], original.turns[-1]]
    assert [turn.id for turn in restored.turns] == [turn.id for turn in remembered]
    assert restored.turns[10:] == remembered[10:]
    assert restored.turns[9].is_set_aside
    restored.resume_early_turns()
    assert restored.turns == remembered


def test_restoring_does_not_replace_known_turns(assistant: Assistant) -> None:
    """If the page remembers fewer turns than the server knows, the turns stay as they are."""
    conversation = answer_all(assistant, make_conversation(*QUESTIONS))
    turns = conversation.turns
    conversation.restore_questions(dump_memory(turns[:1]))
    assert conversation.turns == turns


def test_a_question_added_while_others_are_answered_is_answered_after_them(
    assistant: Assistant,
) -> None:
    """Each question is answered once and in order, even if two tasks answer the conversation."""
    blocked = BlockedAssistant(assistant)
    conversation = make_conversation(*QUESTIONS[:2])

    async def answer_pending(queue: QuestionQueue) -> None:
        while conversation.has_pending:
            await conversation.answer_next(queue, ITALIAN)

    async def answer_twice() -> None:
        queue = QuestionQueue(blocked, WorkerPool())
        async with anyio.create_task_group() as group:
            group.start_soon(answer_pending, queue)
            while blocked.asked_count < 1:
                await anyio.sleep(0.01)
            conversation.add_question(QUESTIONS[2])
            group.start_soon(answer_pending, queue)
            blocked.go.set()

    run_in_thread(answer_twice)
    assert blocked.asked_count == 3
    assert [turn.question for turn in conversation.turns] == QUESTIONS
    assert conversation.answers[1].topic == QUESTIONS[0].text


def test_a_late_answer_is_not_added_to_a_new_conversation(assistant: Assistant) -> None:
    """An answer that arrives after the conversation was cleared is dropped."""
    blocked = BlockedAssistant(assistant)
    conversation = make_conversation(QUESTIONS[0])

    async def clear_while_answering() -> None:
        async def answer() -> None:
            await conversation.answer_next(QuestionQueue(blocked, WorkerPool()), ITALIAN)

        async with anyio.create_task_group() as group:
            group.start_soon(answer)
            while blocked.asked_count < 1:
                await anyio.sleep(0.01)
            conversation.clear()
            blocked.go.set()

    run_in_thread(clear_while_answering)
    assert conversation.turns == []


def test_an_unexpected_error_becomes_the_problem_of_its_turn(
    assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    """An unexpected error is explained in its turn, and the next question is answered.

    The log has the type of the error but not its message.
    """

    class FailingAssistant(Assistant):
        def ask(self, question: str, **options: Any) -> Answer:
            if question == QUESTIONS[0].text:
                raise RuntimeError("a sentence of a document")
            return super().ask(question, **options)

    conversation = answer_all(
        FailingAssistant(assistant.library), make_conversation(QUESTIONS[0], QUESTIONS[2])
    )
    assert conversation.turns[0].problem == (
        "Qualcosa è andato storto; riprova, e se succede ancora riavvia Fonti"
    )
    assert conversation.turns[1].answer is not None
    assert "a sentence of a document" not in caplog.text
    assert "RuntimeError" in caplog.text


def test_an_answer_stands_whatever_goes_wrong_after_it(
    assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    """If what can be asked next cannot be found, the answer is shown without it."""

    class FailingAssistant(Assistant):
        def ask(self, question: str, **options: Any) -> Answer:
            return replace(super().ask(question, **options), outcome="answered")

        def list_next_headings(self, *_: Any, **__: Any) -> tuple[str, ...]:
            raise RuntimeError

    failing = FailingAssistant(assistant.library)
    (turn,) = answer_all(failing, make_conversation(QUESTIONS[0])).turns
    assert turn.answer is not None
    assert turn.problem is None
    assert turn.next_steps == NextSteps()
    assert "RuntimeError" in caplog.text


def test_only_answered_turns_have_a_verdict(assistant: Assistant) -> None:
    """Only an answered turn accepts a verdict; the page may send any id."""
    conversation = answer_all(assistant, make_conversation(QUESTIONS[0], UserQuestion("?!")))
    answered, rejected = conversation.turns
    assert conversation.set_verdict(answered.id, "good") is not None
    for unknown in (rejected.id, "", "1", "0" * 16):
        assert conversation.set_verdict(unknown, "good") is None


def test_each_conversation_has_an_id_of_its_own() -> None:
    """A page that starts anew has another id, and one without questions has none."""
    conversation = make_conversation(QUESTIONS[0])
    first_id = conversation.id
    conversation.add_question(QUESTIONS[1])
    assert conversation.id == first_id
    conversation.clear()
    assert conversation.id == ""
    conversation.add_question(QUESTIONS[0])
    assert re.fullmatch(CONVERSATION_ID_PATTERN, conversation.id)
    assert conversation.id != first_id


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ("", "Scrivi una domanda, in italiano o in inglese."),
        ("?!", "La domanda '?!' non contiene parole. Scrivine una, in italiano o in inglese."),
        (
            "a" * 100_000,
            "La domanda è troppo lunga (100.000 caratteri): se ne leggono al massimo 2.000. "
            "Accorciala.",
        ),
    ],
    ids=["empty", "no words", "too long"],
)
def test_an_invalid_question_is_explained(
    assistant: Assistant, question: str, problem: str
) -> None:
    """An invalid question has no answer, and a problem in the language of the page."""
    (turn,) = answer_all(assistant, make_conversation(UserQuestion(question))).turns
    assert turn.answer is None
    assert turn.problem == problem
    assert len(turn.question.shown_text) <= 201
