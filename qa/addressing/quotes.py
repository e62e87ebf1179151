"""Quote a place from its beginning, also over several passages."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fonti.index import Document, Passage, SearchBackend, SearchFilters
from fonti.index.types import HEADING_SEPARATOR, Span
from fonti.qa.addressing.places import Place
from fonti.qa.question.query import Query
from fonti.qa.quoting.quotes import Quote
from fonti.qa.ranking.evidence import RankedPassage
from fonti.qa.ranking.score import rank_passages

# Code points up to which a place is quoted whole; of a longer one, its first sentences.
MAX_QUOTE = 700

# Passages of a place that are compared with the question.
_MAX_PASSAGES = 24

# Code points of a place after its label from which another heading ends it.
_MIN_TEXT = 40


def quote_place(
    snapshot: SearchBackend, query: Query, document: Document, place: Place
) -> Quote | None:
    """Return the quote of a place, from its beginning; None if it has nothing to quote."""
    reach = min(place.end, place.start + 4 * MAX_QUOTE)
    passages = snapshot.get_passages_between(document.source, place.start, reach)
    end = _find_heading_end(document, passages, place)
    span = _choose_span(document, passages, replace(place, end=min(place.end, end)))
    return quote_span(snapshot, query, document, span)


def quote_span(
    snapshot: SearchBackend, query: Query, document: Document, span: Span
) -> Quote | None:
    """Return the quote of a span of a document; None if no sentence lies there."""
    passages = snapshot.get_passages_between(document.source, span.start, span.end)
    ranked = rank_known_passages(snapshot, query, passages)
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


def rank_known_passages(
    snapshot: SearchBackend, query: Query, passages: Sequence[Passage]
) -> list[RankedPassage]:
    """Return passages with their ranking scores, best first; of many only the first few.

    Those without sentences are left out.
    """
    chosen = passages[:_MAX_PASSAGES]
    candidates = {passage.id: 0.0 for passage in chosen if passage.sentences}
    if not candidates:
        return []
    filters = SearchFilters(sources=frozenset(passage.source for passage in chosen))
    return rank_passages(snapshot, query, [candidates], filters, top_k=_MAX_PASSAGES)


def _find_heading_end(document: Document, passages: Sequence[Passage], place: Place) -> int:
    """Return where a place ends because another heading begins that is not below its own."""
    heading = next((item.heading for item in passages if item.end > place.start), None)
    label_end = max(place.label_end, place.start)
    for passage in passages:
        is_inside = passage.start > place.start
        is_below = heading is None or _is_same_or_below(passage.heading, heading)
        if not is_inside or passage.heading is None or is_below:
            continue
        if len(document.text[label_end : passage.start].strip(" .:\n\t")) >= _MIN_TEXT:
            return passage.start
        heading = passage.heading
    return place.end


def _is_same_or_below(heading: str | None, other: str) -> bool:
    """Return whether a heading is another one, or stands below it."""
    return f"{heading}{HEADING_SEPARATOR}".startswith(f"{other}{HEADING_SEPARATOR}")


def _choose_span(document: Document, passages: Sequence[Passage], place: Place) -> Span:
    """Return the part of a place to quote: all of it, or as many sentences as are short enough."""
    end = place.start + len(document.text[place.start : place.end].rstrip())
    if end - place.start <= MAX_QUOTE:
        return Span(place.start, end)

    # A sentence that ends with the label says nothing.
    ends = [
        sentence.end
        for passage in passages
        for sentence in passage.sentences
        if place.label_end + _MIN_TEXT < sentence.end <= end and sentence.end > place.start
    ]
    short = [offset for offset in ends if offset - place.start <= MAX_QUOTE]
    return Span(place.start, short[-1] if short else min(ends, default=place.start + MAX_QUOTE))


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
