"""A conversation: what was asked and said in one page, asked again where the server no longer knows it."""

import json
import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from index import FontiError, QuestionError
from qa import LONGEST_QUESTION, Answer, Verdict
from ui.chat.desk import Busy, Desk
from ui.messages import error_words
from ui.words import Words

KEPT = 100  # turns of a conversation whose citations can still be opened
_RESTORED = 20  # turns that are asked again when a page is loaded
_SHOWN = 200  # code points that are shown of a question too long to be asked


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


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer, or why it has none (`problem`, in words); neither while it is looked for.

    `id` names the answer given, for what is thought of it (`verdict`).
    """

    asked: Asked
    answer: Answer | None = None
    problem: str | None = None
    verdict: Verdict | None = None
    id: str = field(default_factory=lambda: secrets.token_hex(8))


def answers(turns: Sequence[Turn]) -> list[Answer]:
    """The answers of a conversation, oldest first."""
    return [turn.answer for turn in turns if turn.answer is not None]


async def answered(desk: Desk, words: Words, turns: Sequence[Turn], asked: Asked) -> Turn:
    """The turn of a question that comes after others, with its answer or why there is none."""
    try:
        languages, sources = list(asked.languages) or None, list(asked.sources) or None
        return Turn(asked, await desk.ask(asked.question, answers(turns), languages, sources))
    except Busy:
        return Turn(asked, problem=words.busy)
    except (FontiError, QuestionError) as error:
        return Turn(asked, problem=error_words(error, words))


async def restored(desk: Desk, words: Words, said: str) -> AsyncIterator[Turn]:
    """The turns that a page remembers, each asked again, since answers are never taken from a page."""
    turns: list[Turn] = []
    for asked in remembered(said):
        turns.append(await answered(desk, words, turns, asked))
        yield turns[-1]


def memory(turns: Sequence[Turn]) -> str:
    """What a page remembers of a conversation: its questions, as JSON."""
    last = [turn.asked for turn in turns if turn.answer is not None][-_RESTORED:]
    return json.dumps([[each.question, each.languages, each.sources] for each in last], ensure_ascii=False)


def remembered(said: str) -> list[Asked]:
    """The questions that a page remembers; none where it is not what `memory` gave."""
    try:
        found = [
            Asked(str(question), tuple(map(str, languages)), tuple(map(str, sources)))
            for question, languages, sources in json.loads(said)
        ]
    except (ValueError, TypeError, RecursionError):
        return []
    return found[-_RESTORED:]
