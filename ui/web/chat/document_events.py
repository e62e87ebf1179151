"""Handle the events of the list of documents: refreshing it, and changing the index."""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Annotated, Any, get_args

import gradio as gr
from annotated_types import MaxLen
from pydantic import TypeAdapter, ValidationError

from fonti.index import FontiError, Library
from fonti.ui.i18n.descriptions import get_language_name
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.documents_html import (
    render_documents,
    render_index_error,
    render_index_status,
)
from fonti.ui.web.chat.event_data import get_text
from fonti.ui.web.chat.last_version import LastVersion
from fonti.ui.web.indexer import BackgroundIndexer, IndexerStatus, TaskName

# The page names a task. What it sends may be anything.
_TASKS: dict[str, TaskName] = {name: name for name in get_args(TaskName)}

# A page asks for some of its uploads at a time.
_SOURCES = TypeAdapter[list[str]](Annotated[list[str], MaxLen(1_000)])

# Documents that can be chosen as a filter from a list; the name of any other can be typed.
_MAX_CHOICES = 1_000


@dataclass(frozen=True, slots=True)
class ShownState:
    """What a page was last sent about the documents, so that only changes are sent again."""

    version: str
    indexer_status: IndexerStatus | None
    search_text: str
    waiting_uploads: tuple[str, ...]


class DocumentEvents:
    """Handles the events of the list of documents for all pages of one language.

    Args:
        library: The library of the documents.
        indexer: The indexer that changes the index; None if documents can only be read.
        words: The language of the pages.

    """

    def __init__(self, library: Library, indexer: BackgroundIndexer | None, words: Words) -> None:
        self._library = library
        self._indexer = indexer
        self._words = words
        self._last_version = LastVersion(lambda: library.version)
        # A dict, because it has an order.
        self._seen_languages: dict[str, None] = {}

    @property
    def can_add(self) -> bool:
        """Return whether documents can be added and removed."""
        return self._indexer is not None

    def hash_state(self) -> str:
        """Return a hash that is another one whenever `refresh` would show something else."""
        state = self._last_version.get()
        if self._indexer is not None:
            # The last result is another one only if one more task has ended.
            state += repr(replace(self._indexer.status, last_result=None))
        return sha256(state.encode()).hexdigest()

    def refresh(
        self, shown: ShownState | None, search_text: str | None, waiting_uploads: str
    ) -> tuple[Any, ...]:
        """Return updates of the status, the list, both filters, and what the page then shows.

        Args:
            shown: What the page shows; None when it is loaded or showed an error.
            search_text: The text that the list is filtered by.
            waiting_uploads: The uploads of which the page does not know yet whether they are
                indexed, as a JSON list of sources.

        """
        indexer_status = self._indexer.status if self._indexer else None
        waiting = _read_sources(waiting_uploads)
        try:
            now = ShownState(self._library.version, indexer_status, search_text or "", waiting)
        # Shown in place of the status, since the page refreshes again: messages would pile up.
        except FontiError as error:
            status = render_index_error(error, self._words)
            return status, gr.skip(), gr.skip(), gr.skip(), None

        if now == shown:
            return (gr.skip(),) * 5

        status = gr.skip()
        if indexer_status is not None:
            status = render_index_status(indexer_status, self._words)
        if shown is not None and not _must_list_again(shown, now):
            return status, gr.skip(), gr.skip(), gr.skip(), now

        documents = render_documents(
            self._library,
            self._words,
            search_text=now.search_text,
            waiting_uploads=now.waiting_uploads,
            can_add=self.can_add,
        )
        languages = gr.CheckboxGroup(choices=self.list_languages())
        sources = gr.Dropdown(choices=self.list_sources())
        return status, documents, languages, sources, now

    def change_index(self, event: gr.EventData) -> None:
        """Start or stop a task of the indexer.

        Raises:
            FontiError: If the account may only read; its page may be from before.

        """
        if self._indexer is None:
            raise FontiError("write_not_allowed")
        action = get_text(event, "do")
        task = _TASKS.get(action)
        if action == "stop":
            self._indexer.stop()
        elif task is not None:
            self._indexer.enqueue(task, get_text(event, "source"))

    def list_languages(self) -> list[tuple[str, str]]:
        """Note the languages of the documents; return the names and codes of all that were noted.

        A language that no document has any more stays in the list, since a page on which it is
        ticked could not untick it otherwise.
        """
        self._seen_languages |= dict.fromkeys(self._library.status().languages)
        return [(get_language_name(code, self._words), code) for code in self._seen_languages]

    def list_sources(self) -> list[str]:
        """Return the names of the documents that can be chosen as a filter."""
        return [entry.source for entry in self._library.documents()[:_MAX_CHOICES]]


def _read_sources(sources: str) -> tuple[str, ...]:
    """Return the sources of a JSON list; none if it is something else, since a page sends it."""
    try:
        return tuple(_SOURCES.validate_json(sources or "[]", strict=True))
    except ValidationError:
        return ()


def _must_list_again(shown: ShownState, now: ShownState) -> bool:
    """Return whether the index, the page or a task that has ended may have changed the list."""
    if (now.version, now.search_text) != (shown.version, shown.search_text):
        return True
    if not set(now.waiting_uploads) <= set(shown.waiting_uploads):
        return True
    return _count_finished(now) != _count_finished(shown)


def _count_finished(state: ShownState) -> int:
    return state.indexer_status.finished_count if state.indexer_status else 0
