"""Make the citation of a quote: where it stands, its score, and the words to mark."""

from dataclasses import replace

from fonti.index import Document, Passage
from fonti.qa.answer import Citation
from fonti.qa.question.query import Query
from fonti.qa.quoting.highlight import mark_words
from fonti.qa.quoting.quotes import Quote


def cite(
    query: Query,
    quote: Quote,
    *,
    number: int,
    score: float,
    is_answer: bool,
    is_near: bool,
    parallel: int | None,
) -> Citation:
    """Return the citation of a quote; the arguments are the fields of `Citation`."""
    span = cite_span(quote.document, quote.passage, quote.start, quote.end, number=number)
    return replace(
        span,
        quote=quote.text,
        score=score,
        is_answer=is_answer,
        is_near=is_near,
        passage=_extend_passage(quote.passage, quote.document, quote),
        context=quote.context,
        marks=mark_words(query, quote),
        parallel=parallel,
        answer_span=_find_answer_span(quote),
    )


def cite_span(
    document: Document, passage: Passage, start: int, end: int, *, number: int
) -> Citation:
    """Return the citation of a span of a document that is not quoted for a question.

    Args:
        document: The document.
        passage: Its passage that the span begins in.
        start: Where the span begins, in code points of the document.
        end: Where it ends.
        number: The number of the citation.

    """
    return Citation(
        number=number,
        source=passage.source,
        start=start,
        end=end,
        quote=document.text[start:end],
        page=document.page_number(start),
        last_page=document.page_number(max(start, end - 1)),
        heading=passage.heading,
        language=passage.language,
        score=1.0,
        is_answer=True,
        sha256=document.sha256,
        passage=passage,
        title=document.title,
        document_warnings=document.warnings,
        author=document.author,
        date=document.date,
        reference=document.reference,
    )


def _find_answer_span(quote: Quote) -> tuple[int, int] | None:
    """Return where the reader sees the answer, if that is in the quote."""
    span = quote.ranked.answer_span
    if span is None or not quote.start <= span.start < span.end <= quote.end:
        return None
    return span.start, span.end


def _extend_passage(passage: Passage, document: Document, quote: Quote) -> Passage:
    """Return a passage, extended to hold a quote that goes on in the next one."""
    start = min(passage.start, quote.start)
    end = max(passage.end, quote.end)
    if (start, end) == (passage.start, passage.end):
        return passage
    return replace(passage, start=start, end=end, text=document.text[start:end])
