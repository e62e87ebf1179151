"""Tests of answers as HTML and as terminal text: documents' text is never markup."""

import gc
import re
import weakref
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.qa import Answer
from fonti.qa.answer import Outcome
from fonti.ui.cli.escaping import escape_text as escape_for_terminal
from fonti.ui.i18n.descriptions import describe_elsewhere, describe_outcome
from fonti.ui.i18n.english import ENGLISH
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.i18n.languages import WORDS
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.conversation_html import render_citation_cards, render_conversation
from fonti.ui.web.chat.export import find_direction_ends, format_answer
from fonti.ui.web.chat.turn import NextSteps, Turn, UserQuestion
from fonti.ui.web.templating import escape_html
from tests.helpers.answers import make_answer
from tests.helpers.hostile_texts import HOSTILE
from tests.helpers.html_reader import HtmlReader
from tests.helpers.paths import ROOT

# Words that are the same in both languages.
SAME_WORDS = {"password_label", "overview_size"}


@given(st.text(min_size=1))
def test_text_survives_escaping(text: str) -> None:
    """Escaped text reads back as itself and has no tags, quotes or line breaks."""
    escaped = str(escape_html(text))
    assert unescape(escaped.replace("&#13;", "\r")) == text or _has_control_characters(text)
    assert not re.search(r"[<>\"'\n\r\t]", escaped)


def _has_control_characters(text: str) -> bool:
    """Return whether a text has control characters, some of which HTML cannot refer to."""
    return any(ord(character) < 32 or 127 <= ord(character) < 160 for character in text)


def _make_turns(answer: Answer) -> list[Turn]:
    return [Turn(UserQuestion(answer.question), answer)]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("is_answer", [True, False])
def test_hostile_text_is_shown_literally(text: str, is_answer: bool) -> None:
    """Text of a document, a name or a question adds no tag to the HTML."""
    parts = _render_everywhere(text, is_answer=is_answer)
    harmless_parts = _render_everywhere("safe", is_answer=is_answer)
    for html, harmless_html in zip(parts, harmless_parts, strict=True):
        reader = HtmlReader(html)
        assert reader.tags == HtmlReader(harmless_html).tags
        assert text in reader.text


def _render_everywhere(text: str, *, is_answer: bool) -> list[str]:
    answer = make_answer(text, before=text, after=text, source=text, is_answer=is_answer)
    next_steps = NextSteps(headings=(text,))
    turns = [
        Turn(
            UserQuestion(text, sources=(text,)),
            replace(answer, question=text),
            next_steps=next_steps,
        ),
        Turn(UserQuestion(text), problem=text),
    ]
    return [render_conversation(turns, ITALIAN), render_citation_cards(turns, ITALIAN)]


@given(st.text(min_size=1))
def test_text_does_not_end_its_attribute(text: str) -> None:
    """No text ends the attribute that contains it."""
    answer = make_answer("Quote.", source=text)
    reader = HtmlReader(render_conversation([Turn(UserQuestion(text), answer)], ENGLISH))
    harmless = HtmlReader(render_conversation(_make_turns(make_answer("Quote.")), ENGLISH))
    assert "script" not in reader.tags
    assert set(reader.tags) == set(harmless.tags)


@pytest.mark.parametrize("words", WORDS.values())
def test_the_sentence_is_marked_within_its_passage(words: Words) -> None:
    """The card shows the whole passage with the quote marked; the number links to the place."""
    turns = _make_turns(make_answer("The quote.", before="Before. ", after=" After."))
    assert "Before. <mark>The quote.</mark> After." in render_citation_cards(turns, words)

    address = f"?doc=a.txt&amp;start=18&amp;end=28&amp;sha256={16 * '0'}"
    link = f'href="{address}" data-do="cite" data-turn="{turns[0].id}" data-number="1"'
    assert link in render_conversation(turns, words)


def test_a_passage_that_does_not_answer_is_not_marked_and_is_folded_away() -> None:
    """A passage that does not answer is not among the quotes and has no mark."""
    answer = make_answer("Near.", is_answer=False)
    turns = _make_turns(answer)
    assert "<mark>" not in render_citation_cards(turns, ENGLISH)

    before_details = render_conversation(turns, ENGLISH).split("<details")[0]
    assert describe_outcome(answer, ENGLISH) in before_details
    assert "Near." not in before_details


def test_a_quote_in_another_language_says_so() -> None:
    """The badge names both languages if they differ, and one if they do not."""
    answer = make_answer("A quote.")
    other_language = render_conversation(_make_turns(answer), ITALIAN)
    assert "domanda in italiano → fonte in inglese" in other_language

    same_language = render_conversation(_make_turns(replace(answer, language="en")), ITALIAN)
    assert "domanda in" not in same_language


def test_confidence_is_shown_in_words_and_as_a_number_on_demand() -> None:
    """The confidence is shown in words, and its number is folded."""
    html = render_conversation(_make_turns(make_answer("A quote.")), ITALIAN)
    assert "<summary>risponde</summary>fiducia: 90%</details>" in html


@pytest.mark.parametrize(
    ("languages", "sources", "of_documents", "suggested"),
    [
        (None, None, ("en", "it"), ["it"]),
        (None, None, ("en", "fr"), []),
        (None, None, (), []),
        (("it",), None, ("en", "it"), [""]),
        (None, ("a.txt",), ("en", "it"), ["", "it"]),
    ],
)
def test_an_unanswered_question_has_suggestions(
    languages: tuple[str, ...] | None,
    sources: tuple[str, ...] | None,
    of_documents: tuple[str, ...],
    suggested: list[str],
) -> None:
    """An unanswered question suggests to ask without the filters, if there are any.

    It also suggests the other language, if documents have it, unless it was the only one asked.
    """
    answer = replace(
        make_answer("Near.", is_answer=False), language="en", languages=languages, sources=sources
    )
    turn = replace(_make_turns(answer)[0], next_steps=NextSteps(languages=of_documents))
    html = render_conversation([turn], ENGLISH)
    button = r'data-do="again" data-turn="\w+" data-language="(\w*)"'
    assert re.findall(button, html) == suggested
    assert "again" not in render_conversation(_make_turns(make_answer("A quote.")), ENGLISH)


@pytest.mark.parametrize(
    ("languages", "sources", "italian", "english"),
    [
        (None, None, "Non è nei documenti:", "It is not in the documents:"),
        (
            ("en",),
            None,
            "Non è nei documenti in inglese:",
            "It is not in the documents in English:",
        ),
        (
            ("en", "it"),
            None,
            "Non è nei documenti in inglese e italiano:",
            "It is not in the documents in English and Italian:",
        ),
        (None, ("{a}.txt",), "Non è in «{a}.txt»:", "It is not in “{a}.txt”:"),
        (
            ("it",),
            ("a.txt", "b.txt", "c.txt"),
            "Non è nei 3 documenti scelti (solo in italiano):",
            "It is not in the 3 chosen documents (only in Italian):",
        ),
    ],
)
def test_the_outcome_names_what_was_searched(
    languages: tuple[str, ...] | None,
    sources: tuple[str, ...] | None,
    italian: str,
    english: str,
) -> None:
    """It says which documents the answer is not in, in both languages."""
    answer = Answer(
        "q",
        "it",
        "not_found",
        "nothing_close",
        0.0,
        (),
        "corpus",
        "v",
        languages=languages,
        sources=sources,
    )
    assert describe_outcome(answer, ITALIAN).startswith(italian)
    assert describe_outcome(answer, ENGLISH).startswith(english)


@pytest.mark.parametrize("text", ["safe", *HOSTILE])
def test_what_answers_elsewhere_is_shown_apart(text: str) -> None:
    """It stands in a part of its own, after the outcome, and among the cards; it can be copied."""
    elsewhere = make_answer(text, source="b.txt").citations
    answer = Answer(
        "chi?",
        "it",
        "not_found",
        "nothing_close",
        0.1,
        (),
        "corpus",
        "v",
        sources=(text,),
        elsewhere=elsewhere,
    )
    turns = [Turn(UserQuestion("chi?", sources=(text,)), answer)]
    html = render_conversation(turns, ITALIAN)
    before, after = html.split('<section class="fonti-elsewhere">')
    assert "fonti-quote" not in before
    assert "Altrove si legge:" in after
    assert text in HtmlReader(after).text

    assert "Altrove si legge:" in render_citation_cards(turns, ITALIAN)
    quoted = f"«{text}{find_direction_ends(text)}»"
    assert f"Altrove si legge:\n\n[1] {quoted}" in format_answer(answer, ITALIAN)
    assert describe_elsewhere(make_answer("A quote."), ITALIAN) is None


def test_cached_html_is_dropped_with_its_turn() -> None:
    """A turn is rendered the same again, and its private HTML is not kept longer than the turn."""
    turns = _make_turns(make_answer("The fog comes in."))
    first = (render_conversation(turns, ENGLISH), render_citation_cards(turns, ENGLISH))
    assert (render_conversation(turns, ENGLISH), render_citation_cards(turns, ENGLISH)) == first

    reference = weakref.ref(turns.pop())
    gc.collect()
    assert reference() is None


def test_every_outcome_has_words_in_both_languages() -> None:
    """Each outcome and each text has a different wording in the two languages."""
    for outcome, reason in (
        ("answered", "answers"),
        ("related", "unsure"),
        ("not_found", "filtered_out"),
    ):
        answer = Answer("q", "it", outcome, reason, 0.0, (), "corpus", "v")  # type: ignore[arg-type]
        assert describe_outcome(answer, ITALIAN) != describe_outcome(answer, ENGLISH)

    for name in ITALIAN.__slots__:
        assert getattr(ITALIAN, name), name
        if name not in SAME_WORDS:
            assert getattr(ITALIAN, name) != getattr(ENGLISH, name), name


@pytest.mark.parametrize("words", [ITALIAN, ENGLISH])
@pytest.mark.parametrize("outcome", ["answered", "related", "not_found"])
def test_an_absent_place_is_named(outcome: Outcome, words: Words) -> None:
    """Whatever else the answer cites, it names the place as the question does."""
    answer = Answer(
        "q", "it", outcome, "place_absent", 0.5, (), "corpus", "v", place="articolo 200"
    )
    assert "articolo 200" in describe_outcome(answer, words)


def test_all_texts_are_used() -> None:
    """Each field of `Words` is used by the code or a template."""
    code = "".join(
        path.read_text("utf-8")
        for path in (ROOT / "ui").rglob("*")
        if path.suffix in {".py", ".html"}
    )
    unused = [
        name for name in Words.__slots__ if f"words.{name}" not in code and f'"{name}"' not in code
    ]
    assert unused == []


@given(st.text())
def test_printed_text_does_not_control_a_terminal(text: str) -> None:
    """Control characters and changes of direction are replaced; letters and digits stay."""
    printed = escape_for_terminal(text)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", printed)
    letters = [character for character in text if character.isalnum()]
    assert [character for character in printed if character.isalnum()] == letters
