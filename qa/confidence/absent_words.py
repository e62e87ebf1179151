"""Find the words of a question that no near passage mentions: a sign that it is not answered."""

from collections.abc import Sequence

import numpy as np

from fonti.index import FloatArray
from fonti.qa.confidence.thresholds import ABSENT_WORDS_PASSAGES, WORD_PRESENT_COSINE
from fonti.qa.question.function_words import content_word_spans
from fonti.qa.question.query import Query
from fonti.qa.ranking.evidence import RankedPassage


def find_absent_words(query: Query, ranked: Sequence[RankedPassage]) -> tuple[str, ...]:
    """Return the content words of the question that none of the best passages mentions.

    Args:
        query: The question. Words of its topic are not returned.
        ranked: The passages, best first.

    Returns:
        The words, in the order of the question.

    """
    nearest = ranked[:ABSENT_WORDS_PASSAGES]
    return find_words_absent_from(query, [passage.token_cosines for passage in nearest])


def find_words_absent_from(query: Query, token_cosines: Sequence[FloatArray]) -> tuple[str, ...]:
    """Return the content words of the question that none of the given passages mentions.

    Args:
        query: The question.
        token_cosines: For each passage the cosine of each question token to each of its tokens, of
            shape (question tokens, passage tokens).

    """
    tokens = query.encoded.tokens
    best = np.full(len(tokens), -1.0)
    for cosines in token_cosines:
        best = np.maximum(best, cosines.max(axis=1, initial=-1.0))

    present_spans = tokens.spans[best >= WORD_PRESENT_COSINE].tolist()

    absent = []
    for start, end in content_word_spans(query.text, query.language):
        is_present = any(
            token_start < end and start < token_end for token_start, token_end in present_spans
        )
        if start >= query.question_start and not is_present:
            absent.append(query.text[start:end])

    return tuple(absent)
