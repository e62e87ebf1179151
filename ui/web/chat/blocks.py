"""A Gradio page whose events are plain requests, so that Gradio's queue need not run."""

from typing import Any

import gradio as gr
from gradio.context import Context
from gradio.data_classes import BlocksConfigDict
from gradio.queueing import Queue


class PageBlocks(gr.Blocks):
    """The parts of a page, with a queue that is never used."""

    def __exit__(self, exc_type: type[BaseException] | None = None, *rest: Any) -> None:
        """Complete the page.

        Gradio also builds an application here, which takes as long as the page itself. That of the
        page is built when it is mounted.
        """
        super(gr.Blocks, self).__exit__(exc_type, *rest)
        if exc_type is None:
            self.default_config.attach_load_events()
            self.page = ""
            self.exited = True
        Context.root_block = None

    def get_config_file(self) -> BlocksConfigDict:
        """Return what the browser has to know, without a connection that stays open.

        Gradio would see by it that the page is open. But a browser has at most six connections to a
        server, and with six pages none was left for their events. The page polls: see polling.py.
        """
        return {**super().get_config_file(), "connect_heartbeat": False}

    def queue(self, *_: Any, **__: Any) -> "PageBlocks":
        """Make the queue; Gradio also builds an application here."""
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
