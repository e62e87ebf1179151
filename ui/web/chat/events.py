"""What the events of a page do: asking, opening what is cited, judging, taking away."""

import re
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any
from urllib.parse import parse_qs

import gradio as gr
from anyio import to_thread

from fonti.index import Library
from fonti.qa import keep_feedback
from fonti.ui.i18n.catalog import Words
from fonti.ui.web.chat import viewer as viewing
from fonti.ui.web.chat.conversation import VERDICTS, Asked, Conversation
from fonti.ui.web.chat.conversation_html import conversation_html, sources_html
from fonti.ui.web.chat.examples import Examples
from fonti.ui.web.chat.export import conversation_json, conversation_markdown
from fonti.ui.web.chat.page_view import as_pages, as_text, more_pages
from fonti.ui.web.chat.viewer import View
from fonti.ui.web.chat.viewer_html import viewer_html
from fonti.ui.web.work_queue import Desk

Shown = tuple[str, str]  # the conversation, and the passages that its last answer cites


class Page:
    """Every page of one language. What a page remembers (`said`) and its conversation come with its events."""

    def __init__(self, desk: Desk, examples: Examples, words: Words) -> None:
        self._desk, self._examples, self._words = desk, examples, words
        self._library = desk.assistant.library

    async def ask(
        self,
        question: str,
        languages: list[str],
        sources: list[str],
        said: str,
        conversation: Conversation,
    ) -> AsyncIterator[Shown]:
        """First what was asked and that it is being looked for, then the answer."""
        limits = (tuple(map(str, names or ())) for names in (languages, sources))
        async for shown in self._ask(Asked(str(question or ""), *limits), said, conversation):
            yield shown

    async def ask_again(
        self, said: str, conversation: Conversation, event: gr.EventData
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Ask an earlier question of every document, or of those in another language, and let the filters say so."""
        conversation.recall(said)
        turn, language = conversation.turn(number_of(event, "turn")), text_of(event, "languages")
        languages = [language] if language in self._words.language_names else []
        if turn is not None:
            async for shown in self._ask(
                Asked(turn.asked.question, tuple(languages)), said, conversation
            ):
                yield (*shown, languages, [])

    async def ask_example(
        self, said: str, conversation: Conversation, event: gr.EventData
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Ask one of the examples."""
        async for shown in self._ask(Asked(text_of(event, "question")), said, conversation):
            yield (*shown, [], [])

    async def _ask(
        self, asked: Asked, said: str, conversation: Conversation
    ) -> AsyncIterator[Shown]:
        conversation.recall(said)
        conversation.ask(asked)
        yield self._shown(conversation)
        async for _ in conversation.answer(self._desk, self._words):
            yield self._shown(conversation)

    async def load(self, said: str, conversation: Conversation) -> AsyncIterator[Shown]:
        """The conversation that the page remembers; where it remembers none, what can be asked for example."""
        conversation.recall(said)
        yield self._shown(conversation)
        if not conversation.turns:
            await to_thread.run_sync(self._examples.find, self._words)
            yield self._shown(conversation)
        async for _ in conversation.answer(self._desk, self._words):
            yield self._shown(conversation)

    def forget(self, conversation: Conversation) -> tuple[str, str, str]:
        """A new conversation."""
        conversation.forget()
        return "", *self._shown(conversation)

    async def judge(self, said: str, conversation: Conversation, event: gr.EventData) -> str:
        """Keep what is thought of an answer."""
        await self._recall(said, conversation)
        verdict, comment = VERDICTS.get(text_of(event, "verdict")), text_of(event, "comment")
        turn = conversation.judge(number_of(event, "turn"), verdict) if verdict else None
        if verdict and turn and turn.answer:
            keeping = partial(
                keep_feedback, self._library.folder, turn.id, turn.answer, verdict, comment
            )
            await to_thread.run_sync(keeping)
        return self._shown(conversation)[0]

    async def export_markdown(self, said: str, conversation: Conversation) -> str:
        """The conversation as Markdown."""
        await self._recall(said, conversation)
        return conversation_markdown(conversation.answers, self._words)

    async def export_json(self, said: str, conversation: Conversation) -> str:
        """The conversation as JSON."""
        await self._recall(said, conversation)
        return conversation_json(conversation.answers)

    async def _recall(self, said: str, conversation: Conversation) -> None:
        """The conversation that the page remembers, with its answers."""
        conversation.recall(said)
        async for _ in conversation.answer(self._desk, self._words):
            pass

    def _shown(self, conversation: Conversation) -> Shown:
        turns, dropped, words = conversation.turns, conversation.dropped, self._words
        chat = conversation_html(
            turns, words, dropped=dropped, examples=self._examples.known(words)
        )
        return chat, sources_html(turns, words, dropped=dropped)

    def open_link(self, search: str) -> tuple[Any, ...]:
        """The document and the place that the page's address names, if it does."""
        asked = parse_qs(search.removeprefix("?"))
        source = asked.get("doc", [""])[0]
        if not source:
            return gr.skip(), None, gr.skip()
        span = _span(asked.get("start", [""])[0], asked.get("end", [""])[0])
        return self._view(
            viewing.open_span(self._library, source, span, asked.get("sha256", [""])[0])
        )

    async def open_citation(
        self, said: str, conversation: Conversation, event: gr.EventData
    ) -> tuple[Any, ...]:
        """The document of a citation, at its place."""
        await self._recall(said, conversation)
        number = number_of(event, "turn")
        answer = turn.answer if (turn := conversation.turn(number)) else None
        return self._view(
            viewing.open_citation(self._library, answer, number, number_of(event, "number"))
        )

    def open_document(self, event: gr.EventData) -> tuple[Any, ...]:
        """A document from its beginning."""
        return self._view(viewing.open_span(self._library, text_of(event, "source"), None))

    async def step(
        self, view: View | None, conversation: Conversation, event: gr.EventData
    ) -> tuple[Any, ...]:
        """The next citation of the same answer, or the one before; on its page, where pages are shown."""
        cited = conversation.turn(view.cited[0]) if view and view.cited else None
        answer = cited.answer if cited else None
        stepped = view and viewing.step_citation(
            self._library, answer, view, number_of(event, "step")
        )
        pages = view is not None and view.layouts
        return self._view(await self._drawn(as_pages, stepped) if stepped and pages else stepped)

    async def widen(self, view: View | None, event: gr.EventData) -> tuple[Any, ...]:
        """More of the document."""
        before = number_of(event, "step") < 0
        if view is None or not view.layouts:
            return self._view(view and viewing.wider(view, before=before))
        return self._view(await self._drawn(partial(more_pages, before=before), view))

    async def turn(self, view: View | None, event: gr.EventData) -> tuple[Any, ...]:
        """The document as pages, or as text."""
        if view is None or text_of(event, "as") != "pages":
            return self._view(view and as_text(view))
        return self._view(await self._drawn(as_pages, view))

    async def _drawn(self, pages: Callable[[Library, View], View], view: View) -> View:
        return await self._desk.pages.do(partial(pages, self._library, view))

    def seek(self, view: View | None, event: gr.EventData) -> tuple[Any, ...]:
        """Where the document holds what is searched for."""
        return self._view(view and viewing.seek(view, text_of(event, "sought")))

    def seek_next(self, view: View | None, event: gr.EventData) -> tuple[Any, ...]:
        """The next of these places, or the one before."""
        return self._view(view and viewing.seek_next(view, number_of(event, "step")))

    def limit(self, event: gr.EventData) -> tuple[list[str], list[str]]:
        """The filters that leave one document."""
        return [], [text_of(event, "source")]

    def _view(self, view: View | None) -> tuple[Any, ...]:
        """What the viewer shows, its state, and the tab that it is on."""
        if view is None:
            return (gr.skip(),) * 3
        original = (
            view.document is not None and self._library.original(view.document.source) is not None
        )
        return viewer_html(view, self._words, original=original), view, gr.Tabs(selected="document")


def _span(start: str, end: str) -> tuple[int, int] | None:
    """The span that an address names; None where it names none, an empty one where what it names is none."""
    if not start and not end:
        return None
    numbers = [int(each) if re.fullmatch(r"[0-9]{1,11}", each) else 0 for each in (start, end)]
    return numbers[0], numbers[1]


def text_of(event: gr.EventData, name: str) -> str:
    """What an event carries by a name; it comes from a page, so that it may be anything."""
    try:
        found = getattr(event, name)
    except (AttributeError, TypeError):
        return ""
    return found if isinstance(found, str) else ""


def number_of(event: gr.EventData, name: str) -> int:
    """The whole number that an event carries by a name, 0 where it is none."""
    found = text_of(event, name)
    return int(found) if re.fullmatch(r"-?[0-9]{1,9}", found) else 0
