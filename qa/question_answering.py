"""Answer the questions of a text, one or several: rank, quote, and decide what answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fonti.index import SearchBackend, SearchFilters, detect_question_language
from fonti.qa.addressing.locate import AddressAnswer, answer_addresses
from fonti.qa.answer import Outcome, OutcomeReason
from fonti.qa.citing import QueryQuote, join_quotes, pair_with_query
from fonti.qa.confidence.absent_words import find_absent_words
from fonti.qa.confidence.calibration import Calibration
from fonti.qa.confidence.outcome import (
    AssessedQuote,
    assess_quotes,
    decide_outcome,
    select_answers,
)
from fonti.qa.confidence.thresholds import ANSWER_POOL_SIZE
from fonti.qa.elsewhere import select_elsewhere
from fonti.qa.question.follow_up import Topic
from fonti.qa.question.query import Query
from fonti.qa.question.several import split_questions
from fonti.qa.quoting.quotes import Quote, choose_quotes
from fonti.qa.ranking.absent_subject import find_absent_subject_words, find_subject_phrases
from fonti.qa.search import Ranking, Search, rank_alone_or_follow_up


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The outcome of a question, with the fields of `Answer` that say why."""

    outcome: Outcome
    reason: OutcomeReason
    missing: tuple[str, ...] = ()
    place: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What the documents say to the questions of a text.

    Attributes:
        query: The query; of several questions, that of the first.
        quotes: The quotes, those that answer first.
        conclusion: The outcome and its reason.
        confidence: How likely the first quote answers; of several questions, the lowest of those
            that have an answer.
        unanswered: The questions without an answer, if others have one.

    """

    query: Query
    quotes: list[QueryQuote]
    conclusion: Conclusion
    confidence: float
    unanswered: tuple[str, ...] = ()


def answer_questions(
    search: Search, text: str, topic: Topic | None, calibration: Calibration
) -> QuestionResult:
    """Return what the documents say to the questions of a text.

    Args:
        search: What is searched, and how.
        text: The text, normalized.
        topic: What the question before it was about; None if there was none.
        calibration: The calibration of the index.

    """
    result = _answer_each_question(search, text, topic, calibration)
    if result is not None:
        return result
    ranking = rank_alone_or_follow_up(search, text, topic, calibration)
    return _answer_ranking(search, ranking, calibration)


def find_answers_elsewhere(
    search: Search, text: str, topic: Topic | None, calibration: Calibration
) -> list[QueryQuote]:
    """Return the quotes that answer outside the languages and documents a search is limited to.

    The arguments are those of `answer_questions`.
    """
    unlimited = replace(search, filters=SearchFilters())
    result = answer_questions(unlimited, text, topic, calibration)
    # What only mentions a place that no document has is no answer.
    if result.conclusion.reason != "answers":
        return []
    return select_elsewhere(result.quotes, search.filters)


def _answer_each_question(
    search: Search, text: str, topic: Topic | None, calibration: Calibration
) -> QuestionResult | None:
    """Return what the documents say to each question of a text; None if it asks only one.

    None as well if none of the questions has an answer: then the text is searched for as a whole.
    """
    questions = split_questions(text, detect_question_language(text))
    results: list[QuestionResult] = []
    for question in questions:
        ranking = rank_alone_or_follow_up(search, question, topic, calibration)
        results.append(_answer_ranking(search, ranking, calibration))
        # "Who signed the contract? When did he sign it?"
        topic = Topic(results[0].query.question, is_of_same_text=True)

    answered = [result for result in results if result.conclusion.reason == "answers"]
    if not answered:
        return None
    unanswered = [
        question
        for question, result in zip(questions, results, strict=True)
        if result.conclusion.reason != "answers"
    ]
    return replace(
        min(answered, key=lambda result: result.confidence),
        query=results[0].query,
        quotes=join_quotes([result.quotes for result in answered]),
        unanswered=tuple(unanswered),
    )


def _answer_ranking(search: Search, ranking: Ranking, calibration: Calibration) -> QuestionResult:
    """Quote the best passages for a question, and decide which quotes answer."""
    quotes = choose_best_quotes(search.snapshot, ranking, search.top_k)
    assessed = select_answers(assess_quotes(quotes, calibration, asked=ranking.query))

    # A place that the question asks for by its address comes first.
    addressed = answer_addresses(search.snapshot, ranking.query, search.filters)
    assessed = addressed.put_first(assessed) if addressed else assessed
    return QuestionResult(
        query=ranking.query,
        quotes=pair_with_query(ranking.query, assessed),
        conclusion=_conclude(search, ranking, assessed, addressed),
        confidence=assessed[0].confidence if assessed else 0.0,
    )


def _conclude(
    search: Search,
    ranking: Ranking,
    assessed: Sequence[AssessedQuote],
    addressed: AddressAnswer | None,
) -> Conclusion:
    """Return the outcome of a question, the reason, and what the documents lack."""
    confidence = _get_first_confidence(assessed, ranking)
    absent = find_absent_words(search.snapshot, ranking.query, ranking.passages)
    absent_subject = _find_absent_subject(ranking.query, assessed)
    outcome, reason = decide_outcome(
        confidence,
        is_near=bool(assessed) and assessed[0].is_near,
        has_filters=search.filters != SearchFilters(),
        has_absent_words=bool(absent),
        lacks_subject_words=bool(absent_subject),
    )
    if assessed and addressed and addressed.absent_address is not None:
        return Conclusion(outcome, "place_absent", place=addressed.absent_address)
    missing = {"words_absent": absent, "subject_absent": absent_subject}.get(reason, ())
    return Conclusion(outcome, reason, missing=missing)


def _find_absent_subject(query: Query, assessed: Sequence[AssessedQuote]) -> tuple[str, ...]:
    """Return the words of the question's subject that are absent where the best quote stands."""
    if not assessed:
        return ()
    return find_absent_subject_words(find_subject_phrases(query), query, assessed[0].quote.ranked)


def choose_best_quotes(
    snapshot: SearchBackend, ranking: Ranking, top_k: int, *, may_quote_any_unit: bool = False
) -> list[Quote]:
    """Return the best quotes of ranked passages: `top_k`, or `ANSWER_POOL_SIZE` if that is more.

    Args:
        snapshot: The version of the index.
        ranking: The query and its passages.
        top_k: How many quotes are needed.
        may_quote_any_unit: As in `choose_quotes`.

    """
    limit = max(top_k, ANSWER_POOL_SIZE)
    return choose_quotes(
        snapshot, ranking.passages, limit, ranking.query, may_quote_any_unit=may_quote_any_unit
    )


def _get_first_confidence(assessed: Sequence[AssessedQuote], ranking: Ranking) -> float | None:
    """Return the confidence in the best quote; None if there is no passage at all.

    It is 0 if there are passages, but nothing in them may be quoted.
    """
    if assessed:
        return assessed[0].confidence
    return 0.0 if ranking.passages else None
