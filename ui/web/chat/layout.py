"""Lay out the page of one language, and connect its events to their handlers.

Parts with HTML of Fonti (`_html_part`) trigger events through fonti.js: a click on an element with
`data-do` triggers the event of that name, with the element's other data attributes.
"""

from collections.abc import Callable
from typing import Any

import gradio as gr

from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.conversation import Conversation
from fonti.ui.web.chat.conversation_events import ConversationEvents
from fonti.ui.web.chat.conversation_html import render_citation_cards
from fonti.ui.web.chat.document_events import DocumentEvents
from fonti.ui.web.chat.documents_html import render_add_buttons, render_upload_area
from fonti.ui.web.chat.header import HeaderView, render_header
from fonti.ui.web.chat.history_html import HistoryPlace, render_history
from fonti.ui.web.chat.scope import Scope, render_scope
from fonti.ui.web.chat.scope_events import ScopeEvents
from fonti.ui.web.chat.viewer_events import ViewerEvents
from fonti.ui.web.chat.viewer_html import render_viewer
from fonti.ui.web.chat.welcome_events import WelcomeEvents
from fonti.ui.web.errors import with_explained_errors
from fonti.ui.web.templating import render

# Replaces the last input but one, an empty text, by what the browser stores of the conversation.
_WITH_MEMORY = "(...inputs) => inputs.with(-2, fonti.memory())"

# Seconds between two refreshes of the list of documents.
_REFRESH_SECONDS = 3.0

_HIDDEN: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

# Without pre- and postprocessing, for which Gradio would use a thread for each component: our
# handlers validate their inputs, and return text. The queue of questions has its own limits.
# A question that is asked during another one is answered after it.
_EVENT: dict[str, Any] = {
    **_HIDDEN,
    "preprocess": False,
    "postprocess": False,
    "concurrency_limit": None,
    "trigger_mode": "multiple",
}

# Not in the queue of events, where it would delay others.
_REFRESH: dict[str, Any] = {**_HIDDEN, "queue": False}


class ChatPage:
    """The Gradio page of one language: the conversation, and beside it what it quotes.

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
        history: HistoryPlace | None = None,
    ) -> None:
        self._conversation_events = conversation_events
        self._welcome_events = welcome_events
        self._scope_events = ScopeEvents(words)
        self._viewer_events = viewer_events
        self._document_events = document_events
        self._words = words
        self.blocks = gr.Blocks(title=header.title, analytics_enabled=False, fill_height=True)
        with self.blocks:
            # State that the server stores for each page.
            self._conversation = gr.State(Conversation())
            self._viewer_state = gr.State(None)
            self._shown_documents = gr.State(None)

            # Values that JavaScript sends to the server, and the text of a download.
            self._memory = gr.Textbox(visible=False)
            self._passing_limits = gr.Textbox("[]", visible=False)
            self._stored_limits = gr.Textbox(visible=False)
            self._address_query = gr.Textbox(visible=False)
            self._download = gr.Textbox(visible=False)

            _html_part("fonti-header", render_header(header, words))
            with gr.Row(elem_id="fonti-columns", equal_height=False):
                with gr.Column(scale=6, min_width=320, elem_id="fonti-main"):
                    self._add_conversation(history)
                with gr.Column(
                    scale=5, min_width=320, elem_id="fonti-side", elem_classes="fonti-scroll"
                ):
                    self._add_side()

            self._connect_conversation()
            self._connect_welcome()
            self._connect_scope()
            self._connect_viewer()
            self._connect_documents()

    def _add_conversation(self, history: HistoryPlace | None) -> None:
        words = self._words
        self._welcome = _html_part("fonti-welcome", "", "example", "open", "refresh")
        chat_events = ("cite", "open", "again", "example", "judge", "keep", "edit")
        self._chat = _html_part("fonti-chat", "", *chat_events)
        with gr.Group(elem_id="fonti-question-box"):
            chips = render_scope(Scope(), words)
            self._chips = _html_part("fonti-scope", chips, "pin", "unlimit")
            with gr.Row(elem_id="fonti-composer"):
                if self._document_events.can_edit:
                    _html_part("fonti-add", render_add_buttons(words))
                self._question = gr.Textbox(
                    label=words.question_label,
                    placeholder=words.question_placeholder,
                    submit_btn=words.ask_button,
                    lines=1,
                    max_lines=4,
                    autofocus=True,
                    elem_id="fonti-question",
                )
            with gr.Accordion(words.filters_heading, open=False, elem_id="fonti-filters"):
                self._languages = gr.CheckboxGroup(
                    self._document_events.update_languages(),
                    label=words.filter_languages_label,
                    elem_id="fonti-language-filter",
                )
                self._sources = gr.Dropdown(
                    self._document_events.list_sources(),
                    value=[],
                    multiselect=True,
                    label=words.filter_sources_label,
                    allow_custom_value=True,
                    elem_id="fonti-source-filter",
                )
        with gr.Row(elem_id="fonti-conversation-actions"):
            self._reopened = self._add_history(history) if history is not None else None
            self._new_conversation = gr.Button(words.new_conversation, size="sm")
            self._export_markdown = gr.Button(words.export_markdown, size="sm")
            self._export_word = gr.Button(words.export_word, size="sm")
            self._export_json = gr.Button(words.export_json, size="sm")
            style = render("chat/reference_style.html", words=words)
            _html_part("fonti-reference-style", style)

    def _add_side(self) -> None:
        words = self._words
        _html_part("fonti-close", render("chat/close_button.html", words=words))
        with gr.Tabs(selected="documents", elem_id="fonti-tabs") as self._tabs:
            with gr.Tab(words.passages_tab, id="passages"):
                self._cards = _html_part("fonti-cards", render_citation_cards([], words), "cite")

            with gr.Tab(words.document_tab, id="document"):
                viewer_events = ("step", "more", "pages", "place", "search", "search_next", "only")
                self._viewer = _html_part(
                    "fonti-viewer", render_viewer(None, words), *viewer_events
                )

            with gr.Tab(words.documents_tab, id="documents"):
                if self._document_events.can_edit:
                    _html_part("fonti-upload", render_upload_area(words))
                self._status = _html_part("fonti-index-status", "", "sync", "rebuild", "stop")
                self._search_text = gr.Textbox(
                    label=words.search_documents,
                    placeholder=words.search_documents,
                    max_lines=1,
                    elem_id="fonti-search-documents",
                )
                list_events = ("open", "only", "tick", "untick", "remove", "restore", "delete")
                self._list = _html_part("fonti-documents", "", *list_events)

    def _connect_conversation(self) -> None:
        events = self._conversation_events
        show_welcome = self._welcome_events.show
        inputs = [self._memory, self._conversation]
        scope = [self._languages, self._sources, self._passing_limits]
        outputs = [self._chat, self._cards]
        scope_outputs = [*scope, self._chips]

        # A part that an event names and then skips (gr.skip) is made anew each time: each event
        # names what it changes. A question is added by one event and answered by the next, which
        # changes no limits: a person may have changed them meanwhile.
        asked = self._on(
            self._question.submit,
            events.ask,
            [self._question, *scope, *inputs],
            [*outputs, *scope_outputs],
            js=_WITH_MEMORY,
        )
        asked_again = self._on(self._chat.again, events.ask_again, inputs, outputs, js=_WITH_MEMORY)
        asked_examples = [
            self._on(
                part.example,
                events.ask_example,
                inputs,
                [*outputs, *scope_outputs],
                js=_WITH_MEMORY,
            )
            for part in (self._welcome, self._chat)
        ]
        added_questions = [asked, asked_again, *asked_examples]
        if self._reopened is not None:
            reopened = self._on(
                self._reopened,
                events.open_conversation,
                inputs,
                [*outputs, *scope_outputs],
                js=_WITH_MEMORY,
            )
            self._on(reopened.then, show_welcome, self._conversation, self._welcome)
            added_questions.append(reopened)
        for added in added_questions:
            self._on(added.then, events.answer, self._conversation, outputs)

        self._on(self._chat.judge, events.rate_answer, inputs, self._chat, js=_WITH_MEMORY)
        started = self._on(
            self._new_conversation.click,
            events.start_new_conversation,
            self._conversation,
            [self._question, *outputs, *scope_outputs],
        )
        self._on(started.then, show_welcome, self._conversation, self._welcome)
        self._on(self.blocks.load, events.load, inputs, outputs, js=_WITH_MEMORY)
        self._connect_export(self._export_markdown, events.export_markdown, "md")
        self._connect_export(self._export_word, events.export_word, "docx")
        self._connect_export(self._export_json, events.export_json, "json")

    def _add_history(self, history: HistoryPlace) -> Callable[..., Any]:
        """Add the button that opens the stored conversations, and the dialog with them.

        Return the trigger of the event that one is opened again.
        """
        button = gr.Button(self._words.conversations, size="sm", elem_id="fonti-show-history")
        dialog = gr.HTML(
            render_history(history, self._words),
            js_on_load="fontiHistory.connect(element, () => trigger('reopen'));",
            elem_id="fonti-history",
            apply_default_css=False,
        )
        button.click(None, None, None, js="() => fontiHistory.open()")
        reopened: Callable[..., Any] = dialog.reopen
        return reopened

    def _connect_welcome(self) -> None:
        inputs = [self._memory, self._conversation]
        for trigger in (self.blocks.load, self._welcome.refresh):
            self._on(trigger, self._welcome_events.load, inputs, self._welcome, js=_WITH_MEMORY)

    def _connect_scope(self) -> None:
        events = self._scope_events
        inputs = [self._memory, self._conversation]
        scope = [self._languages, self._sources, self._passing_limits]
        outputs = [*scope, self._chips]

        # Only what a person chooses is shown by an event of its own: the handlers below return the
        # chips with the choices, and an event that a new choice triggers would read it half done.
        restore = "() => [fonti.restoreUnasked()]"
        self._on(self.blocks.load, events.restore, self._stored_limits, outputs, js=restore)
        choices = [self._languages.input, self._sources.input]
        gr.on(choices, events.show, scope, self._chips, **_REFRESH, trigger_mode="always_last")
        self._on(self._chips.unlimit, events.remove, scope, outputs)
        self._on(self._chips.pin, events.toggle_pin, scope, outputs)
        for part in (self._viewer, self._list):
            self._on(part.only, events.limit_to_document, None, outputs)
        self._on(self._chat.keep, events.limit_as_before, inputs, outputs, js=_WITH_MEMORY)
        self._on(
            self._chat.edit,
            events.edit_question,
            [*scope, *inputs],
            [self._question, *outputs],
            js=_WITH_MEMORY,
        )

    def _connect_export(self, button: gr.Button, export: Callable[..., Any], suffix: str) -> None:
        inputs = [self._memory, self._conversation]
        exported = self._on(button.click, export, inputs, self._download, js=_WITH_MEMORY)
        download = f"(base64) => fonti.download(base64, '{self._words.export_file_name}.{suffix}')"
        exported.then(None, self._download, None, js=download)

    def _connect_viewer(self) -> None:
        events = self._viewer_events
        state = self._viewer_state
        outputs = [self._viewer, state]
        conversation = [self._memory, self._conversation]
        shown = [
            *(
                self._on(part.cite, events.open_citation, conversation, outputs, js=_WITH_MEMORY)
                for part in (self._chat, self._cards)
            ),
            *(
                self._on(part.open, events.open_document, None, outputs)
                for part in (self._chat, self._list, self._welcome)
            ),
            self._on(self._viewer.step, events.step_citation, [state, self._conversation], outputs),
            self._on(self._viewer.more, events.show_more, state, outputs),
            self._on(self._viewer.pages, events.show_as, state, outputs),
            self._on(self._viewer.place, events.open_place, state, outputs),
            self._on(self._viewer.search, events.search, state, outputs),
            self._on(self._viewer.search_next, events.search_next, state, outputs),
        ]
        for event in shown:
            # Gradio calls only one of them.
            for ended in (event.then, event.failure):
                ended(None, None, None, js="() => fontiSide.hideLoading()")

        query = "() => [location.search]"
        link_outputs = [*outputs, self._tabs]
        self._on(self.blocks.load, events.open_link, self._address_query, link_outputs, js=query)

    def _connect_documents(self) -> None:
        events = self._document_events
        inputs = [self._shown_documents, self._search_text]
        outputs = [
            self._status,
            self._list,
            self._languages,
            self._sources,
            self._shown_documents,
        ]
        timer = gr.Timer(_REFRESH_SECONDS)
        triggers = [self.blocks.load, timer.tick, self._search_text.change]
        gr.on(triggers, events.refresh, inputs, outputs, **_REFRESH)
        self._connect_ticks()
        if not events.can_edit:
            return

        changes = [
            self._status.sync,
            self._status.rebuild,
            self._status.stop,
            self._list.remove,
            self._list.restore,
            self._list.delete,
        ]
        for change in changes:
            changed = self._on(change, events.change_index, None, None)
            changed.then(events.refresh, inputs, outputs, **_REFRESH)

    def _connect_ticks(self) -> None:
        """Let the ticks of the list and the filter by document show the same choice.

        The browser changes the filter itself, so that ticks that follow each other fast all count.
        """
        sources = self._sources
        scope = [self._languages, sources, self._passing_limits]
        read_ticks = "(sources) => [fontiSources.readTicks(sources)]"
        ticked = self._list.tick(None, sources, sources, js=read_ticks)
        unticked = self._list.untick(None, None, sources, js="() => [[]]")
        for chosen in (ticked, unticked):
            chosen.then(self._scope_events.show, scope, self._chips, **_REFRESH)
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


def _html_part(name: str, html: str, *events: str) -> Any:
    """Add a part of the page with HTML of Fonti.

    Args:
        name: Its id, by which fonti.js knows it.
        html: What it shows at first.
        events: The events that it can trigger; each is an attribute of the returned component.

    """
    script = f"fonti.connect('{name}', element, trigger, watch, {list(events)});"
    return gr.HTML(html, js_on_load=script, elem_id=name, apply_default_css=False)
