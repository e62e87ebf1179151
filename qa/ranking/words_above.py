"""Count what stands above a passage as a part of it, when tokens are matched.

A passage on the credits of a course does not name the course, which stands in the title. So the
words of the question that stand in the title, the name or the first lines of the document, or in
the headings above the passage, are taken as matched in it.
"""

from collections.abc import Sequence, Set

import numpy as np

from fonti.index import FloatArray, Passage, stem_words
from fonti.index.types import Mask
from fonti.qa.question.function_words import WORD_PATTERN
from fonti.qa.question.query import Query

# The cosine of a token that is taken as matched: about that of a word in two sentences.
_MATCHED_COSINE = 0.8


def match_words_above(query: Query, passages: Sequence[Passage]) -> Mask:
    """Return which tokens of the question stand above which passages.

    Args:
        query: The question.
        passages: The passages.

    Returns:
        Booleans of shape (question tokens, passages).

    """
    tokens_by_term = _group_tokens_by_term(query)
    matched = np.zeros((len(query.encoded.tokens), len(passages)), bool)
    for column, passage in enumerate(passages):
        terms: Set[str] = {*stem_words(passage.heading or "", query.language)}
        subject = query.subjects.get(passage.source)
        if subject is not None:
            terms |= subject.terms
        for term in terms & tokens_by_term.keys():
            matched[tokens_by_term[term], column] = True
    return matched


def raise_matched_cosines(best: FloatArray, matched: Mask) -> FloatArray:
    """Return the best cosines of the question's tokens, at least that of a word to itself.

    Args:
        best: The cosines, of shape (question tokens, segments).
        matched: Which tokens are taken as matched, of the same shape.

    """
    raised: FloatArray = np.where(matched, np.maximum(best, _MATCHED_COSINE), best)
    return raised


def _group_tokens_by_term(query: Query) -> dict[str, list[int]]:
    """Return the tokens of each word of the question, by its term."""
    spans = query.encoded.tokens.spans.tolist()
    tokens_by_term: dict[str, list[int]] = {}
    for word in WORD_PATTERN.finditer(query.text):
        rows = [
            row
            for row, (start, end) in enumerate(spans)
            if start < word.end() and word.start() < end
        ]
        for term in stem_words(word[0], query.language):
            tokens_by_term.setdefault(term, []).extend(rows)
    return tokens_by_term
