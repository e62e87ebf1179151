"""Find every sentence and heading that has the words of a subject, whatever their endings."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from fonti.index import Passage, SearchBackend, SearchFilters, stem_words
from fonti.index.text.stemming import join_broken_words
from fonti.index.types import Span
from fonti.qa.gathering.spans import SpanQuote
from fonti.qa.question.function_words import FUNCTION_WORDS, WORD_PATTERN, collect_content_stems

_LINE = re.compile(r"[^\s#].*")

# Mentions that are quoted at most; all are counted.
MAX_MENTIONS = 1000

# Passages that are loaded at a time.
_BATCH_SIZE = 500


@dataclass(frozen=True, slots=True)
class Mentions:
    """The sentences and headings that mention a subject.

    Attributes:
        spans: The first `MAX_MENTIONS`, by document and place, with the words of the subject
            marked.
        counts: How many sentences of each document mention it, by source, sorted.

    """

    spans: list[SpanQuote]
    counts: dict[str, int]


def find_mentions(snapshot: SearchBackend, subject: str, filters: SearchFilters) -> Mentions:
    """Return the sentences and headings that have all words of a subject.

    Words are folded and stemmed in the language of a passage, as in the search by words. Function
    words do not count, unless the subject has no other words.
    """
    spans: list[SpanQuote] = []
    counts: Counter[str] = Counter()
    for passage, terms in _list_passages(snapshot, subject, filters):
        for span in _find_in_passage(passage, terms):
            counts[passage.source] += 1
            spans.append(span)

    spans.sort(key=lambda span: (span.passage.source, span.start))
    return Mentions(spans[:MAX_MENTIONS], dict(sorted(counts.items())))


def _list_passages(
    snapshot: SearchBackend, subject: str, filters: SearchFilters
) -> Iterator[tuple[Passage, frozenset[str]]]:
    """Yield the passages that have all words of a subject, each with the words as its terms."""
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
    for span in _list_sentences_and_headings(passage):
        text = passage.text[span.start - passage.start : span.end - passage.start]
        broken_words = " ".join(join_broken_words(text))
        if not terms <= {*stem_words(text, language), *stem_words(broken_words, language)}:
            continue

        marks = [
            (span.start + word.start(), span.start + word.end())
            for word in WORD_PATTERN.finditer(text)
            if not terms.isdisjoint(stem_words(word[0], language))
        ]
        yield SpanQuote(passage, span.start, span.end, tuple(marks))


def _list_sentences_and_headings(passage: Passage) -> Iterator[Span]:
    """Yield the sentences of a passage, and the lines between them, which are headings."""
    gap_start = passage.start
    for sentence in passage.sentences:
        yield from _list_lines(passage, gap_start, sentence.start)
        yield Span(sentence.start, sentence.end)
        gap_start = sentence.end
    yield from _list_lines(passage, gap_start, passage.start + len(passage.text))


def _list_lines(passage: Passage, start: int, end: int) -> Iterator[Span]:
    """Yield the lines of a part of a passage, without the marks of headings in Markdown."""
    for line in _LINE.finditer(passage.text, start - passage.start, end - passage.start):
        yield Span(passage.start + line.start(), passage.start + line.end())
