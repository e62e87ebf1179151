"""Tests of exported Markdown: the text of documents is not markup, and quotes are verbatim."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from fonti.ui.i18n.english import ENGLISH
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.web.chat.markdown_document import format_as_markdown
from tests.helpers.answers import make_answer
from tests.helpers.fakes import arbitrary_texts
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
