"""Handle the events of a page: asking, opening citations, judging and exporting answers."""

import re
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any
from urllib.parse import parse_qs

import gradio as gr
from anyio import to_thread

from fonti.index import Library
from fonti.qa import save_feedback
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat import viewer
from fonti.ui.web.chat.conversation import VERDICTS, Conversation, UserQuestion
from fonti.ui.web.chat.conversation_html import render_conversation, render_sources
from fonti.ui.web.chat.event_data import get_number, get_text
from fonti.ui.web.chat.examples import Examples
from fonti.ui.web.chat.export import conversation_json, conversation_markdown
from fonti.ui.web.chat.page_view import show_more_pages, show_pages, show_text
from fonti.ui.web.chat.viewer import View
from fonti.ui.web.chat.viewer_html import render_viewer
from fonti.ui.web.work_queue import QuestionQueue, WorkerPool

# The HTML of the conversation, and of the passages that its last answer cites.
ChatUpdate = tuple[str, str]

# The HTML of the viewer, its state, and the tab that is shown.
ViewerUpdate = tuple[Any, ...]


class ChatEvents:
    """The events of every page of one language.

    What a page remembers of its conversation (`memory`) and the conversation come with each event
    that needs them.

    Args:
        queue: The queue of the questions.
        page_pool: The threads that render pictures of pages.
        examples: The example questions.
        words: The language of the pages.

    """

    def __init__(
        self, queue: QuestionQueue, page_pool: WorkerPool, examples: Examples, words: Words
    ) -> None:
        self._queue = queue
        self._page_pool = page_pool
        self._examples = examples
        self._words = words
        self._library = queue.assistant.library

    async def ask(
        self,
        text: str,
        languages: list[str],
        sources: list[str],
        memory: str,
        conversation: Conversation,
    ) -> AsyncIterator[ChatUpdate]:
        """Show the question and that it is being answered, then the answer."""
        question = UserQuestion(
            str(text or ""), tuple(map(str, languages or ())), tuple(map(str, sources or ()))
        )
        async for update in self._ask(question, memory, conversation):
            yield update

    async def ask_again(
        self, memory: str, conversation: Conversation, event: gr.EventData
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Ask an earlier question everywhere, or in one language.

        Set the page's filters to that.
        """
        conversation.restore_questions(memory)
        turn = conversation.get_turn(get_number(event, "turn"))
        if turn is None:
            return

        language = get_text(event, "languages")
        languages = [language] if language in self._words.language_names else []
        question = UserQuestion(turn.question.text, tuple(languages))
        async for update in self._ask(question, memory, conversation):
            yield (*update, languages, [])

    async def ask_example(
        self, memory: str, conversation: Conversation, event: gr.EventData
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Ask one of the examples; clear the page's filters."""
        question = UserQuestion(get_text(event, "question"))
        async for update in self._ask(question, memory, conversation):
            yield (*update, [], [])

    async def load(self, memory: str, conversation: Conversation) -> AsyncIterator[ChatUpdate]:
        """Show the conversation that the page remembers, or examples if it remembers none."""
        conversation.restore_questions(memory)
        yield self._update(conversation)

        if not conversation.turns:
            await to_thread.run_sync(self._examples.find, self._words)
            yield self._update(conversation)
        async for _ in conversation.answer_pending(self._queue, self._words):
            yield self._update(conversation)

    def start_new_conversation(self, conversation: Conversation) -> tuple[str, str, str]:
        """Empty the question box and the conversation."""
        conversation.clear()
        return "", *self._update(conversation)

    async def judge(self, memory: str, conversation: Conversation, event: gr.EventData) -> str:
        """Store what a person thinks of an answer."""
        await self._restore(memory, conversation)
        verdict = VERDICTS.get(get_text(event, "verdict"))
        comment = get_text(event, "comment")
        number = get_number(event, "turn")
        turn = conversation.set_verdict(number, verdict) if verdict else None
        if verdict and turn and turn.answer:
            folder = self._library.folder
            store = partial(save_feedback, folder, turn.id, turn.answer, verdict, comment)
            await to_thread.run_sync(store)
        return self._update(conversation)[0]

    async def export_markdown(self, memory: str, conversation: Conversation) -> str:
        """Return the conversation as Markdown."""
        await self._restore(memory, conversation)
        return conversation_markdown(conversation.answers, self._words)

    async def export_json(self, memory: str, conversation: Conversation) -> str:
        """Return the conversation as JSON."""
        await self._restore(memory, conversation)
        return conversation_json(conversation.answers)

    def open_link(self, query: str) -> ViewerUpdate:
        """Open the document and the place that the page's address names, if it names one."""
        parameters = parse_qs(query.removeprefix("?"))
        source = parameters.get("doc", [""])[0]
        if not source:
            return gr.skip(), None, gr.skip()

        span = _parse_span(parameters.get("start", [""])[0], parameters.get("end", [""])[0])
        sha256 = parameters.get("sha256", [""])[0]
        return self._viewer_update(viewer.open_span(self._library, source, span, sha256))

    async def open_citation(
        self, memory: str, conversation: Conversation, event: gr.EventData
    ) -> ViewerUpdate:
        """Open the document of a citation at its place."""
        await self._restore(memory, conversation)
        turn_number = get_number(event, "turn")
        turn = conversation.get_turn(turn_number)
        answer = turn.answer if turn else None
        number = get_number(event, "number")
        view = viewer.open_citation(self._library, answer, turn_number, number)
        return self._viewer_update(view)

    def open_document(self, event: gr.EventData) -> ViewerUpdate:
        """Open a document at its beginning."""
        source = get_text(event, "source")
        return self._viewer_update(viewer.open_span(self._library, source, None))

    async def step_citation(
        self, view: View | None, conversation: Conversation, event: gr.EventData
    ) -> ViewerUpdate:
        """Open the next or the previous citation of the same answer.

        On its page if pages are shown.
        """
        if view is None:
            return self._viewer_update(None)

        turn = conversation.get_turn(view.opened.turn) if view.opened else None
        answer = turn.answer if turn else None
        stepped = viewer.step_citation(self._library, answer, view, get_number(event, "step"))
        if view.layouts:
            stepped = await self._draw(show_pages, stepped)
        return self._viewer_update(stepped)

    async def show_more(self, view: View | None, event: gr.EventData) -> ViewerUpdate:
        """Show more text, or more pages, before or after what is shown."""
        if view is None:
            return self._viewer_update(None)

        before = get_number(event, "step") < 0
        if view.layouts:
            view = await self._draw(partial(show_more_pages, before=before), view)
        else:
            view = viewer.show_more(view, before=before)
        return self._viewer_update(view)

    async def show_as(self, view: View | None, event: gr.EventData) -> ViewerUpdate:
        """Show the document as pages or as text."""
        if view is None:
            return self._viewer_update(None)

        if get_text(event, "as") == "pages":
            view = await self._draw(show_pages, view)
        else:
            view = show_text(view)
        return self._viewer_update(view)

    def search(self, view: View | None, event: gr.EventData) -> ViewerUpdate:
        """Show the first place where the document contains a text."""
        if view is None:
            return self._viewer_update(None)
        return self._viewer_update(viewer.search(view, get_text(event, "text")))

    def search_next(self, view: View | None, event: gr.EventData) -> ViewerUpdate:
        """Show the next or the previous place where it contains the text."""
        if view is None:
            return self._viewer_update(None)
        return self._viewer_update(viewer.go_to_match(view, get_number(event, "step")))

    def filter_by_document(self, event: gr.EventData) -> tuple[list[str], list[str]]:
        """Set the page's filters to one document."""
        return [], [get_text(event, "source")]

    async def _ask(
        self, question: UserQuestion, memory: str, conversation: Conversation
    ) -> AsyncIterator[ChatUpdate]:
        conversation.restore_questions(memory)
        conversation.add_question(question)
        yield self._update(conversation)
        async for _ in conversation.answer_pending(self._queue, self._words):
            yield self._update(conversation)

    async def _restore(self, memory: str, conversation: Conversation) -> None:
        """Restore the conversation that the page remembers, with its answers."""
        conversation.restore_questions(memory)
        async for _ in conversation.answer_pending(self._queue, self._words):
            pass

    async def _draw(self, show: Callable[[Library, View], View], view: View) -> View:
        return await self._page_pool.run(partial(show, self._library, view))

    def _update(self, conversation: Conversation) -> ChatUpdate:
        turns = conversation.turns
        dropped_count = conversation.dropped_count
        chat = render_conversation(
            turns,
            self._words,
            dropped_count=dropped_count,
            examples=self._examples.last_known(self._words),
        )
        return chat, render_sources(turns, self._words, dropped_count=dropped_count)

    def _viewer_update(self, view: View | None) -> ViewerUpdate:
        if view is None:
            return (gr.skip(),) * 3
        document = view.document
        has_original = document is not None and self._library.original(document.source) is not None
        html = render_viewer(view, self._words, has_original=has_original)
        return html, view, gr.Tabs(selected="document")


def _parse_span(start: str, end: str) -> tuple[int, int] | None:
    """Return the span that an address names, if any; one that is not valid is empty."""
    if not start and not end:
        return None
    return _parse_offset(start), _parse_offset(end)


def _parse_offset(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,11}", text) else 0
