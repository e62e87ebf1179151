"""Limit how much work runs in parallel; the rest waits in a queue of limited length and time.

Askers take turns: one who asks for much delays only their own work, not that of the others.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from anyio import to_thread

from fonti.index import FontiError
from fonti.qa import Answer, Assistant

# Questions answered, or pages drawn, at the same time: more would only slow each other down.
_MAX_RUNNING = 2
_MAX_WAITING = 30
_MAX_WAIT_SECONDS = 20.0

# Who asks for the work of this request: an account or an address; "" outside of requests.
current_asker: ContextVar[str] = ContextVar("current_asker", default="")

T = TypeVar("T")


class ServerBusy(FontiError):
    """The queue is full, or a call waited in it too long."""

    def __init__(self) -> None:
        super().__init__("server_busy")


class WorkerPool:
    """Runs functions in threads, a few in parallel.

    Each asker has a queue of calls that wait, and the queues are served in turn. If too many calls
    wait, those of the longest queue are refused.
    """

    def __init__(self) -> None:
        self._running_count = 0
        # By asker; the one whose turn is next comes first.
        self._queues: dict[str, deque[asyncio.Future[None]]] = {}

    async def run(self, work: Callable[[], T]) -> T:
        """Run `work` in a thread when it is the turn of its asker, and return its result.

        Raises:
            ServerBusy: If too much work is waiting already, or its turn does not come in time.

        """
        if self._running_count < _MAX_RUNNING:
            self._running_count += 1
        else:
            await self._wait_for_turn(current_asker.get())

        try:
            return await to_thread.run_sync(work)
        finally:
            self._running_count -= 1
            self._start_next()

    async def _wait_for_turn(self, asker: str) -> None:
        """Wait until a call may run; it counts as running then.

        Raises:
            ServerBusy: If too much work is waiting already, or its turn does not come in time.

        """
        self._make_room(asker)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queues.setdefault(asker, deque()).append(turn)
        try:
            await asyncio.wait_for(asyncio.shield(turn), _MAX_WAIT_SECONDS)
        except BaseException as error:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                # Its turn came at the same moment.
                self._running_count -= 1
                self._start_next()
            else:
                self._remove(asker, turn)
            if isinstance(error, TimeoutError):
                raise ServerBusy from error
            raise

    def _make_room(self, asker: str) -> None:
        """Refuse the newest call of the longest queue if too many calls wait.

        Raises:
            ServerBusy: If no queue is longer than that of the asker.

        """
        if sum(map(len, self._queues.values())) < _MAX_WAITING:
            return

        counts = {name: len(queue) for name, queue in self._queues.items()}
        longest = max(counts, key=counts.__getitem__, default=asker)
        if counts.get(longest, 0) <= counts.get(asker, 0) + 1:
            raise ServerBusy
        refused = self._queues[longest][-1]
        self._remove(longest, refused)
        refused.set_exception(ServerBusy())

    def _start_next(self) -> None:
        """Let the next call run, if one waits: the oldest one of the asker whose turn it is."""
        if not self._queues:
            return

        asker = next(iter(self._queues))
        queue = self._queues.pop(asker)
        turn = queue.popleft()
        # Their next turn comes after those of all others.
        if queue:
            self._queues[asker] = queue
        self._running_count += 1
        turn.set_result(None)

    def _remove(self, asker: str, turn: "asyncio.Future[None]") -> None:
        """Remove a call that waits, unless it was removed before."""
        queue = self._queues.get(asker)
        if queue is None or turn not in queue:
            return
        queue.remove(turn)
        if not queue:
            del self._queues[asker]


class QuestionQueue:
    """Asks the assistant the questions of all pages and of the HTTP API, a few in parallel.

    Args:
        assistant: The assistant.
        pool: Where it answers.
        shows_corpus_path: Whether an answer has the whole path of its corpus, or only the name.

    """

    def __init__(
        self, assistant: Assistant, pool: WorkerPool, *, shows_corpus_path: bool = True
    ) -> None:
        self.assistant = assistant
        self._pool = pool
        self._shows_corpus_path = shows_corpus_path

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
        answer = await self.run(work)
        return (
            answer if self._shows_corpus_path else replace(answer, corpus=Path(answer.corpus).name)
        )

    async def run(self, work: Callable[[], T]) -> T:
        """Return the result of other work of the assistant, which takes its turn as questions do.

        Raises:
            ServerBusy: If too many questions are waiting.

        """
        return await self._pool.run(work)
