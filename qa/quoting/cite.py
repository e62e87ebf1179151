"""Readings as citations: what answers, what is only near, what says the same in the other language."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fonti.index import Snapshot
from fonti.qa.answer import ANSWERS, Citation
from fonti.qa.candidates.retrieve import Query
from fonti.qa.confidence.calibration import Calibration
from fonti.qa.quoting.highlight import marks
from fonti.qa.ranking.score import Reading

_MOST_ANSWERS = 3  # quotes offered as answers, beside those parallel to one
_RIVAL = 1.5  # how far below the first answer's score that of a further one may lie: 1.5 is odds of 1 to 4.5
_POOL = 10  # readings among which answers are looked for, however many are asked for
_SAME = 0.89  # cosine from which two answers in different languages are taken to say the same


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A reading to cite; `parallel` is the answer, by its place among all chosen, that it says again."""

    reading: Reading
    score: float
    answers: bool
    parallel: int | None


def cite(
    snapshot: Snapshot,
    query: Query,
    readings: Sequence[Reading],
    calibration: Calibration,
    top_k: int,
    *,
    answering: bool = True,
) -> tuple[Citation, ...]:
    """At most `top_k` citations, those that answer first, where answers are asked for; the first reading is first.

    A sentence that was quoted already makes room for the next, and one that does not stand in its document is left out:
    it fails closed.
    """
    chosen = _choose(
        snapshot,
        readings,
        calibration,
        max(top_k, _POOL),
        threshold=ANSWERS if answering else math.inf,
    )
    order = sorted(range(len(chosen)), key=lambda place: not chosen[place].answers)[:top_k]
    number = {place: count for count, place in enumerate(order, 1)}
    cited = (chosen[place] for place in order)
    return tuple(
        _citation(
            snapshot, query, each, count, None if each.parallel is None else number[each.parallel]
        )
        for count, each in enumerate(cited, 1)
    )


def _choose(
    snapshot: Snapshot,
    readings: Iterable[Reading],
    calibration: Calibration,
    most: int,
    *,
    threshold: float,
) -> list[_Chosen]:
    """The readings to cite, best first, none surer than the first; one answers from the threshold on."""
    chosen: list[_Chosen] = []
    quoted: set[str] = set()
    for reading in readings:
        sentences = _sentences(reading)
        if not quoted.isdisjoint(sentences) or not _stands(snapshot, reading):
            continue
        quoted.update(sentences)
        score = min(calibration.confidence(reading.evidence), chosen[0].score if chosen else 1.0)
        parallel = (
            _parallel(chosen, reading) if len(chosen) < _POOL and score >= threshold else None
        )
        answering = [each for each in chosen if each.answers and each.parallel is None]
        rival = not chosen or (
            bool(answering) and chosen[0].reading.score - reading.score <= _RIVAL
        )
        first = (
            score >= threshold and rival and len(chosen) < _POOL and len(answering) < _MOST_ANSWERS
        )
        chosen.append(_Chosen(reading, score, first or parallel is not None, parallel))
        if len(chosen) == most:
            break
    return chosen


def _sentences(reading: Reading) -> set[str]:
    """The sentences of a reading's quote, whatever white space is in them."""
    passage = reading.passage
    inside = (
        each
        for each in passage.sentences
        if reading.start <= each.start and each.end <= reading.end
    )
    return {
        " ".join(passage.text[each.start - passage.start : each.end - passage.start].split())
        for each in inside
    }


def _parallel(chosen: Sequence[_Chosen], reading: Reading) -> int | None:
    """The answer in another language that a reading says again, by its place; None where there is none."""
    for place, other in enumerate(chosen):
        across = other.reading.passage.language != reading.passage.language
        if (
            other.answers
            and other.parallel is None
            and across
            and other.reading.vector @ reading.vector >= _SAME
        ):
            return place
    return None


def _stands(snapshot: Snapshot, reading: Reading) -> bool:
    document = snapshot.document(reading.passage.source)
    return (
        document is not None and document.text[reading.start : reading.end] == reading.quote != ""
    )


def _citation(
    snapshot: Snapshot, query: Query, chosen: _Chosen, number: int, parallel: int | None
) -> Citation:
    reading, passage = chosen.reading, chosen.reading.passage
    document = snapshot.document(passage.source)
    return Citation(
        number=number,
        source=passage.source,
        start=reading.start,
        end=reading.end,
        quote=reading.quote,
        page=document.page(reading.start) if document else None,
        heading=passage.heading,
        language=passage.language,
        score=chosen.score,
        answers=chosen.answers,
        sha256=document.sha256 if document else "",
        marks=marks(query, reading),
        parallel=parallel,
        passage=passage,
        title=document.title if document else None,
    )
