"""Quote a place from its beginning, also over several passages."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from fonti.index import Document, Passage, SearchBackend, SearchFilters
from fonti.index.types import HEADING_SEPARATOR, Span
from fonti.qa.addressing.places import Place
from fonti.qa.question.query import Query
from fonti.qa.quoting.quotes import Quote
from fonti.qa.ranking.evidence import RankedPassage
from fonti.qa.ranking.score import rank_passages

# Code points up to which a place is quoted whole; of a longer one, its first sentences.
_MAX_QUOTE_LENGTH = 700

# Passages that are compared with the question, as many as of a search (`_MIN_SHORTLIST` of
# `fonti.qa.ranking.score`): each takes time.
_MAX_PASSAGES = 24

# Code points below which what follows a label is not the text of its place, but a title: another
# heading does not end the place yet, and a quote does not end there.
_MIN_TEXT_LENGTH = 40

# Passages are loaded for a quote this many times longer than the longest, since the sentence with
# which it ends may be long.
_REACH = 4


def quote_place(
    snapshot: SearchBackend, query: Query, document: Document, place: Place
) -> Quote | None:
    """Return the quote of a place, from its beginning; None if it has nothing to quote."""
    reach = min(place.end, place.start + _REACH * _MAX_QUOTE_LENGTH)
    passages = snapshot.get_passages_between(document.source, place.start, reach)
    end = _find_heading_end(document, passages, place)
    span = _choose_span(document, passages, replace(place, end=min(place.end, end)))
    return quote_span(snapshot, query, document, span)


def quote_span(
    snapshot: SearchBackend, query: Query, document: Document, span: Span
) -> Quote | None:
    """Return the quote of a span of a document; None if no sentence lies there."""
    passages = snapshot.get_passages_between(document.source, span.start, span.end)
    ranked = rank_given_passages(snapshot, query, passages)
    if not ranked:
        return None

    joined = _join_passages(document, passages, ranked)
    best = int(joined.sentence_scores.argmax())
    return Quote(
        ranked=joined,
        document=document,
        start=span.start,
        end=span.end,
        embedding=joined.sentence_embeddings[best],
    )


def rank_given_passages(
    snapshot: SearchBackend, query: Query, passages: Sequence[Passage]
) -> list[RankedPassage]:
    """Return passages, of which nothing was searched, with their ranking scores, best first.

    Those without sentences are left out, and so are all after the first 24.
    """
    first_passages = passages[:_MAX_PASSAGES]
    candidates = {passage.id: 0.0 for passage in first_passages if passage.sentences}
    if not candidates:
        return []
    filters = SearchFilters(sources=frozenset(passage.source for passage in first_passages))
    return rank_passages(snapshot, query, [candidates], filters, top_k=_MAX_PASSAGES)


def _find_heading_end(document: Document, passages: Sequence[Passage], place: Place) -> int:
    """Return where a place ends because another heading begins that is not below its own."""
    own_heading = next((item.heading for item in passages if item.end > place.start), None)
    label_end = max(place.label_end, place.start)
    for passage in passages:
        if passage.start <= place.start or passage.heading is None or own_heading is None:
            continue
        if _is_same_or_below(passage.heading, own_heading):
            continue

        text = document.text[label_end : passage.start].strip(" .:\n\t")
        if len(text) >= _MIN_TEXT_LENGTH:
            return passage.start
        # Only a title stands before this heading, so the heading is of the place itself.
        own_heading = passage.heading
    return place.end


def _is_same_or_below(heading: str, other: str) -> bool:
    """Return whether a heading is another one, or stands below it."""
    return f"{heading}{HEADING_SEPARATOR}".startswith(f"{other}{HEADING_SEPARATOR}")


def _choose_span(document: Document, passages: Sequence[Passage], place: Place) -> Span:
    """Return the part of a place to quote: all of it, or as many sentences as are short enough."""
    end = place.start + len(document.text[place.start : place.end].rstrip())
    if end - place.start <= _MAX_QUOTE_LENGTH:
        return Span(place.start, end)

    # A sentence that ends with the label says nothing.
    first_end = max(place.label_end + _MIN_TEXT_LENGTH, place.start)
    sentences = chain.from_iterable(passage.sentences for passage in passages)
    ends = [sentence.end for sentence in sentences if first_end < sentence.end <= end]

    limit = place.start + _MAX_QUOTE_LENGTH
    ends_within_limit = [offset for offset in ends if offset <= limit]
    if ends_within_limit:
        return Span(place.start, ends_within_limit[-1])
    return Span(place.start, min(ends, default=limit))


def _join_passages(
    document: Document, passages: Sequence[Passage], ranked: Sequence[RankedPassage]
) -> RankedPassage:
    """Return neighbouring passages as one, with the scores of their sentences and tokens."""
    start = passages[0].start
    end = passages[-1].end
    in_order = sorted(ranked, key=lambda item: item.passage.start)
    joined = replace(
        passages[0],
        end=end,
        text=document.text[start:end],
        sentences=tuple(sentence for item in in_order for sentence in item.passage.sentences),
    )
    return replace(
        ranked[0],
        passage=joined,
        sentence_scores=np.concatenate([item.sentence_scores for item in in_order]),
        sentence_embeddings=np.concatenate([item.sentence_embeddings for item in in_order]),
        token_cosines=np.concatenate([item.token_cosines for item in in_order], axis=1),
        token_spans=np.concatenate(
            [item.token_spans + item.passage.start - start for item in in_order]
        ),
    )
