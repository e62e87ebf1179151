"""Find the documents whose overview is asked for: all, one that is named, or the one just cited."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from fonti.index import DocumentInfo, SearchFilters
from fonti.index.text.stemming import fold_text
from fonti.qa.addressing.parse import parse_addresses
from fonti.qa.answer import Answer
from fonti.qa.question.function_words import FUNCTION_WORDS, WORD_PATTERN
from fonti.qa.requests.recognize import Request

# Words that name a document as such, and say nothing about which one it is.
_DOCUMENT_WORDS = frozenset(
    {"documento", "file", "testo", "articolo", "pdf", "document", "text", "article", "paper"}
)
_EMPTY_WORDS = _DOCUMENT_WORDS.union(*FUNCTION_WORDS.values())


def find_overview_filters(
    request: Request,
    documents: Sequence[DocumentInfo],
    filters: SearchFilters,
    history: Sequence[Answer],
) -> SearchFilters | None:
    """Return the filters that let through the documents whose overview is asked for.

    "The document", without a name, is the one that the last answer cites first; all documents if no
    answer cites one.

    Args:
        request: The request for an overview.
        documents: The documents of the index.
        filters: What the request is limited to.
        history: The earlier answers of the conversation, oldest first.

    Returns:
        The filters; None if the request names no document, or several.

    """
    if request.target == "all":
        return filters

    if request.target == "named":
        source = _find_named_document(request.subject, documents)
        return None if source is None else replace(filters, sources=frozenset({source}))

    cited = _find_last_cited(history)
    is_cited_within = filters.sources is None or cited in filters.sources
    is_present = any(document.source == cited for document in documents)
    if cited is not None and is_cited_within and is_present:
        return replace(filters, sources=frozenset({cited}))
    return filters


def sort_by_mention(
    documents: Iterable[DocumentInfo], filters: SearchFilters, history: Sequence[Answer]
) -> list[str]:
    """Return the documents of some filters by name, first the one that was cited last."""
    cited = _find_last_cited(history)
    sources = [
        document.source
        for document in documents
        if filters.sources is None or document.source in filters.sources
    ]
    return sorted(sources, key=lambda source: (source != cited, source))


def _find_named_document(name: str, documents: Iterable[DocumentInfo]) -> str | None:
    """Return the only document whose name or title has all words of a name; None otherwise."""
    wanted = _list_words(name) - _EMPTY_WORDS
    # "Article 5" is a place in a document.
    if not wanted or parse_addresses(name):
        return None

    sources = []
    for document in documents:
        file_name = PurePosixPath(document.source).name
        if wanted <= _list_words(file_name) | _list_words(document.title or ""):
            sources.append(document.source)
    return sources[0] if len(sources) == 1 else None


def _list_words(name: str) -> frozenset[str]:
    """Return the folded words of a name."""
    spaced = name.replace("_", " ")
    return frozenset(fold_text(word) for word in WORD_PATTERN.findall(spaced))


def _find_last_cited(history: Sequence[Answer]) -> str | None:
    """Return the document that the last answer with citations cites first; None if none does."""
    for answer in reversed(history):
        if answer.citations:
            return answer.citations[0].source
    return None
