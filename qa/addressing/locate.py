"""Answer a question that asks by an address: with the place, or by saying that there is none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fonti.index import Document, SearchBackend, SearchFilters
from fonti.index.text.address_terms import find_label_terms, list_address_terms
from fonti.index.types import Span
from fonti.qa.addressing.address import Address
from fonti.qa.addressing.parse import parse_addresses
from fonti.qa.addressing.places import Place, find_place
from fonti.qa.addressing.question_rest import (
    NameMatch,
    QuestionRest,
    match_document,
    mentions_name,
    read_rest,
)
from fonti.qa.addressing.quotes import quote_place, quote_span, rank_given_passages
from fonti.qa.confidence.outcome import AssessedQuote
from fonti.qa.confidence.thresholds import (
    ADDRESS_MENTION_CONFIDENCE,
    ADDRESSED_PLACE_CONFIDENCE,
    MAX_ANSWERS,
    MAX_CONFIDENCE_WITHOUT_ADDRESS,
    ONE_OF_SEVERAL_PLACES_CONFIDENCE,
)
from fonti.qa.question.query import Query
from fonti.qa.quoting.quotes import Quote, choose_quotes

# Passages that are taken from the index, and documents in which the place is looked for: each takes
# time, and a common address ("art. 1") is in very many.
_MAX_HITS = 400
_MAX_DOCUMENTS = 8

# Code points of a place after its quote from which more of it may be quoted: fewer say nothing.
_MIN_UNQUOTED = 40


@dataclass(frozen=True, slots=True)
class AddressAnswer:
    """What the documents have at the address that a question asks for.

    Attributes:
        quotes: The quotes of the places, or of the sentences that mention the address, best first.
        absent_address: The address in the words of the question, if no document has such a place;
            else None.

    """

    quotes: tuple[AssessedQuote, ...]
    absent_address: str | None = None

    def put_first(self, others: Sequence[AssessedQuote]) -> list[AssessedQuote]:
        """Return the quotes of the address, and after them those of the usual search.

        Args:
            others: What the usual search quotes, best first.

        """
        limit = self.quotes[-1].confidence if self.quotes else 1.0
        if self.absent_address is not None:
            limit = min(limit, MAX_CONFIDENCE_WITHOUT_ADDRESS)

        quotes = list(self.quotes)
        for other in others:
            if not _is_quoted(other, self.quotes):
                confidence = min(other.confidence, limit)
                quotes.append(
                    replace(other, confidence=confidence, is_answer=False, parallel_index=None)
                )
        return quotes


def answer_addresses(
    snapshot: SearchBackend, query: Query, filters: SearchFilters
) -> AddressAnswer | None:
    """Return what the documents have at the address in a question; None if it has no address."""
    answers = []
    for address in parse_addresses(query.question)[:MAX_ANSWERS]:
        rest = read_rest(query.question, address)
        answer = _Lookup(snapshot, query, filters, address, rest).answer()
        if answer is not None:
            answers.append(answer)
    if not answers:
        return None

    # If some of the addresses lead to a place, nothing is said of those that lead to none.
    located = [answer for answer in answers if answer.absent_address is None]
    quotes: list[AssessedQuote] = []
    for answer in located or answers:
        # One sentence may mention several addresses.
        quotes += [item for item in answer.quotes if not _is_quoted(item, quotes)]
    ordered = sorted(quotes, key=lambda item: -item.confidence)
    return AddressAnswer(tuple(ordered), None if located else answers[0].absent_address)


def _is_quoted(candidate: AssessedQuote, quotes: Sequence[AssessedQuote]) -> bool:
    """Return whether a part of a quote is quoted already."""
    return any(candidate.quote.overlaps(item.quote) for item in quotes)


@dataclass(frozen=True, slots=True)
class _LocatedQuote:
    """The quote of a place in a document, and how surely the question names the document."""

    quote: Quote
    place: Place
    name_match: NameMatch

    @property
    def rank(self) -> tuple[int, bool, float]:
        """Return what quotes are sorted by: the named document, the likely place, the score."""
        ranking_score = self.quote.ranked.ranking_score
        return (-self.name_match, not self.place.is_likely, -ranking_score)


@dataclass(frozen=True, slots=True)
class _Lookup:
    """The search for one address of a question in the documents."""

    snapshot: SearchBackend
    query: Query
    filters: SearchFilters
    address: Address
    rest: QuestionRest

    def answer(self) -> AddressAnswer | None:
        """Return what the documents have at the address; None if it may be no address at all."""
        places = self._find_places()
        is_document_named = any(item.name_match > NameMatch.NO_NAME for item in places)
        is_for_whole_place = self.rest.is_for_whole_place(is_document_named=is_document_named)
        if not self.address.is_certain and not (places and is_for_whole_place):
            return None

        complete = [item for item in places if item.place.is_complete]
        asked_for = [item for item in complete if item.name_match > NameMatch.NAMES_ANOTHER]
        if asked_for:
            return AddressAnswer(self._quote_answers(asked_for))
        if not self.address.is_certain:
            return None

        near = [AssessedQuote(item.quote, MAX_CONFIDENCE_WITHOUT_ADDRESS) for item in places[:1]]
        absent = self._describe_absent(is_in_another_document=bool(complete))
        return AddressAnswer((*self._find_mentions(), *near), absent)

    def _describe_absent(self, *, is_in_another_document: bool) -> str:
        """Return the words of the question for a place that no document has.

        If another document has the place, that of the question is named as well.
        """
        question = self.query.question
        start = self.address.start
        end = self.address.end
        if is_in_another_document:
            name_start = question.find(self.rest.name, end)
            if name_start < 0:
                name_start = question.index(self.rest.name)
            start = min(start, name_start)
            end = max(end, name_start + len(self.rest.name))
        return question[start:end]

    def _find_places(self) -> list[_LocatedQuote]:
        """Return the places of the address in the documents, best first."""
        places = []
        for document, name_match in self._find_documents():
            place = find_place(document, self.address)
            quote = quote_place(self.snapshot, self.query, document, place) if place else None
            if place and quote:
                places.append(_LocatedQuote(quote, place, name_match))
        return sorted(places, key=lambda item: item.rank)

    def _find_documents(self) -> list[tuple[Document, NameMatch]]:
        """Return the documents in which the place is looked for, those that are named first."""
        ids = self.snapshot.search_addresses(self.address.place_terms, self.filters)[:_MAX_HITS]
        passages = self.snapshot.get_passages(ids, self.filters)
        documents = []
        for source in dict.fromkeys(passage.source for passage in passages):
            document = self.snapshot.get_document(source)
            if document is not None:
                documents.append((document, match_document(self.rest, document)))

        # Those that the question does not name stay in the order of the search.
        documents.sort(key=lambda item: -max(item[1], NameMatch.NO_NAME))
        return documents[:_MAX_DOCUMENTS]

    def _quote_answers(self, places: Sequence[_LocatedQuote]) -> tuple[AssessedQuote, ...]:
        """Return the quotes of places that answer, in the documents that are named most surely."""
        most_sure = max(item.name_match for item in places)
        named = [item for item in places if item.name_match == most_sure]
        best = [item for item in named if item.place.is_likely] or named

        confidence = (
            ADDRESSED_PLACE_CONFIDENCE if len(best) == 1 else ONE_OF_SEVERAL_PLACES_CONFIDENCE
        )
        quotes = [
            AssessedQuote(item.quote, confidence, is_answer=True) for item in best[:MAX_ANSWERS]
        ]
        rest = self._quote_rest(best[0]) if len(best) == 1 else None
        return (*quotes, rest) if rest else tuple(quotes)

    def _quote_rest(self, located: _LocatedQuote) -> AssessedQuote | None:
        """Return what a place says, after its quote, of what the question asks about; or None."""
        quote = located.quote
        end = located.place.end
        if not self.rest.asked_words or end - quote.end < _MIN_UNQUOTED:
            return None

        passages = self.snapshot.get_passages_between(quote.document.source, quote.end, end)
        ranked = rank_given_passages(self.snapshot, self.query, passages)
        # Only the scores of sentences decide what is quoted.
        query = self.query.with_equal_tokens()
        for chosen in choose_quotes(self.snapshot, ranked, MAX_ANSWERS, query):
            if quote.end <= chosen.start and chosen.end <= end:
                return AssessedQuote(chosen, ADDRESSED_PLACE_CONFIDENCE, is_answer=True)
        return None

    def _find_mentions(self) -> list[AssessedQuote]:
        """Return the quotes of sentences that mention the address, best first."""
        ids = self.snapshot.search_addresses([self.address.mention_term], self.filters)[:_MAX_HITS]
        passages = self.snapshot.get_passages(ids, self.filters)
        first_mentions: dict[int, Span] = {}
        for passage in passages:
            for sentence in passage.sentences:
                if self._is_mention(passage.sentence_text(sentence)):
                    first_mentions[passage.id] = Span(sentence.start, sentence.end)
                    break

        mentioning = [passage for passage in passages if passage.id in first_mentions]
        ranked = rank_given_passages(self.snapshot, self.query, mentioning)
        quotes = []
        for item in ranked[:MAX_ANSWERS]:
            document = self.snapshot.get_document(item.passage.source)
            span = first_mentions[item.passage.id]
            quote = quote_span(self.snapshot, self.query, document, span) if document else None
            if quote:
                quotes.append(AssessedQuote(quote, ADDRESS_MENTION_CONFIDENCE, is_answer=True))
        return quotes

    def _is_mention(self, sentence: str) -> bool:
        """Return whether a sentence mentions the address, with the document of the question.

        A sentence at which the place begins is no mention.
        """
        if not mentions_name(self.rest, sentence):
            return False
        if self.address.labelled_steps[-1].kind == "error":
            return self.address.mention_term in list_address_terms(sentence)
        if not find_label_terms(sentence).isdisjoint(self.address.place_terms):
            return False
        return any(self.address.contains(other) for other in parse_addresses(sentence))
