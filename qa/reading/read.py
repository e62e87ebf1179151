"""Read the best passages with the question, and order them by what was read."""

import math
from collections.abc import Sequence
from dataclasses import replace

from fonti.index import Reader, SearchBackend, Window, split_file_name
from fonti.index.types import HEADING_SEPARATOR
from fonti.qa.ranking.evidence import PassageReading, RankedPassage
from fonti.qa.reading.windows import choose_windows

# Passages that are read at first. If none of them surely answers, as a score from this one on says,
# another window of each is read, and more passages are (tests/bench/results/reading.md).
_FIRST_PASSAGES = 2
_MAX_PASSAGES = 4
_MAX_WINDOWS = 2
_SURE_SCORE = 4.0

# Words that are the same match better than words that mean the same. So a passage in another
# language than the question is chosen to be read, and then ranked, as if it matched better by this.
_OTHER_LANGUAGE_BONUS = 4.0

# What a reading adds to a ranking score for each point of its own score, up to a limit.
_READING_WEIGHT = 0.5
_MAX_READING_SCORE = 8.0

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
    chosen = sorted(ranked, key=lambda item: -_compute_priority(item))[:_MAX_PASSAGES]
    if not chosen:
        return []

    readings = _read_best(snapshot, reader, question, chosen)
    read = [_apply_reading(*pair) for pair in zip(chosen, readings, strict=False)]
    read.sort(key=lambda item: -item.ranking_score)

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
    snapshot: SearchBackend, reader: Reader, question: str, passages: Sequence[RankedPassage]
) -> list[PassageReading]:
    """Return the readings of the first passages, or of all if none of the first surely answers.

    Args:
        snapshot: The version of the index.
        reader: The reader.
        question: The question.
        passages: The passages, those that are read first at the beginning.

    """
    headings = [_describe_headings(snapshot, item) for item in passages]
    windows = [choose_windows(item, _MAX_WINDOWS) for item in passages]
    best_windows = [spans[:1] for spans in windows]

    first = slice(_FIRST_PASSAGES)
    readings = _read_windows(
        reader, question, passages[first], headings[first], best_windows[first]
    )
    if max(reading.score for reading in readings) >= _SURE_SCORE:
        return readings

    other_windows = [spans[1:] for spans in windows[first]]
    further = [*other_windows, *best_windows[_FIRST_PASSAGES:]]
    further_readings = _read_windows(reader, question, passages, headings, further)
    readings += [_NOT_READ] * (len(passages) - len(readings))
    return list(map(_choose_better, readings, further_readings))


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


def _describe_headings(snapshot: SearchBackend, ranked: RankedPassage) -> str:
    """Return the title of a passage's document and the headings above the passage.

    A document without a title is described by the name of its file.
    """
    passage = ranked.passage
    document = snapshot.get_document(passage.source)
    title = (document and document.title) or split_file_name(passage.source)
    if not passage.heading:
        return title
    if f"{passage.heading}{HEADING_SEPARATOR}".startswith(f"{title}{HEADING_SEPARATOR}"):
        return passage.heading
    return f"{title}{HEADING_SEPARATOR}{passage.heading}"
