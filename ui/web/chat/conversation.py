"""Keep the conversation of one page; its questions are asked again if the server has lost it."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, get_args

from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError

from fonti.qa import MAX_QUESTION_LENGTH, Answer, Verdict
from fonti.ui.i18n.words import Words
from fonti.ui.web.errors import explain_error, log_if_unexpected
from fonti.ui.web.work_queue import QuestionQueue

# Turns of a conversation whose citations can still be opened.
_MAX_TURNS = 100

# Turns that are asked again when a page is loaded: each costs as much as a new question.
MAX_REMEMBERED_TURNS = 20

# Characters that are shown of a question that is too long to be asked.
_MAX_SHOWN_CHARACTERS = 200

# Code points of the title of a stored conversation.
MAX_TITLE_LENGTH = 200

# Stored conversations, of one account or in one browser.
MAX_CONVERSATIONS = 500

# A regular expression of the ids of conversations.
CONVERSATION_ID_PATTERN = "[0-9a-f]{32}"

# Narrows a text from a page to a verdict.
VERDICTS: dict[Any, Verdict] = {verdict: verdict for verdict in get_args(Verdict)}


@dataclass(frozen=True, slots=True)
class UserQuestion:
    """A question as a person wrote it.

    Attributes:
        text: The question.
        languages: The languages that it is limited to; empty for no limit.
        sources: The documents that it is limited to; empty for no limit.

    """

    text: str
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def shown_text(self) -> str:
        """Return the question as the page shows it."""
        text = self.text.strip()
        if len(text) <= MAX_QUESTION_LENGTH:
            return text
        return f"{text[:_MAX_SHOWN_CHARACTERS]}…"


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Turn:
    """A question with its answer or its problem; with neither while it is being answered.

    Attributes:
        question: What was asked.
        answer: The answer.
        problem: The message that says why there is no answer, in the language of the page.
        verdict: What the person thinks of the answer.
        id: Identifies the answer in the file of feedback.

    """

    question: UserQuestion
    answer: Answer | None = None
    problem: str | None = None
    verdict: Verdict | None = None
    id: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def is_pending(self) -> bool:
        """Return whether it is still being answered."""
        return self.answer is None and self.problem is None


class Conversation:
    """The turns of one page, oldest first. Gradio passes it to each event of the page.

    If the server was restarted, it is empty, while the page still remembers its questions.

    Attributes:
        id: Identifies the conversation for as long as it has turns; "" until it has one.

    """

    def __init__(self) -> None:
        self.id = ""
        self.turns: list[Turn] = []
        # Turns before them that were dropped; their numbers are not used again.
        self.dropped_count = 0
        self._answering = asyncio.Lock()

    @property
    def answers(self) -> list[Answer]:
        """Return the answers, oldest first."""
        return _answers_of(self.turns)

    @property
    def has_pending(self) -> bool:
        """Return whether a question is still being answered."""
        return any(turn.is_pending for turn in self.turns)

    def get_turn(self, number: int) -> Turn | None:
        """Return a turn by its number, counted from 1; None if it does not exist or was dropped."""
        index = number - 1 - self.dropped_count
        return self.turns[index] if 0 <= index < len(self.turns) else None

    def restore_questions(self, memory: str) -> None:
        """Add the questions that the page remembers as pending turns, unless there are turns."""
        if not self.turns:
            remembered = load_memory(memory)
            self.id = remembered.id
            self.turns = remembered.turns

    async def restore(self, memory: str, queue: QuestionQueue, words: Words) -> None:
        """Restore the questions that the page remembers, and answer all pending ones."""
        self.restore_questions(memory)
        async for _ in self.answer_pending(queue, words):
            pass

    def add_question(self, question: UserQuestion) -> None:
        """Add a question that is to be answered."""
        # Gradio copies an empty conversation for each page, so it has no id yet.
        if not self.turns:
            self.id = _make_conversation_id()
        turns = [*self.turns, Turn(question)]
        self.dropped_count += len(turns[:-_MAX_TURNS])
        self.turns = turns[-_MAX_TURNS:]

    async def answer_pending(self, queue: QuestionQueue, words: Words) -> AsyncIterator[None]:
        """Answer all pending questions in order, each with the answers before it as its history.

        Yield None after each answer, so that the caller can show it.
        """
        while self.has_pending:
            async with self._answering:
                pending = [index for index, turn in enumerate(self.turns) if turn.is_pending]
                if pending:
                    index = pending[0]
                    earlier = self.turns[:index]
                    self._replace(await _answer(queue, words, earlier, self.turns[index]))
            yield

    def set_verdict(self, number: int, verdict: Verdict) -> Turn | None:
        """Set the verdict of an answer, and return its new turn; None if there is no answer."""
        turn = self.get_turn(number)
        if turn is None or turn.answer is None:
            return None
        rated = replace(turn, verdict=verdict)
        self._replace(rated)
        return rated

    def clear(self) -> None:
        """Drop all turns; an answer that is still being computed is then discarded."""
        self.id = ""
        self.turns = []
        self.dropped_count = 0

    def _replace(self, changed: Turn) -> None:
        self.turns = [changed if turn.id == changed.id else turn for turn in self.turns]


async def _answer(queue: QuestionQueue, words: Words, earlier: Sequence[Turn], turn: Turn) -> Turn:
    """Return a turn with its answer, or with its problem."""
    question = turn.question
    languages = list(question.languages) or None
    sources = list(question.sources) or None
    try:
        answer = await queue.ask(question.text, _answers_of(earlier), languages, sources)
    # Whatever went wrong, the question must not stay pending for ever.
    except Exception as error:
        log_if_unexpected(error)
        return replace(turn, problem=explain_error(error, words))
    return replace(turn, answer=answer)


def _answers_of(turns: Sequence[Turn]) -> list[Answer]:
    return [turn.answer for turn in turns if turn.answer is not None]


# One turn in the memory of a page: question, languages, sources, id, verdict.
RememberedTurn = tuple[
    Annotated[str, StringConstraints(max_length=MAX_QUESTION_LENGTH)],
    tuple[str, ...],
    tuple[str, ...],
    Annotated[str, StringConstraints(pattern=r"\A[0-9a-f]{16}\z")],
    Verdict | None,
]


class _Memory(BaseModel):
    """The memory of a page, as JSON."""

    model_config = ConfigDict(strict=True, extra="forbid")

    id: Annotated[str, StringConstraints(pattern=rf"\A(?:{CONVERSATION_ID_PATTERN})?\z")]
    turns: list[RememberedTurn]


# A page that was loaded before the server was updated remembers only the turns.
_MEMORY = TypeAdapter[_Memory | list[RememberedTurn]](_Memory | list[RememberedTurn])


@dataclass(frozen=True, slots=True)
class RememberedConversation:
    """A conversation as a page remembers it, with all its turns pending."""

    id: str
    turns: list[Turn]


def dump_memory(turns: Sequence[Turn], conversation_id: str = "") -> str:
    """Return what a page remembers of a conversation, as JSON."""
    askable = [turn for turn in turns if len(turn.question.text) <= MAX_QUESTION_LENGTH]
    rows = [
        [turn.question.text, turn.question.languages, turn.question.sources, turn.id, turn.verdict]
        for turn in askable[-MAX_REMEMBERED_TURNS:]
    ]
    return json.dumps({"id": conversation_id, "turns": rows}, ensure_ascii=False)


def load_memory(memory: str) -> RememberedConversation:
    """Return the conversation that a page remembers.

    It has no turns if `memory` is not what `dump_memory` wrote.
    """
    try:
        remembered = _MEMORY.validate_json(memory, strict=True)
    except ValidationError:
        return RememberedConversation("", [])

    rows = remembered.turns if isinstance(remembered, _Memory) else remembered
    conversation_id = remembered.id if isinstance(remembered, _Memory) else ""
    turns = [
        Turn(UserQuestion(text, languages, sources), verdict=verdict, id=turn_id)
        for text, languages, sources, turn_id, verdict in rows[-MAX_REMEMBERED_TURNS:]
    ]
    return RememberedConversation(conversation_id or _make_conversation_id(), turns)


def _make_conversation_id() -> str:
    return secrets.token_hex(16)
