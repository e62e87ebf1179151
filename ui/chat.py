"""The web chat of one language: the conversation on one side, on the other the documents that it quotes."""

from pathlib import Path
from typing import Any

import gradio as gr

from ui.desk import Desk
from ui.documents import Documents
from ui.keeper import Keeper
from ui.words import Words
from ui.page import Page
from ui.render import button, escape, sources_html
from ui.shelf import dropping_html
from ui.viewer import viewer_html

STATIC = Path(__file__).parent / "static"
_REMEMBERED = "sessionStorage.getItem('fonti-said') ?? '[]'"
_NOW, _OFTEN = 1.0, 3.0  # seconds between two looks at the documents
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_AT_ONCE = _QUIET | {"queue": False}
_WAITING = _QUIET | {"concurrency_limit": None}  # the desk has its own limits, and says so


def build_chat(desk: Desk, keeper: Keeper | None, words: Words) -> gr.Blocks:
    """The chat in one language; the documents are only to be read where there is no `keeper`."""
    page = Page(desk, words)
    blocks = gr.Blocks(title="Fonti", analytics_enabled=False, fill_height=True)
    with blocks:
        _wired(_top(words), "fonti-top")
        said, search, taken = (gr.Textbox(visible=False) for _ in range(3))
        turns, view = gr.State([]), gr.State(None)
        with gr.Row(elem_id="fonti-sides", equal_height=False):
            with gr.Column(scale=6, min_width=320, elem_id="fonti-main"):
                chat = _wired(page.empty(), "fonti-chat", "cite", "again", "example", "judge")
                question, languages, sources = _question(words)
                with gr.Row(elem_id="fonti-after"):
                    anew = gr.Button(words.new_conversation, size="sm", elem_classes="fonti-button")
                    markdown = gr.Button(words.export_markdown, size="sm", elem_classes="fonti-button")
                    plain = gr.Button(words.export_json, size="sm", elem_classes="fonti-button")
            with gr.Column(scale=5, min_width=320, elem_id="fonti-side", elem_classes="fonti-scroll"):
                gr.HTML(button(words.close, "close", kind="fonti-plain fonti-close"), js_on_load=_wire("fonti-close"))
                with gr.Tabs(elem_id="fonti-tabs") as tabs:
                    with gr.Tab(words.passages, id="passages"):
                        cards = _wired(sources_html([], words), "fonti-cards", "cite")
                    with gr.Tab(words.document, id="document"):
                        viewer = _wired(
                            viewer_html(None, words), "fonti-viewer", "step", "wider", "seek", "seek-next", "only"
                        )
                    with gr.Tab(words.documents, id="documents"):
                        shelf = _documents(Documents(desk.assistant.library, keeper, words), words, languages, sources)
        filters = [languages, sources]
        answer, opened = [question, chat, turns, cards, *filters], [viewer, view, tabs]
        remembered = f"(...given) => [...given.slice(0, -2), {_REMEMBERED}, given.at(-1)]"
        question.submit(page.ask, [question, *filters, said, turns], answer, js=remembered, **_WAITING)
        chat.again(page.ask_again, [said, turns], answer, js=remembered, **_WAITING)
        chat.example(page.ask_example, [said, turns], answer, js=remembered, **_WAITING)
        chat.judge(page.judge, turns, [turns, chat], **_AT_ONCE)
        for cited in (chat, cards):
            cited.cite(page.open_citation, turns, opened, **_AT_ONCE)
        shelf.open(page.open_document, None, opened, **_AT_ONCE)
        viewer.step(page.step, [view, turns], opened, **_AT_ONCE)
        viewer.wider(page.widen, view, opened, **_AT_ONCE)
        viewer.seek(page.seek, view, opened, **_AT_ONCE)
        getattr(viewer, "seek-next")(page.seek_next, view, opened, **_AT_ONCE)
        for chosen in (viewer, shelf):
            chosen.only(page.limit, None, filters, **_AT_ONCE)
        anew.click(page.forget, None, [question, chat, turns, cards], **_AT_ONCE)
        for export, kind in ((markdown, "md"), (plain, "json")):
            written = page.export_markdown if kind == "md" else page.export_json
            taking = f"(text) => fonti.download(text, '{words.export_name}.{kind}')"
            export.click(written, turns, taken, **_AT_ONCE).then(None, taken, None, js=taking)
        blocks.load(page.load, said, [chat, turns, cards], js=f"() => [{_REMEMBERED}]", **_WAITING)
        blocks.load(page.open_link, search, opened, js="() => [location.search]", **_AT_ONCE)
    return blocks


def _top(words: Words) -> str:
    other = "en" if words.language == "it" else "it"
    shown = button(words.passages, "panel", panel=0) + button(words.documents, "panel", panel=2)
    return (
        f'<header class="fonti-top" data-copied="{escape(words.copied)}"><h1>Fonti</h1><p>{escape(words.tagline)}</p><nav>{shown}'
        f'<a href="/{other}/" hreflang="{other}" lang="{other}">{escape(words.other_language)}</a></nav></header>'
    )


def _wired(html: str, name: str, *events: str) -> gr.HTML:
    """A part of the page whose script tells of events."""
    return gr.HTML(html, js_on_load=_wire(name, *events), elem_id=name, apply_default_css=False)


def _wire(name: str, *events: str) -> str:
    return f"fonti.wire('{name}', element, trigger, watch, {list(events)});"


def _question(words: Words) -> tuple[gr.Textbox, gr.CheckboxGroup, gr.Dropdown]:
    with gr.Group(elem_id="fonti-ask"):
        question = gr.Textbox(
            label=words.ask_label,
            placeholder=words.ask_placeholder,
            submit_btn=words.ask_button,
            lines=1,
            max_lines=4,
            autofocus=True,
            elem_id="fonti-question",
        )
        with gr.Accordion(words.filters, open=False, elem_id="fonti-filters"):
            languages = gr.CheckboxGroup([], label=words.filter_languages, elem_id="fonti-languages")
            sources = gr.Dropdown(
                [], multiselect=True, label=words.filter_sources, allow_custom_value=True, elem_id="fonti-only"
            )
    return question, languages, sources


def _documents(documents: Documents, words: Words, languages: gr.CheckboxGroup, sources: gr.Dropdown) -> gr.HTML:
    """Where documents are added, listed and taken out; what is done to them is looked for again and again."""
    if documents.keeping:
        _wired(dropping_html(words), "fonti-upload")
    job = _wired("", "fonti-job", "sync", "rebuild", "stop")
    sought = gr.Textbox(
        label=words.seek_documents, placeholder=words.seek_documents, elem_id="fonti-seek-documents", max_lines=1
    )
    shelf = _wired("", "fonti-shelf", "open", "only", "remove", "restore", "delete")
    seen = gr.State(None)
    shown = [job, shelf, languages, sources, seen]
    timer = gr.Timer(_OFTEN)
    for event in (timer.tick, sought.change):
        event(documents.look, [seen, sought], shown, **_AT_ONCE)
    for part, names in ((job, ("sync", "rebuild", "stop")), (shelf, ("remove", "restore", "delete"))):
        for name in names:
            getattr(part, name)(documents.order, None, None, **_AT_ONCE).then(
                documents.look, [seen, sought], shown, **_AT_ONCE
            )
    return shelf
