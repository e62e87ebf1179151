"""Decide which quotes answer a question, how likely they are right, and the outcome."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fonti.qa.answer import Outcome, OutcomeReason
from fonti.qa.confidence.calibration import Calibration
from fonti.qa.confidence.document_questions import (
    answers_other_question,
    answers_same_question,
    do_documents_ask_the_same,
)
from fonti.qa.confidence.opposites import says_opposite
from fonti.qa.confidence.repetitions import repeats_earlier_quote
from fonti.qa.confidence.thresholds import (
    ANSWER_CONFIDENCE,
    ANSWER_POOL_SIZE,
    MAX_ANSWER_RANKING_GAP,
    MAX_ANSWERS,
    MAX_CONFIDENCE_OF_OPPOSITE,
    MAX_CONFIDENCE_OF_OTHER_ROW,
    MAX_CONFIDENCE_OF_REPETITION,
    MAX_CONFIDENCE_WITHOUT_IDENTIFIERS,
    MIN_CONFIDENCE_OF_SAME_QUESTION,
    NEAR_CONFIDENCE,
    SAME_ANSWER_COSINE,
    SURE_CONFIDENCE,
)
from fonti.qa.question.identifiers import count_numbers, find_codes
from fonti.qa.question.query import Query
from fonti.qa.quoting.quotes import Quote
from fonti.qa.ranking.evidence import RankedPassage


@dataclass(frozen=True, slots=True)
class AssessedQuote:
    """A quote with the confidence in it, and whether it is offered as an answer.

    Attributes:
        quote: The quote.
        confidence: How likely it answers, 0 to 1; not more likely than the first.
        nearness: How likely it would be if nothing spoke against it, 0 to 1. What does not answer
            may still speak of what is asked.
        is_answer: Whether it is offered as an answer.
        parallel_index: If it says the same as an answer in another language, the index of that
            answer in the list of `select_answers`; else None. `Citation.parallel` has it as the
            number of a citation, from 1.

    """

    quote: Quote
    confidence: float
    nearness: float = 0.0
    is_answer: bool = False
    parallel_index: int | None = None

    @property
    def is_near(self) -> bool:
        """Return whether the quote is at least related to the question."""
        return max(self.confidence, self.nearness) >= NEAR_CONFIDENCE


@dataclass(frozen=True, slots=True)
class _Decision:
    """Whether a quote is an answer, while quotes still stand in the order of their ranking.

    Attributes:
        scored: The quote.
        is_answer: Whether it is offered as an answer.
        parallel_rank: If it says the same as an answer in another language, the rank of that
            answer in that order, from 0; else None.

    """

    scored: AssessedQuote
    is_answer: bool
    parallel_rank: int | None

    @property
    def is_separate_answer(self) -> bool:
        """Return whether it is an answer that says something else than those before it."""
        return self.is_answer and self.parallel_rank is None


def estimate_confidence(ranked: RankedPassage, calibration: Calibration) -> float:
    """Return how likely a passage answers the question, 0 to 1.

    Only this function turns the evidence for a passage into a probability. A passage that
    has none of the numbers that the question asks by, or whose document has none of the names, is
    about something else, however well the rest matches.
    """
    evidence = ranked.evidence
    confidence = calibration.confidence(evidence)
    if max(evidence.absent_numbers, evidence.absent_names) < 1:
        return confidence
    return min(confidence, MAX_CONFIDENCE_WITHOUT_IDENTIFIERS)


def _estimate_nearness(ranked: RankedPassage, calibration: Calibration) -> float:
    """Return how likely a passage would answer if nothing spoke against it, 0 to 1.

    Against it may speak the reader, and words of the question's subject that it lacks.
    """
    reading = max(ranked.evidence.reading, 0.0)
    neutral = replace(ranked.evidence, reading=reading, absent_subject=0.0)
    return calibration.confidence(neutral)


def _contradicts(asked: Query, quote: Quote) -> bool:
    """Return whether a quote says the opposite, or answers another question of its document."""
    return says_opposite(asked, quote) or answers_other_question(asked, quote)


def _adjust_confidence(confidence: float, asked: Query, quote: Quote) -> float:
    """Return the confidence in a quote, raised or lowered by what its words show."""
    if answers_same_question(asked, quote):
        confidence = max(confidence, MIN_CONFIDENCE_OF_SAME_QUESTION)
    if quote.is_row and find_codes(asked.question) and not _has_code(asked, quote):
        confidence = min(confidence, MAX_CONFIDENCE_OF_OTHER_ROW)
    if repeats_earlier_quote(asked, quote):
        confidence = min(confidence, MAX_CONFIDENCE_OF_REPETITION)
    return confidence


def _has_code(asked: Query, quote: Quote) -> bool:
    """Return whether a quote has a code that the question asks by: it speaks of the same thing."""
    return count_numbers(quote.text, find_codes(asked.question)) > 0


def assess_quotes(
    quotes: Sequence[Quote], calibration: Calibration, *, asked: Query | None = None
) -> list[AssessedQuote]:
    """Return quotes with the confidence in each; none is offered as an answer yet.

    Args:
        quotes: The quotes, best first.
        calibration: The calibration of the index.
        asked: The question. A quote that says the opposite, or answers another question of its
            document, is hardly an answer, and comes after the others, unless all of these are less
            likely; one that repeats what was quoted before is no sure answer. None if the quotes
            need not answer.

    """
    others: list[tuple[Quote, float]] = []
    contradicting: list[tuple[Quote, float]] = []
    for quote in quotes:
        confidence = estimate_confidence(quote.ranked, calibration)
        if asked is not None:
            confidence = _adjust_confidence(confidence, asked, quote)
        if asked is not None and _contradicts(asked, quote):
            contradicting.append((quote, min(confidence, MAX_CONFIDENCE_OF_OPPOSITE)))
        else:
            others.append((quote, confidence))

    highest = max((confidence for _, confidence in others), default=0.0)
    is_contradicting_likelier = bool(contradicting) and contradicting[0][1] > highest
    ordered = [*contradicting, *others] if is_contradicting_likelier else [*others, *contradicting]

    # No quote is more likely to answer than the first, or nearer.
    assessed: list[AssessedQuote] = []
    for quote, confidence in ordered:
        nearness = _estimate_nearness(quote.ranked, calibration)
        if asked is not None and _has_code(asked, quote):
            nearness = max(nearness, NEAR_CONFIDENCE)
        first = assessed[0] if assessed else AssessedQuote(quote, confidence, nearness)
        assessed.append(
            AssessedQuote(
                quote,
                confidence=min(confidence, first.confidence),
                nearness=min(nearness, first.nearness),
            )
        )
    return assessed


def select_answers(scored: Sequence[AssessedQuote]) -> list[AssessedQuote]:
    """Return the quotes, first those that answer, then the others, both in the given order.

    A quote answers if it is likely enough and ranks about as well as the best, or if it says the
    same as an answer in another language.

    Args:
        scored: The quotes, best first, from `assess_quotes`.

    """
    decisions: list[_Decision] = []
    for rank, candidate in enumerate(scored):
        parallel_rank = None
        is_answer = False
        if rank < ANSWER_POOL_SIZE and candidate.confidence >= ANSWER_CONFIDENCE:
            parallel_rank = _find_parallel_rank(decisions, candidate.quote)
            is_answer = parallel_rank is not None or _is_another_answer(decisions, candidate.quote)
        decisions.append(_Decision(candidate, is_answer, parallel_rank))

    return _order_answers_first(decisions)


def decide_outcome(
    confidence: float | None,
    *,
    is_near: bool,
    has_filters: bool,
    has_absent_words: bool,
    lacks_subject_words: bool,
) -> tuple[Outcome, OutcomeReason]:
    """Return the outcome of a question and its reason.

    Args:
        confidence: The confidence in the best quote, or None if there is no quote at all.
        is_near: Whether the best quote is at least related to the question.
        has_filters: Whether the search was limited to languages or sources.
        has_absent_words: Whether no near passage mentions some word of the question.
        lacks_subject_words: Whether words of the question's subject stand neither in the nearest
            passage nor above it.

    """
    if confidence is None:
        return "not_found", "filtered_out" if has_filters else "empty"
    if confidence >= SURE_CONFIDENCE:
        return "answered", "answers"
    if confidence >= ANSWER_CONFIDENCE:
        return "probable", "answers"
    if is_near and has_absent_words:
        return "related", "words_absent"
    if is_near:
        return "related", "subject_absent" if lacks_subject_words else "unsure"
    return "not_found", "nothing_close"


def _is_another_answer(decisions: Sequence[_Decision], quote: Quote) -> bool:
    """Return whether a likely quote is offered as one more answer."""
    if not decisions:
        return True

    answer_count = sum(decision.is_separate_answer for decision in decisions)
    best = decisions[0].scored.quote
    gap = best.ranked.ranking_score - quote.ranked.ranking_score
    is_as_good = gap <= MAX_ANSWER_RANKING_GAP or do_documents_ask_the_same(best, quote)
    return 0 < answer_count < MAX_ANSWERS and is_as_good


def _find_parallel_rank(decisions: Sequence[_Decision], quote: Quote) -> int | None:
    """Return the rank of an answer in another language that says the same as a quote, or None."""
    for rank, decision in enumerate(decisions):
        other = decision.scored.quote
        if not decision.is_separate_answer or other.passage.language == quote.passage.language:
            continue
        if other.embedding @ quote.embedding >= SAME_ANSWER_COSINE:
            return rank

    return None


def _order_answers_first(decisions: Sequence[_Decision]) -> list[AssessedQuote]:
    """Return quotes with those that answer first, and their parallel answers by the new indices.

    For example, if the quotes of ranks 0, 2 and 3 answer, and 3 says the same as 2: the new order
    is 0, 2, 3, 1, and the quote of rank 3 gets the parallel index 1.
    """
    ranks = sorted(range(len(decisions)), key=lambda rank: not decisions[rank].is_answer)
    index_of_rank = {rank: index for index, rank in enumerate(ranks)}

    ordered = []
    for rank in ranks:
        decision = decisions[rank]
        parallel_index = None
        if decision.parallel_rank is not None:
            parallel_index = index_of_rank[decision.parallel_rank]
        ordered.append(
            replace(decision.scored, is_answer=decision.is_answer, parallel_index=parallel_index)
        )

    return ordered
