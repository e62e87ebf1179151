"""Check without a model whether the quotes of saved answers are still where they were cited."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from fonti.index import AnswerError, Document, Library
from fonti.qa.answer import Citation

if TYPE_CHECKING:
    from fonti.qa.saved_answers import SavedCitation

Standing = Literal["stands", "moved", "gone"]


@dataclass(frozen=True, slots=True)
class Check:
    """The result of checking one citation.

    Attributes:
        number: The number of the citation in its answer.
        source: The name of the document.
        quote: The quoted text.
        standing: Whether the quote stands where it was cited, elsewhere, or nowhere.
        start: Where the quote stands now, in code points, or None.
        end: Where it ends, or None.
        changed: Whether the document's file has other bytes now, or is gone.
        question: The question that the quote was cited for, if it is known.
        current: What stands now in the place that was cited; None if the document is gone, or does
            not reach so far.
        altered: The fields of the saved citation that cannot be true of the file that it names:
            the file's bytes are the ones that were cited, and the quote is not there, or the page
            or the title is another.

    """

    number: int
    source: str
    quote: str
    standing: Standing
    start: int | None
    end: int | None
    changed: bool
    question: str | None = None
    current: str | None = None
    altered: tuple[str, ...] = ()


def verify(saved: Any, library: Library) -> list[Check]:
    """Check the citations of saved answers against the current files of a library.

    Args:
        saved: What `Answer.to_json` returned, or a list of that.
        library: The library of the documents.

    Raises:
        AnswerError: It is not a saved answer.

    """
    # Imported late: pydantic takes a tenth of a second, and questions need none.
    from fonti.qa.saved_answers import parse_answers

    answers = parse_answers(saved)
    sources = {citation.source for answer in answers for citation in answer.all_citations}
    documents = library.read(sources)

    checks = []
    for answer in answers:
        for citation in answer.all_citations:
            document = documents.get(citation.source)
            checks.append(_check_citation(citation, document, answer.question))

    return checks


def find_corpus(saved: Any) -> str:
    """Return the corpus of a saved answer, or of a list of them.

    Raises:
        AnswerError: It is not a saved answer, or the answers are of several corpora.

    """
    # Imported late: pydantic takes a tenth of a second, and questions need none.
    from fonti.qa.saved_answers import parse_answers

    corpora = sorted({answer.corpus for answer in parse_answers(saved)})
    if len(corpora) > 1:
        raise AnswerError("answers_of_several_corpora", corpora=", ".join(corpora))
    return corpora[0]


def verify_citation(citation: Citation, library: Library) -> Check:
    """Check a citation against the current version of the index.

    A quote that is not where it was cited is `moved` if it stands exactly once elsewhere. If it
    stands more often, it is `gone`, since to choose one would be a guess.
    """
    document = library.document(citation.source)
    check = _check_citation(citation, document)
    if document is None or check.standing != "moved":
        return check

    is_unique = document.text.find(citation.quote) == document.text.rfind(citation.quote)
    return check if is_unique else replace(check, standing="gone", start=None, end=None)


def verify_span(
    library: Library, source: str, start: int, end: int, *, quote: str | None = None
) -> Check:
    """Check that the text of a span of an indexed document is still in its current file.

    Args:
        library: The library of the document.
        source: The name of the document.
        start: Where the span begins, in code points of the indexed text.
        end: Where it ends.
        quote: What is said to stand there, as long as the span; by default what was indexed.

    Raises:
        AnswerError: The index has no such document, or the document no such span.

    """
    from fonti.qa.saved_answers import SavedCitation

    document = library.document(source)
    if document is None:
        raise AnswerError("verified_document_not_found", source=source, corpus=library.corpus)
    if not 0 <= start < end <= len(document.text):
        raise AnswerError(
            "verified_span_not_found",
            source=source,
            start=start,
            end=end,
            length=len(document.text),
        )

    citation = SavedCitation(
        number=1,
        source=source,
        start=start,
        end=end,
        quote=document.text[start:end] if quote is None else quote,
        sha256=document.sha256,
    )
    return _check_citation(citation, library.read([source]).get(source))


def _check_citation(
    citation: "SavedCitation | Citation", document: Document | None, question: str | None = None
) -> Check:
    """Return where a quote stands in a document now: the nearest to where it was cited."""
    text = document.text if document else ""
    start = _find_nearest(text, citation.quote, citation.start)

    standing: Standing
    if start is None:
        standing = "gone"
    elif start == citation.start:
        standing = "stands"
    else:
        standing = "moved"

    return Check(
        number=citation.number,
        source=citation.source,
        quote=citation.quote,
        standing=standing,
        start=start,
        end=None if start is None else start + len(citation.quote),
        changed=document is None or document.sha256 != citation.sha256,
        question=question,
        current=text[citation.start : citation.end] or None,
        altered=_list_altered_fields(citation, document),
    )


def _list_altered_fields(
    citation: "SavedCitation | Citation", document: Document | None
) -> tuple[str, ...]:
    """Return the fields of a citation that are false although its file has not changed."""
    if document is None or document.sha256 != citation.sha256:
        return ()

    altered: list[str] = []
    if document.text[citation.start : citation.end] != citation.quote:
        # If the quote stands in another place, its place was altered, and not its text.
        altered += ["start", "end"] if citation.quote in document.text else ["quote"]
    if citation.page is not None and citation.page != document.page_number(citation.start):
        altered.append("page")
    if citation.title is not None and citation.title != document.title:
        altered.append("title")
    return tuple(altered)


def _find_nearest(text: str, quote: str, offset: int) -> int | None:
    """Return where a quote stands in a text nearest to an offset, or None."""
    before = text.rfind(quote, 0, offset + len(quote))
    after = text.find(quote, offset)
    starts = [start for start in (before, after) if start >= 0]
    return min(starts, key=lambda start: abs(start - offset), default=None)
