"""Queue the events of a page so that the server does nothing while there are none.

Gradio's own queue looks for events every millisecond, which costs a tenth of a core at rest.
"""

import asyncio
import time
from typing import Any

import gradio as gr
from gradio.queueing import Queue
from gradio.utils import run_coro_in_background, set_task_name


class WaitingQueue(Queue):
    """A queue of events that waits until there is one, instead of looking for it again and again.

    Only the two loops of Gradio's queue are replaced (`gradio.queueing`, 6.31); what they start is
    its own. It has no estimations of how long an event will wait, which the page does not show.
    """

    def __init__(self, blocks: gr.Blocks) -> None:
        super().__init__(
            live_updates=True,
            concurrency_count=blocks.max_threads,
            update_intervals=1,
            max_size=None,
            blocks=blocks,
        )
        # Set when an event may be able to start.
        self._has_changed = asyncio.Event()

    async def push(self, *args: Any, **options: Any) -> Any:
        """Add an event, and wake the loop that starts it."""
        result = await super().push(*args, **options)
        self._has_changed.set()
        return result

    async def process_events(self, *args: Any, **options: Any) -> None:
        """Run events to their end; others may wait for their place."""
        try:
            await super().process_events(*args, **options)
        finally:
            self._has_changed.set()

    async def start_processing(self) -> None:
        """Start events when they come, or when others have ended."""
        try:
            while not self.stopped:
                await self._has_changed.wait()
                self._has_changed.clear()
                while await self._start_next_event():
                    pass
        finally:
            self.stopped = True
            self._cancel_asyncio_tasks()  # type: ignore[no-untyped-call]

    async def start_progress_updates(self) -> None:
        """Do nothing: no handler reports its progress through Gradio."""

    async def _start_next_event(self) -> bool:
        """Start the next event if there is one that can run; return whether it was started."""
        if None not in self.active_jobs:
            return False

        # Guards the queue while events that were cancelled are removed from it.
        async with self.delete_lock:
            batch = self.get_events()
        if batch is None:
            return False

        events, is_batch, concurrency_id = batch
        first = events[0]
        start = time.time()
        event_queue = self.event_queue_per_concurrency_id[concurrency_id]
        event_queue.current_concurrency += 1
        event_queue.start_times_per_fn[first.fn].add(start)
        self.active_jobs[self.active_jobs.index(None)] = events

        task = run_coro_in_background(self.process_events, events, is_batch, start, first.fn)
        # By its name, Gradio cancels the task of a page that was closed.
        set_task_name(task, first.session_hash, first.fn._id, first._id, is_batch)
        self._asyncio_tasks.add(task)
        task.add_done_callback(self._asyncio_tasks.discard)
        return True
