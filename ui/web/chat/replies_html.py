"""Make what the page shows of the reply to a request: fixed words, lists, and quotations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fonti.qa import Answer, Citation
from fonti.ui.i18n.replies import (
    describe_document,
    describe_reply,
    group_by_document,
    list_abilities,
)
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.html_parts import document_link
from fonti.ui.web.chat.reference_styles import format_answer_in_styles

# Citations and documents of a reply that are shown; the conversation that is exported has all.
MAX_SHOWN = 100


@dataclass(frozen=True, slots=True)
class ReplyQuoteView:
    """The values of a citation in a reply: a part of those of `CitationView`, and one more.

    Attributes:
        is_heading: Whether the quote is a heading of the document.

    """

    turn: str
    number: int
    source: str
    address: str
    quote_parts: Sequence[tuple[str, str]]
    language: str
    is_heading: bool


@dataclass(frozen=True, slots=True)
class ReplyDocumentView:
    """The values of a document in a reply.

    Attributes:
        source: The name of the document.
        title: Its title, or what stands for it.
        address: A link to it.
        details: Its name, language and date, or the count of its mentions.
        quotes: The citations of it that are shown.

    """

    source: str
    title: str
    address: str
    details: list[str]
    quotes: list[ReplyQuoteView]


@dataclass(frozen=True, slots=True)
class ReplyView:
    """The values of a reply that its template shows.

    Attributes:
        sentence: What is replied, in fixed words.
        abilities: What can be asked for, in a line each.
        examples: Requests that can be made with one click.
        documents: The documents that are listed, or that are quoted.
        more: That not all citations or documents are shown, in a sentence; None if they are.
        copy_texts: The reply with its references in each style, to be pasted; empty if there is
            nothing to copy, or more than is shown.

    """

    sentence: str
    abilities: Sequence[str]
    examples: Sequence[str]
    documents: list[ReplyDocumentView]
    more: str | None
    copy_texts: Mapping[str, str]


def make_reply_view(answer: Answer, turn: str, words: Words) -> ReplyView:
    """Return the values of the answer to a text that is no question.

    Args:
        answer: The answer.
        turn: The id of its turn.
        words: The language of the page.

    """
    abilities = list_abilities(answer, words)
    documents = list(_make_document_views(answer, turn, words))
    more = None
    if len(answer.citations) > MAX_SHOWN:
        more = words.more_citations.format(count=MAX_SHOWN)
    elif len(documents) > MAX_SHOWN:
        more = words.more_documents.format(count=len(documents) - MAX_SHOWN)

    is_copied = bool(documents) and more is None
    return ReplyView(
        sentence=describe_reply(answer, words),
        abilities=abilities,
        examples=words.request_examples if abilities else (),
        documents=documents[:MAX_SHOWN],
        more=more,
        copy_texts=format_answer_in_styles(answer, words) if is_copied else {},
    )


def _make_document_views(answer: Answer, turn: str, words: Words) -> Iterator[ReplyDocumentView]:
    """Yield the documents of a reply with the citations of each, as many as are shown."""
    for group in group_by_document(answer):
        shown = [citation for citation in group.citations if citation.number <= MAX_SHOWN]
        yield ReplyDocumentView(
            source=group.document.source,
            title=group.document.display_title,
            address=document_link(group.document.source, None, ""),
            details=describe_document(group.document, words),
            quotes=[_make_quote_view(citation, turn) for citation in shown],
        )


def _make_quote_view(citation: Citation, turn: str) -> ReplyQuoteView:
    span = (citation.start, citation.end)
    return ReplyQuoteView(
        turn=turn,
        number=citation.number,
        source=citation.source,
        address=document_link(citation.source, span, citation.sha256),
        quote_parts=citation.split_by_emphasis(),
        language=citation.language,
        is_heading=citation.quote in (citation.heading or ""),
    )
