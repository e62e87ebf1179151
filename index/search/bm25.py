"""The parts of BM25, as tantivy computes them.

The score of a passage is the sum, over the terms of a query, of the rarity of the term and of its
weight in the passage. Both are computed as in tantivy, so that another engine that adds them up
ranks as tantivy does.
"""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

# The usual constants of BM25: how soon further occurrences of a term count less, and how far a long
# passage counts less than a short one.
_K1 = 1.2
_B = 0.75


def _list_stored_lengths() -> list[int]:
    """Return the lengths that one byte stands for: exact up to 40, then ever further apart."""
    lengths = list(range(41))
    step = 2
    while len(lengths) < 256:
        for _ in range(8):
            lengths.append(lengths[-1] + step)
        step *= 2
    return lengths[:256]


_STORED_LENGTHS = _list_stored_lengths()


def compute_rarity(frequency: int, count: int) -> float:
    """Return the inverse document frequency of a term that is in `frequency` of `count` texts."""
    return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))


def compute_term_weights(terms: Sequence[str], average_length: float) -> dict[str, float]:
    """Return the weight of each term of a passage.

    Args:
        terms: The terms of the passage, repeated as often as they occur.
        average_length: The mean number of such terms of the passages that are searched.

    """
    length = _STORED_LENGTHS[bisect_right(_STORED_LENGTHS, len(terms)) - 1]
    norm = _K1 * (1 - _B + _B * length / average_length)
    return {
        term: (1 + _K1) * frequency / (frequency + norm)
        for term, frequency in Counter(terms).items()
    }
