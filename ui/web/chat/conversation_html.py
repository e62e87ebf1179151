"""Render the conversation as HTML, and the cards of the passages that it cites."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import get_args
from weakref import WeakKeyDictionary

from markupsafe import Markup

from fonti.qa import Answer, Citation, Verdict
from fonti.ui.i18n.descriptions import (
    MAX_NAMED,
    describe_copies,
    describe_elsewhere,
    describe_filters,
    describe_location,
    describe_outcome,
    describe_relation,
    describe_title_and_heading,
    get_language_name,
)
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.html_parts import (
    WarningsView,
    document_link,
    make_warnings_view,
    render_hint,
)
from fonti.ui.web.chat.memory import MAX_TURNS, dump_memory
from fonti.ui.web.chat.reference_styles import format_answer_in_styles, format_citation_in_styles
from fonti.ui.web.chat.replies_html import MAX_SHOWN, make_reply_view
from fonti.ui.web.chat.turn import Turn
from fonti.ui.web.templating import render

_BAD_VERDICTS = [verdict for verdict in get_args(Verdict) if verdict != "good"]

# Characters of a question that could not be asked, which is written again where it can be changed.
_MAX_REJECTED_CHARACTERS = 20_000

_RenderTurn = Callable[..., Markup]


@dataclass(frozen=True, slots=True)
class CitationView:
    """The values of a citation that the templates show.

    Attributes:
        turn: The id of its turn.
        number: Its number in the answer.
        source: The name of its document.
        address: A link to its place.
        context: Other parts of the document that are shown above the quote.
        quote: The quoted text.
        quote_parts: The quote in parts, each with whether it answers or is in the question.
        language: The language of the quote.
        is_answer: Whether it answers the question, or is only near it.
        location: Its headings, its page and its characters, the other files that hold it.
        language_badge: The language, or both languages if the question was in another.
        is_other_language: Whether the question was in another language.
        relation: Whether it answers, probably answers or is near, or which citation it repeats, in
            words; None for none of these.
        score: The confidence that it answers, as a percentage.
        warnings: What was not read of the document; None if it was read whole.
        text_before: The passage before the quote.
        text_after: The passage after the quote.
        passage_language: The language of the passage.
        copy_texts: The quote with its reference, to be pasted, by the style of the reference.

    """

    turn: str
    number: int
    source: str
    address: str
    context: Sequence[str]
    quote: str
    quote_parts: Sequence[tuple[str, str]]
    language: str
    is_answer: bool
    location: list[str]
    language_badge: str
    is_other_language: bool
    relation: str | None
    score: str
    warnings: WarningsView | None
    text_before: str
    text_after: str
    passage_language: str
    copy_texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class SearchScopeSuggestion:
    """A button that asks again in one language, or without filters if `language` is empty."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class NextQuestions:
    """Buttons that ask about other sections of a document, by heading, and the line before them."""

    label: str
    question_by_heading: dict[str, str]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """The values of an answer that the templates show.

    Attributes:
        read_after: The earlier question that a follow-up was read after, in a sentence.
        outcome: The outcome of the question, in a sentence.
        quotes: The citations that answer.
        nearby: The citations that are folded away under `nearby_label`.
        shows_nearby: Whether they are unfolded.
        elsewhere: The citations that answer outside what was searched.
        elsewhere_label: The line above them.
        suggestions: Other search scopes to try if nothing answers.
        copy_texts: The answer with its references, to be pasted, by the style of the references.

    """

    read_after: str | None
    outcome: str
    quotes: list[CitationView]
    nearby: list[CitationView]
    nearby_label: str
    shows_nearby: bool
    elsewhere: list[CitationView]
    elsewhere_label: str | None
    suggestions: list[SearchScopeSuggestion]
    copy_texts: dict[str, str]


def _cache_html(render_turn: _RenderTurn) -> _RenderTurn:
    """Cache the HTML that a function renders of a turn, for as long as the turn exists.

    The whole conversation is sent again after each question. The HTML of a turn may be long and
    private, so it is deleted with the turn.
    """
    cache: WeakKeyDictionary[Turn, dict[tuple[object, ...], Markup]] = WeakKeyDictionary()

    @wraps(render_turn)
    def render_cached(turn: Turn, *options: object) -> Markup:
        by_options = cache.setdefault(turn, {})
        if options not in by_options:
            by_options[options] = render_turn(turn, *options)
        return by_options[options]

    return render_cached


def render_conversation(
    turns: Sequence[Turn],
    words: Words,
    *,
    conversation_id: str = "",
    dropped_count: int = 0,
    can_rate: bool = True,
    revision: int = 0,
) -> str:
    """Return the conversation as HTML.

    Args:
        turns: Its turns, oldest first.
        words: The language of the page.
        conversation_id: Its id, which the page remembers with its questions.
        dropped_count: How many older turns were dropped.
        can_rate: Whether the answers can be rated.
        revision: The number of the conversation's state, by which the page knows an older one.

    """
    return render(
        "chat/conversation.html",
        words=words,
        memory=dump_memory(turns, conversation_id),
        turns=[_render_turn(turn, words, can_rate) for turn in turns],
        turn_count=dropped_count + len(turns),
        dropped_count=dropped_count,
        max_turns=MAX_TURNS,
        aside_count=sum(turn.is_set_aside for turn in turns),
        revision=revision,
    )


def render_citation_cards(turns: Sequence[Turn], words: Words) -> str:
    """Return the passages that the last answer cites, as cards, or a hint if there are none.

    Args:
        turns: The turns of the conversation, oldest first.
        words: The language of the page.

    """
    for turn in reversed(turns):
        # Thanks, or a list of documents, leave the passages of the answer before in place.
        if turn.answer is not None and (turn.answer.kind == "question" or turn.answer.citations):
            cards = _render_cards_of_turn(turn, words)
            return str(cards) if cards else render_hint(words.passages_hint)
    return render_hint(words.passages_hint)


@_cache_html
def _render_turn(turn: Turn, words: Words, can_rate: bool) -> Markup:
    if turn.answer is not None:
        state: str = turn.answer.outcome
    elif turn.problem is not None:
        state = "problem"
    elif turn.is_set_aside:
        state = "aside"
    else:
        state = "pending"

    question = turn.question
    answer = turn.answer
    is_question = answer is not None and answer.kind == "question"
    rendered = render(
        "chat/turn.html",
        words=words,
        turn=turn.id,
        state=state,
        question=question.shown_text,
        filters=describe_filters(question.languages, question.sources, words, max_named=MAX_NAMED),
        reply=make_reply_view(answer, turn.id, words) if answer and not is_question else None,
        answer=_make_answer_view(answer, turn, words) if answer and is_question else None,
        next_questions=_make_next_questions(turn, words),
        problem=turn.problem,
        rejected_question=question.text[:_MAX_REJECTED_CHARACTERS],
        verdict=turn.verdict,
        can_rate=can_rate,
        bad_verdicts=_BAD_VERDICTS,
    )
    return Markup(rendered)  # noqa: S704 - by a template that escapes


@_cache_html
def _render_cards_of_turn(turn: Turn, words: Words) -> Markup:
    """Return the cards of a turn; empty if it cites nothing."""
    answer = turn.answer
    if answer is None or not answer.all_citations:
        return Markup()

    shown = answer.citations[:MAX_SHOWN]
    answering = [citation for citation in shown if citation.is_answer]
    rendered = render(
        "chat/citation_cards.html",
        words=words,
        turn=turn.id,
        question=answer.question,
        answers=_make_citation_views(answering, answer, turn.id, words),
        nearby=_make_citation_views(_list_nearest(answer), answer, turn.id, words),
        elsewhere=_make_citation_views(answer.elsewhere, answer, turn.id, words),
        elsewhere_label=describe_elsewhere(answer, words),
    )
    return Markup(rendered)  # noqa: S704 - by a template that escapes


def _make_answer_view(answer: Answer, turn: Turn, words: Words) -> AnswerView:
    quotes = [citation for citation in answer.citations if citation.is_answer]
    label = words.also_nearby if quotes else words.nearby_not_answering
    return AnswerView(
        read_after=None if answer.topic is None else words.read_after.format(topic=answer.topic),
        outcome=describe_outcome(answer, words),
        quotes=_make_citation_views(quotes, answer, turn.id, words),
        nearby=_make_citation_views(_list_nearest(answer), answer, turn.id, words),
        nearby_label=label.removesuffix(":"),
        shows_nearby=answer.outcome == "related",
        elsewhere=_make_citation_views(answer.elsewhere, answer, turn.id, words),
        elsewhere_label=describe_elsewhere(answer, words),
        suggestions=_suggest_search_scopes(answer, turn.next_steps.languages, words),
        copy_texts=format_answer_in_styles(answer, words),
    )


def _make_next_questions(turn: Turn, words: Words) -> NextQuestions | None:
    """Return the questions about headings near an answer; None if there are no headings."""
    headings = turn.next_steps.headings
    if turn.answer is None or not headings:
        return None
    citation = turn.answer.citations[0]
    label = words.next_headings.format(name=citation.title or citation.source)
    questions = {heading: words.section_question.format(heading=heading) for heading in headings}
    return NextQuestions(label, questions)


def _list_nearest(answer: Answer) -> Sequence[Citation]:
    """Return the citations that are near; if no citation answers or is near, all there are."""
    is_nothing_near = not answer.nearby and not answer.is_answered and not answer.elsewhere
    return answer.citations if is_nothing_near else answer.nearby


def _suggest_search_scopes(
    answer: Answer, languages: Sequence[str], words: Words
) -> list[SearchScopeSuggestion]:
    """Suggest where else to search if nothing answers: without filters, or in one language.

    Args:
        answer: The answer.
        languages: The languages of the documents, if they have several.
        words: The language of the page.

    """
    if answer.outcome == "answered":
        return []

    suggestions = []
    if answer.languages is not None or answer.sources is not None:
        suggestions.append(SearchScopeSuggestion(words.search_all_documents, ""))
    if answer.reason == "empty":
        return suggestions

    for code, language in words.language_names.items():
        if code in languages and code != answer.language and answer.languages != (code,):
            suggestions.append(
                SearchScopeSuggestion(words.search_only_language.format(language=language), code)
            )
    return suggestions


def _make_citation_views(
    citations: Sequence[Citation], answer: Answer, turn: str, words: Words
) -> list[CitationView]:
    return [_make_citation_view(citation, answer, turn, words) for citation in citations]


def _make_citation_view(
    citation: Citation, answer: Answer, turn: str, words: Words
) -> CitationView:
    passage = citation.passage
    quote_start = citation.start - passage.start
    quote_end = citation.end - passage.start

    is_other_language = citation.language != answer.language
    language_badge = get_language_name(citation.language, words)
    if is_other_language:
        asked_in = get_language_name(answer.language, words)
        language_badge = words.cross_language.format(asked=asked_in, language=language_badge)

    location = [
        describe_title_and_heading(citation),
        describe_location(citation, words),
        describe_copies(citation, words),
    ]
    return CitationView(
        turn=turn,
        number=citation.number,
        source=citation.source,
        address=document_link(citation.source, (citation.start, citation.end), citation.sha256),
        context=[part.text for part in citation.context],
        quote=citation.quote,
        quote_parts=citation.split_by_emphasis(),
        language=citation.language,
        is_answer=citation.is_answer,
        location=[part for part in location if part],
        language_badge=language_badge,
        is_other_language=is_other_language,
        relation=describe_relation(citation, words),
        score=words.confidence_percent.format(score=citation.score),
        warnings=make_warnings_view(citation.document_warnings, words),
        text_before=passage.text[:quote_start],
        text_after=passage.text[quote_end:],
        passage_language=passage.language,
        copy_texts=format_citation_in_styles(citation, words),
    )
