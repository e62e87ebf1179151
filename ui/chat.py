"""The web chat of one language: the conversation on one side, on the other the passages that it quotes."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from index import FontiError, QuestionError, demo_corpus
from qa import LONGEST_QUESTION, Answer, Assistant
from ui.messages import fault_words
from ui.render import answer_html, escape, sources_html
from ui.words import Words

Messages = list[dict[str, Any]]
Turns = list[Answer | None]  # None where a question could not be asked

CSS = (Path(__file__).parent / "chat.css").read_text("utf-8")
_SCRIPT = (Path(__file__).parent / "chat.js").read_text("utf-8")
_CITE = re.compile(r"(\d{1,4})-(\d{1,3})")
_LONG = 200  # code points that are shown of a question too long to be asked
_KEPT = 100  # turns of a conversation whose passages can still be opened


def build_chat(assistant: Assistant, words: Words) -> gr.Blocks:
    """The chat in one language, over an assistant that all conversations share."""
    other = "en" if words.language == "it" else "it"
    blocks = gr.Blocks(title="Fonti", analytics_enabled=False, fill_height=True)
    with blocks:
        gr.HTML(
            f'<header class="fonti-top"><h1>Fonti</h1><p>{escape(words.tagline)}</p>'
            f'<a href="/{other}" hreflang="{other}" lang="{other}">{escape(words.other_language)}</a></header>'
        )
        turns = gr.State([])
        with gr.Row(elem_classes="fonti-sides"):
            with gr.Column(scale=3, min_width=320):
                chat = _conversation(words)
                question = _question(words)
                examples = _examples(words) if assistant.library.corpus == demo_corpus().resolve() else []
                anew = gr.Button(words.new_conversation, size="sm", variant="secondary", elem_id="fonti-new")
            with gr.Column(scale=2, min_width=320):
                sources = gr.HTML(sources_html(None, 0, words), js_on_load=_SCRIPT, elem_id="fonti-sources")
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        asking = quiet | {"concurrency_limit": 2, "concurrency_id": "ask"}
        shown = [question, chat, turns, sources]
        ask = partial(_ask, assistant, words)
        question.submit(ask, [question, chat, turns], shown, **asking)
        for example in examples:
            example.click(ask, [example, chat, turns], shown, **asking)
        anew.click(lambda: ("", [], [], sources_html(None, 0, words)), None, shown, queue=False, **quiet)

        def open_source(had: Turns, event: gr.EventData) -> str:
            return _open(words, had, str(getattr(event, "cite", "")))

        sources.cite(open_source, turns, sources, queue=False, **quiet)
    return blocks


def _conversation(words: Words) -> gr.Chatbot:
    return gr.Chatbot(
        placeholder=words.welcome,
        render_markdown=False,  # documents are hostile: their text is shown as it is
        latex_delimiters=[],
        buttons=[],
        feedback_options=None,
        show_label=False,
        layout="panel",
        height="auto",
        elem_id="fonti-chat",
    )


def _question(words: Words) -> gr.Textbox:
    return gr.Textbox(
        label=words.ask_label,
        placeholder=words.ask_placeholder,
        submit_btn=words.ask_button,
        lines=1,
        max_lines=4,
        autofocus=True,
        elem_id="fonti-question",
    )


def _examples(words: Words) -> list[gr.Button]:
    gr.HTML(f'<p class="fonti-hint">{escape(words.examples)}</p>')
    with gr.Row(elem_classes="fonti-examples"):
        return [gr.Button(text, size="sm", variant="secondary") for text in words.example_questions]


def _ask(
    assistant: Assistant, words: Words, asked: str, said: Messages, had: Turns
) -> Iterator[tuple[str, Messages, Turns, str]]:
    """First what was asked and that it is being looked for, then the answer."""
    shown = asked.strip() if len(asked) <= LONGEST_QUESTION else f"{asked.strip()[:_LONG]}…"
    said = [*said, {"role": "user", "content": escape(shown)}]
    waiting = {"role": "assistant", "content": f'<p class="fonti-hint">{escape(words.looking)}</p>'}
    yield "", [*said, waiting], had, sources_html(None, 0, words)
    turn = len(had) + 1
    answer = None
    try:
        answer = assistant.ask(asked, history=[each for each in had if each is not None])
        content = answer_html(answer, turn, words)
    except QuestionError as error:
        content = f'<p class="fonti-outcome">{escape(fault_words(error, words))}</p>'
    except FontiError as error:
        content = f'<p class="fonti-outcome">{escape(words.problem)} {escape(str(error))}</p>'
    turns = [*had, answer]
    turns[:-_KEPT] = [None] * len(turns[:-_KEPT])
    yield "", [*said, {"role": "assistant", "content": content}], turns, sources_html(answer, turn, words)


def _open(words: Words, had: Turns, cite: str) -> str:
    """The passages of the turn whose number was clicked, that one in view; they come from the server's own turns."""
    match = _CITE.fullmatch(cite)
    turn, number = (int(match[1]), int(match[2])) if match else (0, 0)
    answer = had[turn - 1] if 0 < turn <= len(had) else None
    return sources_html(answer, turn, words, opened=number)
