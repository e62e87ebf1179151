"""Mark the words of a quote that the question has too, also across languages."""

import numpy as np
import numpy.typing as npt

from fonti.index.text.stemming import fold_text
from fonti.qa.question.function_words import (
    FUNCTION_WORDS,
    WORD_PATTERN,
    find_content_words,
    stem_word,
)
from fonti.qa.question.query import Query
from fonti.qa.quoting.inflection import are_forms_of_one_word
from fonti.qa.quoting.quotes import Quote

# The similarity from which a word of one language says the same as a word of another. 40 questions
# of the benchmark and their quotes have 45 pairs of words from here on, and 42 are translations
# ("diritti" and "rights"); below are more words that only resemble ("sacks" and "sacchi").
_SAME_MEANING_SIMILARITY = 0.7


def mark_words(query: Query, quote: Quote) -> tuple[tuple[int, int], ...]:
    """Return the words of a quote that are words of the question, too.

    A word is marked if it is one of the question's content words, or a form of it, or if it says
    the same in another language.

    Returns:
        Spans in code points of the document, in order.

    """
    language = quote.passage.language
    function_words = FUNCTION_WORDS.get(language, frozenset())
    question_words = _list_words_by_stem(query, language)
    translations = _find_translations(query, quote) if language != query.language else set()

    marks = []
    for word in WORD_PATTERN.finditer(quote.text):
        if fold_text(word[0]) in function_words:
            continue
        same_stem = [
            candidate
            for stem in stem_word(word[0], language)
            for candidate in question_words.get(stem, ())
        ]
        is_asked = any(are_forms_of_one_word(word[0], asked, language) for asked in same_stem)
        if is_asked or word.span() in translations:
            marks.append((quote.start + word.start(), quote.start + word.end()))

    return tuple(marks)


def _list_words_by_stem(query: Query, language: str) -> dict[str, list[str]]:
    """Return the content words of a question by their stems in the language of a quote."""
    words: dict[str, list[str]] = {}
    for start, end in find_content_words(query.text, query.language):
        word = query.text[start:end]
        for stem in stem_word(word, language):
            words.setdefault(stem, []).append(word)
    return words


def _find_translations(query: Query, quote: Quote) -> set[tuple[int, int]]:
    """Return the spans, in the quote, of words that say the same as a word of the question."""
    ranked = quote.ranked
    quote_start = quote.start - quote.passage.start
    question_words = [
        _find_tokens(query.encoded.tokens.spans, start, end)
        for start, end in find_content_words(query.text, query.language)
    ]

    spans = set()
    for word in WORD_PATTERN.finditer(quote.text):
        # Numbers are near each other, and another number says something else.
        if not word[0].isalpha():
            continue
        start = quote_start + word.start()
        tokens = _find_tokens(ranked.token_spans, start, start + len(word[0]))
        similarities = [
            _compare_words(ranked.token_cosines, question_tokens, tokens)
            for question_tokens in question_words
        ]
        if max(similarities, default=0.0) >= _SAME_MEANING_SIMILARITY:
            spans.add(word.span())
    return spans


def _find_tokens(spans: npt.NDArray[np.int64], start: int, end: int) -> npt.NDArray[np.intp]:
    """Return the indices of the tokens of a word, which overlap its span."""
    return np.flatnonzero((spans[:, 0] < end) & (start < spans[:, 1]))


def _compare_words(
    cosines: npt.NDArray[np.float32],
    question_tokens: npt.NDArray[np.intp],
    quote_tokens: npt.NDArray[np.intp],
) -> float:
    """Return how alike two words are: how well each token of either has its like in the other.

    Late interaction (ColBERT's MaxSim) in both directions; the lower mean counts, so that two words
    are not alike by one part that they share.
    """
    if not len(question_tokens) or not len(quote_tokens):
        return 0.0
    between = cosines[np.ix_(question_tokens, quote_tokens)]
    return float(min(between.max(axis=1).mean(), between.max(axis=0).mean()))
