"""Check saved answers against their documents, with no model: whether each quote still stands where it was cited."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from fonti.index import AnswerError, Document, Library
from fonti.qa.answer import Citation

Standing = Literal["stands", "moved", "gone"]


@dataclass(frozen=True, slots=True)
class Check:
    """What was found of one citation: `start` and `end` (code points) say where the quote stands, None if it is gone.

    `changed` says that the document is not the one that was cited, to the byte, though the quote may stand in it.
    `question` is the one that the quote was cited for, where that is known.
    """

    number: int
    source: str
    quote: str
    standing: Standing
    start: int | None
    end: int | None
    changed: bool
    question: str | None = None


@dataclass(frozen=True, slots=True)
class _Cited:
    """What is checked of a citation."""

    number: int
    source: str
    start: int
    quote: str
    sha256: str
    question: str | None = None


def verify(saved: Any, library: Library) -> list[Check]:
    """Check each citation of an answer, or of a list of them, against the files of a library as they are now.

    Answers are as `Answer.to_json` gives them. Raises AnswerError where they are none.
    """
    cited = [
        _cited(answer, citation) for answer in _answers(saved) for citation in answer["citations"]
    ]
    documents = library.read({each.source for each in cited})
    return [_check(each, documents.get(each.source)) for each in cited]


def corpus_of(saved: Any) -> str:
    """The corpus of a saved answer, or of a list of them. Raises AnswerError where they are of several."""
    corpora = sorted({answer["corpus"] for answer in _answers(saved)})
    if len(corpora) > 1:
        raise AnswerError(
            f"the answers are of several corpora ({', '.join(corpora)}); name one with --corpus"
        )
    return str(corpora[0])


def verify_citation(library: Library, citation: Citation) -> Check:
    """Check a citation against the index as it is now.

    A quote that is not in its place is `moved` where it stands once elsewhere; of several places none is guessed.
    """
    cited = _Cited(
        citation.number, citation.source, citation.start, citation.quote, citation.sha256
    )
    document = library.document(citation.source)
    check = _check(cited, document)
    if (
        document
        and check.standing == "moved"
        and document.text.find(cited.quote) != document.text.rfind(cited.quote)
    ):
        return replace(check, standing="gone", start=None, end=None)
    return check


def verify_span(library: Library, source: str, start: int, end: int) -> Check:
    """Check what an index holds of a document at a span (code points) against the file as it is now.

    Raises AnswerError where the index holds no such document or span.
    """
    document = library.document(source)
    if document is None:
        raise AnswerError(
            f"no document {source!r} in the index of {library.corpus}; fonti export lists all of them"
        )
    if not 0 <= start < end <= len(document.text):
        raise AnswerError(
            f"{source!r} has no span {start}-{end}; its text has {len(document.text)} characters"
        )
    cited = _Cited(1, source, start, document.text[start:end], document.sha256)
    return _check(cited, library.read([source]).get(source))


def _answers(saved: Any) -> Sequence[dict[str, Any]]:
    """Saved answers, one or a list of them, each with its corpus, its question and a list of citations."""
    answers = saved if isinstance(saved, list) else [saved]
    for answer in answers:
        if not isinstance(answer, dict) or not isinstance(answer.get("citations"), list):
            raise _no_answer("it has no citations")
        if not isinstance(answer.get("question"), str) or not isinstance(answer.get("corpus"), str):
            raise _no_answer("it names no question or no corpus")
    if not answers:
        raise _no_answer("the list is empty")
    return answers


def _cited(answer: dict[str, Any], citation: Any) -> _Cited:
    """What is checked of a citation as it was saved. Raises AnswerError where it is none."""
    try:
        number, start, end = (citation[key] for key in ("number", "start", "end"))
        source, quote, sha256 = (citation[key] for key in ("source", "quote", "sha256"))
    except (KeyError, TypeError) as error:
        raise _no_answer(f"a citation is not whole, {type(error).__name__}: {error}") from error
    if not all(type(value) is int for value in (number, start, end)):
        raise _no_answer(f"citation {number!r} has no number or span")
    if not all(isinstance(value, str) for value in (source, quote, sha256)):
        raise _no_answer(f"citation {number} has no source, quote or hash")
    if start < 0 or end - start != len(quote) or not quote:
        raise _no_answer(f"citation {number} has a span that is not its quote's")
    return _Cited(number, source, start, quote, sha256, answer["question"])


def _no_answer(why: str) -> AnswerError:
    return AnswerError(f"this is no saved answer ({why}); save one with: fonti ask --json")


def _check(cited: _Cited, document: Document | None) -> Check:
    text, start, quote = document.text if document else "", cited.start, cited.quote
    places = (text.rfind(quote, 0, start + len(quote)), text.find(quote, start))
    nearest = min(
        (place for place in places if place >= 0),
        key=lambda place: abs(place - start),
        default=None,
    )
    standing: Standing = "gone" if nearest is None else "stands" if nearest == start else "moved"
    return Check(
        number=cited.number,
        source=cited.source,
        quote=quote,
        standing=standing,
        start=nearest,
        end=None if nearest is None else nearest + len(quote),
        changed=document is None or document.sha256 != cited.sha256,
        question=cited.question,
    )
