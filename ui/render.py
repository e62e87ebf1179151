"""Answers as HTML; every piece of a document, a name or a question is escaped here, and nowhere else made HTML."""

import html
import secrets

from qa import Answer, Citation
from ui.messages import (
    copies_words,
    heading_words,
    language_words,
    outcome_words,
    place_words,
    standing_words,
)
from ui.words import Words

# The chat takes indentation and tabs for its own; as references they stay what the document has.
_SPACES = str.maketrans({"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def escape(text: str) -> str:
    """A text as HTML that shows it literally, white space included."""
    return html.escape(text).translate(_SPACES)


def answer_html(answer: Answer, turn: int, words: Words) -> str:
    """What the chat says to a question: quotes with their numbers, or why there are none."""
    quotes = [quote_html(citation, turn, answer, words) for citation in answer.citations if citation.answers]
    near = [citation for citation in answer.citations if citation.near and not citation.answers]
    parts = [f'<p class="fonti-outcome">{escape(outcome_words(answer, words))}</p>', *quotes]
    if answer.topic is not None:
        parts.insert(0, f'<p class="fonti-hint">{escape(words.follows.format(topic=answer.topic))}</p>')
    if near:
        links = " ".join(_link(citation, turn) for citation in near)
        label = f"{escape(words.also_near)} " if quotes else ""
        parts.append(f'<p class="fonti-near">{label}{links}</p>')
    return "".join(parts)


def quote_html(citation: Citation, turn: int, answer: Answer, words: Words) -> str:
    """A quote, its number, and where it comes from."""
    return (
        f'<blockquote class="fonti-quote"><span class="fonti-words">{_quote(citation)}</span> '
        f"{_link(citation, turn)}{_place(citation, answer.language, words)}</blockquote>"
    )


def sources_html(answer: Answer | None, turn: int, words: Words, *, opened: int | None = None) -> str:
    """The passages an answer cites, a card each; `opened` is the number of the one to bring into view."""
    heading = f'<h2 class="fonti-heading">{escape(words.sources)}</h2>'
    if answer is None or not any(citation.near for citation in answer.citations):
        return f'{heading}<p class="fonti-hint">{escape(words.sources_hint)}</p>'
    question = f'<p class="fonti-hint">{escape(answer.question)}</p>'
    cards = []
    for group in (True, False):
        members = [citation for citation in answer.citations if citation.near and citation.answers is group]
        if members and not group:
            cards.append(f'<h3 class="fonti-subheading">{escape(words.nearest)}</h3>')
        cards += [
            card_html(citation, turn, answer.language, words, opened=opened == citation.number) for citation in members
        ]
    again = secrets.token_hex(4)  # the same card asked for twice is a change, which the page notices
    return f'<div data-turn="{turn}" data-again="{again}">{heading}{question}{"".join(cards)}</div>'


def card_html(citation: Citation, turn: int, asked_in: str, words: Words, *, opened: bool) -> str:
    """A passage with the quoted sentence marked in it."""
    passage = citation.passage
    first, last = citation.start - passage.start, citation.end - passage.start
    before, after = passage.text[:first], passage.text[last:]
    marked = f"<mark>{_quote(citation)}</mark>" if citation.answers else escape(citation.quote)
    kind = "fonti-card fonti-opened" if opened else "fonti-card"
    return (
        f'<section class="{kind}" id="cite-{turn}-{citation.number}" tabindex="-1">'
        f'<header><b>[{citation.number}] <span class="fonti-source">{escape(citation.source)}</span></b>'
        f"{_place(citation, asked_in, words)}</header>"
        f'<p class="fonti-passage" lang="{escape(passage.language)}">{escape(before)}{marked}{escape(after)}</p>'
        "</section>"
    )


def _quote(citation: Citation) -> str:
    """A quote with the words that carry the match set off."""
    return "".join(
        f'<b class="fonti-match">{escape(part)}</b>' if marked else escape(part) for part, marked in citation.parts
    )


def _link(citation: Citation, turn: int) -> str:
    return (
        f'<a class="fonti-cite" href="#cite-{turn}-{citation.number}" title="{escape(citation.source)}">'
        f"[{citation.number}]</a>"
    )


def _place(citation: Citation, asked_in: str, words: Words) -> str:
    """The title, headings, language and place of a quote, and how sure it answers."""
    language = language_words(citation.language, words)
    across = words.source_in.format(language=language)
    parts = [
        heading_words(citation),
        across if citation.language != asked_in else language,
        place_words(citation, words),
        copies_words(citation, words),
        standing_words(citation, words),
    ]
    kind = "fonti-place fonti-across" if citation.language != asked_in else "fonti-place"
    return f'<span class="{kind}">{" · ".join(escape(part) for part in parts if part)}</span>'
