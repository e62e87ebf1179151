"""Read the best passages with the question, and order them by what was read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from fonti.index import (
    Document,
    Passage,
    Reader,
    SearchBackend,
    Window,
    split_file_name,
)
from fonti.index.types import HEADING_SEPARATOR
from fonti.qa.question.query import Query
from fonti.qa.ranking.evidence import SURE_READING_SCORE, PassageReading, RankedPassage
from fonti.qa.reading.window import PassageWindow
from fonti.qa.reading.windows import choose_window_around_answer, choose_windows

# Passages that are read at first, one round of each. If the reader is sure of none of them, a
# second round of each is read, and more passages are (tests/bench/results/reading.md).
_FIRST_PASSAGES = 2
_MAX_PASSAGES = 4
_MAX_ROUNDS = 2

# Words that are the same match better than words that mean the same. So a passage in another
# language than the question is chosen to be read, and then ranked, as if it matched better by this.
_OTHER_LANGUAGE_BONUS = 1.5

# What a reading adds to a ranking score for each point of its own score, up to a limit.
_READING_WEIGHT = 0.5
_MAX_READING_SCORE = 8.0

# Of a passage that was not read. Readers give no lower score.
_NOT_READ = PassageReading(0, 0, -20.0, is_of_text=False)


@dataclass(frozen=True, slots=True)
class _ReadablePassage:
    """What can be read of a passage.

    Attributes:
        headings: The title of its document and the headings above it.
        rounds: What is read each time, best first: a window of text, or some rows of a table.

    """

    headings: str
    rounds: Sequence[Sequence[PassageWindow]]


def read_passages(
    snapshot: SearchBackend, reader: Reader, query: Query, ranked: Sequence[RankedPassage]
) -> list[RankedPassage]:
    """Read the best passages, and return all of them in their new order, best first.

    Args:
        snapshot: The version of the index.
        reader: The reader.
        query: The question.
        ranked: The passages, best first.

    """
    chosen = sorted(ranked, key=lambda item: -_compute_priority(item))[:_MAX_PASSAGES]
    if not chosen:
        return []

    readings = _read_best(snapshot, reader, query, chosen)
    read = [_apply_reading(*pair) for pair in zip(chosen, readings, strict=False)]
    read.sort(key=lambda item: -item.ranking_score)
    read[0] = _average_second_reading(snapshot, reader, query, read[0])

    # What was not read ranks below, as if it had been read like the worst of these.
    read_ids = {item.passage.id for item in read}
    lowest = min(reading.score for reading in readings)
    unread = [
        _limit_score(item, lowest, read[-1].ranking_score)
        for item in ranked
        if item.passage.id not in read_ids
    ]
    return [*read, *unread]


def _compute_priority(item: RankedPassage) -> float:
    """Return a number by which passages are chosen to be read, the highest first."""
    return item.ranking_score + _OTHER_LANGUAGE_BONUS * item.evidence.other_language


def _read_best(
    snapshot: SearchBackend, reader: Reader, query: Query, passages: Sequence[RankedPassage]
) -> list[PassageReading]:
    """Return the readings of the first passages, or of all if none of the first surely answers.

    Args:
        snapshot: The version of the index.
        reader: The reader.
        query: The question.
        passages: The passages, those that are read first at the beginning.

    """
    readable = [_prepare(snapshot, query, item) for item in passages]

    first = readable[:_FIRST_PASSAGES]
    readings = _read_rounds(reader, query, [(item, item.rounds[:1]) for item in first])
    if max(reading.score for reading in readings) >= SURE_READING_SCORE:
        return readings

    further = [(item, item.rounds[1:]) for item in first]
    further += [(item, item.rounds[:1]) for item in readable[_FIRST_PASSAGES:]]
    further_readings = _read_rounds(reader, query, further)
    readings += [_NOT_READ] * (len(passages) - len(readings))
    return list(map(_choose_better, readings, further_readings))


def _average_second_reading(
    snapshot: SearchBackend, reader: Reader, query: Query, ranked: RankedPassage
) -> RankedPassage:
    """Return the best passage, whose evidence counts a second reading as much as the first.

    The first is the best of several, and so is often too good. The second is of the answer's
    sentence and its neighbours alone (tests/bench/results/reading.md).
    """
    document = snapshot.get_document(ranked.passage.source)
    window = choose_window_around_answer(ranked)
    if document is None or window is None:
        return ranked

    readable = _ReadablePassage(_describe_headings(document, ranked.passage), [[window]])
    (again,) = _read_rounds(reader, query, [(readable, readable.rounds)])
    mean = (ranked.evidence.reading + again.score) / 2
    return replace(ranked, evidence=replace(ranked.evidence, reading=mean))


def _prepare(snapshot: SearchBackend, query: Query, ranked: RankedPassage) -> _ReadablePassage:
    """Return what can be read of a passage; nothing if its document is gone."""
    document = snapshot.get_document(ranked.passage.source)
    if document is None:
        return _ReadablePassage("", [])
    headings = _describe_headings(document, ranked.passage)
    return _ReadablePassage(headings, choose_windows(query, ranked, document, _MAX_ROUNDS))


def _read_rounds(
    reader: Reader,
    query: Query,
    passages: Sequence[tuple[_ReadablePassage, Sequence[Sequence[PassageWindow]]]],
) -> list[PassageReading]:
    """Return the best reading of each passage.

    Args:
        reader: The reader.
        query: The question.
        passages: Each passage, and what is read of it now.

    """
    owners: list[int] = []
    windows: list[PassageWindow] = []
    texts: list[Window] = []
    for number, (passage, rounds) in enumerate(passages):
        for window in chain.from_iterable(rounds):
            owners.append(number)
            windows.append(window)
            texts.append(Window(passage.headings, window.text))

    best = [_NOT_READ] * len(passages)
    readings = reader.read(query.text, texts)
    for number, window, reading in zip(owners, windows, readings, strict=True):
        span = window.locate(reading.start, reading.end)
        in_passage = PassageReading(span.start, span.end, reading.score, window.is_of_text)
        best[number] = _choose_better(best[number], in_passage)
    return best


def _choose_better(first: PassageReading, second: PassageReading) -> PassageReading:
    """Return the reading with the higher score."""
    return second if second.score > first.score else first


def _apply_reading(ranked: RankedPassage, reading: PassageReading) -> RankedPassage:
    """Return a passage with what was read of it, and a ranking score that counts it."""
    score = min(max(reading.score, -_MAX_READING_SCORE), _MAX_READING_SCORE)
    bonus = _READING_WEIGHT * score + _OTHER_LANGUAGE_BONUS * ranked.evidence.other_language
    return replace(
        ranked,
        ranking_score=ranked.ranking_score + bonus,
        evidence=replace(ranked.evidence, reading=reading.score),
        reading=reading,
    )


def _limit_score(ranked: RankedPassage, reading_score: float, limit: float) -> RankedPassage:
    """Return a passage that was not read, with a ranking score of at most `limit`."""
    return replace(
        ranked,
        ranking_score=min(ranked.ranking_score, limit),
        evidence=replace(ranked.evidence, reading=reading_score),
    )


def _describe_headings(document: Document, passage: Passage) -> str:
    """Return the title of a passage's document and the headings above the passage.

    A document without a title is described by the name of its file.
    """
    title = document.title or split_file_name(passage.source)
    if not passage.heading:
        return title
    if f"{passage.heading}{HEADING_SEPARATOR}".startswith(f"{title}{HEADING_SEPARATOR}"):
        return passage.heading
    return f"{title}{HEADING_SEPARATOR}{passage.heading}"
