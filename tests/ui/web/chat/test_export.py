"""Answers to take away: nothing of a document is markup, and what was exported can be verified."""

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
from fonti.ui.web.chat.export import answer_text, conversation_json, conversation_markdown
from tests.helpers.answers import make_answer
from tests.helpers.fakes import FakeEncoder
from tests.helpers.hostile_texts import HOSTILE

_OURS = {
    "heading_open",
    "heading_close",
    "paragraph_open",
    "paragraph_close",
    "blockquote_open",
    "blockquote_close",
}


def _read(markdown: str) -> tuple[set[str], str]:
    """Return what a Markdown text is made of, and its words."""
    tokens = MarkdownIt().parse(markdown)
    inline = [child for token in tokens for child in token.children or []]
    kinds = {token.type for token in tokens} | {child.type for child in inline}
    return kinds, "".join(child.content if child.type != "softbreak" else "\n" for child in inline)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_no_markdown(text: str) -> None:
    """A quote and a name read as they are written, white space apart."""
    kinds, words = _read(conversation_markdown([make_answer(text, source=text)], ENGLISH))
    assert kinds <= _OURS | {"inline", "text", "text_special", "softbreak"}
    assert "".join(text.split()) in "".join(words.split())


@given(st.text(min_size=1))
def test_no_text_is_markdown(text: str) -> None:
    """Whatever a document holds, what it becomes is a quotation under a heading."""
    kinds, _ = _read(conversation_markdown([make_answer(text, source="a.txt")], ITALIAN))
    assert kinds <= _OURS | {"inline", "text", "text_special", "softbreak"}


def test_an_answer_is_copied_with_its_references() -> None:
    """The quote in the page's quotation marks, then where it stands."""
    assert "«The quote.» (a.txt, caratteri 10–20)" in answer_text(
        make_answer("The quote."), ITALIAN
    )
    assert "“The quote.” (a.txt, characters 10–20)" in answer_text(
        make_answer("The quote."), ENGLISH
    )


def test_an_exported_conversation_verifies(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """As JSON it is what `fonti verify` reads, quote by quote."""
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=encoder)
    answers = [
        assistant.ask("Quando apre la biblioteca comunale?"),
        assistant.ask("Was the lighthouse of granite?"),
    ]
    checks = verify(
        json.loads(conversation_json(answers)),
        Library.open(corpus, index=tmp_path / "index", sync=False),
    )
    assert len(checks) == sum(len(answer.citations) for answer in answers) > 0
    assert {check.standing for check in checks} == {"stands"}
