"""Cite spans of documents that were not searched for by a question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fonti.index import Passage, SearchBackend
from fonti.qa.answer import Citation


@dataclass(frozen=True, slots=True)
class SpanQuote:
    """A span of a document that is quoted.

    Attributes:
        passage: The passage that it stands in, or below.
        start: Where it begins, in code points of the document.
        end: Where it ends.
        marks: What is marked in it, in code points of the document.

    """

    passage: Passage
    start: int
    end: int
    marks: tuple[tuple[int, int], ...] = ()


def cite_spans(snapshot: SearchBackend, spans: Sequence[SpanQuote]) -> tuple[Citation, ...]:
    """Return the citations of spans, numbered from 1.

    Spans of documents that the index no longer has are left out.
    """
    citations: list[Citation] = []
    for span in spans:
        citation = _cite(snapshot, span, number=len(citations) + 1)
        if citation is not None:
            citations.append(citation)
    return tuple(citations)


def _cite(snapshot: SearchBackend, span: SpanQuote, *, number: int) -> Citation | None:
    document = snapshot.get_document(span.passage.source)
    if document is None:
        return None

    passage = span.passage
    start = min(passage.start, span.start)
    if start < passage.start:
        passage = replace(passage, start=start, text=document.text[start : passage.end])
    return Citation(
        number=number,
        source=passage.source,
        start=span.start,
        end=span.end,
        quote=document.text[span.start : span.end],
        page=document.page_number(span.start),
        heading=passage.heading,
        language=passage.language,
        score=1.0,
        is_answer=True,
        sha256=document.sha256,
        passage=passage,
        marks=span.marks,
        title=document.title,
        document_warnings=document.warnings,
        author=document.author,
        date=document.date,
        is_judged=False,
    )
