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
    passage = quote.passage
    document = quote.document
    answer_span = _find_answer_span(quote)

    return Citation(
        number=number,
        source=passage.source,
        start=quote.start,
        end=quote.end,
        quote=quote.text,
        page=document.page_number(quote.start),
        heading=passage.heading,
        language=passage.language,
        score=score,
        is_answer=is_answer,
        is_near=is_near,
        sha256=document.sha256,
        passage=_extend_passage(passage, document, quote),
        context=quote.context,
        marks=mark_words(query, quote),
        parallel=parallel,
        title=document.title,
        document_warnings=document.warnings,
        answer_span=answer_span,
        author=document.author,
        date=document.date,
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
