"""Weigh the words and tokens of a question, once for all passages that it is matched with."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fonti.index import (
    FloatArray,
    Passage,
    SearchBackend,
    detect_question_language,
    normalize_vectors,
    stem_words,
)
from fonti.qa.question.query import TOPIC_WEIGHT, Query
from fonti.qa.ranking.late_interaction import weigh_tokens


@dataclass(frozen=True, slots=True)
class WeightedQuery:
    """A query with the values that are computed from it alone.

    Attributes:
        query: The query.
        language: The language of most of its words, including its topic.
        token_weights: How much each token counts, of shape (question tokens,).
        direction: The embedding minus the encoder's centre, normalized to length 1.
        distinctness: How far the embedding lies from the encoder's centre, 0 to 2.
        word_weights: The weight of each stem: its rarity, reduced for words of the topic.

    """

    query: Query
    language: str
    token_weights: FloatArray
    direction: FloatArray
    distinctness: float
    word_weights: dict[str, float]


def weigh_query(snapshot: SearchBackend, query: Query) -> WeightedQuery:
    """Return a query with the weights of its words and tokens."""
    language = query.language if query.topic is None else detect_question_language(query.text)
    from_centre = query.encoded.embedding - snapshot.centre

    return WeightedQuery(
        query=query,
        language=language,
        token_weights=weigh_tokens(query.encoded.tokens),
        direction=normalize_vectors(from_centre),
        distinctness=float(np.linalg.norm(from_centre)),
        word_weights=_weigh_words(snapshot, query, language),
    )


def compute_coverage(
    snapshot: SearchBackend, weighted: WeightedQuery, passages: Sequence[Passage]
) -> dict[int, float]:
    """Return how much of the question stands literally in passages of its language.

    Returns:
        The coverage, 0 to 1, by the id of the passage; passages without any word are left out.

    """
    weights = weighted.word_weights
    total = sum(weights.values())
    ids = [passage.id for passage in passages if passage.language == weighted.language]

    coverage = {}
    for passage_id, words in snapshot.find_terms(ids, weights.keys(), weighted.language).items():
        if words:
            shared = sum(weight for word, weight in weights.items() if word in words)
            coverage[passage_id] = shared / total

    return coverage


def _weigh_words(snapshot: SearchBackend, query: Query, language: str) -> dict[str, float]:
    """Return the weight of each stem of a query: its rarity, reduced for words of the topic."""
    question_words = set(stem_words(query.question, language))
    rarities = snapshot.compute_rarities(stem_words(query.text, language), language)
    return {
        word: rarity * (1 if word in question_words else TOPIC_WEIGHT)
        for word, rarity in rarities.items()
    }
