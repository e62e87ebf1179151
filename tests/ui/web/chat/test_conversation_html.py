"""Answers as HTML and as terminal text: literal, whatever the documents hold."""

import gc
import re
import weakref
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import Passage
from fonti.qa import Answer, Citation
from fonti.ui.cli.escaping import escape_text
from fonti.ui.i18n.catalog import Words
from fonti.ui.i18n.english import ENGLISH
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.i18n.languages import WORDS
from fonti.ui.i18n.phrases import describe_outcome
from fonti.ui.web.chat.conversation import Asked, Turn
from fonti.ui.web.chat.conversation_html import answer_html, conversation_html, escape, sources_html
from tests.helpers.paths import ROOT

HOSTILE = (
    "${window.__pwn=1}",
    "{{7*7}}",
    "`x` C:\\new\\x",
    "<img src=x onerror=alert(1)>",
    "![](http://example.org/x.png)",
    "```mermaid\ngraph TD\n```",
    "$$x$$",
    "</mark></section><script>1</script>",
    "[1](javascript:alert(1)) [1](#cite-9-9)",
    "\u202etxt.exe",
    "à e\u0301 😀\tb\r\n  c",
)


class _Reader(HTMLParser):
    """What a browser would make of a piece of HTML: its tags and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def make_answer(
    quote: str, *, before: str = "", after: str = "", source: str = "a.txt", answers: bool = True
) -> Answer:
    """An answer of one citation."""
    passage = Passage(
        1, source, 10, 10 + len(before + quote + after), before + quote + after, None, "en", ()
    )
    start = 10 + len(before)
    citation = Citation(
        1,
        source,
        start,
        start + len(quote),
        quote,
        None,
        None,
        "en",
        0.9,
        answers,
        "0" * 64,
        passage,
    )
    outcome = "answered" if answers else "related"
    reason = "answers" if answers else "unsure"
    return Answer("chi?", "it", outcome, reason, 0.9, (citation,), "corpus", "v")  # type: ignore[arg-type]


@given(st.text(min_size=1))
def test_text_survives_escaping(text: str) -> None:
    """Escaped text reads back as itself, and holds neither tags nor white space that the chat would change."""
    escaped = escape(text)
    assert unescape(escaped.replace("&#13;", "\r")) == text or _odd(text)
    assert not re.search(r"[<>\"'\n\r\t]", escaped)


def _odd(text: str) -> bool:
    """HTML has no reference for some control characters; escape leaves those as they are."""
    return any(ord(character) < 32 or 127 <= ord(character) < 160 for character in text)


def _turns(answer: Answer) -> list[Turn]:
    return [Turn(UserQuestion(answer.question), answer)]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_literally(text: str) -> None:
    """A document's text and name, and a question, stand in the HTML as text, and add no tag to it."""
    for answers in (True, False):
        shown, plain = _shown(text, answers=answers), _shown("safe", answers=answers)
        for html, same in zip(shown, plain, strict=True):
            reader = _Reader(html)
            assert reader.tags == _Reader(same).tags
            assert text in reader.text


def _shown(text: str, *, answers: bool) -> tuple[str, str]:
    answer = replace(
        make_answer(text, before=text, after=text, source=text, answers=answers), question=text
    )
    turns = [Turn(UserQuestion(text, sources=(text,)), answer), Turn(UserQuestion(text), problem=text)]
    return render_conversation(turns, ITALIAN), render_sources(turns, ITALIAN)


@given(st.text(min_size=1))
def test_attributes_hold_what_is_put_into_them(text: str) -> None:
    """No text ends the attribute that it is in."""
    reader = _Reader(
        render_conversation([Turn(UserQuestion(text), make_answer("Quote.", source=text))], ENGLISH)
    )
    assert "script" not in reader.tags
    assert set(reader.tags) == set(
        _Reader(render_conversation(_turns(make_answer("Quote.")), ENGLISH)).tags
    )


@pytest.mark.parametrize("words", WORDS.values())
def test_the_sentence_is_marked_within_its_passage(words: Words) -> None:
    """The card shows the whole passage, with the quote marked; its number names the place in the document."""
    answer = make_answer("The quote.", before="Before. ", after=" After.")
    assert "Before. <mark>The quote.</mark> After." in render_sources(_turns(answer), words)
    place = f"?doc=a.txt&amp;start=18&amp;end=28&amp;sha256={16 * '0'}"
    assert f'href="{place}" data-do="cite" data-turn="3" data-number="1"' in answer_html(
        answer, 3, words
    )


def test_what_does_not_answer_is_not_marked_and_stands_apart() -> None:
    """A passage that is only near is not among the quotes, and nothing is marked in it."""
    answer = make_answer("Near.", answers=False)
    assert "<mark>" not in render_sources(_turns(answer), ENGLISH)
    assert ENGLISH.outcome_related in answer_html(answer, 1, ENGLISH).split("<details")[0]
    assert "Near." not in answer_html(answer, 1, ENGLISH).split("<details")[0]


def test_a_quote_in_another_language_says_so() -> None:
    """The badge names both languages where they differ, and one where they do not."""
    assert "domanda in italiano → fonte in inglese" in answer_html(
        make_answer("A quote."), 1, ITALIAN
    )
    same = replace(make_answer("A quote."), language="en")
    assert "domanda in" not in answer_html(same, 1, ITALIAN)


def test_confidence_is_told_in_words_and_as_a_number_on_demand() -> None:
    """The number is folded away."""
    assert "<summary>risponde</summary>fiducia: 90%</details>" in answer_html(
        make_answer("A quote."), 1, ITALIAN
    )


@pytest.mark.parametrize(
    ("languages", "sources", "ways"),
    [
        (None, None, [("again", "it")]),
        (("it",), None, [("again", "")]),
        (None, ("a.txt",), [("again", ""), ("again", "it")]),
    ],
)
def test_where_nothing_answers_there_is_a_way_on(
    languages: tuple[str, ...] | None, sources: tuple[str, ...] | None, ways: list[tuple[str, str]]
) -> None:
    """Without the filter, where there was one; in the other language alone, where it was not only there already."""
    answer = replace(
        make_answer("Near.", answers=False), language="en", languages=languages, sources=sources
    )
    assert (
        re.findall(
            r'data-do="(again)" data-turn="1" data-languages="(\w*)"',
            answer_html(answer, 1, ENGLISH),
        )
        == ways
    )
    assert "again" not in answer_html(make_answer("A quote."), 1, ENGLISH)


def test_what_is_kept_of_a_conversation_goes_with_it() -> None:
    """A turn is made into HTML once, which is not kept any longer than the turn: it may be long, and is private."""
    turns = _turns(make_answer("The fog comes in."))
    first = render_conversation(turns, ENGLISH), render_sources(turns, ENGLISH)
    assert (render_conversation(turns, ENGLISH), render_sources(turns, ENGLISH)) == first
    held = weakref.ref(turns.pop())
    gc.collect()
    assert held() is None


def test_every_outcome_has_words_in_both_languages() -> None:
    """The two languages say something, and not the same, for every outcome and every field."""
    for outcome, reason in (
        ("answered", "answers"),
        ("related", "unsure"),
        ("not_found", "filtered_out"),
    ):
        answer = Answer("q", "it", outcome, reason, 0.0, (), "corpus", "v")  # type: ignore[arg-type]
        assert describe_outcome(answer, ITALIAN) != describe_outcome(answer, ENGLISH)
    for name in ITALIAN.__slots__:
        assert getattr(ITALIAN, name), name
        assert getattr(ITALIAN, name) != getattr(ENGLISH, name), name


def test_no_word_is_left_unsaid() -> None:
    """Each field of the words is used somewhere."""
    said = "".join(
        path.read_text("utf-8")
        for path in (ROOT / "ui").rglob("*")
        if path.suffix in {".py", ".html"}
    )
    unsaid = [
        name for name in Words.__slots__ if f"words.{name}" not in said and f'"{name}"' not in said
    ]
    assert unsaid == []


@given(st.text())
def test_nothing_printed_steers_a_terminal(text: str) -> None:
    """Escape sequences, other control characters and changes of direction are replaced; the rest stays."""
    shown = escape_text(text)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert [a for a in shown if a.isalnum()] == [a for a in text if a.isalnum()]
