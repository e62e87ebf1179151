"""Find every sentence and heading that has the words of a subject, whatever their endings."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from fonti.index import Passage, SearchBackend, SearchFilters, stem_words
from fonti.index.text.stemming import join_broken_words
from fonti.qa.gathering.spans import SpanQuote
from fonti.qa.question.function_words import (
    FUNCTION_WORDS,
    WORD_PATTERN,
    collect_content_stems,
    stem_word,
)

# A line that is not empty, without the white space and the marks of headings in Markdown before it.
_LINE = re.compile(r"[^\s#].*")

# Mentions that are quoted at most; all are counted.
MAX_MENTIONS = 1000

# Passages that are loaded at a time.
_BATCH_SIZE = 500


@dataclass(frozen=True, slots=True)
class Mentions:
    """The sentences and headings that mention a subject.

    Attributes:
        quotes: The first `MAX_MENTIONS`, by document and place, with the words of the subject
            marked.
        counts: How many sentences of each document mention it, by source, sorted.

    """

    quotes: list[SpanQuote]
    counts: dict[str, int]


def find_mentions(snapshot: SearchBackend, subject: str, filters: SearchFilters) -> Mentions:
    """Return the sentences and headings that have all words of a subject.

    Words are folded and stemmed in the language of a passage, as in the search by words. Function
    words do not count, unless the subject has no other words.
    """
    quotes: list[SpanQuote] = []
    for passage, terms in _list_passages(snapshot, subject, filters):
        quotes += _find_in_passage(passage, terms)

    quotes.sort(key=lambda quote: (quote.passage.source, quote.start))
    counts = Counter(quote.passage.source for quote in quotes)
    return Mentions(quotes[:MAX_MENTIONS], dict(counts))


def _list_passages(
    snapshot: SearchBackend, subject: str, filters: SearchFilters
) -> Iterator[tuple[Passage, frozenset[str]]]:
    """Yield each passage that has all words of a subject, and these as terms of its language."""
    for language in snapshot.list_passage_languages(filters):
        terms = _make_terms(subject, language)
        if not terms:
            continue
        passage_ids = snapshot.find_passages_with_all(terms, language, filters)
        for first in range(0, len(passage_ids), _BATCH_SIZE):
            batch = passage_ids[first : first + _BATCH_SIZE]
            for passage in snapshot.get_passages(batch, filters):
                yield passage, terms


def _make_terms(subject: str, language: str) -> frozenset[str]:
    """Return the words of a subject as terms of a language."""
    word_language = language if language in FUNCTION_WORDS else "en"
    content = collect_content_stems(subject, word_language, language)
    return content or frozenset(stem_words(subject, language))


def _find_in_passage(passage: Passage, terms: frozenset[str]) -> Iterator[SpanQuote]:
    """Yield the sentences of a passage that have all terms, with the words that have one marked."""
    language = passage.language
    for quote in _list_sentences_and_headings(passage):
        text = quote.text
        words = [
            (word, stem_word(word[0], language) & terms) for word in WORD_PATTERN.finditer(text)
        ]
        of_words = frozenset[str]().union(*(matching for _, matching in words))
        broken_words = " ".join(join_broken_words(text)) if "\n" in text else ""
        if not terms <= of_words.union(stem_words(broken_words, language)):
            continue

        marks = [
            (quote.start + word.start(), quote.start + word.end())
            for word, matching in words
            if matching
        ]
        yield replace(quote, marks=tuple(marks))


def _list_sentences_and_headings(passage: Passage) -> Iterator[SpanQuote]:
    """Yield the sentences of a passage, and the lines between them, which are headings."""
    gap_start = passage.start
    for sentence in passage.sentences:
        yield from _list_lines(passage, gap_start, sentence.start)
        yield SpanQuote(passage, sentence.start, sentence.end)
        gap_start = sentence.end
    yield from _list_lines(passage, gap_start, passage.start + len(passage.text))


def _list_lines(passage: Passage, start: int, end: int) -> Iterator[SpanQuote]:
    """Yield the lines of a part of a passage."""
    for line in _LINE.finditer(passage.text, start - passage.start, end - passage.start):
        yield SpanQuote(passage, passage.start + line.start(), passage.start + line.end())
