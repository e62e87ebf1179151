"""Match a question's words to a passage's, one at a time: late interaction.

Each token of the question is given its best match among the passage's tokens, and the matches are averaged (MaxSim, of
ColBERT: Khattab and Zaharia, SIGIR 2020; here with the tokens of an encoder that was trained for mean pooling, taken
from its centre). A token weighs by a power of its strength, so that words which could stand anywhere say little. It
works across languages as the encoder does.
"""

from collections.abc import Sequence

import numpy as np

from fonti.index import FloatArray, IntArray, Passage, StoredTokens, Tokens

POWER = 6  # of a token's strength
_KEYS = 3  # tokens that say most


def weights(question: Tokens) -> FloatArray:
    """How much each token of a question says, of shape (question's,); they add up to 1."""
    strengths: FloatArray = question.strengths**POWER
    return strengths / max(float(strengths.sum()), 1e-30)


def best_within(cosines: FloatArray, edges: IntArray) -> FloatArray:
    """The best cosine of each of a question's tokens to those in each of some runs of others.

    Of shape (question's, runs), from `cosines` of shape (question's, others) and `edges` of shape (runs, 2); 0 in a run
    of none.
    """
    best = np.zeros((len(cosines), len(edges)), np.float32)
    held = edges[:, 0] < edges[:, 1]
    if held.any() and len(cosines):
        padded = np.pad(cosines, ((0, 0), (0, 1)))  # a run may end with the last
        best[:, held] = np.maximum.reduceat(padded, edges[held].ravel(), axis=1)[:, ::2]
    return best


def met(weight: FloatArray, best: FloatArray) -> FloatArray:
    """How well a question's words are met in each run, of shape (runs,), from their best cosines there: -1 to 1."""
    matches: FloatArray = weight @ best
    return matches


def key_match(weight: FloatArray, best: FloatArray) -> FloatArray:
    """How well the worst met of the question's tokens that say most is met in each run, of shape (runs,): -1 to 1."""
    keys = np.argsort(-weight, kind="stable")[:_KEYS]
    return best[keys].min(axis=0) if len(keys) else np.zeros(best.shape[1], np.float32)


def sentence_edges(tokens: StoredTokens, passages: Sequence[Passage]) -> IntArray:
    """Which tokens of passages begin inside each of their sentences, of shape (sentences, 2)."""
    edges = [np.empty((0, 2), np.int64)]
    for (first, last), passage in zip(tokens.edges.tolist(), passages, strict=True):
        spans = np.array([(each.start, each.end) for each in passage.sentences], np.int64).reshape(
            -1, 2
        )
        edges.append(first + np.searchsorted(tokens.spans[first:last, 0] + passage.start, spans))
    return np.concatenate(edges)
