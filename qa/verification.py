"""Check a saved answer against its documents, with no model: whether each quote still stands where it was cited."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from index import AnswerError, Document, read_source

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
    checks = []
    try:
        for citation in saved["citations"]:
            number, start, end = (int(citation[key]) for key in ("number", "start", "end"))
            source, quote = str(citation["source"]), str(citation["quote"])
            checks.append(_check(number, source, start, end, quote, read_source(corpus, source)))
    except (KeyError, TypeError, ValueError) as error:
        raise AnswerError(
            f"not a saved answer ({type(error).__name__}: {error}); save one with: fonti ask --json"
        ) from error
    return checks


def _check(number: int, source: str, start: int, end: int, quote: str, document: Document | None) -> Check:
    if document is None or not quote:
        return Check(number, source, quote, "gone", None, None)
    if document.text[start:end] == quote:
        return Check(number, source, quote, "stands", start, end)
    around = max(0, start)
    places = (document.text.rfind(quote, 0, around + len(quote)), document.text.find(quote, around))
    found = [place for place in places if place >= 0]
    if not found:
        return Check(number, source, quote, "gone", None, None)
    nearest = min(found, key=lambda place: abs(place - start))
    return Check(number, source, quote, "moved", nearest, nearest + len(quote))
