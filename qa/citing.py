"""Cite the quotes of a question, or of the several questions that a text asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from fonti.qa.answer import Citation
from fonti.qa.confidence.outcome import AssessedQuote
from fonti.qa.question.query import Query
from fonti.qa.quoting.cite import cite


@dataclass(frozen=True, slots=True)
class QueryQuote:
    """A quote and the query that it is for.

    Attributes:
        query: The query.
        assessed: The quote.
        original: The answer in another language that it repeats; None if it repeats none.

    """

    query: Query
    assessed: AssessedQuote
    original: AssessedQuote | None

    def repeats(self, others: Sequence["QueryQuote"]) -> bool:
        """Return whether a part of the quote is among other quotes already."""
        quote = self.assessed.quote
        return any(quote.overlaps(other.assessed.quote) for other in others)


def pair_with_query(query: Query, assessed: Sequence[AssessedQuote]) -> list[QueryQuote]:
    """Return the quotes of one query, in their order."""
    paired = []
    for item in assessed:
        index = item.parallel_index
        paired.append(QueryQuote(query, item, None if index is None else assessed[index]))
    return paired


def join_quotes(lists: Sequence[Sequence[QueryQuote]]) -> list[QueryQuote]:
    """Return the quotes of several questions as one list, those that answer first.

    The first answer of each question comes before the second of any. The others stand after all
    answers, the likelier first.
    """
    answers = [[item for item in quotes if item.assessed.is_answer] for quotes in lists]
    in_turn = [item for row in zip_longest(*answers) for item in row if item is not None]

    others = [item for quotes in lists for item in quotes if not item.assessed.is_answer]
    others.sort(key=lambda item: -item.assessed.confidence)

    joined: list[QueryQuote] = []
    for item in [*in_turn, *others]:
        if not item.repeats(joined):
            joined.append(item)
    return joined


def cite_all(quotes: Sequence[QueryQuote], *, first_number: int = 1) -> tuple[Citation, ...]:
    """Return the citations of quotes, numbered in order; none is more likely than the first."""
    citations = []
    for number, item in enumerate(quotes, first_number):
        assessed = item.assessed
        citation = cite(
            item.query,
            assessed.quote,
            number=number,
            score=min(assessed.confidence, quotes[0].assessed.confidence),
            is_answer=assessed.is_answer,
            is_near=assessed.is_near,
            parallel=_find_number(quotes, item.original, first_number),
        )
        citations.append(citation)

    return tuple(citations)


def _find_number(
    quotes: Sequence[QueryQuote], original: AssessedQuote | None, first_number: int
) -> int | None:
    """Return the number of a quote among others; None if it is not among them."""
    for number, item in enumerate(quotes, first_number):
        if item.assessed is original:
            return number
    return None
