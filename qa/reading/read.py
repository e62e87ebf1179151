"""Read the best passages with the question, and order them by what was read."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

import numpy as np

from fonti.index import Reader, Reading, SearchBackend, Window
from fonti.qa.ranking.evidence import PassageReading, RankedPassage
from fonti.qa.reading.windows import choose_window

# Passages that are read: the best by their ranking scores.
_MAX_PASSAGES = 4

# What a reading adds to a ranking score: at most this, and half of it from this score on.
_READING_WEIGHT = 4.0
_READING_SCALE = 4.0

_HEADING_SEPARATOR = " › "


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
    chosen = ranked[:_MAX_PASSAGES]
    if not chosen:
        return []

    spans = [choose_window(item) for item in chosen]
    windows = [
        Window(_describe_place(snapshot, item), item.passage.text[start:end])
        for item, (start, end) in zip(chosen, spans, strict=True)
    ]
    readings = reader.read(question, windows)

    read = [
        _add_reading(item, start, reading)
        for item, (start, _), reading in zip(chosen, spans, readings, strict=True)
    ]
    read.sort(key=lambda item: -item.ranking_score)

    # What was not read ranks below, as if it had been read like the worst of these.
    lowest = min(readings, key=lambda reading: reading.score)
    unread = [_lower(item, lowest.score, read[-1].ranking_score) for item in ranked[len(chosen) :]]
    return [*read, *unread]


def _add_reading(ranked: RankedPassage, window_start: int, reading: Reading) -> RankedPassage:
    """Return a passage with what was read of it, and a ranking score that counts it."""
    bonus = _READING_WEIGHT * float(np.tanh(reading.score / _READING_SCALE))
    return replace(
        ranked,
        ranking_score=ranked.ranking_score + bonus,
        evidence=replace(ranked.evidence, reading=reading.score),
        reading=PassageReading(
            start=window_start + reading.start,
            end=window_start + reading.end,
            score=reading.score,
        ),
    )


def _lower(ranked: RankedPassage, reading_score: float, limit: float) -> RankedPassage:
    """Return a passage that was not read, with a ranking score of at most `limit`."""
    return replace(
        ranked,
        ranking_score=min(ranked.ranking_score, limit),
        evidence=replace(ranked.evidence, reading=reading_score),
    )


def _describe_place(snapshot: SearchBackend, ranked: RankedPassage) -> str:
    """Return the title of a passage's document and the headings above the passage.

    A document without a title is described by the name of its file.
    """
    passage = ranked.passage
    document = snapshot.get_document(passage.source)
    title = (document and document.title) or _read_file_name(passage.source)
    if not passage.heading:
        return title
    if passage.heading.startswith(title):
        return passage.heading
    return f"{title}{_HEADING_SEPARATOR}{passage.heading}"


def _read_file_name(source: str) -> str:
    """Return the name of a file as words."""
    stem = PurePosixPath(source).stem
    return stem.replace("-", " ").replace("_", " ")
