"""Tests of exported answers: their text is not markup, and their quotes can be verified."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from fonti.index import Library
from fonti.qa import Assistant, verify
from fonti.ui.i18n.english import ENGLISH
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.web.chat.export import format_answer, format_as_json, format_as_markdown
from tests.helpers.answers import make_answer
from tests.helpers.fakes import FakeEncoder
from tests.helpers.hostile_texts import HOSTILE

_STRUCTURE = {
    "heading_open",
    "heading_close",
    "paragraph_open",
    "paragraph_close",
    "blockquote_open",
    "blockquote_close",
}


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
    assert kinds <= _STRUCTURE | {"inline", "text", "text_special", "softbreak"}
    assert "".join(text.split()) in "".join(words.split())


@given(st.text(min_size=1))
def test_any_text_is_escaped_in_markdown(text: str) -> None:
    """Any text of a document becomes plain text in a quotation under a heading."""
    kinds, _ = _read_markdown(format_as_markdown([make_answer(text, source="a.txt")], ITALIAN))
    assert kinds <= _STRUCTURE | {"inline", "text", "text_special", "softbreak"}


def test_an_answer_is_copied_with_its_references() -> None:
    """A copied answer has each quote in the quotation marks of its language, with its reference."""
    assert "«The quote.» (a.txt, caratteri 10–20)" in format_answer(
        make_answer("The quote."), ITALIAN
    )
    assert "“The quote.” (a.txt, characters 10–20)" in format_answer(
        make_answer("The quote."), ENGLISH
    )


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
