"""Answer a question that asks by an address: with the place, or by saying that there is none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from fonti.index import Document, Passage, SearchBackend, SearchFilters
from fonti.index.text.addresses import Label, address_terms, read_labels
from fonti.index.types import Span
from fonti.qa.addressing.address import Address
from fonti.qa.addressing.parse import parse_addresses
from fonti.qa.addressing.places import Place, find_place
from fonti.qa.addressing.quotes import quote_place, quote_span, rank_given
from fonti.qa.addressing.wording import (
    Wording,
    excludes,
    is_about_place,
    names_too,
    rate_name,
    read_wording,
)
from fonti.qa.confidence.outcome import AssessedQuote
from fonti.qa.confidence.thresholds import MAX_ANSWERS
from fonti.qa.question.query import Query
from fonti.qa.quoting.quotes import Quote, choose_quotes

# How likely a quote answers that is the place which the question names: if one document has it or
# is named, and if several have it.
_PLACE_CONFIDENCE = 0.97
_ONE_OF_SEVERAL_CONFIDENCE = 0.85

# How likely a sentence answers that mentions the address, if no document has the place itself.
_MENTION_CONFIDENCE = 0.75

# The highest confidence in what does not mention an address that no document has.
_ABSENT_CONFIDENCE = 0.49

# Documents in which the place is looked for, and passages that may mention it.
_MAX_DOCUMENTS = 8
_MAX_PASSAGES = 24
_MAX_HITS = 400

# Code points of a place behind its quote from which more of it may be quoted.
_MIN_REST = 40


@dataclass(frozen=True, slots=True)
class Addressed:
    """What the documents have at the address that a question asks for.

    Attributes:
        quotes: The quotes of the places, or of the sentences that mention the address, best first.
        absent: The address as the question words it, if no document has such a place; else None.

    """

    quotes: tuple[AssessedQuote, ...]
    absent: str | None = None

    def put_first(self, others: Sequence[AssessedQuote]) -> list[AssessedQuote]:
        """Return the quotes of the address, and behind them those of the usual search.

        Args:
            others: What the usual search quotes, best first.

        """
        limit = self.quotes[-1].score if self.quotes else 1.0
        if self.absent is not None:
            limit = min(limit, _ABSENT_CONFIDENCE)

        behind = [
            replace(other, score=min(other.score, limit), is_answer=False, parallel_place=None)
            for other in others
            if not any(_overlaps(other.quote, mine.quote) for mine in self.quotes)
        ]
        return [*self.quotes, *behind]


@dataclass(frozen=True, slots=True)
class _PlaceInDocument:
    """A place of an address in a document, with its quote."""

    quote: Quote
    place: Place
    name_rate: int
    is_excluded: bool

    @property
    def order(self) -> tuple[bool, int, bool, float]:
        """Return what it is sorted by, the best first."""
        score = self.quote.ranked.ranking_score
        return (self.is_excluded, -self.name_rate, not self.place.is_likely, -score)


def find_addressed(
    snapshot: SearchBackend, query: Query, filters: SearchFilters
) -> Addressed | None:
    """Return what the documents have at the address in a question; None if it has no address."""
    question = query.text[query.question_start :]
    results = [
        _find_one(snapshot, query, question, address, filters)
        for address in parse_addresses(question)[:MAX_ANSWERS]
    ]
    answers = [result for result in results if result is not None]
    if not answers:
        return None

    located = [result for result in answers if result.absent is None]
    quotes = [quote for result in located or answers for quote in result.quotes]
    ordered = sorted(quotes, key=lambda quote: -quote.score)
    return Addressed(tuple(ordered), None if located else answers[0].absent)


def _find_one(
    snapshot: SearchBackend,
    query: Query,
    question: str,
    address: Address,
    filters: SearchFilters,
) -> Addressed | None:
    """Return what the documents have at one address; None if it may be no address at all."""
    wording = read_wording(question, address)
    places = _find_places(snapshot, query, address, wording, filters)
    documents = [item.quote.document for item in places]
    if not address.is_certain and not (places and is_about_place(wording, documents)):
        return None

    exact = [item for item in places if item.place.is_complete and not item.is_excluded]
    if exact:
        best = _select_best(exact)
        return Addressed((*_assess(best), *_quote_subject(snapshot, query, wording, best)))
    if not address.is_certain:
        return None

    mentions = _find_mentions(snapshot, query, address, wording, filters)
    near = [AssessedQuote(item.quote, _ABSENT_CONFIDENCE) for item in places[:1]]
    return Addressed((*mentions, *near), _absent_words(question, address, wording, places))


def _select_best(places: Sequence[_PlaceInDocument]) -> list[_PlaceInDocument]:
    """Return the places in the documents that the question names most surely; else the likely."""
    rate = max(item.name_rate for item in places)
    named = [item for item in places if item.name_rate == rate]
    likely = [item for item in named if item.place.is_likely]
    return likely or named


def _assess(places: Sequence[_PlaceInDocument]) -> list[AssessedQuote]:
    """Return the quotes of places that answer."""
    score = _PLACE_CONFIDENCE if len(places) == 1 else _ONE_OF_SEVERAL_CONFIDENCE
    return [AssessedQuote(item.quote, score, is_answer=True) for item in places[:MAX_ANSWERS]]


def _quote_subject(
    snapshot: SearchBackend, query: Query, wording: Wording, places: Sequence[_PlaceInDocument]
) -> list[AssessedQuote]:
    """Return what a place says of the subject of a question, further than its quote reaches."""
    first = places[0]
    quote = first.quote
    if not wording.subject or first.place.end - quote.end < _MIN_REST or len(places) > 1:
        return []

    end = first.place.end
    passages = snapshot.get_passages_between(quote.document.source, quote.end, end)
    ranked = rank_given(snapshot, query, passages[:_MAX_PASSAGES])
    inside = [
        chosen
        for chosen in choose_quotes(snapshot, ranked, MAX_ANSWERS)
        if quote.end <= chosen.start and chosen.end <= end
    ]
    return [AssessedQuote(chosen, _PLACE_CONFIDENCE, is_answer=True) for chosen in inside[:1]]


def _absent_words(
    question: str, address: Address, wording: Wording, places: Sequence[_PlaceInDocument]
) -> str:
    """Return an absent address as the question words it, with its document if another has it."""
    end = address.end
    if any(item.is_excluded and item.place.is_complete for item in places):
        end = question.index(wording.name, address.end) + len(wording.name)
    return question[address.start : end]


def _find_places(
    snapshot: SearchBackend,
    query: Query,
    address: Address,
    wording: Wording,
    filters: SearchFilters,
) -> list[_PlaceInDocument]:
    """Return the places of an address in the documents, best first."""
    passage_ids = snapshot.search_addresses(address.terms, filters)[:_MAX_HITS]
    sources = dict.fromkeys(
        passage.source for passage in snapshot.get_passages(passage_ids, filters)
    )
    documents = [snapshot.get_document(source) for source in sources]
    present = [document for document in documents if document is not None]
    present.sort(key=lambda document: -rate_name(wording, document))

    places = []
    for document in present[:_MAX_DOCUMENTS]:
        place = _find_in_document(document, address)
        quote = quote_place(snapshot, query, document, place) if place else None
        if place and quote:
            rate = rate_name(wording, document)
            places.append(_PlaceInDocument(quote, place, rate, excludes(wording, document)))
    return sorted(places, key=lambda item: item.order)


def _find_in_document(document: Document, address: Address) -> Place | None:
    """Return the place of an address in a document, or None."""
    step = address.outer[-1]
    if step.kind != "page":
        return find_place(document.text, _read_labels(document.text), address)

    number = int(step.number) if step.number.isdigit() else 0
    if not 1 <= number <= len(document.pages):
        return None
    ends = [*document.pages[1:], len(document.text)]
    return Place(document.pages[number - 1], ends[number - 1])


@lru_cache(maxsize=16)
def _read_labels(text: str) -> tuple[Label, ...]:
    """Return the labels of a document; those of the last ones are remembered."""
    return tuple(read_labels(text))


def _find_mentions(
    snapshot: SearchBackend,
    query: Query,
    address: Address,
    wording: Wording,
    filters: SearchFilters,
) -> list[AssessedQuote]:
    """Return the quotes of sentences that mention an address, best first."""
    passage_ids = snapshot.search_addresses(address.mention_terms, filters)[:_MAX_HITS]
    passages = snapshot.get_passages(passage_ids, filters)
    sentences = {
        passage.id: spans
        for passage in passages
        if (spans := _mentioning(passage, address, wording))
    }
    mentioning = [passage for passage in passages if passage.id in sentences]

    quotes = []
    for ranked in rank_given(snapshot, query, mentioning[:_MAX_PASSAGES])[:MAX_ANSWERS]:
        document = snapshot.get_document(ranked.passage.source)
        span = sentences[ranked.passage.id][0]
        quote = quote_span(snapshot, query, document, span) if document else None
        if quote:
            quotes.append(AssessedQuote(quote, _MENTION_CONFIDENCE, is_answer=True))
    return quotes


def _mentioning(passage: Passage, address: Address, wording: Wording) -> list[Span]:
    """Return the sentences of a passage that mention an address with all its steps.

    A sentence must also name the document that the question names.
    """
    spans = []
    for sentence in passage.sentences:
        text = passage.text[sentence.start - passage.start : sentence.end - passage.start]
        if _mentions(text, address) and names_too(wording, text):
            spans.append(Span(sentence.start, sentence.end))
    return spans


def _mentions(sentence: str, address: Address) -> bool:
    """Return whether a sentence mentions an address, and does not only begin there."""
    if address.outer[-1].kind == "error":
        return not set(address.mention_terms).isdisjoint(address_terms(sentence))
    if any(label.term in address.terms for label in read_labels(sentence)):
        return False
    return any(address.is_part_of(other) for other in parse_addresses(sentence))


def _overlaps(one: Quote, other: Quote) -> bool:
    """Return whether two quotes have text of a document in common."""
    is_same = one.passage.source == other.passage.source
    return is_same and one.start < other.end and other.start < one.end
