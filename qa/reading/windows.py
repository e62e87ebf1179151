"""Choose the parts of a passage that are read: the best sentences, with those around them.

Of a table, the best rows are read, one by one.
"""

from collections.abc import Iterator, Sequence, Set

from fonti.index import Document, Passage
from fonti.qa.question.query import Query
from fonti.qa.ranking.evidence import RankedPassage
from fonti.qa.reading.table_windows import is_table, list_row_windows
from fonti.qa.reading.window import PassageWindow, Piece

# Characters that are read at a time. The time of reading grows with them
# (tests/bench/results/reading.md).
MAX_WINDOW_CHARACTERS = 480


def choose_windows(
    query: Query, ranked: RankedPassage, document: Document, count: int
) -> list[list[PassageWindow]]:
    """Return what to read of a passage, in turn: each time one window of text, or some rows.

    A window grows from the best sentence that no earlier window has, by whole sentences after it
    and before it in turn, while there is room. A sentence that is too long is read up to the limit.

    Args:
        query: The question.
        ranked: The passage.
        document: The document in which it stands.
        count: How many times something is read at most.

    """
    passage = ranked.passage
    tables = [number for number, item in enumerate(passage.sentences) if is_table(passage, item)]
    remaining = set(range(len(passage.sentences))).difference(tables)

    turns: list[list[PassageWindow]] = []
    for best in (-ranked.sentence_scores).argsort(kind="stable").tolist():
        if best in tables:
            rows = list_row_windows(query, ranked, document, passage.sentences[best])
            turns += _split_into_turns(rows)
        elif best in remaining:
            first, last = _grow(passage, best, remaining)
            remaining -= set(range(first, last + 1))
            turns.append([_make_window(passage, first, last)])
        if len(turns) >= count:
            break

    return turns[:count]


def _make_window(passage: Passage, first: int, last: int) -> PassageWindow:
    """Return the window of some sentences of a passage, which is cut if it is too long."""
    start = passage.sentences[first].start - passage.start
    end = passage.sentences[last].end - passage.start
    text = passage.text[start : min(end, start + MAX_WINDOW_CHARACTERS)]
    return PassageWindow([Piece("", start, text)])


def _split_into_turns(windows: Sequence[PassageWindow]) -> Iterator[list[PassageWindow]]:
    """Yield rows that are together not longer than one window, in their order."""
    turn: list[PassageWindow] = []
    length = 0
    for window in windows:
        length += len(window.text)
        if turn and length > MAX_WINDOW_CHARACTERS:
            yield turn
            turn = []
            length = len(window.text)
        turn.append(window)
    if turn:
        yield turn


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
