"""Choose the parts of a passage that are read: the best sentences, with those around them."""

from collections.abc import Set

from fonti.index import Passage
from fonti.qa.ranking.evidence import RankedPassage

# Characters that are read at a time. The time of reading grows with them
# (tests/bench/results/reading.md).
MAX_WINDOW_CHARACTERS = 480


def choose_windows(ranked: RankedPassage, count: int) -> list[tuple[int, int]]:
    """Return spans of a passage to read, in code points of the passage, best first.

    A window grows from the best sentence that no earlier window has, by whole sentences after it
    and before it in turn, while there is room. A sentence that is too long is read up to the limit.

    Args:
        ranked: The passage.
        count: The most windows to return.

    """
    passage = ranked.passage
    remaining = set(range(len(passage.sentences)))
    windows: list[tuple[int, int]] = []
    for best in (-ranked.sentence_scores).argsort(kind="stable").tolist():
        if len(windows) == count:
            break
        if best in remaining:
            first, last = _grow(passage, best, remaining)
            remaining -= set(range(first, last + 1))
            start = passage.sentences[first].start - passage.start
            end = passage.sentences[last].end - passage.start
            windows.append((start, min(end, start + MAX_WINDOW_CHARACTERS)))

    return windows


def _grow(passage: Passage, best: int, remaining: Set[int]) -> tuple[int, int]:
    """Return the first and the last sentence of a window around one."""
    first = best
    last = best
    has_grown = True
    while has_grown:
        has_grown = False
        if last + 1 in remaining and _fits(passage, first, last + 1):
            last += 1
            has_grown = True
        if first - 1 in remaining and _fits(passage, first - 1, last):
            first -= 1
            has_grown = True
    return first, last


def _fits(passage: Passage, first: int, last: int) -> bool:
    """Return whether a window may have the sentences from one to another."""
    length = passage.sentences[last].end - passage.sentences[first].start
    return length <= MAX_WINDOW_CHARACTERS
