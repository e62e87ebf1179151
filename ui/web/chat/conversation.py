"""A conversation: what was asked and said in one page, asked again where the server no longer knows it."""

import asyncio
import json
import re
import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from fonti.qa import LONGEST_QUESTION, Answer, Verdict
from fonti.ui.i18n.catalog import Words
from fonti.ui.web.errors import note, told
from fonti.ui.web.work_queue import Desk

_KEPT = 100  # turns of a conversation whose citations can still be opened
_RESTORED = 20  # turns that are asked again when a page is loaded
_SHOWN = 200  # code points that are shown of a question too long to be asked
_ID = re.compile(r"[0-9a-f]{16}")
VERDICTS: dict[Any, Verdict] = {verdict: verdict for verdict in get_args(Verdict)}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a person put it, with the languages and sources that it was limited to; empty is no limit."""

    question: str
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The question as the page shows it."""
        question = self.question.strip()
        return question if len(question) <= LONGEST_QUESTION else f"{question[:_SHOWN]}…"


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Turn:
    """A question and its answer, or why it has none (`problem`, in words); neither while it is looked for.

    `id` names the answer given, for what is thought of it (`verdict`).
    """

    asked: Asked
    answer: Answer | None = None
    problem: str | None = None
    verdict: Verdict | None = None
    id: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def pending(self) -> bool:
        """Whether it is still looked for."""
        return self.answer is None and self.problem is None


class Conversation:
    """The turns of one page, oldest first; all events of the page are given the same one."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.dropped = 0  # turns before them, whose numbers are not given again
        self._one_by_one = asyncio.Lock()

    @property
    def answers(self) -> list[Answer]:
        """The answers, oldest first."""
        return _answers(self.turns)

    def turn(self, number: int) -> Turn | None:
        """The turn of a number, counted from 1; None where there is none, or none any more."""
        place = number - 1 - self.dropped
        return self.turns[place] if 0 <= place < len(self.turns) else None

    def recall(self, said: str) -> None:
        """Take up the questions that the page remembers, where the server no longer knows any."""
        if not self.turns:
            self.turns = remembered(said)

    def ask(self, asked: Asked) -> None:
        """Add a question, to be answered."""
        self.turns = [*self.turns, Turn(asked)]
        self.dropped += len(self.turns[:-_KEPT])
        self.turns = self.turns[-_KEPT:]

    async def answer(self, desk: Desk, words: Words) -> AsyncIterator[None]:
        """Answer what is pending, each after those before it; yields after each. Answers never come from a page."""
        while any(turn.pending for turn in self.turns):
            async with self._one_by_one:
                place = next((place for place, turn in enumerate(self.turns) if turn.pending), None)
                if place is not None:
                    self._put(await _answered(desk, words, self.turns[:place], self.turns[place]))
            yield

    def judge(self, number: int, verdict: Verdict) -> Turn | None:
        """Note what is thought of an answer; its turn, None where there is no such answer."""
        turn = self.turn(number)
        if turn is None or turn.answer is None:
            return None
        self._put(judged := replace(turn, verdict=verdict))
        return judged

    def forget(self) -> None:
        """Begin anew; what is being looked for is not waited for."""
        self.turns, self.dropped = [], 0

    def _put(self, turn: Turn) -> None:
        self.turns = [turn if each.id == turn.id else each for each in self.turns]


async def _answered(desk: Desk, words: Words, before: Sequence[Turn], turn: Turn) -> Turn:
    """A turn with its answer, or with why it has none."""
    asked = turn.asked
    try:
        limits = list(asked.languages) or None, list(asked.sources) or None
        return replace(turn, answer=await desk.ask(asked.question, _answers(before), *limits))
    except Exception as error:  # whatever it was, the question must not be looked for without end
        note(error)
        return replace(turn, problem=told(error, words))


def _answers(turns: Sequence[Turn]) -> list[Answer]:
    return [turn.answer for turn in turns if turn.answer is not None]


def memory(turns: Sequence[Turn]) -> str:
    """What a page remembers of a conversation: its questions, and what was thought of their answers, as JSON."""
    last = [turn for turn in turns if len(turn.asked.question) <= LONGEST_QUESTION][-_RESTORED:]
    rows = [
        [turn.asked.question, turn.asked.languages, turn.asked.sources, turn.id, turn.verdict]
        for turn in last
    ]
    return json.dumps(rows, ensure_ascii=False)


def remembered(said: str) -> list[Turn]:
    """The questions that a page remembers, pending; none where it is not what `memory` gave."""
    try:
        return [
            Turn(
                Asked(str(question), _names(languages), _names(sources)),
                verdict=VERDICTS.get(verdict),
                id=_id(given),
            )
            for question, languages, sources, given, verdict in json.loads(said)[-_RESTORED:]
        ]
    except (ValueError, TypeError, KeyError, RecursionError):
        return []


def _names(given: Sequence[object]) -> tuple[str, ...]:
    return tuple(map(str, given))


def _id(given: str) -> str:
    if not _ID.fullmatch(given):
        raise ValueError(given)
    return given
