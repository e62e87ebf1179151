"""Call what stores accounts, sessions and conversations, which may be a database elsewhere."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from anyio import move_on_after

from fonti.index import FontiError

# Longer than a database takes by the limits of its connections (`database/connection.py`).
_MAX_SECONDS = 20.0

# Threads of their own: those of pages and files go on if a database does not answer. One whose work
# is given up stays in use until that ends.
_threads = ThreadPoolExecutor(40, thread_name_prefix="storage")

T = TypeVar("T")


class StorageTooSlow(FontiError):
    """What is stored for accounts could not be read or changed in time."""

    def __init__(self) -> None:
        super().__init__("storage_too_slow")


async def call_storage(work: Callable[[], T]) -> T:
    """Run `work` in a thread, and return its result.

    Raises:
        StorageTooSlow: It takes too long. It goes on, so that a change may still be stored.

    """
    run = copy_context().run
    with move_on_after(_MAX_SECONDS):
        return await asyncio.wrap_future(_threads.submit(run, work))
    raise StorageTooSlow
