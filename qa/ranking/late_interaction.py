"""Match a question to texts token by token (late interaction).

For each token of the question, the best match among the tokens of a text is found, and the matches
are averaged: MaxSim, of ColBERT (Khattab and Zaharia, SIGIR 2020). Here the token embeddings come
from an encoder that was trained for mean pooling, and its centre is subtracted from them. The
weight of a token is a power of its strength, so that words which fit any text count little. The
method works across languages as the encoder does.
"""

from collections.abc import Sequence

import numpy as np

from fonti.index import FloatArray, IntArray, Passage, StoredTokenEmbeddings, TokenEmbeddings
from fonti.qa.question.query import STRENGTH_POWER

# The tokens of a question that say most; how well the worst of them is matched is a feature, which
# separates answerable questions from others (tests/bench/results/confidence.md).
_KEY_TOKENS = 3


def weigh_tokens(question: TokenEmbeddings) -> FloatArray:
    """Return how much each token of a question counts.

    Returns:
        Weights of shape (question tokens,) that add up to 1.

    """
    strengths: FloatArray = question.strengths**STRENGTH_POWER
    return strengths / max(float(strengths.sum()), 1e-30)


def find_best_cosines(cosines: FloatArray, offsets: IntArray) -> FloatArray:
    """Return, for each question token, its highest cosine with a token of each segment.

    Args:
        cosines: The cosine of each question token with each token, of shape (question tokens,
            tokens).
        offsets: The first token and the end of each segment, of shape (segments, 2). The segments
            are in order and do not overlap; there may be tokens between them, and empty segments.

    Returns:
        Cosines of shape (question tokens, segments); 0 for an empty segment.

    """
    best = np.zeros((len(cosines), len(offsets)), np.float32)
    is_filled = offsets[:, 0] < offsets[:, 1]
    if not is_filled.any() or not len(cosines):
        return best

    # `reduceat` takes a flat list of edges, and reduces the columns from each edge to the next one.
    # For the segments [0, 2) and [3, 5), the edges are 0, 2, 3, 5, which cut the columns into
    # [0, 2), [2, 3), [3, 5) and what follows 5. Every second result is that of a segment; the
    # others are those of the columns between segments, and are dropped. (For an edge that comes
    # twice, since two segments touch, `reduceat` returns the column itself: it is dropped too.)
    edges = offsets[is_filled].ravel()

    # The end of the last segment is an edge too, so there must be a column at that place. Its
    # value is in a result that is dropped.
    padded = np.pad(cosines, ((0, 0), (0, 1)))
    best_between_edges = np.maximum.reduceat(padded, edges, axis=1)
    best[:, is_filled] = best_between_edges[:, ::2]
    return best


def average_best_cosines(weights: FloatArray, best: FloatArray) -> FloatArray:
    """Return how well a question matches each segment (MaxSim).

    Args:
        weights: The weights of the question's tokens, of shape (question tokens,).
        best: What `find_best_cosines` returned, of shape (question tokens, segments).

    Returns:
        Scores of shape (segments,), -1 to 1.

    """
    scores: FloatArray = weights @ best
    return scores


def match_key_tokens(weights: FloatArray, best: FloatArray) -> FloatArray:
    """Return how well each segment matches the worst matched of the question's key tokens.

    The arguments are those of `average_best_cosines`. The scores are of shape (segments,), -1 to 1.
    """
    key_tokens = np.argsort(-weights, kind="stable")[:_KEY_TOKENS]
    if not len(key_tokens):
        return np.zeros(best.shape[1], np.float32)

    worst: FloatArray = best[key_tokens].min(axis=0)
    return worst


def find_sentence_offsets(tokens: StoredTokenEmbeddings, passages: Sequence[Passage]) -> IntArray:
    """Return which tokens of the passages begin inside each of their sentences.

    Args:
        tokens: The tokens of the passages, in the same order.
        passages: The passages.

    Returns:
        The first token and the end of each sentence, of shape (sentences, 2).

    """
    offsets = [np.empty((0, 2), np.int64)]
    for (first, end), passage in zip(tokens.offsets.tolist(), passages, strict=True):
        spans = [(sentence.start, sentence.end) for sentence in passage.sentences]
        token_starts = tokens.spans[first:end, 0] + passage.start
        edges = np.array(spans, np.int64).reshape(-1, 2)
        offsets.append(first + np.searchsorted(token_starts, edges))

    return np.concatenate(offsets)
