"""Define answers and citations: the outcome, the reason, and quotes. No text is generated."""

from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from fonti.index import BibliographicData, DocumentWarning, Passage
from fonti.qa.display import render_html, shorten_to_line

RequestKind = Literal[
    "question",
    "greeting",
    "thanks",
    "about",
    "documents",
    "overview",
    "mentions",
    "unsupported",
    "incomplete",
]
Outcome = Literal["answered", "probable", "related", "not_found", "not_searched"]
OutcomeReason = Literal[
    "answers",
    "unsure",
    "words_absent",
    "subject_absent",
    "place_absent",
    "nothing_close",
    "filtered_out",
    "empty",
    "no_question",
]

# What a part of a quote is: words that answer, words of the question, or other words.
Emphasis = Literal["answer", "match", "none"]

# Longer quotes are cut in what `str` and `repr` show; the citation has all of it.
_MAX_SHOWN_CHARACTERS = 300
_MAX_SHOWN_IN_REPR = 60


@dataclass(frozen=True, slots=True)
class Context:
    """A part of a document that is shown above a quote: `document.text[start:end] == text`.

    It is the head of a quoted table row, the line over a list, or the question that is answered.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Citation:
    """A quote and where it stands: `document.text[start:end] == quote`, in code points.

    Attributes:
        number: The number of the citation in its answer, from 1: those that answer come first, then
            those that are near.
        source: The name of the document.
        start: Where the quote begins in the document's stored text.
        end: Where the quote ends.
        quote: The quoted text.
        page: The page on which the quote begins, from 1; None for a format without pages.
        heading: The heading above the quote, or None.
        language: The ISO 639-1 code of the passage's language.
        score: How likely the quote answers, 0 to 1. No citation has a higher score than the first.
            It is 1 if the quote is not judged.
        is_answer: Whether the quote is offered as an answer.
        sha256: The hash of the document's file when it was read.
        passage: The passage that the quote is taken from.
        marks: The words of the quote that are words of the question too, also across languages, in
            code points of the document.
        answer_span: Where the answer itself stands in the quote, in code points of the document;
            None if the passage was not read, or the reader sees no answer in the quote.
        parallel: The number of the citation that says the same in another language, or None.
        title: The title of the document, or None.
        author: The author that the document names, or None.
        date: The date that the document names, in ISO 8601, or None.
        is_near: Whether the passage is at least related to the question.
        context: Other parts of the document that are needed to understand the quote, in order.
        document_warnings: What was not read of the document, or not surely right; empty if it was
            read whole.
        is_judged: Whether the quote was compared with a question. Those of an overview, and
            mentions, are not: they are what is asked for.
        last_page: The page on which the quote ends; None for a format without pages.
        reference: What a bibliography says of the document, if one does.

    """

    number: int
    source: str
    start: int
    end: int
    quote: str
    page: int | None
    heading: str | None
    language: str
    score: float
    is_answer: bool
    sha256: str
    passage: Passage
    marks: tuple[tuple[int, int], ...] = ()
    parallel: int | None = None
    title: str | None = None
    is_near: bool = True
    answer_span: tuple[int, int] | None = None
    context: tuple[Context, ...] = ()
    document_warnings: tuple[DocumentWarning, ...] = ()
    author: str | None = None
    date: str | None = None
    is_judged: bool = True
    last_page: int | None = None
    reference: BibliographicData | None = None

    @property
    def copies(self) -> tuple[str, ...]:
        """Return the other sources whose files have the same bytes."""
        return self.passage.copies

    def split_by_emphasis(self) -> list[tuple[str, Emphasis]]:
        """Return the quote cut into parts: the text of each part, and what it is.

        The words that answer are one part, whatever words of the question are among them.
        """
        answer_span = self.answer_span if self.is_answer else None
        spans: list[tuple[int, int, Emphasis]] = []
        for start, end in self.marks:
            if answer_span is None or end <= answer_span[0] or answer_span[1] <= start:
                spans.append((start, end, "match"))
        if answer_span is not None:
            spans.append((*answer_span, "answer"))

        parts: list[tuple[str, Emphasis]] = []
        position = self.start
        for start, end, emphasis in sorted(spans):
            parts.append((self._slice(position, start), "none"))
            parts.append((self._slice(start, end), emphasis))
            position = end
        parts.append((self._slice(position, self.end), "none"))

        return [part for part in parts if part[0]]

    def to_json(self) -> dict[str, Any]:
        """Return the citation as values that JSON has; the keys are the names of the fields."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        values["marks"] = [list(mark) for mark in self.marks]
        values["answer_span"] = None if self.answer_span is None else list(self.answer_span)
        values["passage"] = {
            "start": self.passage.start,
            "end": self.passage.end,
            "text": self.passage.text,
        }
        values["context"] = [asdict(part) for part in self.context]
        values["document_warnings"] = [warning.to_json() for warning in self.document_warnings]
        values["reference"] = None if self.reference is None else self.reference.to_json()
        values["copies"] = list(self.copies)
        return values

    def __repr__(self) -> str:
        kind = "answer" if self.is_answer else "nearby"
        quote = shorten_to_line(self.quote, _MAX_SHOWN_IN_REPR)
        return f"<Citation {self.number} {kind} {self.score:.2f} {self._place!r} {quote!r}>"

    def __str__(self) -> str:
        quote = shorten_to_line(self.quote, _MAX_SHOWN_CHARACTERS)
        warnings = [
            f"! {shorten_to_line(str(warning.message), _MAX_SHOWN_CHARACTERS)}"
            for warning in self.document_warnings
        ]
        above = [
            f"    {shorten_to_line(part.text, _MAX_SHOWN_CHARACTERS)}\n" for part in self.context
        ]
        lines = "\n    ".join([f"[{self.number}] {quote}", self._place, *warnings])
        return "".join([*above, lines])

    def _repr_html_(self) -> str:
        """Return the citation as HTML for a notebook."""
        return render_html("{{ show_citation(citation) }}", citation=self)

    def _slice(self, start: int, end: int) -> str:
        """Return the text of a span of the document, which is in the quote."""
        return self.quote[start - self.start : end - self.start]

    @property
    def _place(self) -> str:
        """Return the source, the page if there is one, and the span of the quote."""
        page = "" if self.page is None else f", page {self.page}"
        source = shorten_to_line(self.source, _MAX_SHOWN_CHARACTERS)
        return f"{source}{page}, {self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A document that an answer lists.

    Attributes:
        source: The name of the document.
        title: Its title, or None.
        date: The date that its file states (ISO 8601), or None.
        language: The ISO 639-1 code of its language.
        mention_count: How many of its sentences are mentions, if mentions were asked for.
        opening: Its first words, which stand for a title that it does not have.

    """

    source: str
    title: str | None
    date: str | None
    language: str
    mention_count: int = 0
    opening: str = ""

    @property
    def display_title(self) -> str:
        """Return its title, or its first words, or its name if it has neither."""
        return self.title or self.opening or self.source

    def __str__(self) -> str:
        title = "" if self.title is None else f" ({self.title})"
        return shorten_to_line(f"{self.source}{title}", _MAX_SHOWN_CHARACTERS)


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """A question and what the documents say about it.

    Attributes:
        question: The question.
        language: The ISO 639-1 code of its language.
        outcome: `answered` (the first citations answer), `probable` (they answer more likely than
            not, and are to be checked), `related` (the nearest citations, none
            of which answers), `not_found` (no passage is related) or `not_searched` (the text is no
            question; `kind` says what it is).
        reason: Why that is the outcome: `answers`; `unsure`; `words_absent` (no near passage has
            the words in `missing`); `subject_absent` (the question names a subject, and the words
            of it in `missing` stand neither in the nearest passage nor above it); `place_absent`
            (no document has the place that the question asks for, `place`; citations that answer
            mention it); `nothing_close`; `filtered_out` (the filters left no passage); `empty` (the
            index has no passage); `no_question` (the text asks nothing of the texts of documents).
        confidence: How likely the first citation answers the question, 0 to 1; if the text asks
            several questions, the confidence of the least sure answer. For other kinds, 1 if there
            are citations.
        citations: The citations, those that answer first.
        corpus: The folder of the documents.
        version: The version of the index.
        missing: The words of the question that no near passage has, or that stand neither in the
            nearest one nor above it, if that is the reason.
        place: The place that no document has, as the question words it ("articolo 200"), if that
            is the reason.
        topic: The earlier question that this one follows, or None.
        languages: The languages that the search was limited to, sorted; None for no limit.
        sources: The sources that the search was limited to, sorted; None for no limit.
        elsewhere: If the search was limited and nothing there answers: the citations that answer
            in the other documents. Their numbers follow those of the citations that are near.
        kind: What the text asks for: an answer (`question`), a list of `documents`, an `overview`
            of documents, all `mentions` of something, what the assistant does (`about`), or what
            quotations cannot do (`unsupported`). It can also be a `greeting`, an acknowledgement
            (`thanks`), or too short to be understood (`incomplete`).
        documents: The documents of a list, of an overview, or that have mentions; else empty.
        unanswered: The questions that no document answers, if the text asks several and the
            citations answer others.
        subject: What the mentions are of, as the text words it; or the heading of the section that
            an overview is of; else None.

    """

    question: str
    language: str
    outcome: Outcome
    reason: OutcomeReason
    confidence: float
    citations: tuple[Citation, ...]
    corpus: str
    version: str
    missing: tuple[str, ...] = ()
    place: str | None = None
    topic: str | None = None
    languages: tuple[str, ...] | None = None
    sources: tuple[str, ...] | None = None
    elsewhere: tuple[Citation, ...] = ()
    kind: RequestKind = "question"
    documents: tuple[ListedDocument, ...] = ()
    subject: str | None = None
    unanswered: tuple[str, ...] = ()

    @property
    def is_answered(self) -> bool:
        """Return whether the first citation is offered as an answer, surely or probably."""
        return self.outcome in ("answered", "probable")

    @property
    def nearby(self) -> tuple[Citation, ...]:
        """Return the citations that are related to the question and do not answer it."""
        return tuple(
            citation for citation in self.citations if citation.is_near and not citation.is_answer
        )

    @property
    def all_citations(self) -> tuple[Citation, ...]:
        """Return the citations of what was searched, and those of elsewhere, by their numbers."""
        return tuple(sorted([*self.citations, *self.elsewhere], key=lambda item: item.number))

    def to_json(self) -> dict[str, Any]:
        """Return the answer as values that JSON has; `fonti verify` reads it back."""
        values: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            values[field.name] = list(value) if isinstance(value, tuple) else value

        values["citations"] = [citation.to_json() for citation in self.citations]
        values["elsewhere"] = [citation.to_json() for citation in self.elsewhere]
        values["documents"] = [asdict(document) for document in self.documents]
        return values

    def __repr__(self) -> str:
        question = shorten_to_line(self.question, _MAX_SHOWN_IN_REPR)
        return (
            f"<Answer {self.outcome} ({self.reason}) {self.confidence:.2f} "
            f"{question!r}, {len(self.citations)} citations>"
        )

    def __str__(self) -> str:
        lines = [self._summary]
        lines += [f"- {document}" for document in self._shown_documents]
        lines += map(str, self._shown_citations)
        if self.elsewhere:
            lines += ["elsewhere:", *map(str, self.elsewhere)]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """Return the answer as HTML for a notebook."""
        template = (
            "<p><strong>{{ question }}</strong><br>{{ summary }}</p>"
            "{% for document in documents %}<li>{{ document }}</li>{% endfor %}"
            "{% for citation in citations %}{{ show_citation(citation) }}{% endfor %}"
            "{% if elsewhere %}<p>elsewhere:</p>{% endif %}"
            "{% for citation in elsewhere %}{{ show_citation(citation) }}{% endfor %}"
        )
        return render_html(
            template,
            question=self.question,
            summary=self._summary,
            documents=self._shown_documents,
            citations=self._shown_citations,
            elsewhere=self.elsewhere,
        )

    @property
    def _summary(self) -> str:
        """Return the outcome, the reason and the confidence as one line."""
        detail: str = self.reason if self.kind == "question" else self.kind
        if self.missing:
            detail += f": {', '.join(self.missing)}"
        if self.place is not None:
            detail += f": {self.place}"
        if self.unanswered:
            detail += f"; unanswered: {' '.join(self.unanswered)}"
        shown = shorten_to_line(detail, _MAX_SHOWN_CHARACTERS)
        return f"{self.outcome} ({shown}), confidence {self.confidence:.2f}"

    @property
    def _shown_documents(self) -> tuple[ListedDocument, ...]:
        """Return the documents of a list; those of overviews and mentions are with the quotes."""
        return self.documents if self.kind == "documents" else ()

    @property
    def _shown_citations(self) -> list[Citation]:
        """Return the citations that answer, or those that are near if none does."""
        answers = [citation for citation in self.citations if citation.is_answer]
        return answers or list(self.nearby)
