"""What the events of a page do: asking, opening what is cited, judging, taking away."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import partial
from typing import Any, get_args
from urllib.parse import parse_qs

import gradio as gr

from index import Library
from qa import Verdict, keep_feedback
from ui.chat import viewing
from ui.chat.conversing import KEPT, Asked, Turn, answered, answers, restored
from ui.chat.desk import Desk
from ui.chat.examples import Examples
from ui.chat.exporting import conversation_json, conversation_markdown
from ui.chat.leafing import as_pages, as_text, more_pages
from ui.chat.render import conversation_html, sources_html
from ui.chat.viewer import viewer_html
from ui.chat.viewing import View
from ui.words import Words

Turns = list[Turn]
_VERDICTS: dict[str, Verdict] = {verdict: verdict for verdict in get_args(Verdict)}


class Page:
    """Every page of one language; what belongs to one of them alone comes in and goes out as its state."""

    def __init__(self, desk: Desk, examples: Examples, words: Words) -> None:
        self._desk, self._examples, self._words = desk, examples, words
        self._library = desk.assistant.library

    def empty(self) -> str:
        """A conversation before its first question."""
        return conversation_html([], self._words, examples=self._examples.of(self._words))

    async def ask(
        self, question: str, languages: list[str], sources: list[str], said: str, turns: Turns
    ) -> AsyncIterator[tuple[Any, ...]]:
        """First what was asked and that it is being looked for, then the answer."""
        async for shown in self._ask(Asked(question, tuple(languages), tuple(sources)), said, turns):
            yield (*shown, gr.skip(), gr.skip())

    async def ask_again(self, said: str, turns: Turns, event: gr.EventData) -> AsyncIterator[tuple[Any, ...]]:
        """Ask an earlier question of every document, or of those in another language, and let the filters say so."""
        turn, language = number_of(event, "turn"), text_of(event, "languages")
        if not 0 < turn <= len(turns):
            return
        languages = [language] if language in self._words.language_names else []
        async for shown in self._ask(Asked(turns[turn - 1].asked.question, tuple(languages)), said, turns):
            yield (*shown, languages, [])

    async def ask_example(self, said: str, turns: Turns, event: gr.EventData) -> AsyncIterator[tuple[Any, ...]]:
        """Ask one of the examples."""
        async for shown in self._ask(Asked(text_of(event, "question")), said, turns):
            yield (*shown, [], [])

    async def _ask(self, asked: Asked, said: str, turns: Turns) -> AsyncIterator[tuple[str, str, Turns, str]]:
        """What is shown of the question's box, the conversation and the cited passages, and the turns."""
        if not turns:  # the server was started again, or the page was loaded again
            turns = [turn async for turn in restored(self._desk, self._words, said)]
        yield "", self._conversation([*turns, Turn(asked)]), turns, gr.skip()
        turns = [*turns, await answered(self._desk, self._words, turns, asked)][-KEPT:]
        yield "", self._conversation(turns), turns, sources_html(turns, self._words)

    async def load(self, said: str) -> AsyncIterator[tuple[str, Turns, str]]:
        """The conversation that the page remembers, if any."""
        turns: Turns = []
        yield self.empty(), turns, sources_html(turns, self._words)
        async for turn in restored(self._desk, self._words, said):
            turns = [*turns, turn]
            yield self._conversation(turns), turns, sources_html(turns, self._words)

    def forget(self) -> tuple[str, str, Turns, str]:
        """A new conversation."""
        return "", self.empty(), [], sources_html([], self._words)

    def open_link(self, search: str) -> tuple[Any, ...]:
        """The document and the place that the page's address names, if it does."""
        asked = parse_qs(search.removeprefix("?"))
        source = asked.get("doc", [""])[0]
        if not source:
            return gr.skip(), None, gr.skip()
        given = [asked.get(name, [""])[0] for name in ("start", "end")]
        span = (int(given[0]), int(given[1])) if all(each.isdecimal() and len(each) < 12 for each in given) else None
        return self._view(viewing.open_span(self._library, source, span, asked.get("sha256", [""])[0]))

    def open_citation(self, turns: Turns, event: gr.EventData) -> tuple[Any, ...]:
        """The document of a citation, at its place."""
        said = [turn.answer for turn in turns]
        turn, number = number_of(event, "turn"), number_of(event, "number")
        return self._view(viewing.open_citation(self._library, said, turn, number))

    def open_document(self, event: gr.EventData) -> tuple[Any, ...]:
        """A document from its beginning."""
        return self._view(viewing.open_span(self._library, text_of(event, "source"), None))

    async def step(self, view: View | None, turns: Turns, event: gr.EventData) -> tuple[Any, ...]:
        """The next citation of the same answer, or the one before; on its page, where pages are shown."""
        said = [turn.answer for turn in turns]
        stepped = view and viewing.step_citation(self._library, said, view, number_of(event, "step"))
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

    def judge(self, turns: Turns, event: gr.EventData) -> tuple[Turns, str]:
        """Keep what is thought of an answer."""
        place, verdict = number_of(event, "turn") - 1, _VERDICTS.get(text_of(event, "verdict"))
        turn = turns[place] if 0 <= place < len(turns) else None
        if turn is not None and turn.answer is not None and verdict:
            keep_feedback(self._library.folder, turn.id, turn.answer, verdict, text_of(event, "comment"))
            turns = [*turns[:place], replace(turn, verdict=verdict), *turns[place + 1 :]]
        return turns, self._conversation(turns)

    def export_markdown(self, turns: Turns) -> str:
        """The conversation as Markdown."""
        return conversation_markdown(answers(turns), self._words)

    def export_json(self, turns: Turns) -> str:
        """The conversation as JSON."""
        return conversation_json(answers(turns))

    def _view(self, view: View | None) -> tuple[Any, ...]:
        """What the viewer shows, its state, and the tab that it is on."""
        original = view is not None and view.document is not None and self._uploaded(view.document.source)
        return viewer_html(view, self._words, original=original), view, gr.Tabs(selected="document")

    def _uploaded(self, source: str) -> bool:
        return self._library.original(source) is not None

    def _conversation(self, turns: Turns) -> str:
        return conversation_html(turns, self._words)


def text_of(event: gr.EventData, name: str) -> str:
    """What an event carries by a name; it comes from a page, so that it may be anything."""
    found = getattr(event, name, "")
    return found if isinstance(found, str) else ""


def number_of(event: gr.EventData, name: str) -> int:
    """The whole number that an event carries by a name, 0 where it is none."""
    found = text_of(event, name)
    return int(found) if re.fullmatch(r"-?[0-9]{1,9}", found) else 0
