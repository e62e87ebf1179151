"""A Gradio page whose events are plain requests, so that Gradio's queue need not run."""

from typing import Any

import gradio as gr
from gradio.queueing import Queue


class PageBlocks(gr.Blocks):
    """The parts of a page, with a queue that is never used."""

    def queue(self, *_: Any, **__: Any) -> "PageBlocks":
        """Make the queue.

        Gradio also builds an application here, and again when the page is complete.
        """
        self._queue = _UnusedQueue(
            live_updates=True,
            concurrency_count=1,
            update_intervals=1,
            max_size=None,
            blocks=self,
        )
        return self


class _UnusedQueue(Queue):
    """A queue of events that never looks for events: each event of the page is a request."""

    def start(self) -> None:
        """Do nothing; Gradio's own queue looks for events a thousand times a second."""
