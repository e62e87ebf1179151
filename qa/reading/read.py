"""Read the best passages with the question, and order them by what was read."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fonti.index import Reader, SearchBackend, Window, split_file_name
from fonti.index.types import HEADING_SEPARATOR
from fonti.qa.ranking.evidence import PassageReading, RankedPassage
from fonti.qa.reading.windows import choose_windows

# Passages that are read: the best by their ranking scores, to which one in another language than
# the question adds this: words that are the same match better than words that mean the same
# (tests/bench/results/ranking.md).
_MAX_PASSAGES = 2
_ACROSS_BONUS = 3.0

# Windows that are read of a passage. The second ones are read only if no first one has a score
# from which an answer is sure.
_MAX_WINDOWS = 2
_SURE_SCORE = 3.0

# Passages of which a second window is read, the best.
_MAX_REREAD_PASSAGES = 2

# What a reading adds to a ranking score: at most this, and three quarters of it at this score.
_READING_WEIGHT = 2.0
_READING_SCALE = 4.0

# Of a passage of which nothing was read.
_NOT_READ = PassageReading(0, 0, -math.inf)


def read_passages(
    snapshot: SearchBackend, reader: Reader, question: str, ranked: Sequence[RankedPassage]
) -> list[RankedPassage]:
    """Read the best passages, and return all of them in their new order, best first.

    Args:
        snapshot: The version of the index.
        reader: The reader.
        question: The question.
        ranked: The passages, best first.

    """
    chosen, others = _choose_passages(ranked)
    if not chosen:
        return []

    headings = [_describe_headings(snapshot, item) for item in chosen]
    spans = [choose_windows(item, _MAX_WINDOWS) for item in chosen]
    first_spans = [windows[:1] for windows in spans]
    readings = _read_windows(reader, question, chosen, headings, first_spans)
    if max(reading.score for reading in readings) < _SURE_SCORE:
        again = _MAX_REREAD_PASSAGES
        second_spans = [windows[1:] for windows in spans[:again]]
        second_readings = _read_windows(
            reader, question, chosen[:again], headings[:again], second_spans
        )
        readings = [*map(_choose_better, readings, second_readings), *readings[again:]]

    read = [_apply_reading(item, reading) for item, reading in zip(chosen, readings, strict=True)]
    read.sort(key=lambda item: -item.ranking_score)

    # What was not read ranks below, as if it had been read like the worst of these.
    lowest = min(reading.score for reading in readings)
    unread = [_limit_score(item, lowest, read[-1].ranking_score) for item in others]
    return [*read, *unread]


def _choose_passages(
    ranked: Sequence[RankedPassage],
) -> tuple[list[RankedPassage], list[RankedPassage]]:
    """Return the passages to read, and the others, both best first."""
    scores = [item.ranking_score + _ACROSS_BONUS * item.evidence.across for item in ranked]
    best = sorted(range(len(ranked)), key=lambda index: -scores[index])[:_MAX_PASSAGES]
    others = [item for index, item in enumerate(ranked) if index not in best]
    return [ranked[index] for index in sorted(best)], others


def _read_windows(
    reader: Reader,
    question: str,
    passages: Sequence[RankedPassage],
    headings: Sequence[str],
    spans: Sequence[Sequence[tuple[int, int]]],
) -> list[PassageReading]:
    """Return the best reading of each passage.

    Args:
        reader: The reader.
        question: The question.
        passages: The passages.
        headings: The title and the headings of each.
        spans: The windows of each, in code points of the passage.

    """
    owners = [number for number, windows in enumerate(spans) for _ in windows]
    starts = [start for windows in spans for start, _ in windows]
    windows = [
        Window(heading, item.passage.text[start:end])
        for item, heading, windows in zip(passages, headings, spans, strict=True)
        for start, end in windows
    ]

    best = [_NOT_READ] * len(passages)
    readings = reader.read(question, windows)
    for number, offset, reading in zip(owners, starts, readings, strict=True):
        in_passage = PassageReading(offset + reading.start, offset + reading.end, reading.score)
        best[number] = _choose_better(best[number], in_passage)
    return best


def _choose_better(first: PassageReading, second: PassageReading) -> PassageReading:
    """Return the reading with the higher score."""
    return second if second.score > first.score else first


def _apply_reading(ranked: RankedPassage, reading: PassageReading) -> RankedPassage:
    """Return a passage with what was read of it, and a ranking score that counts it."""
    bonus = _READING_WEIGHT * float(np.tanh(reading.score / _READING_SCALE))
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


def _describe_headings(snapshot: SearchBackend, ranked: RankedPassage) -> str:
    """Return the title of a passage's document and the headings above the passage.

    A document without a title is described by the name of its file.
    """
    passage = ranked.passage
    document = snapshot.get_document(passage.source)
    title = (document and document.title) or split_file_name(passage.source)
    if not passage.heading:
        return title
    if passage.heading.startswith(title):
        return passage.heading
    return f"{title}{HEADING_SEPARATOR}{passage.heading}"
