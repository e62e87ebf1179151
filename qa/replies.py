"""Reply to what is no question: list documents, quote overviews and mentions, decline the rest."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from fonti.index import DocumentInfo, SearchBackend, SearchFilters
from fonti.index.text.stemming import fold_text
from fonti.qa.addressing.parse import parse_addresses
from fonti.qa.answer import Answer, Citation, ListedDocument, Outcome, OutcomeReason, RequestKind
from fonti.qa.gathering.mentions import find_mentions
from fonti.qa.gathering.overview import quote_overview
from fonti.qa.gathering.spans import cite_spans
from fonti.qa.question.function_words import FUNCTION_WORDS, WORD_PATTERN
from fonti.qa.requests.recognize import Request

# Words that name a document as such, and say nothing about which one it is.
_DOCUMENT_WORDS = frozenset(
    {"documento", "file", "testo", "articolo", "pdf", "document", "text", "article", "paper"}
)
_EMPTY_WORDS = _DOCUMENT_WORDS.union(*FUNCTION_WORDS.values())


@dataclass(frozen=True, slots=True)
class Reply:
    """What is replied to a request; the fields are those of `Answer`."""

    kind: RequestKind
    outcome: Outcome = "not_searched"
    reason: OutcomeReason = "no_question"
    citations: tuple[Citation, ...] = ()
    documents: tuple[ListedDocument, ...] = ()
    subject: str | None = None


def reply_to_request(
    snapshot: SearchBackend,
    request: Request,
    load_documents: Callable[[], Sequence[DocumentInfo]],
    filters: SearchFilters,
    history: Sequence[Answer],
) -> Reply | None:
    """Return the reply to a request; None if the text is to be searched for as a question.

    Args:
        snapshot: The version of the index.
        request: What is asked for.
        load_documents: Returns the documents of the index. It is called only if they are needed:
            of a large index, it takes long.
        filters: What the request is limited to.
        history: The earlier answers of the conversation, oldest first.

    """
    match request.kind:
        case "question":
            return None
        case "documents":
            return Reply("documents", documents=list_documents(load_documents(), filters))
        case "mentions":
            return reply_with_mentions(snapshot, request.subject, load_documents(), filters)
        case "overview":
            documents = load_documents()
            limited = _limit_overview(request, documents, filters, history)
            return None if limited is None else reply_with_overview(snapshot, documents, limited)
        case _:
            return Reply(request.kind)


def list_documents(
    documents: Iterable[DocumentInfo],
    filters: SearchFilters,
    mention_counts: Mapping[str, int] | None = None,
) -> tuple[ListedDocument, ...]:
    """Return the documents that pass some filters, as an answer lists them.

    Args:
        documents: The documents of the index.
        filters: The languages and sources that are listed.
        mention_counts: How many mentions each document has, by source, if mentions are listed.

    """
    counts = mention_counts or {}
    return tuple(
        ListedDocument(
            source=document.source,
            title=document.title,
            date=document.date,
            language=document.language,
            mention_count=counts.get(document.source, 0),
        )
        for document in documents
        if (filters.sources is None or document.source in filters.sources)
        and (filters.languages is None or document.language in filters.languages)
    )


def reply_with_mentions(
    snapshot: SearchBackend,
    subject: str,
    documents: Sequence[DocumentInfo],
    filters: SearchFilters,
) -> Reply:
    """Return every sentence that mentions a subject, and how many each document has."""
    mentions = find_mentions(snapshot, subject, filters)
    if not mentions.spans:
        outcome, reason = _conclude_without_quotes(snapshot, filters)
        return Reply("mentions", outcome, reason, subject=subject)

    mentioning = SearchFilters(sources=frozenset(mentions.counts))
    return Reply(
        kind="mentions",
        outcome="answered",
        reason="answers",
        citations=cite_spans(snapshot, mentions.spans),
        documents=list_documents(documents, mentioning, mentions.counts),
        subject=subject,
    )


def reply_with_overview(
    snapshot: SearchBackend, documents: Sequence[DocumentInfo], filters: SearchFilters
) -> Reply:
    """Return the central sentences of the documents that pass some filters."""
    citations = cite_spans(snapshot, quote_overview(snapshot, filters))
    listed = list_documents(documents, filters)
    if not citations:
        outcome, reason = _conclude_without_quotes(snapshot, filters)
        return Reply("overview", outcome, reason, documents=listed)
    return Reply("overview", "answered", "answers", citations, listed)


def _conclude_without_quotes(
    snapshot: SearchBackend, filters: SearchFilters
) -> tuple[Outcome, OutcomeReason]:
    """Return the outcome of a request for which there is nothing to quote."""
    if snapshot.list_passage_languages(filters):
        return "not_found", "nothing_close"
    return "not_found", "empty" if filters == SearchFilters() else "filtered_out"


def _limit_overview(
    request: Request,
    documents: Sequence[DocumentInfo],
    filters: SearchFilters,
    history: Sequence[Answer],
) -> SearchFilters | None:
    """Return the filters of the documents whose overview is asked for; None if there is none.

    The document that no name is given for is the one that was cited last.
    """
    if request.scope == "all":
        return filters

    if request.scope == "named":
        source = _find_named_document(request.subject, documents)
        return None if source is None else replace(filters, sources=frozenset({source}))

    cited = _find_last_cited(history)
    is_cited_within = filters.sources is None or cited in filters.sources
    is_present = any(document.source == cited for document in documents)
    if cited is not None and is_cited_within and is_present:
        return replace(filters, sources=frozenset({cited}))
    return filters


def _find_named_document(name: str, documents: Iterable[DocumentInfo]) -> str | None:
    """Return the only document whose name or title has all words of a name; None otherwise.

    "Article 5" is a place in a document.
    """
    wanted = _list_words(name) - _EMPTY_WORDS
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
