"""Define the JSON of answers: that of `Answer.to_json`, and where the quotes stand."""

from typing import Any

from pydantic import Field

from fonti.qa import Answer, Citation, Outcome, OutcomeReason, RequestKind
from fonti.ui.web.api.base_models import Reason, ResponseModel
from fonti.ui.web.api.cited_locations import CharLocation, PageLocation, list_cited, locate


class PartModel(ResponseModel):
    """A part of a document."""

    start: int
    """Where it begins in the text of the document, in code points."""
    end: int
    """Where it ends."""
    text: str
    """Its text."""


class WarningModel(Reason):
    """What was not read of a document, or not surely right."""

    pages: list[int]
    """The pages that it concerns, from 1; empty if it concerns no single page."""
    message: str
    """The reason in English."""


class NameModel(ResponseModel):
    """The name of a person in parts; that of an institution is a family name alone."""

    family: str
    """The family name."""
    given: str
    """The given names; empty if there are none."""
    suffix: str
    """What follows the name, such as Jr; empty if nothing does."""


class ReferenceModel(ResponseModel):
    """An entry of a bibliography, in the words of BibTeX."""

    entry_type: str
    """Its type, such as `article`."""
    names: list[NameModel]
    """Its authors, or else its editors."""
    are_editors: bool
    """Whether these are editors."""
    fields: dict[str, str]
    """Other fields by name, such as `journal` and `doi`."""


class CitationModel(ResponseModel):
    """A quote and where it stands: `text[start:end] == quote`, in code points."""

    number: int
    """The number of the citation in its answer, from 1."""
    source: str
    """The name of the document."""
    start: int
    """Where the quote begins in the text of the document, in code points."""
    end: int
    """Where the quote ends."""
    quote: str
    """The quoted text, word for word."""
    page: int | None
    """The page on which the quote begins, from 1; null for a format without pages."""
    last_page: int | None
    """The page on which the quote ends."""
    heading: str | None
    """The headings above the quote."""
    language: str
    """The ISO 639-1 code of its language."""
    score: float
    """How likely the quote answers, 0 to 1; 1 if it is not judged."""
    is_answer: bool
    """Whether the quote is offered as an answer."""
    is_near: bool
    """Whether it is at least related to the question."""
    is_judged: bool
    """Whether it was compared with a question; quotes of overviews and mentions are not."""
    sha256: str
    """The hash of the document's file when it was read."""
    title: str | None
    """The title of the document."""
    author: str | None
    """The author that the document names."""
    date: str | None
    """The date that the document names (ISO 8601)."""
    reference: ReferenceModel | None
    """What a bibliography says of the document, if one does."""
    passage: PartModel
    """The passage that the quote is taken from."""
    marks: list[list[int]]
    """Start and end of the words that the question has too, in code points of the document."""
    answer_span: list[int] | None
    """Start and end of the answer itself in the quote, if a reader sees one."""
    parallel: int | None
    """The number of the citation that says the same in another language."""
    context: list[PartModel]
    """Parts of the document that are shown above the quote, such as the head of its table."""
    document_warnings: list[WarningModel]
    """What was not read of the document; empty if it was read whole."""
    copies: list[str]
    """Other documents with the same bytes."""
    location: CharLocation | PageLocation = Field(discriminator="type")
    """The same place as APIs of cited answers write it."""


class ListedDocumentModel(ResponseModel):
    """A document that an answer lists."""

    source: str
    """The name of the document."""
    title: str | None
    """Its title."""
    date: str | None
    """The date that it names (ISO 8601)."""
    language: str
    """The ISO 639-1 code of its language."""
    mention_count: int
    """How many of its sentences are mentions, if mentions were asked for."""


class AnswerModel(ResponseModel):
    """A question and what the documents say about it; `POST /verify` checks it later."""

    question: str
    """The question."""
    language: str
    """The ISO 639-1 code of its language."""
    outcome: Outcome
    """Whether the documents answer."""
    reason: OutcomeReason
    """Why that is the outcome."""
    confidence: float
    """How likely the first citation answers, 0 to 1."""
    citations: list[CitationModel]
    """The citations, those that answer first."""
    corpus: str
    """The name of the collection; empty if the server has one without a name."""
    version: str
    """The version of the index."""
    missing: list[str]
    """The words of the question that no near passage has, or not the nearest, if that is why."""
    place: str | None
    """The place that no document has ("articolo 200"), if that is the reason."""
    topic: str | None
    """The earlier question that this one follows."""
    languages: list[str] | None
    """The languages that the search was limited to."""
    sources: list[str] | None
    """The documents that the search was limited to."""
    unanswered: list[str]
    """The questions that no document answers, if the text asks several and others are answered."""
    elsewhere: list[CitationModel]
    """What answers outside of these limits, if nothing inside does."""
    kind: RequestKind
    """What the text asks for, if it is no question: a list, an overview, all mentions, …"""
    documents: list[ListedDocumentModel]
    """The documents of a list, an overview or of mentions."""
    subject: str | None
    """What the mentions are of."""


def make_answer(answer: Answer, collection: str) -> dict[str, Any]:
    """Return the JSON of an answer for programs.

    It names the collection, and not the folder of the documents, which is the server's own matter.
    """
    cited = list_cited(answer.all_citations)
    values = answer.to_json()
    values["corpus"] = collection
    for name, citations in (("citations", answer.citations), ("elsewhere", answer.elsewhere)):
        values[name] = [make_citation(citation, cited) for citation in citations]
    return values


def make_citation(citation: Citation, cited: list[str]) -> dict[str, Any]:
    """Return the JSON of a citation; `cited` are the sources that its answer cites, in order."""
    return {**citation.to_json(), "location": locate(citation, cited)}
