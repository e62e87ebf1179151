"""The web chat of one language: where the parts of its page stand, and which event does what."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr

from fonti.ui.i18n.catalog import Words
from fonti.ui.web.chat.conversation import Conversation
from fonti.ui.web.chat.conversation_html import button, escape, sources_html
from fonti.ui.web.chat.document_events import Documents
from fonti.ui.web.chat.documents_html import dropping_html
from fonti.ui.web.chat.events import Page
from fonti.ui.web.chat.examples import Examples
from fonti.ui.web.chat.safely import safely
from fonti.ui.web.chat.viewer_html import viewer_html
from fonti.ui.web.indexer import Keeper
from fonti.ui.web.work_queue import Desk

STATIC = Path(__file__).parent / "static"
# What a page remembers goes before its conversation, in the place of an empty text.
_REMEMBERED = "(...given) => given.with(-2, sessionStorage.getItem('fonti-said') ?? '[]')"
# Gradio's own words that it has in English alone, and ours for them.
_GRADIO = {
    "More tabs": "side",
    "Connection to the server was lost. Attempting reconnection...": "lost",
}
_LOOK = 3.0  # seconds between two looks at what is done to the documents
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
# Gradio would have a thread look at each part that is given and shown; our functions take what comes, and give text.
_PLAIN = {"preprocess": False, "postprocess": False}
# The desk has limits of its own, and says so; what is asked for while it is done is done after it.
_EVENT = _QUIET | _PLAIN | {"concurrency_limit": None, "trigger_mode": "multiple"}


class Chat:
    """One page, laid out and wired: the conversation on one side, on the other the documents that it quotes."""

    def __init__(
        self,
        desk: Desk,
        examples: Examples,
        keeper: Keeper | None,
        words: Words,
        *,
        accounts: bool = False,
    ) -> None:
        self._words, self._page = words, Page(desk, examples, words)
        self._documents = Documents(desk.assistant.library, keeper, words)
        self.blocks = gr.Blocks(title="Fonti", analytics_enabled=False, fill_height=True)
        with self.blocks:
            # What the server keeps of a page, then what a page tells of itself and takes away.
            self._conversation, self._view, self._seen = (
                gr.State(Conversation()),
                gr.State(None),
                gr.State(None),
            )
            self._said, self._search, self._taken = (gr.Textbox(visible=False) for _ in range(3))
            _part("fonti-top", _top(words, accounts=accounts))
            with gr.Row(elem_id="fonti-sides", equal_height=False):
                with gr.Column(scale=6, min_width=320, elem_id="fonti-main"):
                    self._lay_out_conversation(words)
                with gr.Column(
                    scale=5, min_width=320, elem_id="fonti-side", elem_classes="fonti-scroll"
                ):
                    self._lay_out_side(words)
            self._wire_asking()
            self._wire_reading()
            self._wire_documents()

    def _lay_out_conversation(self, words: Words) -> None:
        self._chat = _part("fonti-chat", "", "cite", "again", "example", "judge")
        with gr.Group(elem_id="fonti-ask"):
            self._question = gr.Textbox(
                label=words.ask_label,
                placeholder=words.ask_placeholder,
                submit_btn=words.ask_button,
                lines=1,
                max_lines=4,
                autofocus=True,
                elem_id="fonti-question",
            )
            with gr.Accordion(words.filters, open=False, elem_id="fonti-filters"):
                self._languages = gr.CheckboxGroup(
                    self._documents.languages(),
                    label=words.filter_languages,
                    elem_id="fonti-languages",
                )
                self._sources = gr.Dropdown(
                    self._documents.sources(),
                    value=[],
                    multiselect=True,
                    label=words.filter_sources,
                    allow_custom_value=True,
                    elem_id="fonti-only",
                )
        with gr.Row(elem_id="fonti-after"):
            names = (words.new_conversation, words.export_markdown, words.export_json)
            self._anew, self._markdown, self._json = (gr.Button(name, size="sm") for name in names)

    def _lay_out_side(self, words: Words) -> None:
        _part("fonti-close", button(words.close, "close", kind="fonti-plain fonti-close"))
        with gr.Tabs(elem_id="fonti-tabs") as self._tabs:
            with gr.Tab(words.passages, id="passages"):
                self._cards = _part("fonti-cards", sources_html([], words), "cite")
            with gr.Tab(words.document, id="document"):
                reading = ("step", "wider", "pages", "seek", "seek-next", "only")
                self._viewer = _part("fonti-viewer", viewer_html(None, words), *reading)
            with gr.Tab(words.documents, id="documents"):
                if self._documents.keeping:
                    _part("fonti-upload", dropping_html(words))
                self._job = _part("fonti-job", "", "sync", "rebuild", "stop")
                seek = words.seek_documents
                self._sought = gr.Textbox(
                    label=seek, placeholder=seek, max_lines=1, elem_id="fonti-seek-documents"
                )
                self._shelf = _part(
                    "fonti-shelf", "", "open", "only", "remove", "restore", "delete"
                )

    def _wire_asking(self) -> None:
        page, filters, given = (
            self._page,
            [self._languages, self._sources],
            [self._said, self._conversation],
        )
        shown = [self._chat, self._cards]
        recall = {"js": _REMEMBERED} | _EVENT
        # A part that an event names and then leaves as it is (gr.skip) is made anew each time: none does here.
        self._question.submit(
            self._do(page.ask), [self._question, *filters, *given], shown, **recall
        )
        self._chat.again(self._do(page.ask_again), given, [*shown, *filters], **recall)
        self._chat.example(self._do(page.ask_example), given, [*shown, *filters], **recall)
        self._chat.judge(self._do(page.judge), given, self._chat, **recall)
        self._anew.click(
            self._do(page.forget), self._conversation, [self._question, *shown], **_EVENT
        )
        self.blocks.load(self._do(page.load), given, shown, **recall)
        for part in (self._viewer, self._shelf):
            part.only(self._do(page.limit), None, filters, **_EVENT)
        for export, written, kind in (
            (self._markdown, page.export_markdown, "md"),
            (self._json, page.export_json, "json"),
        ):
            taking = f"(text) => fonti.download(text, '{self._words.export_name}.{kind}')"
            export.click(self._do(written), given, self._taken, **recall).then(
                None, self._taken, None, js=taking
            )

    def _wire_reading(self) -> None:
        page, opened = self._page, [self._viewer, self._view, self._tabs]
        for part in (self._chat, self._cards):
            part.cite(
                self._do(page.open_citation),
                [self._said, self._conversation],
                opened,
                js=_REMEMBERED,
                **_EVENT,
            )
        self._shelf.open(self._do(page.open_document), None, opened, **_EVENT)
        self._viewer.step(self._do(page.step), [self._view, self._conversation], opened, **_EVENT)
        self._viewer.wider(self._do(page.widen), self._view, opened, **_EVENT)
        self._viewer.pages(self._do(page.turn), self._view, opened, **_EVENT)
        self._viewer.seek(self._do(page.seek), self._view, opened, **_EVENT)
        getattr(self._viewer, "seek-next")(self._do(page.seek_next), self._view, opened, **_EVENT)
        self.blocks.load(
            self._do(page.open_link), self._search, opened, js="() => [location.search]", **_EVENT
        )

    def _wire_documents(self) -> None:
        seen = [self._seen, self._sought]
        shown = [self._job, self._shelf, self._languages, self._sources, self._seen]
        looking = [self.blocks.load, gr.Timer(_LOOK).tick, self._sought.change]
        # Not through the queue, where it would stand in the way of others; it tells of its errors by itself.
        gr.on(looking, self._documents.look, seen, shown, queue=False, **_QUIET)
        orders = [(self._job, name) for name in ("sync", "rebuild", "stop")]
        orders += [(self._shelf, name) for name in ("remove", "restore", "delete")]
        for part, name in orders if self._documents.keeping else []:
            ordered = getattr(part, name)(self._do(self._documents.order), None, None, **_EVENT)
            ordered.then(self._documents.look, seen, shown, queue=False, **_QUIET)

    def _do(self, done: Callable[..., Any]) -> Callable[..., Any]:
        return safely(done, self._words)


def _top(words: Words, *, accounts: bool) -> str:
    leave = (
        f'<a href="/login?lang={words.language}">{escape(words.log_out)}</a>' if accounts else ""
    )
    other = "en" if words.language == "it" else "it"
    shown = button(words.passages, "panel", panel=0) + button(words.documents, "panel", panel=2)
    return (
        f'<header class="fonti-top" data-copied="{escape(words.copied)}" data-side="{escape(words.side)}" '
        f'data-gradio="{escape(json.dumps({english: getattr(words, own) for english, own in _GRADIO.items()}))}">'
        "<h1>Fonti</h1>"
        f"<p>{escape(words.tagline)}</p><nav>{shown}"
        f'<a href="/{other}/" hreflang="{other}" lang="{other}">{escape(words.other_language)}</a>{leave}'
        "</nav></header>"
    )


def _part(name: str, html: str, *events: str) -> Any:
    """A part of the page whose script tells of events; each event is an attribute of what this gives."""
    script = f"fonti.wire('{name}', element, trigger, watch, {list(events)});"
    return gr.HTML(html, js_on_load=script, elem_id=name, apply_default_css=False)
