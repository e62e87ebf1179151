"""Mark the words of a quote that carry the match, so that a reader sees why it is quoted, across languages too."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from fonti.index import FloatArray, Tokens, stems
from fonti.qa.candidates.retrieve import Query
from fonti.qa.question.function_words import FUNCTION_WORDS, WORD, content_spans, fold
from fonti.qa.ranking.late_interaction import weights
from fonti.qa.ranking.score import Reading

Spans = tuple[tuple[int, int], ...]

_MEANS = 0.5  # cosine from which a word of the passage means what one of the question does
_MAY_MEAN = 0.4  # cosine below which none is taken to: 9 of 100 words are met no nearer where the answer stands
_SAYS = 0.5  # how much a token of the question says, for the mean of its tokens, to be looked for


def marks(query: Query, reading: Reading) -> Spans:
    """The words of a reading's quote that answer to words of the question: spans in code points of the document.

    A word is marked where it has the stem of one of the question's content words, or where one of its tokens is the
    best match that a token of the question has in the quote, and near enough.
    """
    start = reading.start - reading.passage.start
    meant = _meant(query.encoded.tokens, reading, start, start + len(reading.quote))
    language = reading.passage.language
    content = (query.text[first:last] for first, last in content_spans(query.text, query.language))
    asked = {stem for word in content for stem in stems(word, language)}
    found = []
    for word in WORD.finditer(reading.quote):
        if fold(word[0]) in FUNCTION_WORDS.get(language, ()):
            continue
        first, last = start + word.start(), start + word.end()
        means = any(first < end and begin < last for begin, end in meant)
        if means or asked & _stems(word[0], language):
            found.append((reading.start + word.start(), reading.start + word.end()))
    return tuple(found)


@lru_cache(maxsize=1 << 14)
def _stems(word: str, language: str) -> frozenset[str]:
    return frozenset(stems(word, language))


def missing(query: Query, cosines: Sequence[FloatArray]) -> tuple[str, ...]:
    """The question's own content words that none of some passages speaks of, in the question's order.

    `cosines`, of shape (question's, passage's), say for each passage how near its tokens are.
    """
    question = query.encoded.tokens
    nothing = np.full(len(question), -1.0)
    best = np.max([nothing, *(each.max(axis=1, initial=-1.0) for each in cosines)], axis=0)
    held = question.spans[best >= _MAY_MEAN].tolist()
    return tuple(
        query.text[start:end]
        for start, end in content_spans(query.text, query.language)
        if start >= query.own and not any(first < end and start < last for first, last in held)
    )


def _meant(question: Tokens, reading: Reading, start: int, end: int) -> list[tuple[int, int]]:
    """The spans, in a passage, of those tokens of its quote that best match what the question's tokens say."""
    inside = np.flatnonzero((reading.spans[:, 0] >= start) & (reading.spans[:, 1] <= end))
    if not len(inside) or not len(question):
        return []
    says = weights(question) * len(question) >= _SAYS
    cosines = reading.cosines[:, inside]
    best = [(int(row.argmax()), float(row.max())) for row in cosines[says]]
    return [
        tuple(reading.spans[inside[column]].tolist()) for column, cosine in best if cosine >= _MEANS
    ]
