"""Choose, among the candidates, the passages that are worth matching token by token."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise

import numpy as np

from fonti.index import FloatArray, IntArray, SearchBackend, normalize_vectors
from fonti.qa.ranking.query_weights import WeightedQuery
from fonti.qa.ranking.weights import LEXICAL_WEIGHT, PASSAGE_COSINE_WEIGHT, SENTENCE_COSINE_WEIGHT


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The candidates nearest to a question, n passages with m sentences together.

    Attributes:
        passage_ids: The ids of the passages.
        passage_cosines: The cosine of each passage and the question, relative to the encoder's
            centre, of shape (n,).
        sentence_embeddings: The embeddings of the sentences, passage by passage, of shape
            (m, dimension).
        sentence_cosines: The cosine of each sentence, of shape (m,).

    """

    passage_ids: list[int]
    passage_cosines: FloatArray
    sentence_embeddings: FloatArray
    sentence_cosines: FloatArray


def select_shortlist(
    snapshot: SearchBackend,
    weighted: WeightedQuery,
    candidates: Sequence[Mapping[int, float]],
    size: int,
) -> Shortlist:
    """Return the candidates nearest to the question by their embeddings and words.

    Those of each language are compared among themselves: an embedding is nearer to a question in
    its own language, whatever is said.

    Args:
        snapshot: The version of the index.
        weighted: The question.
        candidates: For each language, the lexical scores of the candidates by their ids.
        size: The most passages to return of each language. A passage without sentences has nothing
            to quote, and is left out.

    """
    ids = np.array([*chain.from_iterable(candidates)], np.int64)
    embeddings = snapshot.get_embeddings(ids)
    offsets = embeddings.sentence_offsets

    sentence_cosines = embeddings.sentences @ weighted.query.encoded.embedding
    passage_cosines = normalize_vectors(embeddings.passages - snapshot.centre) @ weighted.direction
    lexical_scores = np.array(
        [score for scores in candidates for score in scores.values()], np.float32
    )

    # Sum up how near each passage and its best sentence are.
    quotable = np.flatnonzero(offsets[:-1] < offsets[1:])
    nearness = PASSAGE_COSINE_WEIGHT * passage_cosines + LEXICAL_WEIGHT * lexical_scores
    best_sentences = np.maximum.reduceat(sentence_cosines, offsets[quotable])
    nearness[quotable] += SENTENCE_COSINE_WEIGHT * best_sentences

    # Take the nearest of each language, in the order of the candidates.
    nearest = [np.empty(0, np.int64)]
    for first, end in pairwise(accumulate(map(len, candidates), initial=0)):
        in_language = quotable[(first <= quotable) & (quotable < end)]
        nearest.append(_select_nearest(nearness, in_language, size))
    selected = np.concatenate(nearest)
    selected_sentences = _sentence_rows(offsets, selected)

    return Shortlist(
        passage_ids=ids[selected].tolist(),
        passage_cosines=passage_cosines[selected],
        sentence_embeddings=embeddings.sentences[selected_sentences],
        sentence_cosines=sentence_cosines[selected_sentences],
    )


def _select_nearest(nearness: FloatArray, rows: IntArray, size: int) -> IntArray:
    """Return those of some rows with the highest nearness, in their order."""
    nearest = np.argsort(-nearness[rows], kind="stable")[:size]
    return rows[np.sort(nearest)]


def _sentence_rows(offsets: IntArray, passages: IntArray) -> IntArray:
    """Return the rows of the sentences of some passages, passage by passage."""
    ranges = [np.arange(offsets[passage], offsets[passage + 1]) for passage in passages]
    return np.concatenate([np.empty(0, np.int64), *ranges])
