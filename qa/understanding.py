"""From a question to what was read for it: alone, or after the last one where it leans on that."""

from collections.abc import Sequence
from dataclasses import dataclass

from fonti.index import Filter, Snapshot, question_language
from fonti.qa.answer import Answer
from fonti.qa.candidates.retrieve import Query, retrieve
from fonti.qa.confidence.calibration import Calibration
from fonti.qa.question.follow_up import after, leaning, told, topic
from fonti.qa.question.normalize import quiet
from fonti.qa.ranking.score import Reading, read

_ALONE = 0.95  # confidence from which a question that perhaps leans is answered alone


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it was understood, what was read for it, best first, and the earlier one that it follows."""

    query: Query
    readings: list[Reading]
    topic: str | None


def understand(
    snapshot: Snapshot,
    text: str,
    history: Sequence[Answer],
    within: Filter,
    calibration: Calibration,
    top_k: int,
) -> Understood:
    """Read for a question alone or, where it leans on the last one, after that; for `top_k` citations.

    One that perhaps leans is read in both ways unless it is surely answered alone, and the surer reading is kept.
    """
    leans = leaning(quiet(text), question_language(quiet(text))) if history else "no"
    if leans == "surely":
        return _understand_after(snapshot, quiet(text), history, within, top_k)
    alone = understand_alone(snapshot, text, within, top_k)
    if leans == "no" or _sure(alone, calibration) >= _ALONE:
        return alone
    after_topic = _understand_after(snapshot, quiet(text), history, within, top_k)
    return max(after_topic, alone, key=lambda read: _sure(read, calibration))


def understand_alone(snapshot: Snapshot, text: str, within: Filter, top_k: int) -> Understood:
    """Read for a question that follows no other; for `top_k` citations."""
    text = quiet(text)
    return _read(
        snapshot, Query(text, question_language(text), snapshot.embed(text)), within, top_k
    )


def _sure(understood: Understood, calibration: Calibration) -> float:
    return calibration.confidence(understood.readings[0].evidence) if understood.readings else 0.0


def _read(
    snapshot: Snapshot, query: Query, within: Filter, top_k: int, about: str | None = None
) -> Understood:
    return Understood(
        query, read(snapshot, query, retrieve(snapshot, query, within), within, top_k), about
    )


def _understand_after(
    snapshot: Snapshot, text: str, history: Sequence[Answer], within: Filter, top_k: int
) -> Understood:
    about = quiet(topic(history))
    together = f"{about} {text}"
    encoded = after(about, snapshot.embed(together))
    query = Query(
        together,
        question_language(text),
        encoded,
        own=len(about) + 1,
        told=told(history, snapshot.version),
    )
    return _read(snapshot, query, within, top_k, about)
