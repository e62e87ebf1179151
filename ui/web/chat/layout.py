"""Lay out the page of one language: its parts, and what each of them shows at first.

Parts with HTML of Fonti (`_html_part`) trigger events through fonti.js: a click on an element with
`data-do` triggers the event of that name, with the element's other data attributes. What the events
do is in `page.py`.
"""

from collections.abc import Callable
from typing import Any

import gradio as gr

from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.conversation import Conversation
from fonti.ui.web.chat.conversation_html import render_citation_cards
from fonti.ui.web.chat.document_events import DocumentEvents
from fonti.ui.web.chat.documents_html import render_add_buttons, render_upload_area
from fonti.ui.web.chat.header_html import HeaderView, render_header
from fonti.ui.web.chat.history_html import HistoryPlace, render_history
from fonti.ui.web.chat.scope import Scope
from fonti.ui.web.chat.scope_html import render_scope
from fonti.ui.web.chat.viewer_html import render_viewer
from fonti.ui.web.templating import render


class ChatLayout:
    """The parts of a page: the conversation, and beside it what it quotes.

    It is made within the `gr.Blocks` of the page. Its attributes are the components whose values or
    events the page uses.

    Args:
        words: The language of the page.
        document_events: What can be searched in, and whether documents can be added.
        header: The collection, and whether people log in.
        history: Where conversations are stored; None if they live only in their tabs.

    """

    def __init__(
        self,
        words: Words,
        document_events: DocumentEvents,
        *,
        header: HeaderView,
        history: HistoryPlace | None,
    ) -> None:
        self._words = words
        self._document_events = document_events

        # State that the server stores for each page.
        self.conversation = gr.State(Conversation())
        self.viewer_state = gr.State(None)
        self.shown_documents = gr.State(None)

        # Values that JavaScript sends to the server, and the text of a download.
        self.memory = gr.Textbox(visible=False)
        self.temporary_limits = gr.Textbox("[]", visible=False)
        self.stored_limits = gr.Textbox(visible=False)
        self.address_query = gr.Textbox(visible=False)
        self.waiting_uploads = gr.Textbox("[]", visible=False)
        self.download = gr.Textbox(visible=False)

        # The trigger of the event that refreshes the documents, which are not always on the page.
        self.refresh = _html_part("fonti-header", render_header(header, words), "refresh").refresh
        with gr.Row(elem_id="fonti-columns", equal_height=False):
            with gr.Column(scale=6, min_width=320, elem_id="fonti-main"):
                self._add_conversation()
                with gr.Row(elem_id="fonti-conversation-actions"):
                    # The trigger of the event that a stored conversation is opened; None without
                    # a history.
                    self.reopen = None if history is None else self._add_history(history)
                    self._add_conversation_actions()
            with gr.Column(
                scale=5, min_width=320, elem_id="fonti-side", elem_classes="fonti-scroll"
            ):
                self._add_side()

    @property
    def scope(self) -> list[Any]:
        """Return the parts that say what the next question is limited to."""
        return [self.languages, self.sources, self.temporary_limits]

    def _add_conversation(self) -> None:
        words = self._words
        self.welcome = _html_part("fonti-welcome", "", "example", "open", "refresh")
        chat_events = (
            "cite",
            "open",
            "again",
            "next",
            "example",
            "judge",
            "keep",
            "edit",
            "answer",
            "resume",
        )
        self.chat = _html_part("fonti-chat", "", *chat_events)
        with gr.Group(elem_id="fonti-question-box"):
            chips = render_scope(Scope(), words)
            self.chips = _html_part("fonti-scope", chips, "pin", "unlimit")
            with gr.Row(elem_id="fonti-composer"):
                if self._document_events.can_add:
                    _html_part("fonti-add", render_add_buttons(words))
                self.question = gr.Textbox(
                    label=words.question_label,
                    placeholder=words.question_placeholder,
                    submit_btn=words.ask_button,
                    lines=1,
                    max_lines=4,
                    autofocus=True,
                    elem_id="fonti-question",
                )
            with gr.Accordion(words.filters_heading, open=False, elem_id="fonti-filters"):
                self.languages = gr.CheckboxGroup(
                    self._document_events.list_languages(),
                    label=words.filter_languages_label,
                    elem_id="fonti-language-filter",
                )
                self.sources = gr.Dropdown(
                    self._document_events.list_sources(),
                    value=[],
                    multiselect=True,
                    label=words.filter_sources_label,
                    allow_custom_value=True,
                    elem_id="fonti-source-filter",
                )

    def _add_conversation_actions(self) -> None:
        words = self._words
        self.new_conversation = gr.Button(
            words.new_conversation, size="sm", elem_id="fonti-new-conversation"
        )
        self.export_markdown = gr.Button(words.export_markdown, size="sm")
        self.export_word = gr.Button(words.export_word, size="sm")
        self.export_json = gr.Button(words.export_json, size="sm")
        self.export_bibtex = gr.Button(words.export_bibtex, size="sm")
        self.export_csl = gr.Button(words.export_csl, size="sm")
        style = render("chat/reference_style.html", words=words)
        _html_part("fonti-reference-style", style)

    def _add_history(self, history: HistoryPlace) -> Callable[..., Any]:
        """Add the button that opens the stored conversations, and the dialog with them.

        Returns:
            The trigger of the event that one of them is opened again.

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

    def _add_side(self) -> None:
        words = self._words
        _html_part("fonti-close", render("chat/close_button.html", words=words))
        with gr.Tabs(selected="documents", elem_id="fonti-tabs") as self.tabs:
            with gr.Tab(words.passages_tab, id="passages"):
                self.cards = _html_part("fonti-cards", render_citation_cards([], words), "cite")

            with gr.Tab(words.document_tab, id="document"):
                viewer_events = ("step", "more", "pages", "place", "search", "search_next", "only")
                self.viewer = _html_part("fonti-viewer", render_viewer(None, words), *viewer_events)

            with gr.Tab(words.documents_tab, id="documents"):
                if self._document_events.can_add:
                    _html_part("fonti-upload", render_upload_area(words))
                self.index_status = _html_part("fonti-index-status", "", "sync", "rebuild", "stop")
                self.document_search = gr.Textbox(
                    label=words.search_documents,
                    placeholder=words.search_documents,
                    max_lines=1,
                    elem_id="fonti-search-documents",
                )
                list_events = ("open", "only", "tick", "remove", "restore", "delete")
                self.documents = _html_part("fonti-documents", "", *list_events)


def _html_part(name: str, html: str, *events: str) -> Any:
    """Add a part of the page with HTML of Fonti.

    Args:
        name: Its id, by which fonti.js knows it.
        html: What it shows at first.
        events: The events that it can trigger; each is an attribute of the returned component.

    """
    script = f"fonti.connect('{name}', element, trigger, watch, {list(events)});"
    return gr.HTML(html, js_on_load=script, elem_id=name, apply_default_css=False)
