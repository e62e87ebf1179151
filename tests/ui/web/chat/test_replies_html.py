"""Replies to requests as HTML, text and Markdown: fixed words, lists, and quotations."""

from dataclasses import replace

import pytest

from fonti.index import Passage
from fonti.qa import Answer, Citation, ListedDocument
from fonti.ui.i18n.dates import describe_date
from fonti.ui.i18n.languages import WORDS
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.conversation_html import render_citation_cards, render_conversation
from fonti.ui.web.chat.export import format_answer
from fonti.ui.web.chat.markdown_document import format_as_markdown
from fonti.ui.web.chat.replies_html import MAX_SHOWN
from fonti.ui.web.chat.turn import Turn, UserQuestion
from tests.helpers.answers import make_answer, make_reply
from tests.helpers.hostile_texts import HOSTILE
from tests.helpers.html_reader import HtmlReader

FIXED_KINDS = ("greeting", "thanks", "about", "unsupported", "incomplete")


def make_turns(*answers: Answer) -> list[Turn]:
    """Return the turns of some answers."""
    return [Turn(UserQuestion(answer.question), answer) for answer in answers]


def make_mentions(count: int, text: str = "The text.", source: str = "a.txt") -> Answer:
    """Return an answer with mentions in one document."""
    passage = Passage(1, source, 0, len(text), text, None, "en", ())
    citations = tuple(
        Citation(
            number=number,
            source=source,
            start=0,
            end=len(text),
            quote=text,
            page=None,
            heading=None,
            language="en",
            score=1.0,
            is_answer=True,
            sha256="0" * 64,
            passage=passage,
            is_judged=False,
        )
        for number in range(1, count + 1)
    )
    document = ListedDocument(source, None, None, "en", count)
    return replace(
        make_reply("mentions"),
        outcome="answered",
        reason="answers",
        citations=citations,
        documents=(document,),
        subject=text,
    )


@pytest.mark.parametrize("words", WORDS.values())
@pytest.mark.parametrize("kind", FIXED_KINDS)
def test_what_asks_nothing_of_the_documents_gets_a_fixed_sentence(kind: str, words: Words) -> None:
    """With no quote and no judgement; what can be asked for is offered where it helps."""
    html = render_conversation(make_turns(make_reply(kind)), words)
    assert words.replies[kind] in HtmlReader(html).text
    assert "fonti-quote" not in html
    assert 'data-do="judge"' not in html

    offers = kind in ("about", "unsupported")
    assert (words.abilities[0] in HtmlReader(html).text) == offers
    assert html.count('data-do="example"') == (len(words.request_examples) if offers else 0)


@pytest.mark.parametrize("words", WORDS.values())
def test_documents_are_listed_as_links(words: Words) -> None:
    """The title is a link that opens it; its name, its language and its date stand beside it."""
    document = ListedDocument("a b.txt", "A title", "2020-05-01", "it")
    answer = replace(make_reply("documents"), documents=(document,))
    html = render_conversation(make_turns(answer), words)

    assert 'href="?doc=a+b.txt" data-do="open" data-source="a b.txt"' in html
    text = HtmlReader(html).text
    details = ["a b.txt", words.language_names["it"], describe_date("2020-05-01", words)]
    assert words.reply_documents.format(count=1) in text
    assert f"A title {' · '.join(details)}" in text

    empty = render_conversation(make_turns(make_reply("documents")), words)
    assert words.no_documents in HtmlReader(empty).text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_literally(text: str) -> None:
    """Text of a document, its name, its title or the request adds no tag to the HTML."""
    parts = _render_everywhere(text)
    harmless_parts = _render_everywhere("safe")
    for html, harmless_html in zip(parts, harmless_parts, strict=True):
        reader = HtmlReader(html)
        assert reader.tags == HtmlReader(harmless_html).tags
        assert text in reader.text


def _render_everywhere(text: str) -> list[str]:
    listed = ListedDocument(text, text, text, "en")
    documents = replace(make_reply("documents"), documents=(listed,), question=text)
    turns = make_turns(documents, make_mentions(1, text, source=text))
    words = WORDS["it"]
    return [render_conversation(turns, words), render_citation_cards(turns, words)]


def test_of_many_mentions_the_first_are_shown() -> None:
    """The page says so; what is exported has all."""
    words = WORDS["en"]
    answer = make_mentions(MAX_SHOWN + 1)
    html = render_conversation(make_turns(answer), words)

    assert words.more_citations.format(count=MAX_SHOWN) in HtmlReader(html).text
    assert f'data-number="{MAX_SHOWN}"' in html
    assert f'data-number="{MAX_SHOWN + 1}"' not in html
    assert f'data-number="{MAX_SHOWN + 1}"' not in render_citation_cards(make_turns(answer), words)
    assert f"[{MAX_SHOWN + 1}]" in format_as_markdown([answer], words)


def test_of_many_documents_the_first_are_listed() -> None:
    """The page says how many others there are."""
    words = WORDS["en"]
    documents = tuple(
        ListedDocument(f"{number}.txt", None, None, "en") for number in range(MAX_SHOWN + 3)
    )
    answer = replace(make_reply("documents"), documents=documents)
    html = render_conversation(make_turns(answer), words)
    text = HtmlReader(html).text

    assert html.count('data-do="open"') == MAX_SHOWN
    assert words.reply_documents.format(count=MAX_SHOWN + 3) in text
    assert words.more_documents.format(count=3) in text


def test_thanks_leave_the_passages_in_place() -> None:
    """The cards stay those of the last answer with citations."""
    turns = make_turns(make_answer("The quote."), make_reply("thanks"))
    assert "The quote." in render_citation_cards(turns, WORDS["en"])


@pytest.mark.parametrize("words", WORDS.values())
def test_replies_are_exported(words: Words) -> None:
    """Lists are lists, and quotes have their references."""
    about = make_reply("about")
    assert words.abilities[0] in format_answer(about, words)
    assert f"- {words.abilities[0]}"[:20] in format_as_markdown([about], words)

    mentions = make_mentions(2)
    exported = format_answer(mentions, words)
    assert f"a.txt · {words.mention_count.format(count=2)}" in exported
    assert exported.count("The text.") == 3
