"""Match a question to texts token by token (late interaction).

Each token of the question is given its best match among the tokens of a text, and the matches are
averaged: MaxSim, of ColBERT (Khattab and Zaharia, SIGIR 2020). Here the tokens come from an encoder
that was trained for mean pooling, and are taken from its centre. A token weighs by a power of its
strength, so that words which could stand anywhere say little. The method works across languages as
the encoder does.
"""

from collections.abc import Sequence

import numpy as np

from fonti.index import FloatArray, IntArray, Passage, StoredTokenEmbeddings, TokenEmbeddings
from fonti.qa.question.query import STRENGTH_POWER

# The tokens of a question that say most; how well the worst of them is matched is a feature.
_KEY_TOKENS = 3


def token_weights(question: TokenEmbeddings) -> FloatArray:
    """Return how much each token of a question says.

    Returns:
        Weights of shape (question tokens,) that add up to 1.

    """
    strengths: FloatArray = question.strengths**STRENGTH_POWER
    return strengths / max(float(strengths.sum()), 1e-30)


def max_per_segment(cosines: FloatArray, offsets: IntArray) -> FloatArray:
    """Return the best cosine of each question token within each segment of other tokens.

    Args:
        cosines: Of shape (question tokens, tokens).
        offsets: The first token and the end of each segment, of shape (segments, 2).

    Returns:
        Cosines of shape (question tokens, segments); 0 for an empty segment.

    """
    best = np.zeros((len(cosines), len(offsets)), np.float32)
    is_filled = offsets[:, 0] < offsets[:, 1]
    if not is_filled.any() or not len(cosines):
        return best

    # `reduceat` takes each offset as a column: the end of the last segment needs one more.
    padded = np.pad(cosines, ((0, 0), (0, 1)))
    # Every second column of the result reduces what stands between two segments.
    best[:, is_filled] = np.maximum.reduceat(padded, offsets[is_filled].ravel(), axis=1)[:, ::2]
    return best


def maxsim(weights: FloatArray, best: FloatArray) -> FloatArray:
    """Return how well a question matches each segment.

    Args:
        weights: The weights of the question's tokens, of shape (question tokens,).
        best: The best cosines, of shape (question tokens, segments).

    Returns:
        Scores of shape (segments,), -1 to 1.

    """
    scores: FloatArray = weights @ best
    return scores


def key_match(weights: FloatArray, best: FloatArray) -> FloatArray:
    """Return how well each segment matches the worst matched of the question's key tokens.

    The arguments and the result are those of `maxsim`.
    """
    key_tokens = np.argsort(-weights, kind="stable")[:_KEY_TOKENS]
    if not len(key_tokens):
        return np.zeros(best.shape[1], np.float32)

    worst: FloatArray = best[key_tokens].min(axis=0)
    return worst


def sentence_offsets(tokens: StoredTokenEmbeddings, passages: Sequence[Passage]) -> IntArray:
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
