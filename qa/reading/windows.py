"""Choose the parts of a passage that are read: the best sentences, with those around them.

Of a table, the best rows are read, one by one.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Set
from itertools import islice

from fonti.index import Document, Passage
from fonti.qa.question.query import Query
from fonti.qa.ranking.evidence import PassageReading, RankedPassage
from fonti.qa.reading.table_windows import find_rows, list_row_windows
from fonti.qa.reading.window import PassageWindow, Piece

# Characters that are read at a time. The time of reading grows with them
# (tests/bench/results/reading.md).
MAX_WINDOW_CHARACTERS = 480


def choose_windows(
    query: Query, ranked: RankedPassage, document: Document, count: int
) -> list[list[PassageWindow]]:
    """Return what to read of a passage in each round: one window of text, or some rows.

    A window grows from the best sentence that no earlier window has, by whole sentences after it
    and before it in turn, while there is room. A sentence that is too long is read up to the limit.

    Args:
        query: The question.
        ranked: The passage.
        document: The document in which it stands.
        count: The number of rounds at most.

    """
    passage = ranked.passage
    text_sentences = set(range(len(passage.sentences)))
    row_groups: Iterator[list[PassageWindow]] = iter(())
    table_rows = find_rows(document, passage)
    if table_rows is not None:
        text_sentences = {
            number for number in text_sentences if not table_rows.overlap(passage.sentences[number])
        }
        row_groups = _group_rows(list_row_windows(query, ranked, table_rows))

    remaining = set(text_sentences)
    rounds: list[list[PassageWindow]] = []
    for best in (-ranked.sentence_scores).argsort(kind="stable").tolist():
        if len(rounds) >= count:
            break
        if best not in text_sentences:
            rounds += islice(row_groups, count - len(rounds))
        elif best in remaining:
            first, last = _grow(passage, best, remaining)
            remaining -= set(range(first, last + 1))
            rounds.append([_make_window(passage, first, last)])

    # The only row of a table may be its head, and nothing else be there.
    return rounds or [[_make_window(passage, 0, 0)]]


def choose_window_around_answer(ranked: RankedPassage) -> PassageWindow | None:
    """Return the sentence in which the reader sees the answer, with those beside it that fit.

    Args:
        ranked: The passage, which was read.

    Returns:
        The window; None if nothing was read, the reader points at no place, or the answer is in a
        row of a table.

    """
    passage = ranked.passage
    reading = ranked.reading
    if reading is None or not reading.is_of_text or not reading.has_place:
        return None

    starts = [sentence.start - passage.start for sentence in passage.sentences]
    number = max(bisect_right(starts, reading.start) - 1, 0)
    first = max(number - 1, 0)
    last = min(number + 1, len(starts) - 1)
    # What stands before says more of what a sentence is about than what follows.
    for start, end in ((first, last), (first, number), (number, last), (number, number)):
        if _fits(passage, start, end):
            return _make_window(passage, start, end)
    return _make_window_of_long_sentence(passage, number, reading)


def _make_window_of_long_sentence(
    passage: Passage, number: int, reading: PassageReading
) -> PassageWindow:
    """Return the part of a sentence that has the answer in its middle."""
    sentence = passage.sentences[number]
    room = max(MAX_WINDOW_CHARACTERS - (reading.end - reading.start), 0)
    start = max(reading.start - room // 2, sentence.start - passage.start)
    end = min(start + MAX_WINDOW_CHARACTERS, sentence.end - passage.start)
    return PassageWindow([Piece("", start, passage.text[start:end])])


def _make_window(passage: Passage, first: int, last: int) -> PassageWindow:
    """Return the window of some sentences of a passage, which is cut if it is too long."""
    start = passage.sentences[first].start - passage.start
    end = passage.sentences[last].end - passage.start
    text = passage.text[start : min(end, start + MAX_WINDOW_CHARACTERS)]
    return PassageWindow([Piece("", start, text)])


def _group_rows(windows: Iterable[PassageWindow]) -> Iterator[list[PassageWindow]]:
    """Yield rows in groups, each about as long as one window; a row may be longer."""
    group: list[PassageWindow] = []
    length = 0
    for window in windows:
        length += len(window.text)
        if group and length > MAX_WINDOW_CHARACTERS:
            yield group
            group = []
            length = len(window.text)
        group.append(window)
    if group:
        yield group


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
