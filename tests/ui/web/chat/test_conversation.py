"""The conversation of a page: in order whatever comes at once, and restored if the server lost it."""

import json
from pathlib import Path
from typing import Any

import anyio
import pytest

from fonti.qa import Answer, Assistant
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.web.chat.conversation import (
    Conversation,
    Turn,
    UserQuestion,
    dump_memory,
    load_memory,
)
from fonti.ui.web.work_queue import QuestionQueue
from tests.helpers.fakes import FakeEncoder
from tests.helpers.serving import run_in_thread
from tests.helpers.waiting import BlockedAssistant

ASKED = [
    UserQuestion("Quando apre la biblioteca?"),
    UserQuestion("E il prestito?", ("it",), ("biblioteca.txt",)),
    UserQuestion("Was the lighthouse built of granite?"),
]


@pytest.fixture
def assistant(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> Assistant:
    """Return the assistant of the small corpus."""
    return Assistant.open(corpus, index=tmp_path / "index", model=encoder)


def answered(assistant: Assistant, conversation: Conversation) -> Conversation:
    """Return the conversation, when all of it is answered."""

    async def answer() -> Conversation:
        async for _ in conversation.answer_pending(QuestionQueue(assistant), ITALIAN):
            pass
        return conversation

    return run_in_thread(answer)


def asked(*questions: UserQuestion) -> Conversation:
    """Return a conversation in which nothing is answered yet."""
    conversation = Conversation()
    for question in questions:
        conversation.add_question(question)
    return conversation


def test_a_conversation_is_recalled_from_what_its_page_remembers(assistant: Assistant) -> None:
    """Its questions are asked again, with their filters, and follow-ups after what they follow; ids and thumbs stay."""
    first = answered(assistant, asked(*ASKED))
    first.set_verdict(2, "wrong")
    again = Conversation()
    again.restore_questions(dump_memory(first.turns))
    assert all(turn.is_pending for turn in again.turns)
    assert answered(assistant, again).turns == first.turns


def test_what_is_known_is_not_recalled_over(assistant: Assistant) -> None:
    """A page that remembers less than the server knows takes nothing from it."""
    conversation = answered(assistant, asked(*ASKED))
    turns = conversation.turns
    conversation.restore_questions(dump_memory(turns[:1]))
    assert conversation.turns == turns


def test_a_question_that_is_asked_while_others_are_looked_for_comes_after_them(
    assistant: Assistant,
) -> None:
    """Each is answered once, with those before it as its history, whoever waits for it."""
    blocked = BlockedAssistant(assistant)
    conversation = asked(*ASKED[:2])

    async def one(queue: QuestionQueue) -> None:
        async for _ in conversation.answer_pending(queue, ITALIAN):
            pass

    async def all_at_once() -> None:
        queue = QuestionQueue(blocked)
        async with anyio.create_task_group() as group:
            group.start_soon(one, queue)
            while blocked.asked_count < 1:
                await anyio.sleep(0.01)
            conversation.add_question(ASKED[2])
            group.start_soon(one, queue)
            blocked.go.set()

    run_in_thread(all_at_once)
    assert blocked.asked_count == 3
    assert [turn.question for turn in conversation.turns] == ASKED
    assert conversation.answers[1].topic == ASKED[0].text


def test_a_new_conversation_is_not_filled_by_what_was_looked_for(assistant: Assistant) -> None:
    """An answer that comes after it was begun belongs to no turn of it."""
    blocked = BlockedAssistant(assistant)
    conversation = asked(ASKED[0])

    async def forgetting() -> None:
        async def answer() -> None:
            async for _ in conversation.answer_pending(QuestionQueue(blocked), ITALIAN):
                pass

        async with anyio.create_task_group() as group:
            group.start_soon(answer)
            while blocked.asked_count < 1:
                await anyio.sleep(0.01)
            conversation.clear()
            blocked.go.set()

    run_in_thread(forgetting)
    assert conversation.turns == []


def test_an_error_that_nobody_foresaw_ends_a_turn(
    assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told in the page's words, and logged without its own; the next question is answered."""

    class Broken(Assistant):
        def ask(self, question: str, **given: Any) -> Answer:
            if question == ASKED[0].text:
                raise RuntimeError("a sentence of a document")
            return super().ask(question, **given)

    conversation = answered(Broken(assistant.library), asked(ASKED[0], ASKED[2]))
    assert conversation.turns[0].problem == (
        "Qualcosa è andato storto. Riprova; se succede ancora, riavvia Fonti."
    )
    assert conversation.turns[1].answer is not None
    assert "a sentence of a document" not in caplog.text
    assert "RuntimeError" in caplog.text


def test_only_what_was_answered_is_judged(assistant: Assistant) -> None:
    """Numbers come from a page, and may be any."""
    conversation = answered(assistant, asked(ASKED[0], UserQuestion("?!")))
    assert [conversation.set_verdict(number, "good") is None for number in (-1, 0, 1, 2, 3)] == [
        True,
        True,
        False,
        True,
        True,
    ]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[",
        "3",
        "null",
        '{"a": 1}',
        "[1, 2]",
        '[["a"]]',
        "[" * 100_000,
        '[["a", [], [], "x", null]]',
        "[[1, 2, 3, 4, 5]]",
    ],
)
def test_what_a_page_claims_to_remember_may_be_anything(said: str) -> None:
    """What is no memory of a conversation is none."""
    assert load_memory(said) == []


def test_no_page_has_more_than_twenty_questions_asked_again() -> None:
    """However many it sends; a question that is too long to be asked is not sent at all."""
    rows: list[list[object]] = [["a", [], [], f"{number:016x}", None] for number in range(5_000)]
    assert len(load_memory(json.dumps(rows))) == 20
    assert dump_memory([Turn(UserQuestion("a" * 100_000))]) == "[]"


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
def test_a_question_that_cannot_be_asked_says_why(
    assistant: Assistant, question: str, problem: str
) -> None:
    """In the page's language, and the conversation goes on."""
    (turn,) = answered(assistant, asked(UserQuestion(question))).turns
    assert turn.answer is None
    assert turn.problem == problem
    assert len(turn.question.shown_text) <= 201
