"""Where questions and pages wait their turn: few are done at once, few wait, and none waits for ever."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import anyio
from anyio import CapacityLimiter, to_thread

from fonti.qa import Answer, Assistant

_AT_ONCE = (
    2  # questions answered together, or pages drawn: what more there are only slow each other down
)
_WAITING = 30
_PATIENCE = 20.0  # seconds that one waits

T = TypeVar("T")


class Busy(Exception):
    """Too many are waiting, or this one waited too long."""


class Places:
    """Room for a few of a kind of work, each in a thread, and for some that wait."""

    def __init__(self) -> None:
        self._places: CapacityLimiter | None = None

    async def do(self, work: Callable[[], T]) -> T:
        """What comes of some work. Raises Busy, or what that raises."""
        if self._places is None:  # within the loop that serves
            self._places = CapacityLimiter(_AT_ONCE)
        crowd = self._places.statistics()
        if crowd.borrowed_tokens >= crowd.total_tokens and crowd.tasks_waiting >= _WAITING:
            raise Busy
        me = object()
        try:
            with anyio.fail_after(_PATIENCE):
                await self._places.acquire_on_behalf_of(me)
        except TimeoutError as error:
            raise Busy from error
        try:
            return await to_thread.run_sync(work)
        finally:
            self._places.release_on_behalf_of(me)


class Desk:
    """Asks an assistant, for all that come to the chat; `pages` is where pages of documents are drawn."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant, self.pages = assistant, Places()
        self._questions = Places()

    async def ask(
        self,
        question: str,
        history: list[Answer],
        languages: list[str] | None,
        sources: list[str] | None,
        *,
        top_k: int = 5,
    ) -> Answer:
        """The answer to a question, as `Assistant.ask` gives it. Raises Busy, or what that raises."""
        limits = {"languages": languages, "sources": sources}
        return await self._questions.do(
            partial(self.assistant.ask, question, history=history, **limits, top_k=top_k)
        )
