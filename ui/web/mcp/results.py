"""Define the structured results of the tools: what an answer, a passage and a document are there.

All texts of documents are values of JSON, in which nothing can pass for a message of the server.
"""

from urllib.parse import quote

from pydantic import BaseModel, Field

from fonti.index import DocumentInfo
from fonti.qa import Answer, Check, Citation, Outcome, OutcomeReason, RequestKind, Standing


class Quotation(BaseModel):
    """A quotation and where it stands."""

    number: int
    quote: str = Field(description="The text of the document, word for word.")
    source: str = Field(description="The name of the document.")
    start: int = Field(description="Where the quote begins in the text, in code points.")
    end: int = Field(description="Where it ends.")
    page: int | None
    heading: str | None
    title: str | None
    language: str = Field(description="An ISO 639-1 code.")
    score: float = Field(description="How likely the quote answers, 0 to 1.")
    is_answer: bool = Field(description="Whether it is offered as an answer, or only near.")
    uri: str = Field(description="The resource that has this part of the document.")

    @classmethod
    def from_citation(cls, citation: Citation, *, whole_passage: bool = False) -> "Quotation":
        """Return the quotation of a citation, or of the passage that it is taken from."""
        part = citation.passage if whole_passage else citation
        return cls(
            number=citation.number,
            quote=citation.passage.text if whole_passage else citation.quote,
            source=citation.source,
            start=part.start,
            end=part.end,
            page=citation.page,
            heading=citation.heading,
            title=citation.title,
            language=citation.language,
            score=citation.score,
            is_answer=citation.is_answer,
            uri=make_uri(citation.source, part.start, part.end),
        )


class AnswerResult(BaseModel):
    """What the documents say about a question."""

    outcome: Outcome
    reason: OutcomeReason
    confidence: float = Field(description="How likely the first quotation answers, 0 to 1.")
    kind: RequestKind = Field(description="question, or what else the text asks for.")
    missing: list[str] = Field(description="Words of the question that no near passage has.")
    quotations: list[Quotation] = Field(description="Those that answer first, then those near.")
    elsewhere: list[Quotation] = Field(description="What answers outside the limits of the search.")
    documents: list[str] = Field(description="The documents that a list or mentions name.")

    @classmethod
    def from_answer(cls, answer: Answer) -> "AnswerResult":
        """Return the result for an answer."""
        shown = [citation for citation in answer.citations if citation.is_near]
        return cls(
            outcome=answer.outcome,
            reason=answer.reason,
            confidence=answer.confidence,
            kind=answer.kind,
            missing=list(answer.missing),
            quotations=list(map(Quotation.from_citation, shown)),
            elsewhere=list(map(Quotation.from_citation, answer.elsewhere)),
            documents=[document.source for document in answer.documents],
        )


class SearchResult(BaseModel):
    """The passages nearest to a query, best first."""

    passages: list[Quotation]


class SourceText(BaseModel):
    """A part of the text of a document."""

    source: str
    title: str | None
    start: int = Field(description="Where the part begins, in code points.")
    end: int = Field(description="Where it ends; the next part begins here.")
    length: int = Field(description="The length of the whole text.")
    page: int | None = Field(description="The page on which the part begins.")
    text: str


class ListedSource(BaseModel):
    """A document of the index."""

    source: str
    title: str | None
    date: str | None
    language: str
    pages: int | None
    uri: str

    @classmethod
    def from_document(cls, document: DocumentInfo) -> "ListedSource":
        """Return a document of the index without its text."""
        return cls(
            source=document.source,
            title=document.title,
            date=document.date,
            language=document.language,
            pages=document.pages,
            uri=make_uri(document.source),
        )


class DocumentList(BaseModel):
    """The documents of the index, by name."""

    documents: list[ListedSource]


class QuoteCheck(BaseModel):
    """Whether a quote stands in the current file of a document."""

    standing: Standing
    start: int | None = Field(description="Where the quote stands now.")
    end: int | None
    has_file_changed: bool = Field(description="Whether the file changed since it was indexed.")
    current: str | None = Field(description="What stands now in the place that was named.")

    @classmethod
    def from_check(cls, check: Check) -> "QuoteCheck":
        """Return the result of checking a quote."""
        return cls(
            standing=check.standing,
            start=check.start,
            end=check.end,
            has_file_changed=check.changed,
            current=check.current,
        )


def make_uri(source: str, start: int | None = None, end: int | None = None) -> str:
    """Return the URI of the resource that has a document, or a part of it."""
    uri = f"fonti://documents/{quote(source, safe='')}"
    return uri if start is None else f"{uri}?start={start}&end={end}"
