"""Tests of exported answers: their text is not markup, and their quotes can be verified."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from fonti.index import Library
from fonti.qa import Assistant, verify
from fonti.ui.i18n.english import ENGLISH
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.web.chat.export import format_answer, format_as_json, format_as_markdown
from tests.helpers.answers import make_answer
from tests.helpers.fakes import FakeEncoder, arbitrary_texts
from tests.helpers.hostile_texts import HOSTILE

_STRUCTURE = {
    "heading_open",
    "heading_close",
    "paragraph_open",
    "paragraph_close",
    "blockquote_open",
    "blockquote_close",
}


_QUOTATION = _STRUCTURE | {"inline", "text", "text_special", "hardbreak"}


def _read_quote(markdown: str) -> str:
    """Return the text of the first quotation of a Markdown text."""
    tokens = MarkdownIt().parse(markdown)
    first = next(index for index, token in enumerate(tokens) if token.type == "blockquote_open")
    parts = tokens[first + 2].children or []
    return "".join("\n" if part.type == "hardbreak" else part.content for part in parts)


def _read_markdown(markdown: str) -> tuple[set[str], str]:
    """Return the token types of a Markdown text, and its words."""
    tokens = MarkdownIt().parse(markdown)
    inline = [child for token in tokens for child in token.children or []]
    kinds = {token.type for token in tokens} | {child.type for child in inline}
    return kinds, "".join(child.content if child.type != "softbreak" else "\n" for child in inline)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_escaped_in_markdown(text: str) -> None:
    """A hostile quote or source name becomes plain text, equal up to white space."""
    kinds, words = _read_markdown(format_as_markdown([make_answer(text, source=text)], ENGLISH))
    assert kinds <= _QUOTATION
    assert "".join(text.split()) in "".join(words.split())


@given(st.text(min_size=1))
def test_any_text_is_escaped_in_markdown(text: str) -> None:
    """Any text of a document becomes plain text in a quotation under a heading."""
    kinds, _ = _read_markdown(format_as_markdown([make_answer(text, source="a.txt")], ITALIAN))
    assert kinds <= _QUOTATION


@example("a  \n\n\n\tb\\\n   1. c\r\n# d\r\r\n> e\n```\nf &amp; <b>g</b> \xa0")
@given(arbitrary_texts())
def test_a_quotation_in_markdown_is_verbatim(text: str) -> None:
    """A CommonMark parser reads the very characters of the quote, line ends and spaces too.

    It replaces NUL, which text of documents does not have. No quote has white space at its edges.
    """
    quote = text.replace("\0", "").strip() or "x"
    assert _read_quote(format_as_markdown([make_answer(quote)], ENGLISH)) == quote


def test_an_answer_is_copied_with_its_references() -> None:
    """A copied answer has each quote in the quotation marks of its language, with its reference."""
    assert "[1] «The quote.» (a.txt, caratteri 10–20, risponde)" in format_answer(
        make_answer("The quote."), ITALIAN
    )
    assert "[1] “The quote.” (a.txt, characters 10–20, answers)" in format_answer(
        make_answer("The quote."), ENGLISH
    )
    near = make_answer("The quote.", is_answer=False)
    assert "caratteri 10–20, vicino)" in format_answer(near, ITALIAN)


def test_an_exported_conversation_can_be_verified(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """`verify` reads the exported JSON and confirms each quote."""
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=encoder)
    answers = [
        assistant.ask("Quando apre la biblioteca comunale?"),
        assistant.ask("Was the lighthouse of granite?"),
    ]
    checks = verify(
        json.loads(format_as_json(answers)),
        Library.open(corpus, index=tmp_path / "index", sync=False),
    )
    assert len(checks) == sum(len(answer.citations) for answer in answers) > 0
    assert {check.standing for check in checks} == {"stands"}
