"""Extend a quote from its best unit to what is needed to understand it.

A question brings its answer, an item its list or the line above the list, a row the head of its
table, a rule its exception. What belongs to a quote and does not stand beside it is its context.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fonti.qa.quoting.blocks import Unit
from fonti.qa.quoting.kinds import has_answer_label, is_open

# How far below the best item the line above a list may score, for the whole list to be quoted.
_MAX_LIST_GAP = 3.0
# How far below the best item another one may score, to answer as well.
_MAX_ITEM_GAP = 1.5
_MAX_ROW_GAP = 1.0

# Code points of an answer's first paragraph from which only its first sentences are quoted.
_MAX_ANSWER_CHARACTERS = 600
# Words of an answer that says too little without the next paragraph, such as "Yes."; and of one
# that does if the next paragraph surely belongs to it, since another question follows.
_MIN_ANSWER_WORDS = 3
_SHORT_ANSWER_WORDS = 14
# Code points between a question and a sentence of its answer.
_MAX_ANSWER_REACH = 1500
_MAX_CONTIGUOUS = 700
_MAX_TABLE_CHARACTERS = 1200
# Code points of an item on average, from which a list reads as paragraphs with numbers.
_LONG_ITEM_CHARACTERS = 220
_MAX_EXCEPTIONS = 2

_EXCEPTION = re.compile(
    r"(?:non|tuttavia|però|ma|invece|salv[oaie]|tranne|eccetto|ad eccezione|fa(?:nno)? eccezione"
    r"|fatt[oaie] salv[oaie]|(?:sono|è|resta|restano) esclus[oaie]|resta(?:no)? ferm[oaie]"
    r"|a meno|purché|sempre che|in tal caso|in quest[oi] cas[oi]|l['’]eccezione|in deroga"
    r"|nor|not|except|exceptions?|however|unless|but|only if|provided|nevertheless|although"
    r"|otherwise|(?:this|it) does not)(?![^\W_])",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:non|né|nessun[oa]?|viet\w+|divieto|esclu\w+|salvo|tranne|eccetto|senza|mai|solo"
    r"|not|no|never|none|except|unless|without|forbidden|prohibited|only|cannot)\b|n['’]t\b",
    re.IGNORECASE,
)
_OPENING_MARKS = "\"'“‘«(*_—–-• \u00a0"


@dataclass(frozen=True, slots=True)
class Extent:
    """The units to quote, by their places, and the units that are shown above the quote."""

    first: int
    last: int
    context: tuple[int, ...] = ()


def extend(units: Sequence[Unit], scores: Sequence[float], best: int, base: Extent) -> Extent:
    """Return what to quote around the best unit.

    Args:
        units: The units around it, in order.
        scores: How well each matches the question; minus infinity if that is not known.
        best: The place of the best unit.
        base: The sentences of running text that are quoted together with it.

    """
    match units[best].kind:
        case "question" if find_answer(units, best) is not None:
            return _with_answer(units, best)
        case "row":
            return _with_head(units, scores, best)
        case "title":
            return _with_text_below(units, best)

    items = _find_list(units, best)
    if items is not None:
        return _with_question(units, _quote_list(units, scores, best, items))

    running = _trim_to_text(units, best, base)
    return _with_question(units, _with_exceptions(units, running))


def find_answer(units: Sequence[Unit], question: int) -> int | None:
    """Return the place at which the answer to a question begins, or None if none follows."""
    paragraph = units[question].paragraph
    for place in range(question + 1, len(units)):
        unit = units[place]
        if unit.kind == "rule":
            continue
        if unit.kind != "question":
            is_text = unit.kind in ("text", "item", "lead_in", "row")
            return place if is_text else None
        # A question in the next paragraph opens another entry.
        is_next_entry = unit.paragraph != paragraph or unit.speaker != units[question].speaker
        if is_next_entry or unit.begins_line:
            return None
    return None


def is_answerless(units: Sequence[Unit], place: int) -> bool:
    """Return whether a unit asks something that nothing after it answers."""
    return units[place].kind == "question" and find_answer(units, place) is None


def _with_answer(units: Sequence[Unit], question: int) -> Extent:
    """Return a question with its answer."""
    answer = find_answer(units, question)
    first_answer = question if answer is None else answer
    last = _end_answer(units, first_answer)
    return _with_exceptions(units, Extent(question, last))


def _end_answer(units: Sequence[Unit], answer: int) -> int:
    """Return the last unit of an answer's first paragraph."""
    if units[answer].kind == "item":
        items = _find_list(units, answer)
        return items.last if items else answer
    if units[answer].kind == "row":
        return _find_table(units, answer).last

    last = answer
    while last + 1 < len(units) and _continues_answer(units, answer, last + 1):
        last += 1
    last = _with_list_below(units, last)

    while last + 1 < len(units) and _needs_next_paragraph(units, answer, last):
        last = _with_list_below(units, last + 1)
    return last


def _needs_next_paragraph(units: Sequence[Unit], answer: int, last: int) -> bool:
    """Return whether an answer says too little without the paragraph that follows."""
    following = units[last + 1]
    if following.kind not in ("text", "lead_in") or units[answer].speaker:
        return False
    if has_answer_label(units[answer].text):
        return False

    words = sum(len(unit.text.split()) for unit in units[answer : last + 1])
    if words <= _MIN_ANSWER_WORDS:
        return True
    return words <= _SHORT_ANSWER_WORDS and _is_between_entries(units, last + 1)


def _is_between_entries(units: Sequence[Unit], place: int) -> bool:
    """Return whether another question follows before the next heading."""
    for unit in units[place:]:
        if unit.opens_entry or unit.kind == "title":
            return unit.opens_entry
    return False


def _continues_answer(units: Sequence[Unit], answer: int, place: int) -> bool:
    """Return whether a unit belongs to the first paragraph of an answer."""
    unit = units[place]
    first = units[answer]
    if unit.paragraph != first.paragraph or unit.kind not in ("text", "lead_in"):
        return False
    if unit.speaker != first.speaker or (unit.begins_line and has_answer_label(unit.text)):
        return False
    return unit.end - first.start <= _MAX_ANSWER_CHARACTERS


def _with_list_below(units: Sequence[Unit], last: int) -> int:
    """Return the last unit of what a line that ends with a colon announces."""
    if units[last].kind != "lead_in" or last + 1 >= len(units):
        return last
    following = units[last + 1]
    if following.kind == "row":
        return _find_table(units, last + 1).last
    items = _find_list(units, last + 1)
    if items is not None:
        return items.last
    return last + 1 if following.kind in ("text", "item") else last


def _with_question(units: Sequence[Unit], extent: Extent) -> Extent:
    """Return an answer with the question that it answers, if it stands over it."""
    question = _governing_question(units, extent.first)
    if question is None or question >= extent.first:
        return extent

    answer = find_answer(units, question)
    is_short = units[extent.last].end - units[question].start <= _MAX_CONTIGUOUS
    is_first = answer is not None and units[extent.first].paragraph == units[answer].paragraph
    if answer == extent.first or (is_short and is_first):
        return Extent(question, extent.last, extent.context)
    return Extent(extent.first, extent.last, (question, *extent.context))


def _governing_question(units: Sequence[Unit], place: int) -> int | None:
    """Return the place of the question under which a unit stands, or None."""
    for number in range(place, -1, -1):
        unit = units[number]
        if units[place].start - unit.end > _MAX_ANSWER_REACH or unit.kind == "title":
            return None
        if unit.opens_entry:
            is_dialogue = unit.speaker is not None and unit.speaker == units[place].speaker
            return None if is_dialogue or find_answer(units, number) is None else number
        is_other_turn = unit.speaker != units[place].speaker
        if is_other_turn:
            return None
    return None


def _find_list(units: Sequence[Unit], place: int) -> Extent | None:
    """Return the items of the list that a unit is part of or announces; None if of none."""
    if units[place].kind == "lead_in" and place + 1 < len(units):
        place += 1
    start = _item_of(units, place)
    if start is None:
        return None

    first = start
    while first > 0:
        previous = _item_of(units, first - 1)
        if previous is None:
            break
        first = previous

    last = place
    while last + 1 < len(units) and _item_of(units, last + 1) is not None:
        last += 1

    count = sum(unit.kind == "item" for unit in units[first : last + 1])
    has_lead_in = first > 0 and units[first - 1].kind == "lead_in"
    return Extent(first, last) if count > 1 or has_lead_in else None


def _item_of(units: Sequence[Unit], place: int) -> int | None:
    """Return the item that a unit is or belongs to, or None."""
    for number in range(place, -1, -1):
        unit = units[number]
        if unit.kind == "item":
            return number
        is_inside = unit.kind in ("text", "lead_in") and not unit.begins_line
        if not is_inside:
            return None
    return None


def _quote_list(units: Sequence[Unit], scores: Sequence[float], best: int, items: Extent) -> Extent:
    """Return a whole list with the line above it, or the one item that answers."""
    lead_in = _find_lead_in(units, items.first)
    whole = Extent(items.first if lead_in is None else lead_in, items.last)
    if best < items.first or _answers_as_a_whole(units, scores, best, items, lead_in):
        return _with_exceptions(units, whole)

    first = _item_of(units, best)
    if first is None:
        return whole
    last = best
    while last < items.last and units[last + 1].kind != "item":
        last += 1

    if lead_in is None:
        return _with_exceptions(units, Extent(first, last))
    if first == items.first or _NEGATION.search(units[lead_in].text):
        return _with_exceptions(units, Extent(lead_in, last))
    return _with_exceptions(units, Extent(first, last, (lead_in,)))


def _find_lead_in(units: Sequence[Unit], first_item: int) -> int | None:
    """Return the line that announces a list: one that ends with a colon, or a heading."""
    if first_item == 0:
        return None
    above = units[first_item - 1]
    is_announcing = above.kind in ("lead_in", "title", "question")
    is_line = above.kind == "text" and above.is_alone and is_open(above.text)
    return first_item - 1 if is_announcing or is_line else None


def _answers_as_a_whole(
    units: Sequence[Unit], scores: Sequence[float], best: int, items: Extent, lead_in: int | None
) -> bool:
    """Return whether the line above a list matches, or most of its items do."""
    members = range(items.first, items.last + 1)
    starts = [place for place in members if units[place].kind == "item"]
    length = units[items.last].end - units[items.first].start
    if length > _LONG_ITEM_CHARACTERS * len(starts):
        return False
    if lead_in is not None and scores[best] - scores[lead_in] <= _MAX_LIST_GAP:
        return True
    alike = [place for place in starts if scores[best] - scores[place] <= _MAX_ITEM_GAP]
    return len(alike) > len(starts) / 2


def _find_table(units: Sequence[Unit], row: int) -> Extent:
    """Return the rows of the table that a row is part of."""
    first = row
    while first > 0 and units[first - 1].kind in ("row", "rule"):
        first -= 1
    last = row
    while last + 1 < len(units) and units[last + 1].kind in ("row", "rule"):
        last += 1
    while units[last].kind == "rule":
        last -= 1
    while units[first].kind == "rule":
        first += 1
    return Extent(first, last)


def _with_head(units: Sequence[Unit], scores: Sequence[float], row: int) -> Extent:
    """Return a row with the head of its table, or the whole table if it matches as such."""
    table = _find_table(units, row)
    rows = [place for place in range(table.first, table.last + 1) if units[place].kind == "row"]
    length = units[table.last].end - units[table.first].start
    alike = [place for place in rows if scores[row] - scores[place] <= _MAX_ROW_GAP]
    if length <= _MAX_TABLE_CHARACTERS and (row == table.first or len(alike) > len(rows) / 2):
        return table
    if row == table.first:
        return Extent(table.first, rows[min(1, len(rows) - 1)])
    if row == rows[1]:
        return Extent(table.first, row)
    return Extent(row, row, (table.first,))


def _with_text_below(units: Sequence[Unit], title: int) -> Extent:
    """Return a heading with the text right below it."""
    below = title + 1
    while below < len(units) and units[below].kind == "rule":
        below += 1
    if below == len(units):
        return Extent(title, title)

    items = _find_list(units, below)
    if items is not None:
        return Extent(title, items.last)
    if units[below].kind == "row":
        return Extent(title, _find_table(units, below).last)
    if units[below].kind in ("text", "lead_in"):
        return _with_exceptions(units, Extent(title, _with_list_below(units, below)))
    return Extent(title, title)


def _trim_to_text(units: Sequence[Unit], best: int, base: Extent) -> Extent:
    """Return the running text around the best unit, without what is of another kind."""
    first = best
    while first > base.first and _is_running(units, first - 1, best):
        first -= 1
    last = best
    while last < base.last and _is_running(units, last + 1, best):
        last += 1

    if units[last].kind == "lead_in":
        last = _with_list_below(units, last)
    return Extent(first, last)


def _is_running(units: Sequence[Unit], place: int, best: int) -> bool:
    """Return whether a unit is running text that may be quoted together with another."""
    unit = units[place]
    return unit.kind in ("text", "lead_in") and unit.speaker == units[best].speaker


def _with_exceptions(units: Sequence[Unit], extent: Extent) -> Extent:
    """Return a rule with the exceptions that follow it, and an exception with its rule."""
    first = extent.first
    if first > 0 and _is_exception_to(units, first, first - 1):
        first -= 1

    last = extent.last
    for _ in range(_MAX_EXCEPTIONS):
        if last + 1 >= len(units) or not _is_exception_to(units, last + 1, last):
            break
        last += 1
    return Extent(first, _with_list_below(units, last), extent.context)


def _is_exception_to(units: Sequence[Unit], place: int, rule: int) -> bool:
    """Return whether a unit begins as an exception to the one before it."""
    unit = units[place]
    before = units[rule]
    if unit.kind not in ("text", "lead_in") or before.kind not in ("text", "item", "lead_in"):
        return False
    if unit.speaker != before.speaker:
        return False
    is_near = unit.paragraph == before.paragraph or before.kind == "item"
    return is_near and bool(_EXCEPTION.match(unit.text.lstrip(_OPENING_MARKS)))
