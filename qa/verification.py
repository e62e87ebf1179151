"""Check a saved answer against its documents, with no model: whether each quote still stands where it was cited."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from index import AnswerError, Document, Library, read_sources

Standing = Literal["stands", "moved", "gone"]


@dataclass(frozen=True, slots=True)
class Check:
    """What was found of one citation: `start` and `end` are where the quote stands now, None where it is gone."""

    number: int
    source: str
    quote: str
    standing: Standing
    start: int | None
    end: int | None


def verify(saved: Any, corpus: Path) -> list[Check]:
    """Check each citation of an answer, as `Answer.to_json` gave it, against the files of a corpus.

    Raises AnswerError where it is no saved answer.
    """
    try:
        cited = [_cited(citation) for citation in list[Any](saved["citations"])]
    except (KeyError, TypeError, ValueError) as error:
        raise AnswerError(
            f"not a saved answer ({type(error).__name__}: {error}); save one with: fonti ask --json"
        ) from error
    documents = read_sources(corpus, {source for _, source, _, _ in cited})
    return [_check(number, source, start, quote, documents.get(source)) for number, source, start, quote in cited]


def verify_span(library: Library, source: str, start: int, end: int) -> Check:
    """Check what an index holds of a document at a span (code points) against the file as it is now.

    Raises AnswerError where the index holds no such document or span.
    """
    document = library.document(source)
    if document is None:
        raise AnswerError(f"no document {source!r} in the index of {library.corpus}; fonti export lists all of them")
    if not 0 <= start < end <= len(document.text):
        raise AnswerError(f"{source!r} has no span {start}-{end}; its text has {len(document.text)} characters")
    return _check(1, source, start, document.text[start:end], library.read([source]).get(source))


def _cited(citation: Any) -> tuple[int, str, int, str]:
    """A citation's number, source, start and quote; ValueError where they are none."""
    number, start, end = (citation[key] for key in ("number", "start", "end"))
    source, quote = citation["source"], citation["quote"]
    if not all(type(value) is int for value in (number, start, end)) or not isinstance(source, str):
        raise ValueError(f"citation {number!r} has no number, source or span")
    if not isinstance(quote, str) or start < 0 or end - start != len(quote) or not quote:
        raise ValueError(f"citation {number} has a span that is not its quote's")
    return number, source, start, quote


def _check(number: int, source: str, start: int, quote: str, document: Document | None) -> Check:
    text = document.text if document else ""
    if text.startswith(quote, start):
        return Check(number, source, quote, "stands", start, start + len(quote))
    places = (text.rfind(quote, 0, start + len(quote)), text.find(quote, start))
    found = [place for place in places if place >= 0]
    if not found:
        return Check(number, source, quote, "gone", None, None)
    nearest = min(found, key=lambda place: abs(place - start))
    return Check(number, source, quote, "moved", nearest, nearest + len(quote))
