"""Cite spans of documents that are not quoted for a question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fonti.index import Passage, SearchBackend
from fonti.qa.answer import Citation
from fonti.qa.quoting.cite import cite_span


@dataclass(frozen=True, slots=True)
class SpanQuote:
    """A span of a document that is quoted.

    Attributes:
        passage: The passage that it stands in.
        start: Where it begins, in code points of the document.
        end: Where it ends.
        marks: What is marked in it, in code points of the document.

    """

    passage: Passage
    start: int
    end: int
    marks: tuple[tuple[int, int], ...] = ()

    @property
    def text(self) -> str:
        """Return the text that is quoted."""
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]


def cite_spans(snapshot: SearchBackend, quotes: Sequence[SpanQuote]) -> tuple[Citation, ...]:
    """Return the citations of quoted spans, numbered from 1.

    Spans of documents that the index no longer has are left out.
    """
    citations: list[Citation] = []
    for quote in quotes:
        citation = _cite(snapshot, quote, number=len(citations) + 1)
        if citation is not None:
            citations.append(citation)
    return tuple(citations)


def _cite(snapshot: SearchBackend, quote: SpanQuote, *, number: int) -> Citation | None:
    """Return the citation of a quoted span; None if the index has no such document."""
    passage = quote.passage
    document = snapshot.get_document(passage.source)
    if document is None:
        return None

    citation = cite_span(document, passage, quote.start, quote.end, number=number)
    return replace(citation, marks=quote.marks, is_judged=False)
