"""Call what stores accounts, sessions and conversations, which may be a database elsewhere."""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, fail_after, to_thread
from anyio.lowlevel import RunVar

from fonti.ui.web.database.faults import PostgresError

# Longer than a database may take by its own limits: only a network or a server that neither answers
# nor ends is given up here.
_MAX_SECONDS = 20.0

# Threads of their own: those of pages and files go on if a database does not answer.
_MAX_THREADS = 40
_limiter: RunVar[CapacityLimiter] = RunVar("_limiter")

T = TypeVar("T")


async def call_storage(work: Callable[[], T]) -> T:
    """Run `work` in a thread, and return its result.

    Raises:
        PostgresError: It takes too long.

    """
    try:
        limiter = _limiter.get()
    except LookupError:
        limiter = CapacityLimiter(_MAX_THREADS)
        _limiter.set(limiter)

    try:
        with fail_after(_MAX_SECONDS):
            return await to_thread.run_sync(work, limiter=limiter, abandon_on_cancel=True)
    except TimeoutError as error:
        raise PostgresError("database_too_slow") from error
