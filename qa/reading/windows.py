"""Choose the part of a passage that is read: the best sentence, with those around it."""

from fonti.index import Passage
from fonti.qa.ranking.evidence import RankedPassage

# Characters that are read. The time of reading grows with them, and most passages are not much
# longer (tests/bench/results/reading.md).
MAX_CHARACTERS = 480


def choose_window(ranked: RankedPassage) -> tuple[int, int]:
    """Return the span of a passage to read, in code points of the passage.

    It grows from the best sentence by whole sentences, after it and before it in turn, while there
    is room. A sentence that is too long is read up to the limit.
    """
    passage = ranked.passage
    best = int(ranked.sentence_scores.argmax())
    first = best
    last = best

    has_grown = True
    while has_grown:
        has_grown = False
        if (
            last + 1 < len(passage.sentences)
            and _length(passage, first, last + 1) <= MAX_CHARACTERS
        ):
            last += 1
            has_grown = True
        if first > 0 and _length(passage, first - 1, last) <= MAX_CHARACTERS:
            first -= 1
            has_grown = True

    start = passage.sentences[first].start - passage.start
    end = passage.sentences[last].end - passage.start
    return start, min(end, start + MAX_CHARACTERS)


def _length(passage: Passage, first: int, last: int) -> int:
    """Return how many characters there are from one sentence to another."""
    return passage.sentences[last].end - passage.sentences[first].start
