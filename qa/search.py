"""Search the documents for a question, alone or as a follow-up of the one before."""

from dataclasses import dataclass

from fonti.index import Reader, SearchBackend, SearchFilters, detect_question_language
from fonti.qa.candidates.retrieve import retrieve_candidates
from fonti.qa.confidence.calibration import Calibration
from fonti.qa.confidence.outcome import estimate_confidence
from fonti.qa.confidence.thresholds import ANSWER_CONFIDENCE
from fonti.qa.question.follow_up import Topic, classify_follow_up
from fonti.qa.question.query import Query, create_follow_up_query, create_query
from fonti.qa.ranking.absent_identifiers import mark_absent_identifiers
from fonti.qa.ranking.evidence import RankedPassage
from fonti.qa.ranking.score import rank_passages
from fonti.qa.reading.read import read_passages


@dataclass(frozen=True, slots=True)
class Search:
    """What a question is searched in, and how.

    Attributes:
        snapshot: The version of the index.
        reader: Reads the best passages; None if there is no reader.
        filters: What the search is limited to.
        top_k: How many quotes are needed.

    """

    snapshot: SearchBackend
    reader: Reader | None
    filters: SearchFilters
    top_k: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """A query and the passages for it, best first."""

    query: Query
    passages: list[RankedPassage]


def rank_alone_or_follow_up(
    search: Search, question: str, topic: Topic | None, calibration: Calibration
) -> Ranking:
    """Rank passages for a question alone, or as a follow-up if it leans on the one before.

    A question that perhaps leans on one of another text is ranked in both ways, and the ranking
    with the higher confidence is returned. If the question alone probably has an answer, it is
    ranked only so.
    A question that is asked again does not lean on itself.
    """
    if topic is None or question == topic.question:
        return rank_alone(search, question)

    leaning = classify_follow_up(question, detect_question_language(question))
    if leaning == "surely" or (leaning == "perhaps" and topic.is_of_same_text):
        return _rank_as_follow_up(search, question, topic)

    alone = rank_alone(search, question)
    if leaning == "no":
        return alone

    alone_confidence = _estimate_best_confidence(alone, calibration)
    if alone_confidence >= ANSWER_CONFIDENCE:
        return alone

    follow_up = _rank_as_follow_up(search, question, topic)
    is_follow_up_better = _estimate_best_confidence(follow_up, calibration) >= alone_confidence
    return follow_up if is_follow_up_better else alone


def rank_alone(search: Search, question: str) -> Ranking:
    """Rank passages for a question that follows no other."""
    return _rank_query(search, create_query(search.snapshot, question))


def _rank_as_follow_up(search: Search, question: str, topic: Topic) -> Ranking:
    """Rank passages for a question that follows another one."""
    query = create_follow_up_query(search.snapshot, question, topic.question, topic.already_quoted)
    return _rank_query(search, query)


def _rank_query(search: Search, query: Query) -> Ranking:
    """Retrieve the candidates of a query, rank them, and read the best."""
    candidates = retrieve_candidates(search.snapshot, query, search.filters)
    ranked = rank_passages(search.snapshot, query, candidates, search.filters, search.top_k)
    if search.reader is not None:
        ranked = read_passages(search.snapshot, search.reader, query, ranked)
    return Ranking(query, mark_absent_identifiers(search.snapshot, query, ranked))


def _estimate_best_confidence(ranking: Ranking, calibration: Calibration) -> float:
    """Return the confidence in the best passage; 0 if there is no passage."""
    if not ranking.passages:
        return 0.0
    return estimate_confidence(ranking.passages[0], calibration)
