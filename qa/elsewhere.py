"""Cite what answers outside the languages and documents that a search was limited to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fonti.index import Passage, SearchFilters
from fonti.qa.answer import Citation
from fonti.qa.citing import QueryQuote, cite_all


@dataclass(frozen=True, slots=True)
class CitedQuotes:
    """The citations of what a search was limited to, and of what answers elsewhere."""

    citations: tuple[Citation, ...]
    elsewhere: tuple[Citation, ...]


def select_elsewhere(quotes: Sequence[QueryQuote], filters: SearchFilters) -> list[QueryQuote]:
    """Return the quotes that answer and that stand outside what some filters allow."""
    return [
        item
        for item in quotes
        if item.assessed.is_answer and not _is_within(item.assessed.quote.passage, filters)
    ]


def cite_with_elsewhere(
    quotes: Sequence[QueryQuote], quotes_elsewhere: Sequence[QueryQuote]
) -> CitedQuotes:
    """Return the citations of a search, and of what answers elsewhere.

    Numbers follow the order in which citations are shown: those that answer, those that are near,
    those elsewhere, and last those that are not even near, which few pages show.
    """
    ordered = sorted(quotes, key=_order_by_grade)
    near_count = sum(item.assessed.is_answer or item.assessed.is_near for item in ordered)

    citations = cite_all(ordered)
    elsewhere = cite_all(quotes_elsewhere, first_number=near_count + 1)
    far = [
        replace(citation, number=citation.number + len(elsewhere))
        for citation in citations[near_count:]
    ]
    return CitedQuotes((*citations[:near_count], *far), elsewhere)


def _order_by_grade(item: QueryQuote) -> tuple[bool, bool]:
    """Order quotes that answer before those that are near, and these before the others."""
    return not item.assessed.is_answer, not item.assessed.is_near


def _is_within(passage: Passage, filters: SearchFilters) -> bool:
    """Return whether a passage passes some filters, itself or in a copy of its document.

    A copy of a document has the same bytes under another name.
    """
    is_language_within = filters.languages is None or passage.language in filters.languages
    sources = {passage.source, *passage.copies}
    is_source_within = filters.sources is None or not filters.sources.isdisjoint(sources)
    return is_language_within and is_source_within
