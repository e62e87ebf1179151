"""Handle the events of the viewer: opening documents and citations, showing more, searching."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import parse_qs

import gradio as gr

from fonti.index import Library
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat import viewer
from fonti.ui.web.chat.conversation import Conversation
from fonti.ui.web.chat.event_data import get_number, get_text
from fonti.ui.web.chat.viewer import ViewerState
from fonti.ui.web.chat.viewer_html import render_viewer
from fonti.ui.web.chat.viewer_pages import show_more_pages, show_pages, show_text
from fonti.ui.web.work_queue import QuestionQueue, WorkerPool

# The HTML of the viewer, and its state.
ViewerUpdate = tuple[Any, ...]


class ViewerEvents:
    """Handles the events of the viewer for all pages of one language.

    Args:
        queue: The queue of the questions, for citations of a conversation that must be restored.
        page_pool: The threads that draw pictures of pages.
        words: The language of the pages.

    """

    def __init__(self, queue: QuestionQueue, page_pool: WorkerPool, words: Words) -> None:
        self._queue = queue
        self._page_pool = page_pool
        self._words = words
        self._library = queue.assistant.library

    def open_link(self, query: str) -> tuple[Any, ...]:
        """Open the document and the place that the page's address names, and show its tab."""
        state = self._open_address(query)
        if state is None:
            return gr.skip(), None, gr.skip()
        return *self._render(state), gr.Tabs(selected="document")

    async def open_citation(
        self, memory: str, conversation: Conversation, event: gr.EventData
    ) -> ViewerUpdate:
        """Open the document of a citation at its place."""
        conversation.restore_questions(memory)
        await conversation.answer_pending(self._queue, self._words)
        turn = conversation.get_turn(get_text(event, "turn"))
        # The page may show more turns than it remembers.
        if turn is None:
            return self._render(self._open_address(get_text(event, "address")))

        number = get_number(event, "number")
        return self._render(viewer.open_citation(self._library, turn.answer, turn.id, number))

    def open_document(self, event: gr.EventData) -> ViewerUpdate:
        """Open a document at its beginning."""
        source = get_text(event, "source")
        return self._render(viewer.open_span(self._library, source, None))

    async def open_place(self, state: ViewerState | None, event: gr.EventData) -> ViewerUpdate:
        """Open another place of the document, such as a heading, as pages if pages are shown."""
        if state is None or state.document is None:
            return self._render(None)

        document = state.document
        span = (get_number(event, "start"), get_number(event, "end"))
        opened = viewer.open_span(self._library, document.source, span, document.sha256)
        if state.layouts:
            opened = await self._change_pages(show_pages, opened)
        return self._render(opened)

    async def step_citation(
        self, state: ViewerState | None, conversation: Conversation, event: gr.EventData
    ) -> ViewerUpdate:
        """Open the next or the previous citation of the answer, as pages if pages are shown."""
        if state is None:
            return self._render(None)

        turn = conversation.get_turn(state.turn)
        answer = turn.answer if turn else None
        stepped = viewer.step_citation(self._library, answer, state, get_number(event, "step"))
        if state.layouts:
            stepped = await self._change_pages(show_pages, stepped)
        return self._render(stepped)

    async def show_more(self, state: ViewerState | None, event: gr.EventData) -> ViewerUpdate:
        """Show more text, or more pages, before or after what is shown."""
        if state is None:
            return self._render(None)

        before = get_number(event, "step") < 0
        if state.layouts:
            state = await self._change_pages(partial(show_more_pages, before=before), state)
        else:
            state = viewer.show_more(state, before=before)
        return self._render(state)

    async def show_as(self, state: ViewerState | None, event: gr.EventData) -> ViewerUpdate:
        """Show the document as pages or as text."""
        if state is None:
            return self._render(None)

        if get_text(event, "as") == "pages":
            state = await self._change_pages(show_pages, state)
        else:
            state = show_text(state)
        return self._render(state)

    def search(self, state: ViewerState | None, event: gr.EventData) -> ViewerUpdate:
        """Search the open document for a text, and show the first match."""
        if state is None:
            return self._render(None)
        return self._render(viewer.search(state, get_text(event, "text")))

    def search_next(self, state: ViewerState | None, event: gr.EventData) -> ViewerUpdate:
        """Show the next or the previous match of the search."""
        if state is None:
            return self._render(None)
        return self._render(viewer.go_to_match(state, get_number(event, "step")))

    async def _change_pages(
        self, show: Callable[[Library, ViewerState], ViewerState], state: ViewerState
    ) -> ViewerState:
        return await self._page_pool.run(partial(show, self._library, state))

    def _open_address(self, query: str) -> ViewerState | None:
        """Open the place that the query of an address names; None if it names no document."""
        parameters = parse_qs(query.removeprefix("?"))
        source = parameters.get("doc", [""])[0]
        if not source:
            return None

        span = _parse_span(parameters.get("start", [""])[0], parameters.get("end", [""])[0])
        sha256 = parameters.get("sha256", [""])[0]
        return viewer.open_span(self._library, source, span, sha256)

    def _render(self, state: ViewerState | None) -> ViewerUpdate:
        if state is None:
            return gr.skip(), gr.skip()
        document = state.document
        has_original = document is not None and self._library.original(document.source) is not None
        outline = self._library.outline(document.source) if document is not None else ()
        html = render_viewer(state, self._words, has_original=has_original, outline=outline)
        return html, state


def _parse_span(start: str, end: str) -> tuple[int, int] | None:
    """Return the span that an address names, if any; an invalid one becomes empty."""
    if not start and not end:
        return None
    return _parse_offset(start), _parse_offset(end)


def _parse_offset(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,11}", text) else 0
