"""Quote what documents are about: the headings and the most central sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from fonti.index import Document, FloatArray, Passage, SearchBackend, SearchFilters
from fonti.index.types import HEADING_SEPARATOR
from fonti.qa.gathering.centrality import select_central
from fonti.qa.gathering.spans import SpanQuote
from fonti.qa.quoting.kinds import classify, ends_sentence
from fonti.qa.quoting.sentences import leans_on_previous

# Passages of a document that are read: of a longer one, as many at even distances.
_MAX_PASSAGES = 150

# Sentences that are quoted of one document, and of each document of several.
_SENTENCES_OF_ONE = 6
_SENTENCES_OF_FEW = 2
_SENTENCES_OF_MANY = 1
_FEW_DOCUMENTS = 5

# Documents that an overview of several quotes; more would be a list.
MAX_DOCUMENTS = 10

# Headings that are quoted at most; of a document with more, only the higher levels.
_MAX_HEADINGS = 12

# A sentence of fewer words says little alone, and one of more characters is a list or a table.
_MIN_WORDS = 7
_MAX_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence that may be quoted, and its embedding."""

    span: SpanQuote
    embedding: FloatArray


def quote_overview(snapshot: SearchBackend, filters: SearchFilters) -> list[SpanQuote]:
    """Return the quotes of an overview, document by document, each in its order.

    Args:
        snapshot: The version of the index.
        filters: The documents and languages to quote. If they are more than `MAX_DOCUMENTS`
            documents, as many at even distances are quoted; of one, its headings as well.

    """
    passages = snapshot.sample_passages(MAX_DOCUMENTS, _MAX_PASSAGES, filters)
    by_source = [
        list(of_document) for _, of_document in groupby(passages, key=lambda item: item.source)
    ]
    if len(by_source) == 1:
        return _quote_document(snapshot, by_source[0])

    count = _SENTENCES_OF_FEW if len(by_source) <= _FEW_DOCUMENTS else _SENTENCES_OF_MANY
    quotes: list[SpanQuote] = []
    for of_document in by_source:
        quotes += _quote_central_sentences(snapshot, of_document, count)
    return quotes


def _quote_document(snapshot: SearchBackend, passages: Sequence[Passage]) -> list[SpanQuote]:
    """Return the headings and the central sentences of one document, in its order."""
    quotes = _quote_central_sentences(snapshot, passages, _SENTENCES_OF_ONE)
    document = snapshot.get_document(passages[0].source)
    if document is not None:
        quotes += _quote_headings(document, passages)
    return sorted(quotes, key=lambda quote: quote.start)


def _quote_central_sentences(
    snapshot: SearchBackend, passages: Sequence[Passage], count: int
) -> list[SpanQuote]:
    """Return the central sentences of a document, in its order.

    Sentences that cannot stand alone are only quoted if there are no others.
    """
    sentences = list(_list_sentences(snapshot, passages))
    alone = [sentence for sentence in sentences if _can_stand_alone(sentence.span)]
    candidates = alone or sentences
    if not candidates:
        return []

    embeddings = np.stack([sentence.embedding for sentence in candidates]) - snapshot.centre
    selected = select_central(embeddings, count)
    return [candidates[index].span for index in sorted(selected)]


def _list_sentences(snapshot: SearchBackend, passages: Sequence[Passage]) -> Iterator[_Sentence]:
    """Yield the sentences of passages with their embeddings, in order."""
    ids = np.array([passage.id for passage in passages], np.int64)
    embeddings = snapshot.get_embeddings(ids)
    for passage, offset in zip(passages, embeddings.sentence_offsets[:-1], strict=True):
        for number, sentence in enumerate(passage.sentences):
            span = SpanQuote(passage, sentence.start, sentence.end)
            yield _Sentence(span, embeddings.sentences[int(offset) + number])


def _can_stand_alone(span: SpanQuote) -> bool:
    """Return whether a sentence is prose that is whole and points at nothing before it."""
    text = span.passage.text[span.start - span.passage.start : span.end - span.passage.start]
    is_usual_length = len(text.split()) >= _MIN_WORDS and len(text) <= _MAX_CHARACTERS
    is_prose = classify(text) == "text" and ends_sentence(text)
    return is_usual_length and is_prose and not leans_on_previous(text)


def _quote_headings(document: Document, passages: Sequence[Passage]) -> list[SpanQuote]:
    """Return the headings of a document, down to the deepest level that has not too many."""
    by_path: dict[tuple[str, ...], SpanQuote] = {}
    searched_from = 0
    for passage in passages:
        path = tuple((passage.heading or "").split(HEADING_SEPARATOR))
        for depth, heading in enumerate(path, 1):
            start = document.text.find(heading, searched_from, passage.end) if heading else -1
            if start >= 0 and path[:depth] not in by_path:
                by_path[path[:depth]] = SpanQuote(passage, start, start + len(heading))
                searched_from = start + len(heading)

    deepest = max((len(path) for path in by_path), default=0)
    for depth in range(deepest, 0, -1):
        headings = [quote for path, quote in by_path.items() if len(path) <= depth]
        if len(headings) <= _MAX_HEADINGS:
            return headings
    return []
