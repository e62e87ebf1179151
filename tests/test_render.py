"""Answers as HTML and as terminal text: literal, whatever the documents hold."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Passage
from qa import Answer, Citation
from ui.english import ENGLISH
from ui.italian import ITALIAN
from ui.messages import WORDS, outcome_words
from ui.render import answer_html, escape, sources_html
from ui.terminal import printable
from ui.words import Words

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


def an_answer(quote: str, *, before: str = "", after: str = "", source: str = "a.txt", answers: bool = True) -> Answer:
    """An answer of one citation."""
    passage = Passage(1, source, 10, 10 + len(before + quote + after), before + quote + after, None, "en", ())
    start = 10 + len(before)
    citation = Citation(1, source, start, start + len(quote), quote, None, None, "en", 0.9, answers, "0" * 64, passage)
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


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_literally(text: str) -> None:
    """A document's text and name stand in the HTML as text, and add no tag to it."""
    plain = _tags("safe")
    answer = an_answer(text, before=text, after=text, source=text)
    shown = answer_html(answer, 1, ITALIAN), sources_html(answer, 1, ITALIAN)
    for html, tags in zip(shown, plain, strict=True):
        reader = _Reader(html)
        assert reader.tags == tags
        assert text in reader.text


def _tags(text: str) -> tuple[list[str], list[str]]:
    answer = an_answer(text, before=text, after=text, source=text)
    return _Reader(answer_html(answer, 1, ITALIAN)).tags, _Reader(sources_html(answer, 1, ITALIAN)).tags


@pytest.mark.parametrize("words", WORDS.values())
def test_the_sentence_is_marked_within_its_passage(words: Words) -> None:
    """The card shows the whole passage, with the quote marked; the number opens it."""
    answer = an_answer("The quote.", before="Before. ", after=" After.")
    card = sources_html(answer, 3, words, opened=1)
    assert "Before. <mark>The quote.</mark> After." in card
    assert 'id="cite-3-1"' in card
    assert "fonti-opened" in card
    assert 'href="#cite-3-1"' in answer_html(answer, 3, words)


def test_what_does_not_answer_is_not_marked() -> None:
    """A passage that is only near is shown apart, with nothing marked in it and no quote in the chat."""
    answer = an_answer("Near.", answers=False)
    assert "<mark>" not in sources_html(answer, 1, ENGLISH)
    assert "Near." not in answer_html(answer, 1, ENGLISH)


def test_a_quote_in_another_language_says_so() -> None:
    """The badge names the source's language where it is not the question's."""
    assert "fonte in inglese" in answer_html(an_answer("A quote."), 1, ITALIAN)


def test_every_outcome_has_words_in_both_languages() -> None:
    """The two languages say something, and not the same, for every outcome and every field."""
    for outcome, reason in (("answered", "answers"), ("related", "unsure"), ("not_found", "filtered_out")):
        answer = Answer("q", "it", outcome, reason, 0.0, (), "corpus", "v")  # type: ignore[arg-type]
        assert outcome_words(answer, ITALIAN) != outcome_words(answer, ENGLISH)
    for name in ITALIAN.__slots__:
        assert getattr(ITALIAN, name), name
        assert getattr(ITALIAN, name) != getattr(ENGLISH, name), name


@given(st.text())
def test_nothing_printed_steers_a_terminal(text: str) -> None:
    """Escape sequences, other control characters and changes of direction are replaced; the rest stays."""
    shown = printable(text)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert [a for a in shown if a.isalnum()] == [a for a in text if a.isalnum()]
