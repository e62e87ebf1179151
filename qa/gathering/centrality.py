"""Select the sentences that say best what a text is about, and that repeat each other least.

The centrality is that of LexRank (Erkan and Radev, JAIR 2004) in its continuous form: the share of
time that a random walk between similar sentences spends at each. Similarity is the cosine of
embeddings instead of TF-IDF. The selection is by maximal marginal relevance (Carbonell and
Goldstein, SIGIR 1998).
"""

import numpy as np

from fonti.index import FloatArray

# How often the random walk goes to a similar sentence, instead of to any, and how often it steps.
_DAMPING = 0.85
_STEPS = 30

# What centrality counts in the selection; the rest is what a sentence adds to those before it.
_RELEVANCE_WEIGHT = 0.7


def select_central(embeddings: FloatArray, count: int) -> list[int]:
    """Return the indices of up to `count` sentences, the most central first.

    Args:
        embeddings: The embeddings of n sentences, at least one, of shape (n, dimension), without
            the part that all embeddings have in common.
        count: How many sentences to select at most.

    """
    norms = np.linalg.norm(embeddings, axis=1, keepdims=True)
    directions = embeddings / np.maximum(norms, np.finfo(np.float32).tiny)
    similarities = np.maximum(directions @ directions.T, 0.0)
    relevance = _compute_centrality(similarities)

    selected: list[int] = []
    while len(selected) < min(count, len(embeddings)):
        repetition = similarities[:, selected].max(axis=1) if selected else np.zeros(len(relevance))
        gains = _RELEVANCE_WEIGHT * relevance - (1 - _RELEVANCE_WEIGHT) * repetition
        gains[selected] = -np.inf
        selected.append(int(gains.argmax()))
    return selected


def _compute_centrality(similarities: FloatArray) -> FloatArray:
    """Return the centrality of each sentence, of shape (n,); that of the most central one is 1.

    The walk always leaves a sentence: one that is like no other would keep whoever comes to it.
    """
    count = len(similarities)
    others = similarities.copy()
    np.fill_diagonal(others, 0.0)
    totals = others.sum(axis=1, keepdims=True)
    transitions = np.where(totals > 0, others / np.where(totals > 0, totals, 1.0), 1 / count)

    centrality = np.full(count, 1 / count)
    for _ in range(_STEPS):
        centrality = (1 - _DAMPING) / count + _DAMPING * (centrality @ transitions)
    return np.asarray(centrality / centrality.max(), np.float32)
