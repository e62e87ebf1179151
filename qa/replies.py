"""Reply to what is no question: list documents, quote overviews and mentions, decline the rest."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from fonti.index import DocumentInfo, SearchBackend, SearchFilters
from fonti.qa.answer import Answer, Citation, ListedDocument, Outcome, OutcomeReason, RequestKind
from fonti.qa.gathering.mentions import find_mentions
from fonti.qa.gathering.overview import quote_overview
from fonti.qa.gathering.overview_documents import find_overview_filters, sort_by_mention
from fonti.qa.gathering.sections import find_section, quote_section
from fonti.qa.gathering.spans import cite_spans
from fonti.qa.requests.recognize import Request


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
            return Reply("documents", documents=_list_documents(load_documents(), filters))
        case "mentions":
            return reply_with_mentions(snapshot, request.subject, load_documents(), filters)
        case "overview":
            documents = load_documents()
            if request.target == "section":
                return _reply_with_section(snapshot, request.subject, documents, filters, history)
            of_overview = find_overview_filters(request, documents, filters, history)
            if of_overview is None:
                return None
            return reply_with_overview(snapshot, documents, of_overview)
        case _:
            return Reply(request.kind)


def reply_with_mentions(
    snapshot: SearchBackend,
    subject: str,
    documents: Sequence[DocumentInfo],
    filters: SearchFilters,
) -> Reply:
    """Return the reply that quotes every mention of a subject and counts them by document."""
    mentions = find_mentions(snapshot, subject, filters)
    if not mentions.quotes:
        outcome, reason = _conclude_without_quotes(snapshot, filters)
        return Reply("mentions", outcome, reason, subject=subject)

    mentioning = SearchFilters(sources=frozenset(mentions.counts))
    return Reply(
        kind="mentions",
        outcome="answered",
        reason="answers",
        citations=cite_spans(snapshot, mentions.quotes),
        documents=_list_documents(documents, mentioning, mentions.counts),
        subject=subject,
    )


def reply_with_overview(
    snapshot: SearchBackend, documents: Sequence[DocumentInfo], filters: SearchFilters
) -> Reply:
    """Return the reply that quotes what the documents that pass some filters are about."""
    citations = cite_spans(snapshot, quote_overview(snapshot, filters))
    listed = _list_documents(documents, filters)
    if not citations:
        outcome, reason = _conclude_without_quotes(snapshot, filters)
        return Reply("overview", outcome, reason, documents=listed)
    return Reply("overview", "answered", "answers", citations, listed)


def _reply_with_section(
    snapshot: SearchBackend,
    heading: str,
    documents: Sequence[DocumentInfo],
    filters: SearchFilters,
    history: Sequence[Answer],
) -> Reply | None:
    """Return the reply that quotes the section under a heading; None if there is none to quote."""
    section = find_section(snapshot, heading, sort_by_mention(documents, filters, history))
    quotes = [] if section is None else quote_section(snapshot, section, filters)
    if section is None or not quotes:
        return None

    listed = _list_documents(documents, SearchFilters(sources=frozenset({section.source})))
    citations = cite_spans(snapshot, quotes)
    return Reply("overview", "answered", "answers", citations, listed, section.heading)


def _list_documents(
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
            opening=document.opening,
        )
        for document in documents
        if _passes(document, filters)
    )


def _passes(document: DocumentInfo, filters: SearchFilters) -> bool:
    """Return whether a document has one of the languages and sources of some filters."""
    has_source = filters.sources is None or document.source in filters.sources
    has_language = filters.languages is None or document.language in filters.languages
    return has_source and has_language


def _conclude_without_quotes(
    snapshot: SearchBackend, filters: SearchFilters
) -> tuple[Outcome, OutcomeReason]:
    """Return the outcome of a request for which there is nothing to quote."""
    if snapshot.list_passage_languages(filters):
        return "not_found", "nothing_close"
    return "not_found", "empty" if filters == SearchFilters() else "filtered_out"
