"""Limit how much work runs in parallel; the rest waits in a queue of limited length and time."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import anyio
from anyio import CapacityLimiter, to_thread

from fonti.index import FontiError
from fonti.qa import Answer, Assistant

# Questions answered, or pages drawn, at the same time: more would only slow each other down.
_MAX_RUNNING = 2
_MAX_WAITING = 30
_MAX_WAIT_SECONDS = 20.0

T = TypeVar("T")


class ServerBusy(FontiError):
    """The queue is full, or a call waited in it too long."""

    def __init__(self) -> None:
        super().__init__("server_busy")


class WorkerPool:
    """Runs functions in threads, a few in parallel."""

    def __init__(self) -> None:
        self._limiter: CapacityLimiter | None = None

    async def run(self, work: Callable[[], T]) -> T:
        """Run `work` in a thread when one is free, and return its result.

        Raises:
            ServerBusy: If too much work is waiting already, or its turn does not come in time.

        """
        # Created here, because a limiter belongs to the event loop that serves.
        if self._limiter is None:
            self._limiter = CapacityLimiter(_MAX_RUNNING)

        usage = self._limiter.statistics()
        if usage.borrowed_tokens >= usage.total_tokens and usage.tasks_waiting >= _MAX_WAITING:
            raise ServerBusy

        borrower = object()
        try:
            with anyio.fail_after(_MAX_WAIT_SECONDS):
                await self._limiter.acquire_on_behalf_of(borrower)
        except TimeoutError as error:
            raise ServerBusy from error

        try:
            return await to_thread.run_sync(work)
        finally:
            self._limiter.release_on_behalf_of(borrower)


class QuestionQueue:
    """Asks the assistant the questions of all pages and of the HTTP API, a few in parallel.

    Args:
        assistant: The assistant.
        pool: Where it answers.

    """

    def __init__(self, assistant: Assistant, pool: WorkerPool) -> None:
        self.assistant = assistant
        self._pool = pool

    async def ask(
        self,
        question: str,
        history: list[Answer],
        languages: list[str] | None,
        sources: list[str] | None,
        *,
        top_k: int = 5,
    ) -> Answer:
        """Return the answer to a question, as `Assistant.ask` does.

        Raises:
            ServerBusy: If too many questions are waiting.

        """
        work = partial(
            self.assistant.ask,
            question,
            history=history,
            languages=languages,
            sources=sources,
            top_k=top_k,
        )
        return await self.run(work)

    async def run(self, work: Callable[[], T]) -> T:
        """Return the result of other work of the assistant, which takes its turn as questions do.

        Raises:
            ServerBusy: If too many questions are waiting.

        """
        return await self._pool.run(work)
