"""Connect the parts of the page of one language to the handlers of their events."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.blocks import PageBlocks
from fonti.ui.web.chat.conversation_events import ConversationEvents
from fonti.ui.web.chat.document_events import DocumentEvents
from fonti.ui.web.chat.header_html import HeaderView
from fonti.ui.web.chat.history_html import HistoryPlace
from fonti.ui.web.chat.layout import ChatLayout
from fonti.ui.web.chat.polling import PollRoute
from fonti.ui.web.chat.scope_events import ScopeEvents
from fonti.ui.web.chat.viewer_events import ViewerEvents
from fonti.ui.web.chat.welcome_events import WelcomeEvents
from fonti.ui.web.errors import with_explained_errors

# Replaces the last input but one, an empty text, by what the browser stores of the conversation.
_WITH_MEMORY = "(...inputs) => inputs.with(-2, fonti.memory())"

# Replaces the last input by the uploads of which the page does not know yet what became of them.
_WITH_UPLOADS = "(...inputs) => inputs.with(-1, fontiUploads.listWaiting())"

# Triggers the event that refreshes the list of documents.
_REFRESH = "() => fontiPolling.refresh()"

# Each event is a request of its own. Gradio's queue sends the results of all events through one
# connection, and a result can be lost if the server closes it while the page sends an event.
_REQUEST: dict[str, Any] = {
    "show_progress": "hidden",
    "api_visibility": "private",
    "queue": False,
}

# Without pre- and postprocessing, for which Gradio would use a thread for each component: our
# handlers validate their inputs, and return text. The questions have a queue with its own limits.
# A question that is asked during another one is answered after it.
_EVENT: dict[str, Any] = {
    **_REQUEST,
    "preprocess": False,
    "postprocess": False,
    "trigger_mode": "multiple",
}


class ChatPage:
    """The Gradio page of one language.

    Args:
        conversation_events: The handlers of the events of the conversation.
        welcome_events: The handlers of the events of the first screen.
        viewer_events: The handlers of the events of the viewer.
        document_events: The handlers of the events of the list of documents.
        words: The language of the page.
        header: The collection, and whether people log in.
        history: Where conversations are stored; None if they live only in their tabs.

    """

    def __init__(
        self,
        conversation_events: ConversationEvents,
        welcome_events: WelcomeEvents,
        viewer_events: ViewerEvents,
        document_events: DocumentEvents,
        words: Words,
        *,
        header: HeaderView,
        history: HistoryPlace | None,
    ) -> None:
        self._conversation_events = conversation_events
        self._welcome_events = welcome_events
        self._scope_events = ScopeEvents(words)
        self._viewer_events = viewer_events
        self._document_events = document_events
        self._words = words
        self.blocks = PageBlocks(title=header.title, analytics_enabled=False, fill_height=True)
        with self.blocks:
            self._layout = ChatLayout(words, document_events, header=header, history=history)
            self._connect_questions()
            self._connect_conversation()
            self._connect_exports()
            self._connect_welcome()
            self._connect_scope()
            self._connect_viewer()
            self._connect_documents()
        self.polls = PollRoute(self.blocks, document_events.hash_state)

    def _connect_questions(self) -> None:
        layout = self._layout
        events = self._conversation_events
        inputs = [layout.memory, layout.conversation]
        outputs = [layout.chat, layout.cards]
        all_outputs = [*outputs, *layout.scope, layout.chips]

        # A part that an event names and then skips (gr.skip) is made anew each time: each event
        # names what it changes. A question is added by one event and answered by another, which the
        # page triggers while it shows a question without an answer.
        self._on(
            layout.question.submit,
            events.ask,
            [layout.question, *layout.scope, *inputs],
            all_outputs,
            js=_WITH_MEMORY,
        )
        self._on(layout.chat.again, events.ask_again, inputs, outputs, js=_WITH_MEMORY)
        self._on(layout.chat.next, events.ask_next, inputs, outputs, js=_WITH_MEMORY)
        for part in (layout.welcome, layout.chat):
            self._on(part.example, events.ask_example, inputs, all_outputs, js=_WITH_MEMORY)
        self._on(layout.chat.judge, events.rate_answer, inputs, layout.chat, js=_WITH_MEMORY)
        self._on(layout.chat.answer, events.answer, inputs, outputs, js=_WITH_MEMORY)
        self._on(layout.chat.resume, events.resume_early_turns, inputs, outputs, js=_WITH_MEMORY)

    def _connect_conversation(self) -> None:
        layout = self._layout
        events = self._conversation_events
        inputs = [layout.memory, layout.conversation]
        outputs = [layout.chat, layout.cards]
        all_outputs = [*outputs, *layout.scope, layout.chips]

        self._on(self.blocks.load, events.restore_conversation, inputs, outputs, js=_WITH_MEMORY)
        started = self._on(
            layout.new_conversation.click,
            events.start_new_conversation,
            layout.conversation,
            [layout.question, *all_outputs],
        )
        self._show_welcome(started.then)
        if layout.reopen is not None:
            reopened = self._on(
                layout.reopen, events.open_conversation, inputs, all_outputs, js=_WITH_MEMORY
            )
            self._show_welcome(reopened.then)

    def _connect_exports(self) -> None:
        layout = self._layout
        events = self._conversation_events
        inputs = [layout.memory, layout.conversation]
        exports = (
            (layout.export_markdown, events.export_markdown, "md"),
            (layout.export_word, events.export_word, "docx"),
            (layout.export_json, events.export_json, "json"),
            (layout.export_bibtex, events.export_bibtex, "bib"),
            (layout.export_csl, events.export_csl, "csl.json"),
        )
        for button, export, suffix in exports:
            exported = self._on(button.click, export, inputs, layout.download, js=_WITH_MEMORY)
            file_name = f"{self._words.export_file_name}.{suffix}"
            download = f"(base64) => fonti.download(base64, '{file_name}')"
            exported.then(None, layout.download, None, js=download)

    def _connect_welcome(self) -> None:
        layout = self._layout
        inputs = [layout.memory, layout.conversation]
        events = self._welcome_events
        for trigger in (self.blocks.load, layout.welcome.refresh):
            shown = self._on(trigger, events.load, inputs, layout.welcome, js=_WITH_MEMORY)
            self._on(shown.then, events.update_examples, layout.conversation, layout.welcome)

    def _show_welcome(self, trigger: Callable[..., Any]) -> None:
        """Show the first screen when an event is triggered, if the conversation is empty."""
        events = self._welcome_events
        layout = self._layout
        shown = self._on(trigger, events.show, layout.conversation, layout.welcome)
        self._on(shown.then, events.update_examples, layout.conversation, layout.welcome)

    def _connect_scope(self) -> None:
        layout = self._layout
        events = self._scope_events
        inputs = [layout.memory, layout.conversation]
        scope = layout.scope
        outputs = [*scope, layout.chips]

        # Only what a person chooses is shown by an event of its own: the handlers below return the
        # chips with the choices, and an event that a new choice triggers would read it half done.
        restore = "() => [fonti.restoreUnasked()]"
        self._on(self.blocks.load, events.restore, layout.stored_limits, outputs, js=restore)
        choices = [layout.languages.input, layout.sources.input]
        gr.on(choices, events.show, scope, layout.chips, **_REQUEST, trigger_mode="always_last")
        self._on(layout.chips.unlimit, events.remove, scope, outputs)
        self._on(layout.chips.pin, events.toggle_pin, scope, outputs)
        for part in (layout.viewer, layout.documents):
            self._on(part.only, events.limit_to_document, None, outputs)
        self._on(layout.chat.keep, events.pin_limits_of_turn, inputs, outputs, js=_WITH_MEMORY)
        self._on(
            layout.chat.edit,
            events.edit_question,
            [*scope, *inputs],
            [layout.question, *outputs],
            js=_WITH_MEMORY,
        )

    def _connect_viewer(self) -> None:
        layout = self._layout
        events = self._viewer_events
        state = layout.viewer_state
        outputs = [layout.viewer, state]
        inputs = [layout.memory, layout.conversation]
        shown = [
            *(
                self._on(part.cite, events.open_citation, inputs, outputs, js=_WITH_MEMORY)
                for part in (layout.chat, layout.cards)
            ),
            *(
                self._on(part.open, events.open_document, None, outputs)
                for part in (layout.chat, layout.documents, layout.welcome)
            ),
            self._on(
                layout.viewer.step, events.step_citation, [state, layout.conversation], outputs
            ),
            self._on(layout.viewer.more, events.show_more, state, outputs),
            self._on(layout.viewer.pages, events.show_as, state, outputs),
            self._on(layout.viewer.place, events.open_place, state, outputs),
            self._on(layout.viewer.search, events.search, state, outputs),
            self._on(layout.viewer.search_next, events.search_next, state, outputs),
        ]
        for event in shown:
            # Gradio calls only one of them.
            for ended in (event.then, event.failure):
                ended(None, None, None, js="() => fontiSide.hideLoading()")

        query = "() => [location.search]"
        link_outputs = [*outputs, layout.tabs]
        self._on(self.blocks.load, events.open_link, layout.address_query, link_outputs, js=query)

    def _connect_documents(self) -> None:
        layout = self._layout
        events = self._document_events
        inputs = [layout.shown_documents, layout.document_search, layout.waiting_uploads]
        outputs = [
            layout.index_status,
            layout.documents,
            layout.languages,
            layout.sources,
            layout.shown_documents,
        ]
        # The page triggers it after its first poll, and whenever a poll says that something has
        # changed. One that is triggered during another one is triggered again after it.
        layout.refresh(
            events.refresh,
            inputs,
            outputs,
            js=_WITH_UPLOADS,
            **_REQUEST,
            trigger_mode="always_last",
        )
        layout.document_search.change(None, None, None, js=_REFRESH)
        self._connect_ticks()

        # Also on a page that can only read: an event is known by its number, which has to be the
        # same if the rights of an account change while its page is open.
        changes = [
            layout.index_status.sync,
            layout.index_status.rebuild,
            layout.index_status.stop,
            layout.documents.remove,
            layout.documents.restore,
            layout.documents.delete,
        ]
        for change in changes:
            changed = self._on(change, events.change_index, None, None)
            changed.then(None, None, None, js=_REFRESH)

    def _connect_ticks(self) -> None:
        """Let the ticks of the list and the filter by document show the same choice.

        The browser changes the filter itself, so that ticks that follow each other fast all count.
        All are one event, whose calls follow each other: the chips are those of the last one.
        """
        layout = self._layout
        sources = layout.sources
        read_ticks = "(sources) => [fontiSources.readTicks(sources)]"
        ticked = layout.documents.tick(None, sources, sources, js=read_ticks)
        ticked.then(
            self._scope_events.show,
            layout.scope,
            layout.chips,
            **_REQUEST,
            trigger_mode="always_last",
        )
        sources.change(None, sources, None, js="(sources) => fontiSources.showTicks(sources)")

    def _on(
        self,
        trigger: Callable[..., Any],
        handler: Callable[..., Any],
        inputs: Any,
        outputs: Any,
        *,
        js: str | None = None,
    ) -> Any:
        """Call a handler when an event is triggered; show its errors on the page.

        `js` is a JavaScript function that may change the inputs before they are sent.
        """
        explained = with_explained_errors(handler, self._words)
        return trigger(explained, inputs, outputs, js=js, **_EVENT)
