"""What the next question of a page is limited to, and for how long."""

import re
from html import unescape
from typing import Any

import pytest

from fonti.ui.i18n.english import ENGLISH
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.web.chat.conversation_html import render_conversation
from fonti.ui.web.chat.scope import ALL_SOURCES, Scope
from fonti.ui.web.chat.scope_html import render_scope
from fonti.ui.web.chat.turn import Turn, UserQuestion
from fonti.ui.web.templating import show_bidi_controls
from tests.helpers.answers import make_answer
from tests.helpers.hostile_texts import HOSTILE
from tests.helpers.html_reader import HtmlReader

PASSING = '["source:a.txt"]'


def test_a_limit_that_is_not_pinned_holds_for_one_question() -> None:
    """After a question only what is pinned is left; a pin can be set and taken away."""
    scope = Scope.from_page(["en"], ["a.txt", "b.txt"], PASSING)
    assert scope.languages == ("en",)
    assert scope.sources == ("a.txt", "b.txt")
    assert scope.after_question().to_page() == (["en"], ["b.txt"], "[]")

    pinned = scope.toggle_pin("source:a.txt")
    assert pinned.after_question() == pinned
    assert pinned.toggle_pin("source:a.txt") == scope
    assert scope.toggle_pin("source:unknown") == scope


def test_a_limit_can_be_removed() -> None:
    """The others stay as they are; a document may have the name of a language."""
    scope = Scope.from_page(["en"], ["en", "a.txt"], PASSING)
    assert scope.remove("language:en").to_page() == ([], ["en", "a.txt"], PASSING)
    assert scope.remove("source:a.txt").to_page() == (["en"], ["en"], "[]")


def test_the_scope_of_a_question_is_used_again() -> None:
    """To edit it, it holds for one question except for what is pinned; to keep it, it is pinned."""
    question = UserQuestion("Chi?", ("en",), ("a.txt",))
    assert Scope.of_question(question).to_page() == (["en"], ["a.txt"], "[]")

    edited = Scope.of_question(question).make_temporary(
        unless_pinned_in=Scope.from_page(["en"], [], "[]")
    )
    assert edited.to_page() == (["en"], ["a.txt"], PASSING)
    assert Scope.of_document("a.txt").to_page() == ([], ["a.txt"], PASSING)


@pytest.mark.parametrize("value", [None, "", 3, "{", "[1]", "{}", ["x"], {"a": 1}])
def test_a_page_may_send_anything(value: Any) -> None:
    """What is no scope limits nothing, or only to what no document is."""
    scope = Scope.from_page(value, value, value)
    assert scope.temporary == frozenset()
    assert scope.languages in ((), ("x",))
    assert Scope.from_stored(value) == Scope()


def test_a_scope_is_stored_and_restored() -> None:
    """What a page stores is what it is limited to after a reload."""
    scope = Scope.from_page(["en"], ["a.txt", "b.txt"], PASSING)
    stored = re.search(r'data-scope="([^"]*)"', render_scope(scope, ENGLISH))
    assert stored is not None
    assert Scope.from_stored(unescape(stored[1])) == scope


def test_limits_are_shown_in_words() -> None:
    """Several limits of a kind are alternatives, and read so."""
    scope = Scope.from_page(["en", "it"], ["a.txt", "b.txt"], PASSING)
    text = HtmlReader(render_scope(scope, ITALIAN)).text
    for words in ("solo in inglese", "anche in italiano", "solo a.txt", "anche b.txt"):
        assert words in text

    html = render_scope(scope, ENGLISH)
    assert html.count('aria-pressed="false"') == 1
    assert " hidden>" not in html
    assert " hidden>" in render_scope(Scope(), ENGLISH)


def test_many_documents_are_one_limit() -> None:
    """They are counted, pinned and removed together; a language stays apart."""
    names = [f"{number}.txt" for number in range(12)]
    scope = Scope.from_page(["it"], names, PASSING.replace("a.txt", "3.txt"))
    html = render_scope(scope, ITALIAN)
    text = HtmlReader(html).text
    assert "solo in italiano" in text
    assert "solo in 12 documenti" in text
    assert "3.txt" not in text
    assert html.count('data-do="unlimit"') == 2
    assert 'data-limit="sources"' in html

    # One of them is not pinned, so they are not; then all are, and then none.
    assert not scope.is_pinned(ALL_SOURCES)
    pinned = scope.toggle_pin(ALL_SOURCES)
    assert pinned.is_pinned(ALL_SOURCES)
    assert len(pinned.after_question().sources) == 12
    assert pinned.toggle_pin(ALL_SOURCES).after_question().to_page() == (["it"], [], "[]")
    assert pinned.remove(ALL_SOURCES).to_page() == (["it"], [], "[]")

    asked = UserQuestion("Chi?", sources=tuple(names))
    html = render_conversation([Turn(asked, make_answer("Lui."))], ITALIAN)
    assert ITALIAN.searched_only_in.format(names="12 documenti") in HtmlReader(html).text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_shown_literally(text: str) -> None:
    """A name adds no tag."""
    reader = HtmlReader(render_scope(Scope.of_document(text), ITALIAN))
    assert reader.tags == HtmlReader(render_scope(Scope.of_document("a"), ITALIAN)).tags
    assert show_bidi_controls(text) in reader.text
