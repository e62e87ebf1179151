"""Where questions wait their turn: few are answered at once, few wait, and none waits for ever."""

from functools import partial

import anyio
from anyio import CapacityLimiter, to_thread

from qa import Answer, Assistant

_AT_ONCE = 2  # questions answered together: what more there are only slow each other down
_WAITING = 30
_PATIENCE = 20.0  # seconds that a question waits


class Busy(Exception):
    """Too many questions are waiting, or this one waited too long."""


class Desk:
    """Asks an assistant in threads, for all that come to the chat."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self._places: CapacityLimiter | None = None

    async def ask(
        self, question: str, history: list[Answer], languages: list[str] | None, sources: list[str] | None
    ) -> Answer:
        """The answer to a question, as `Assistant.ask` gives it. Raises Busy, or what that raises."""
        if self._places is None:  # within the loop that serves
            self._places = CapacityLimiter(_AT_ONCE)
        crowd = self._places.statistics()
        if crowd.borrowed_tokens >= crowd.total_tokens and crowd.tasks_waiting >= _WAITING:
            raise Busy
        asked = partial(self.assistant.ask, question, history=history, languages=languages, sources=sources)
        me = object()
        try:
            with anyio.fail_after(_PATIENCE):
                await self._places.acquire_on_behalf_of(me)
        except TimeoutError as error:
            raise Busy from error
        try:
            return await to_thread.run_sync(asked)
        finally:
            self._places.release_on_behalf_of(me)
