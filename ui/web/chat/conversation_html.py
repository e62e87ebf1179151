"""A conversation as HTML; all that comes of a document, a name or a question is escaped on its way into it."""

import html
import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import get_args
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from fonti.qa import Answer, Citation, Verdict
from fonti.ui.i18n.catalog import Words
from fonti.ui.i18n.phrases import (
    copies_words,
    filter_words,
    heading_words,
    language_words,
    outcome_words,
    place_words,
    standing_words,
)
from fonti.ui.web.chat.conversation import Turn, memory
from fonti.ui.web.chat.export import answer_text, citation_text

# What HTML would change or drop: white space at edges, and what it has no reference for.
_SPACES = str.maketrans({"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
_BAD = [verdict for verdict in get_args(Verdict) if verdict != "good"]
_STEERING = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SHOWN = "\ufffd"
_LONGEST_BACK = 20_000  # code points of a question that could not be asked, which goes back to where it is written

_OfTurn = Callable[[Turn, int, Words], str]


def _kept(make: _OfTurn) -> _OfTurn:
    """Make the HTML of a turn once, for with each question the whole conversation is shown again; it goes with it."""
    made: WeakKeyDictionary[Turn, dict[tuple[int, Words], str]] = WeakKeyDictionary()

    @wraps(make)
    def once(turn: Turn, number: int, words: Words) -> str:
        known = made.setdefault(turn, {})
        if (number, words) not in known:
            known[number, words] = make(turn, number, words)
        return known[number, words]

    return once


def escape(text: str) -> str:
    """A text as HTML that shows it literally, white space included."""
    return html.escape(text).translate(_SPACES)


def isolated(text: str, *, kind: str = "") -> str:
    """Words of a document as HTML, which leave those beside them in their order; what would turn these is shown."""
    named = f' class="{kind}"' if kind else ""
    return f"<bdi{named}>{escape(_STEERING.sub(_SHOWN, text))}</bdi>"


def name(source: str) -> str:
    """A document's name as HTML."""
    return isolated(source, kind="fonti-source")


def button(
    words: str,
    action: str,
    *,
    kind: str = "fonti-plain",
    label: str = "",
    pressed: bool | None = None,
    **given: object,
) -> str:
    """A button that does something on the page, which its script reads from `data-` attributes; `label` says what."""
    told = f' aria-label="{escape(label)}"' if label else ""
    told += f' aria-pressed="{str(pressed).lower()}"' if pressed is not None else ""
    told += "".join(f' data-{key}="{escape(str(value))}"' for key, value in given.items())
    return f'<button type="button" class="{kind}" data-do="{action}"{told}>{escape(words)}</button>'


def conversation_html(
    turns: Sequence[Turn], words: Words, *, dropped: int = 0, examples: Sequence[str] = ()
) -> str:
    """The conversation, oldest turn first, after `dropped` ones; what can be asked for example where it is empty."""
    log = f'role="log" aria-live="polite" aria-label="{escape(words.conversation)}"'
    said = f'data-said="{escape(memory(turns))}"'
    if not turns:
        return f'<div class="fonti-turns" {log} {said}>{_welcome(words, examples)}</div>'
    shown = "".join(
        turn_html(turn, number, words) for number, turn in enumerate(turns, dropped + 1)
    )
    return (
        f'<div class="fonti-turns" {log} {said} data-turns="{dropped + len(turns)}">{shown}</div>'
    )


def _welcome(words: Words, examples: Sequence[str]) -> str:
    asked = "".join(
        f"<li>{button(question, 'example', kind='fonti-example', question=question)}</li>"
        for question in examples
    )
    shown = (
        f'<p class="fonti-hint">{escape(words.examples)}</p><ul class="fonti-examples">{asked}</ul>'
        if asked
        else ""
    )
    return f'<div class="fonti-welcome"><p>{escape(words.welcome)}</p>{shown}</div>'


@_kept
def turn_html(turn: Turn, number: int, words: Words) -> str:
    """A question and what is said to it."""
    state: str
    if turn.answer is not None:
        said, state = (
            answer_html(turn.answer, number, words) + _tools(turn, number, words),
            turn.answer.outcome,
        )
    elif turn.problem is not None:
        back = (
            f'<span class="fonti-back" hidden>{escape(turn.asked.question[:_LONGEST_BACK])}</span>'
        )
        said, state = f'<p class="fonti-outcome">{escape(turn.problem)}</p>{back}', "problem"
    else:
        said, state = f'<p class="fonti-looking">{escape(words.looking)}</p>', "looking"
    within = filter_words(turn.asked.languages, turn.asked.sources, words)
    limited = f'<p class="fonti-hint">{escape(within)}</p>' if within else ""
    return (
        f'<section class="fonti-turn" data-state="{state}" aria-busy="{str(state == "looking").lower()}">'
        f'<h2 class="fonti-asked">{escape(turn.asked.shown)}</h2>{limited}<div class="fonti-said">{said}</div>'
        "</section>"
    )


def answer_html(answer: Answer, turn: int, words: Words) -> str:
    """What the chat says to a question: quotes with their numbers, or why there are none, and what may help."""
    quotes = [
        quote_html(citation, turn, answer.language, words)
        for citation in answer.citations
        if citation.answers
    ]
    near = [
        citation
        for citation in answer.citations
        if not citation.answers and (citation.near or not quotes)
    ]
    parts = [f'<p class="fonti-outcome">{escape(outcome_words(answer, words))}</p>', *quotes]
    if answer.topic is not None:
        parts.insert(
            0, f'<p class="fonti-hint">{escape(words.follows.format(topic=answer.topic))}</p>'
        )
    if near:
        shown = "".join(quote_html(citation, turn, answer.language, words) for citation in near)
        opened = " open" if answer.outcome == "related" else ""
        label = escape((words.also_near if quotes else words.nearest).removesuffix(":"))
        parts.append(
            f'<details class="fonti-near"{opened}><summary>{label} ({len(near)})</summary>{shown}</details>'
        )
    if answer.outcome != "answered":
        parts.append(_ways(answer, turn, words))
    return "".join(parts)


def quote_html(citation: Citation, turn: int, asked_in: str, words: Words) -> str:
    """A quote, its number, and where it comes from."""
    kind = "fonti-quote" if citation.answers else "fonti-quote fonti-only-near"
    language = escape(citation.language)
    return (
        f'<blockquote class="{kind}"><span class="fonti-words" lang="{language}">{_quote(citation)}</span> '
        f"{link(citation, turn)}{_place(citation, asked_in, words)}</blockquote>"
    )


def sources_html(turns: Sequence[Turn], words: Words, *, dropped: int = 0) -> str:
    """The passages that the last answer cites, a card each."""
    place = next((place for place in reversed(range(len(turns))) if turns[place].answer), None)
    hint = f'<p class="fonti-hint">{escape(words.sources_hint)}</p>'
    return hint if place is None else _cards(turns[place], place + 1 + dropped, words) or hint


@_kept
def _cards(asked: Turn, turn: int, words: Words) -> str:
    """The cards of a turn; empty where nothing is cited."""
    answer = asked.answer
    if answer is None or not answer.citations:
        return ""
    cards = []
    for group, heading in ((True, None), (False, words.nearest)):
        members = [citation for citation in answer.citations if citation.answers is group]
        if members and heading:
            cards.append(f'<h3 class="fonti-subheading">{escape(heading)}</h3>')
        cards += [card_html(citation, turn, answer.language, words) for citation in members]
    question = f'<p class="fonti-hint">{escape(answer.question)}</p>'
    return f'<div data-turn="{turn}">{question}{"".join(cards)}</div>'


def card_html(citation: Citation, turn: int, asked_in: str, words: Words) -> str:
    """A passage with the quoted sentence marked in it, and what can be done with it."""
    passage = citation.passage
    first, last = citation.start - passage.start, citation.end - passage.start
    before, after = passage.text[:first], passage.text[last:]
    marked = f"<mark>{_quote(citation)}</mark>" if citation.answers else escape(citation.quote)
    return (
        f'<section class="fonti-card"><h3>{link(citation, turn)} {name(citation.source)}</h3>'
        f"{_place(citation, asked_in, words, named=False)}"
        f'<p class="fonti-passage" lang="{escape(passage.language)}">{escape(before)}{marked}{escape(after)}</p>'
        f'<p class="fonti-tools">{button(words.open, "cite", turn=turn, number=citation.number)}'
        f"{button(words.copy_quote, 'copy')}<span hidden>{escape(citation_text(citation, words))}</span></p></section>"
    )


def place_link(source: str, span: tuple[int, int] | None, sha256: str) -> str:
    """The address of a document, and of a span of it (code points) as it is now, on the same page."""
    place = {"start": span[0], "end": span[1], "sha256": sha256[:16]} if span else {}
    return "?" + urlencode({"doc": source} | place)


def link(citation: Citation, turn: int) -> str:
    """The number of a citation, which opens its document."""
    address = place_link(citation.source, (citation.start, citation.end), citation.sha256)
    return (
        f'<a class="fonti-cite" href="{escape(address)}" data-do="cite" data-turn="{turn}" '
        f'data-number="{citation.number}" title="{escape(_STEERING.sub(_SHOWN, citation.source))}">'
        f"[{citation.number}]</a>"
    )


def _quote(citation: Citation) -> str:
    """A quote with the words that carry the match set off."""
    return "".join(
        f'<b class="fonti-match">{escape(part)}</b>' if marked else escape(part)
        for part, marked in citation.parts
    )


def _place(citation: Citation, asked_in: str, words: Words, *, named: bool = True) -> str:
    """The source, headings, language and place of a quote, and how sure it answers, the number on demand."""
    language = language_words(citation.language, words)
    across = citation.language != asked_in
    badge = (
        words.across.format(asked=language_words(asked_in, words), language=language)
        if across
        else language
    )
    heading, copies = heading_words(citation), copies_words(citation, words)
    parts = [name(citation.source)] if named else []
    parts += [isolated(part) for part in (heading, place_words(citation, words), copies) if part]
    told = " · ".join(parts)
    kind = "fonti-badge fonti-across" if across else "fonti-badge"
    standing = standing_words(citation, words)
    sure = escape(words.sureness.format(score=citation.score))
    sureness = (
        f'<details class="fonti-badge"><summary>{escape(standing)}</summary>{sure}</details>'
        if standing
        else ""
    )
    return (
        f'<span class="fonti-place">{told}</span><span class="fonti-badges"><span class="{kind}">{escape(badge)}</span>'
        f"{sureness}</span>"
    )


def _ways(answer: Answer, turn: int, words: Words) -> str:
    """What a person may try where nothing answers: without the filters, or in the other language alone."""
    ways = []
    if answer.languages is not None or answer.sources is not None:
        ways.append(button(words.ask_everywhere, "again", turn=turn, languages=""))
    for code, language in words.language_names.items():
        if code != answer.language and answer.languages != (code,) and answer.reason != "empty":
            ways.append(
                button(words.ask_in.format(language=language), "again", turn=turn, languages=code)
            )
    return f'<p class="fonti-ways">{"".join(ways)}</p>' if ways else ""


def _tools(turn: Turn, number: int, words: Words) -> str:
    """What can be done with an answer: copy it, and say whether it is of use."""
    if turn.answer is None:
        return ""
    copied = f"<span hidden>{escape(answer_text(turn.answer, words))}</span>"
    good, bad = turn.verdict == "good", turn.verdict in _BAD
    thumbs = button(words.good, "judge", pressed=good, turn=number, verdict="good")
    thumbs += button(words.bad, "ask-why", pressed=bad)
    thanks = (
        f'<span class="fonti-hint" role="status">{escape(words.thanks)}</span>'
        if turn.verdict
        else ""
    )
    return (
        f'<div class="fonti-tools">{button(words.copy_answer, "copy")}{copied}{thumbs}{thanks}</div>'
        f"{_why(number, words)}"
    )


def _why(number: int, words: Words) -> str:
    """The form that asks why an answer is of no use."""
    reasons = "".join(
        f'<label><input type="radio" name="verdict" value="{each}" required> {escape(words.verdicts[each])}</label>'
        for each in _BAD
    )
    comment = f'<label>{escape(words.comment)}<textarea name="comment" maxlength="2000" rows="2"></textarea></label>'
    return (
        f'<form class="fonti-why" data-do="judge" data-turn="{number}" hidden><fieldset><legend>{escape(words.why)}'
        f'</legend>{reasons}</fieldset>{comment}<button type="submit" class="fonti-plain">{escape(words.send)}</button>'
        "</form>"
    )
