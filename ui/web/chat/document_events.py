"""The events of a page that concern the documents: looking at the list, and changing the index."""

from dataclasses import dataclass
from typing import Any, get_args

import gradio as gr

from fonti.index import FontiError, Library
from fonti.ui.i18n.descriptions import get_language_name
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.documents_html import (
    render_documents,
    render_index_error,
    render_index_status,
)
from fonti.ui.web.chat.event_data import get_text
from fonti.ui.web.indexer import BackgroundIndexer, Progress, TaskName

_TASKS: dict[str, TaskName] = {name: name for name in get_args(TaskName)}

# Documents that can be chosen as a filter from a list; the name of any other can be typed.
_MAX_CHOICES = 1_000


@dataclass(frozen=True, slots=True)
class ShownState:
    """What a page shows of the documents, so that only changes are sent again."""

    version: str
    progress: Progress | None
    search_text: str


class DocumentEvents:
    """The documents as the pages of one language show them.

    Args:
        library: The library of the documents.
        indexer: The indexer that changes the index; None if documents can only be read.
        words: The language of the pages.

    """

    def __init__(self, library: Library, indexer: BackgroundIndexer | None, words: Words) -> None:
        self._library = library
        self._indexer = indexer
        self._words = words
        # A dict, because it has an order.
        self._seen_languages: dict[str, None] = {}

    @property
    def can_edit(self) -> bool:
        """Return whether documents can be added and removed."""
        return self._indexer is not None

    def refresh(self, shown: ShownState | None, search_text: str | None) -> tuple[Any, ...]:
        """Return what changed: the status, the list, the filters' choices, the page's state.

        Args:
            shown: What the page shows; None when it is loaded.
            search_text: The text that the list is filtered by.

        """
        progress = self._indexer.progress if self._indexer else None
        try:
            now = ShownState(self._library.version, progress, search_text or "")
        # Shown in the place of the status and tried again: a message each time would pile up.
        except FontiError as error:
            status = render_index_error(error, self._words)
            return status, gr.skip(), gr.skip(), gr.skip(), None

        if now == shown:
            return (gr.skip(),) * 5

        status = render_index_status(progress, self._words) if progress else gr.skip()
        if shown is not None and not _must_list_again(shown, now):
            return status, gr.skip(), gr.skip(), gr.skip(), now

        documents = render_documents(
            self._library, self._words, search_text=now.search_text, can_edit=self.can_edit
        )
        languages = gr.CheckboxGroup(choices=self.list_languages())
        sources = gr.Dropdown(choices=self.list_sources())
        return status, documents, languages, sources, now

    def change_index(self, event: gr.EventData) -> None:
        """Start or stop a task of the indexer."""
        action = get_text(event, "do")
        task = _TASKS.get(action)
        if self._indexer is None:
            return
        if action == "stop":
            self._indexer.stop()
        elif task is not None:
            self._indexer.enqueue(task, get_text(event, "source"))

    def list_languages(self) -> list[tuple[str, str]]:
        """Return the names and codes of the languages that documents are or were in.

        A language that no document has any more stays in the list, since a page on which it is
        ticked could not untick it otherwise.
        """
        self._seen_languages |= dict.fromkeys(self._library.status().languages)
        return [(get_language_name(code, self._words), code) for code in self._seen_languages]

    def list_sources(self) -> list[str]:
        """Return the names of the documents that can be chosen as a filter."""
        return [entry.source for entry in self._library.documents()[:_MAX_CHOICES]]


def _must_list_again(shown: ShownState, now: ShownState) -> bool:
    """Return whether the list may have changed: by a version, a search, or the end of a task."""
    if (now.version, now.search_text) != (shown.version, shown.search_text):
        return True
    if now.progress is None:
        return False
    return shown.progress is None or now.progress.finished_count != shown.progress.finished_count
