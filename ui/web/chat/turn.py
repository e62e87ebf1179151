"""Define the turn of a conversation: a question, and what came of it."""

import secrets
from dataclasses import dataclass, field

from fonti.qa import MAX_QUESTION_LENGTH, Answer, Verdict

# Characters that are shown of a question that is too long to be asked.
_MAX_SHOWN_CHARACTERS = 200


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


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What can be asked after an answer.

    Attributes:
        headings: Headings near what was cited, in the same document.
        languages: The languages to which a question without an answer can be limited.

    """

    headings: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Turn:
    """A question with its answer or its problem; with neither while it waits for its answer.

    Attributes:
        question: What was asked.
        answer: The answer.
        problem: The message that says why there is no answer, in the language of the page.
        verdict: What the person thinks of the answer.
        next_steps: What can be asked after the answer.
        is_set_aside: Whether it is an early question of a long conversation that was restored: it
            is answered again only if the person wants that.
        id: Identifies the turn: in the page, in its memory, and in the feedback.

    """

    question: UserQuestion
    answer: Answer | None = None
    problem: str | None = None
    verdict: Verdict | None = None
    next_steps: NextSteps = NextSteps()
    is_set_aside: bool = False
    id: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def is_pending(self) -> bool:
        """Return whether it is still being answered."""
        return self.answer is None and self.problem is None and not self.is_set_aside
