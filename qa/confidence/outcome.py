"""Decide what a question's quotes are: which answer, how likely, and the outcome that follows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fonti.qa.answer import Outcome, OutcomeReason
from fonti.qa.confidence.calibration import Calibration
from fonti.qa.confidence.thresholds import (
    ANSWER_CONFIDENCE,
    ANSWER_POOL_SIZE,
    MAX_ANSWER_SCORE_GAP,
    MAX_ANSWERS,
    NEAR_CONFIDENCE,
    SAME_ANSWER_COSINE,
)
from fonti.qa.quoting.quotes import Quote
from fonti.qa.ranking.evidence import RankedPassage


@dataclass(frozen=True, slots=True)
class AssessedQuote:
    """A quote with what was decided about it.

    Attributes:
        quote: The quote.
        score: How likely it answers, 0 to 1; not more likely than the first.
        is_answer: Whether it is offered as an answer.
        parallel: The place, from 0, of the answer in another language that it says again, or None.

    """

    quote: Quote
    score: float
    is_answer: bool = False
    parallel: int | None = None

    @property
    def is_near(self) -> bool:
        """Return whether the quote is at least on the subject of the question."""
        return self.score >= NEAR_CONFIDENCE


def estimate_confidence(ranked: RankedPassage, calibration: Calibration) -> float:
    """Return how likely a passage answers the question, 0 to 1.

    This is the only place that turns a passage into a probability. A model that reads the question
    and the passage together would take the place of the calibrated evidence here.
    """
    return calibration.confidence(ranked.evidence)


def score_quotes(quotes: Sequence[Quote], calibration: Calibration) -> list[AssessedQuote]:
    """Return quotes with how likely they answer, none of them offered as an answer.

    Args:
        quotes: The quotes, best first.
        calibration: The calibration of the index.

    """
    scored: list[AssessedQuote] = []
    for quote in quotes:
        confidence = estimate_confidence(quote.ranked, calibration)
        limit = scored[0].score if scored else 1.0
        scored.append(AssessedQuote(quote, min(confidence, limit)))

    return scored


def select_answers(scored: Sequence[AssessedQuote]) -> list[AssessedQuote]:
    """Return quotes with those that answer first, each group in its order.

    A quote answers if it is likely enough and scores about as well as the best, or if it says the
    same as an answer in another language.
    """
    assessed: list[AssessedQuote] = []
    for place, candidate in enumerate(scored):
        parallel = None
        is_answer = False
        if place < ANSWER_POOL_SIZE and candidate.score >= ANSWER_CONFIDENCE:
            parallel = _find_parallel(assessed, candidate.quote)
            is_answer = parallel is not None or _is_another_answer(assessed, candidate.quote)
        assessed.append(replace(candidate, is_answer=is_answer, parallel=parallel))

    return _order_answers_first(assessed)


def decide_outcome(
    confidence: float | None, *, has_filters: bool, has_absent_words: bool
) -> tuple[Outcome, OutcomeReason]:
    """Return the outcome of a question and its reason.

    Args:
        confidence: The confidence in the best quote, or None if there is no quote at all.
        has_filters: Whether the search was limited to languages or sources.
        has_absent_words: Whether no near passage speaks of some word of the question.

    """
    if confidence is None:
        return "not_found", "filtered_out" if has_filters else "empty"
    if confidence >= ANSWER_CONFIDENCE:
        return "answered", "answers"
    if confidence >= NEAR_CONFIDENCE:
        return "related", "words_absent" if has_absent_words else "unsure"
    return "not_found", "nothing_close"


def _is_another_answer(assessed: Sequence[AssessedQuote], quote: Quote) -> bool:
    """Return whether a likely quote is offered as an answer beside those before it."""
    if not assessed:
        return True

    answers = [item for item in assessed if item.is_answer and item.parallel is None]
    gap = assessed[0].quote.ranked.score - quote.ranked.score
    return 0 < len(answers) < MAX_ANSWERS and gap <= MAX_ANSWER_SCORE_GAP


def _find_parallel(assessed: Sequence[AssessedQuote], quote: Quote) -> int | None:
    """Return the place of an answer in another language that says the same as a quote, or None."""
    for place, other in enumerate(assessed):
        if not other.is_answer or other.parallel is not None:
            continue
        if other.quote.passage.language == quote.passage.language:
            continue
        if other.quote.embedding @ quote.embedding >= SAME_ANSWER_COSINE:
            return place

    return None


def _order_answers_first(assessed: Sequence[AssessedQuote]) -> list[AssessedQuote]:
    """Return quotes with those that answer first; what is parallel refers to the new places."""
    order = sorted(range(len(assessed)), key=lambda place: not assessed[place].is_answer)
    new_places = {old_place: new_place for new_place, old_place in enumerate(order)}

    ordered = []
    for old_place in order:
        item = assessed[old_place]
        parallel = None if item.parallel is None else new_places[item.parallel]
        ordered.append(replace(item, parallel=parallel))

    return ordered
