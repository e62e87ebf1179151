"""Describe the reply to a request that is no question, in the words of a language."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from fonti.qa import Answer, Citation, ListedDocument
from fonti.ui.i18n.dates import describe_date
from fonti.ui.i18n.words import Words


@dataclass(frozen=True, slots=True)
class DocumentGroup:
    """The citations of one document."""

    document: ListedDocument
    citations: Sequence[Citation]


def describe_reply(answer: Answer, words: Words) -> str:
    """Return the sentence with which a request that is no question is answered."""
    match answer.reason:
        case "filtered_out":
            return words.outcome_filtered_out
        case "empty":
            return words.outcome_empty_index

    match answer.kind:
        case "documents":
            count = len(answer.documents)
            return words.reply_documents.format(count=count) if count else words.no_documents
        case "overview":
            return _describe_overview(answer, words)
        case "mentions":
            return _describe_mentions(answer, words)
        case kind:
            return words.replies[kind]


def list_abilities(answer: Answer, words: Words) -> Sequence[str]:
    """Return what can be asked for, in a line each, if the answer says so."""
    return words.abilities if answer.kind in ("about", "unsupported") else ()


def list_documents(answer: Answer, words: Words) -> list[str]:
    """Return the documents of a list or of mentions, in a line each."""
    if answer.kind not in ("documents", "mentions"):
        return []
    return [
        " · ".join([document.display_title, *describe_document(document, words)])
        for document in answer.documents
    ]


def describe_document(document: ListedDocument, words: Words) -> list[str]:
    """Return what is said of a document after its title.

    It is its name, unless that stands for the title; then its language and its date, or the count
    of its mentions.
    """
    names = [] if document.display_title == document.source else [document.source]
    if document.mention_count:
        return [*names, words.mention_count.format(count=document.mention_count)]
    language = words.language_names.get(document.language, document.language)
    dates = [] if document.date is None else [describe_date(document.date, words)]
    return [*names, language, *dates]


def group_by_document(answer: Answer) -> list[DocumentGroup]:
    """Return the citations of an overview or of mentions, or a list, document by document.

    A document of an overview that is not quoted is left out.
    """
    citations = {
        source: list(of_document)
        for source, of_document in groupby(answer.citations, key=lambda item: item.source)
    }
    return [
        DocumentGroup(document, citations.get(document.source, []))
        for document in answer.documents
        if answer.kind != "overview" or document.source in citations
    ]


def _describe_overview(answer: Answer, words: Words) -> str:
    quoted_sources = {citation.source for citation in answer.citations}
    if not quoted_sources:
        return words.reply_nothing_to_quote
    if len(answer.documents) == 1:
        name = answer.documents[0].display_title
        if answer.subject is not None:
            return words.reply_overview_of_section.format(heading=answer.subject, name=name)
        return words.reply_overview_of_one.format(name=name)
    return words.reply_overview_of_several.format(
        count=len(quoted_sources), total=len(answer.documents)
    )


def _describe_mentions(answer: Answer, words: Words) -> str:
    count = sum(document.mention_count for document in answer.documents)
    if not count:
        return words.reply_no_mentions.format(subject=answer.subject)
    return words.reply_mentions.format(
        subject=answer.subject, count=count, documents=len(answer.documents)
    )
