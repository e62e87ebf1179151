"""Mark the words of a quote that carry the match, also across languages."""

from functools import lru_cache

import numpy as np

from fonti.index import TokenEmbeddings, stem_words
from fonti.index.text.stemming import fold_text
from fonti.qa.question.function_words import (
    FUNCTION_WORDS,
    WORD_PATTERN,
    collect_content_stems,
)
from fonti.qa.question.query import Query
from fonti.qa.quoting.quotes import Quote
from fonti.qa.ranking.late_interaction import weigh_tokens

# The cosine from which a token of the quote means what a token of the question does.
_SAME_MEANING_COSINE = 0.5

# The weight from which a token of the question is looked for, as a share of the mean weight.
_MIN_RELATIVE_WEIGHT = 0.5


def mark_words(query: Query, quote: Quote) -> tuple[tuple[int, int], ...]:
    """Return the words of a quote that match words of the question.

    A word is marked if it has the stem of one of the question's content words, or if one of its
    tokens is the best match in the quote of a token of the question, and near enough.

    Returns:
        Spans in code points of the document, in order.

    """
    language = quote.passage.language
    function_words = FUNCTION_WORDS.get(language, frozenset())
    question_stems = collect_content_stems(query.text, query.language, language)
    matched_tokens = _match_token_spans(query.encoded.tokens, quote)
    quote_start = quote.start - quote.passage.start

    marks = []
    for word in WORD_PATTERN.finditer(quote.text):
        if fold_text(word[0]) in function_words:
            continue

        start = quote_start + word.start()
        end = quote_start + word.end()
        has_matched_token = any(
            start < token_end and token_start < end for token_start, token_end in matched_tokens
        )
        if has_matched_token or question_stems & _stem_word(word[0], language):
            marks.append((quote.start + word.start(), quote.start + word.end()))

    return tuple(marks)


@lru_cache(maxsize=1 << 14)
def _stem_word(word: str, language: str) -> frozenset[str]:
    """Return the stems of a word; it has several if it has an apostrophe."""
    return frozenset(stem_words(word, language))


def _match_token_spans(question: TokenEmbeddings, quote: Quote) -> list[tuple[int, int]]:
    """Return the spans, in code points of the passage, of the quote's tokens that match best."""
    ranked = quote.ranked
    start = quote.start - quote.passage.start
    end = start + len(quote.text)
    is_inside = (ranked.token_spans[:, 0] >= start) & (ranked.token_spans[:, 1] <= end)
    inside = np.flatnonzero(is_inside)
    if not len(inside) or not len(question):
        return []

    is_looked_for = weigh_tokens(question) * len(question) >= _MIN_RELATIVE_WEIGHT
    spans: list[tuple[int, int]] = []
    for cosines in ranked.token_cosines[:, inside][is_looked_for]:
        best = int(cosines.argmax())
        if float(cosines[best]) >= _SAME_MEANING_COSINE:
            token_start, token_end = ranked.token_spans[inside[best]].tolist()
            spans.append((token_start, token_end))

    return spans
