"""What the events of a page do to the documents: looking at what is kept, adding, removing, rebuilding."""

from typing import Any, get_args

import gradio as gr

from fonti.index import FontiError, Library
from fonti.ui.i18n.catalog import Words
from fonti.ui.i18n.phrases import language_words
from fonti.ui.web.chat.documents_html import problem_html, progress_html, shelf_html
from fonti.ui.web.chat.events import text_of
from fonti.ui.web.indexer import Keeper, Progress, Task

Seen = tuple[
    str, Progress | None, str
]  # the version, the progress and the sought name that a page shows
_TASKS: dict[str, Task] = {task: task for task in get_args(Task)}
_MOST_CHOICES = 1_000  # documents that can be chosen as a filter from its own list


class Documents:
    """The documents as every page of one language shows them; `keeper` is None where they are only to be read."""

    def __init__(self, library: Library, keeper: Keeper | None, words: Words) -> None:
        self._library, self._keeper, self._words = library, keeper, words
        self._met: dict[str, None] = {}
        self.keeping = keeper is not None

    def look(self, seen: Seen | None, sought: str | None) -> tuple[Any, ...]:
        """What is being done, the documents and the filters' choices, where they are not as the page has them."""
        progress = self._keeper.progress if self._keeper else None
        try:
            now = (self._library.version, progress, sought or "")
        except (
            FontiError
        ) as error:  # told in its place, and looked at again: not a message each time
            return problem_html(error, self._words), gr.skip(), gr.skip(), gr.skip(), None
        if now == seen:
            return (gr.skip(),) * 5
        job = progress_html(progress, self._words) if progress else gr.skip()
        if (
            seen is not None
            and (now[0], now[2]) == (seen[0], seen[2])
            and not _ended(progress, seen[1])
        ):
            return job, gr.skip(), gr.skip(), gr.skip(), now
        shelf = shelf_html(self._library, self._words, sought=now[2], keeping=self.keeping)
        return (
            job,
            shelf,
            gr.CheckboxGroup(choices=self.languages()),
            gr.Dropdown(choices=self.sources()),
            now,
        )

    def order(self, event: gr.EventData) -> None:
        """Have something done to the index."""
        done = text_of(event, "do")
        if self._keeper is None:
            return
        if done == "stop":
            self._keeper.stop()
        elif (task := _TASKS.get(done)) is not None:
            self._keeper.order(task, text_of(event, "source"))

    def languages(self) -> list[tuple[str, str]]:
        """The languages that documents are in, or were since the server began: their names and codes.

        One that is gone stays: it may be chosen on a page, which could not undo that otherwise.
        """
        self._met |= dict.fromkeys(self._library.status().languages)
        return [(language_words(code, self._words), code) for code in self._met]

    def sources(self) -> list[str]:
        """The names of the documents, as far as they can be chosen among."""
        return [entry.source for entry in self._library.documents()[:_MOST_CHOICES]]


def _ended(now: Progress | None, before: Progress | None) -> bool:
    return now is not None and (before is None or now.ended != before.ended)
