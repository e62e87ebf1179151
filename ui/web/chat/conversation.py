"""Keep the conversation of one page; its questions are asked again if the server has lost it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from anyio import to_thread

from fonti.qa import Answer, Verdict
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.memory import MAX_TURNS, load_memory, make_conversation_id
from fonti.ui.web.chat.next_steps import find_next_steps
from fonti.ui.web.chat.turn import NextSteps, Turn, UserQuestion
from fonti.ui.web.errors import explain_error, log_error
from fonti.ui.web.work_queue import QuestionQueue


class Conversation:
    """The turns of one page, oldest first. Gradio passes it to each event of the page.

    If the server was restarted, it is empty, while the page still remembers its questions.

    Attributes:
        id: Identifies the conversation for as long as it has turns; "" until it has one.
        turns: The turns, oldest first.
        dropped_count: The number of turns before them that were dropped.
        revision: Grows with each change, so that a page can tell an older state from a newer one.

    """

    def __init__(self) -> None:
        self.id = ""
        self.turns: list[Turn] = []
        self.dropped_count = 0
        self.revision = 0
        self._answering = asyncio.Lock()

    @property
    def answers(self) -> list[Answer]:
        """Return the answers, oldest first."""
        return _answers_of(self.turns)

    @property
    def has_pending(self) -> bool:
        """Return whether a question is still being answered."""
        return any(turn.is_pending for turn in self.turns)

    def get_turn(self, turn_id: str) -> Turn | None:
        """Return a turn by its id; None if it does not exist or was dropped."""
        return next((turn for turn in self.turns if turn.id == turn_id), None)

    def restore_questions(self, memory: str) -> None:
        """Add the questions that the page remembers, unless there are turns.

        The last ones are pending, those before them set aside.
        """
        if self.turns:
            return
        remembered = load_memory(memory)
        if remembered.turns:
            self.id = remembered.id
            self.turns = remembered.turns
            self.revision += 1

    async def answer_pending(self, queue: QuestionQueue, words: Words) -> None:
        """Answer all pending questions."""
        while self.has_pending:
            await self.answer_next(queue, words)

    def resume_early_turns(self) -> None:
        """Make the turns pending that were set aside."""
        if any(turn.is_set_aside for turn in self.turns):
            self.turns = [replace(turn, is_set_aside=False) for turn in self.turns]
            self.revision += 1

    def add_question(self, question: UserQuestion) -> None:
        """Add a question that is to be answered."""
        # Gradio copies an empty conversation for each page, so it has no id yet.
        if not self.turns:
            self.id = make_conversation_id()
        turns = [*self.turns, Turn(question)]
        self.dropped_count += len(turns[:-MAX_TURNS])
        self.turns = turns[-MAX_TURNS:]
        self.revision += 1

    async def answer_next(self, queue: QuestionQueue, words: Words) -> None:
        """Answer the first pending question, if there is one, with the answers before it."""
        async with self._answering:
            pending = [index for index, turn in enumerate(self.turns) if turn.is_pending]
            if pending:
                index = pending[0]
                earlier = self.turns[:index]
                self._replace(await _answer(queue, words, earlier, self.turns[index]))

    def set_verdict(self, turn_id: str, verdict: Verdict) -> Turn | None:
        """Set the verdict of an answer, and return its new turn; None if there is no answer."""
        turn = self.get_turn(turn_id)
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
        self.revision += 1

    def _replace(self, changed: Turn) -> None:
        self.turns = [changed if turn.id == changed.id else turn for turn in self.turns]
        self.revision += 1


async def _answer(queue: QuestionQueue, words: Words, earlier: Sequence[Turn], turn: Turn) -> Turn:
    """Return a turn with its answer, or with its problem."""
    question = turn.question
    history = _answers_of(earlier)
    languages = list(question.languages) or None
    sources = list(question.sources) or None
    try:
        answer = await queue.ask(question.text, history, languages, sources)
    # Whatever went wrong, the question must not stay pending for ever.
    except Exception as error:
        log_error(error)
        return replace(turn, problem=explain_error(error, words))

    try:
        # It takes a millisecond, so it does not wait behind the questions of others.
        next_steps = await to_thread.run_sync(find_next_steps, queue.assistant, answer, history)
    # The answer stands, whatever goes wrong after it.
    except Exception as error:
        log_error(error)
        next_steps = NextSteps()
    return replace(turn, answer=answer, next_steps=next_steps)


def _answers_of(turns: Sequence[Turn]) -> list[Answer]:
    return [turn.answer for turn in turns if turn.answer is not None]
