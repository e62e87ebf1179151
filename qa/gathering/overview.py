"""Quote what documents are about: the headings and the most central sentences."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from fonti.index import (
    Document,
    FloatArray,
    OutlineEntry,
    Passage,
    SearchBackend,
    SearchFilters,
)
from fonti.qa.gathering.centrality import select_central
from fonti.qa.gathering.spans import SpanQuote
from fonti.qa.quoting.sentences import leans_on_previous
from fonti.qa.structure.kinds import classify, ends_sentence

# Passages of a document that are read: of a longer one, as many at even distances.
_MAX_PASSAGES = 150

# Sentences of a document that are compared: of more, as many at even distances. Each is compared
# with each, and a file may have hundreds in a passage.
_MAX_COMPARED = 2_000

# Sentences that are quoted of each document: of one, of up to five, and of more.
SENTENCES_OF_ONE_DOCUMENT = 6
_SENTENCES_OF_FEW = 2
_SENTENCES_OF_MANY = 1
_FEW_DOCUMENTS = 5

# Documents that are quoted at most; an overview of more would be as long as a list of them.
MAX_DOCUMENTS = 10

# Headings that are quoted at most; of a document with more, only the higher levels.
_MAX_HEADINGS = 12

# A sentence of fewer words says little alone, and one of more characters is a list or a table.
_MIN_WORDS = 7
_MAX_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence that may be quoted, and its embedding."""

    quote: SpanQuote
    embedding: FloatArray


def quote_overview(snapshot: SearchBackend, filters: SearchFilters) -> list[SpanQuote]:
    """Return the quotes of an overview, document by document, each in its order.

    Args:
        snapshot: The version of the index.
        filters: The documents and languages to quote. Of one document, the headings are quoted,
            too; of more than `MAX_DOCUMENTS`, as many as that, at even distances.

    """
    passages = snapshot.sample_passages(MAX_DOCUMENTS, _MAX_PASSAGES, filters)
    by_source = [
        list(of_document) for _, of_document in groupby(passages, key=lambda item: item.source)
    ]
    if len(by_source) == 1:
        return _quote_document(snapshot, by_source[0], filters)

    count = _SENTENCES_OF_FEW if len(by_source) <= _FEW_DOCUMENTS else _SENTENCES_OF_MANY
    quotes: list[SpanQuote] = []
    for of_document in by_source:
        quotes += quote_central_sentences(snapshot, of_document, count)
    return quotes


def _quote_document(
    snapshot: SearchBackend, passages: Sequence[Passage], filters: SearchFilters
) -> list[SpanQuote]:
    """Return the headings and the central sentences of one document, in its order."""
    quotes = quote_central_sentences(snapshot, passages, SENTENCES_OF_ONE_DOCUMENT)
    document = snapshot.get_document(passages[0].source)
    if document is not None:
        quotes += _quote_headings(snapshot, document, filters)
    return sorted(quotes, key=lambda quote: quote.start)


def quote_central_sentences(
    snapshot: SearchBackend, passages: Sequence[Passage], count: int
) -> list[SpanQuote]:
    """Return the most central sentences of passages of a document, in its order.

    Sentences that cannot stand alone are only quoted if there are no others.
    """
    sentences = list(_list_sentences(snapshot, passages))
    alone = [sentence for sentence in sentences if _can_stand_alone(sentence.quote)]
    candidates = alone or sentences
    if not candidates:
        return []
    candidates = candidates[:: math.ceil(len(candidates) / _MAX_COMPARED)]

    embeddings = np.stack([sentence.embedding for sentence in candidates]) - snapshot.centre
    selected = select_central(embeddings, count)
    return [candidates[index].quote for index in sorted(selected)]


def _list_sentences(snapshot: SearchBackend, passages: Sequence[Passage]) -> Iterator[_Sentence]:
    """Yield the sentences of passages with their embeddings, in order."""
    ids = np.array([passage.id for passage in passages], np.int64)
    embeddings = snapshot.get_embeddings(ids)
    for passage, offset in zip(passages, embeddings.sentence_offsets[:-1], strict=True):
        for number, sentence in enumerate(passage.sentences):
            quote = SpanQuote(passage, sentence.start, sentence.end)
            yield _Sentence(quote, embeddings.sentences[int(offset) + number])


def _can_stand_alone(sentence: SpanQuote) -> bool:
    """Return whether a sentence is prose that is whole and points at nothing before it."""
    text = sentence.text
    is_usual_length = len(text.split()) >= _MIN_WORDS and len(text) <= _MAX_CHARACTERS
    is_prose = classify(text) == "text" and ends_sentence(text)
    return is_usual_length and is_prose and not leans_on_previous(text)


def _quote_headings(
    snapshot: SearchBackend, document: Document, filters: SearchFilters
) -> list[SpanQuote]:
    """Return the headings of a document, down to the deepest level that has not too many."""
    quotes: list[SpanQuote] = []
    for entry in _select_high_headings(snapshot.get_outline(document.source)):
        passage = snapshot.get_passages_between(document.source, entry.start, entry.end)[0]
        if filters.languages is not None and passage.language not in filters.languages:
            continue

        # The line of a heading may begin with marks, as in Markdown.
        start = document.text.find(entry.title, entry.start, entry.end)
        if start >= 0:
            quotes.append(SpanQuote(passage, start, start + len(entry.title)))
    return quotes


def _select_high_headings(outline: Iterable[OutlineEntry]) -> list[OutlineEntry]:
    """Return the headings of the highest levels, as many levels as have not too many headings.

    A heading that is repeated under the same headings counts once.
    """
    first_by_path: dict[tuple[str, ...], OutlineEntry] = {}
    for entry in outline:
        first_by_path.setdefault(entry.path, entry)

    entries = list(first_by_path.values())
    while len(entries) > _MAX_HEADINGS:
        deepest = max(entry.level for entry in entries)
        entries = [entry for entry in entries if entry.level < deepest]
    return entries
