"""Cite the quotes of a question, or of the several questions that a text asks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fonti.qa.answer import Citation
from fonti.qa.confidence.outcome import AssessedQuote
from fonti.qa.question.query import Query
from fonti.qa.quoting.cite import cite


@dataclass(frozen=True, slots=True)
class QueryQuote:
    """A quote and the query that it was found for."""

    query: Query
    assessed: AssessedQuote

    def repeats(self, others: Sequence["QueryQuote"]) -> bool:
        """Return whether a part of the quote is among other quotes already."""
        quote = self.assessed.quote
        return any(quote.overlaps(other.assessed.quote) for other in others)


def list_quotes(query: Query, assessed: Sequence[AssessedQuote]) -> list[QueryQuote]:
    """Return the quotes of one query, in their order."""
    return [QueryQuote(query, item) for item in assessed]


def join_quotes(lists: Sequence[Sequence[QueryQuote]]) -> list[QueryQuote]:
    """Return the quotes of several questions as one list, those that answer first.

    The answers stand in the order of the questions, the others after them, the likelier first. No
    quote is likelier than the first.
    """
    answers: list[QueryQuote] = []
    for quotes in lists:
        answers += [
            item for item in quotes if item.assessed.is_answer and not item.repeats(answers)
        ]

    joined = answers
    others = [item for quotes in lists for item in quotes if not item.assessed.is_answer]
    for item in sorted(others, key=lambda item: -item.assessed.confidence):
        if not item.repeats(joined):
            joined = [*joined, item]

    limit = joined[0].assessed.confidence
    indexes = {id(item): index for index, item in enumerate(joined)}
    parallels = {
        id(item): indexes.get(id(quotes[item.assessed.parallel_index]))
        for quotes in lists
        for item in quotes
        if item.assessed.parallel_index is not None
    }
    return [
        replace(
            item,
            assessed=replace(
                item.assessed,
                confidence=min(item.assessed.confidence, limit),
                parallel_index=parallels.get(id(item)),
            ),
        )
        for item in joined
    ]


def cite_all(quotes: Sequence[QueryQuote]) -> tuple[Citation, ...]:
    """Return the citations of quotes, numbered from 1."""
    citations = []
    for number, item in enumerate(quotes, 1):
        assessed = item.assessed
        parallel_index = assessed.parallel_index
        citation = cite(
            item.query,
            assessed.quote,
            number=number,
            score=assessed.confidence,
            is_answer=assessed.is_answer,
            is_near=assessed.is_near,
            parallel=None if parallel_index is None else parallel_index + 1,
        )
        citations.append(citation)

    return tuple(citations)
