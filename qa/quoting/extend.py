"""Extend a quote from its best unit to what is needed to understand it.

A question brings its answer, an item its list or the line above the list, a row the head of its
table, a rule its exception. What belongs to a quote and does not stand beside it is its context.
"""

import re
from collections.abc import Sequence

from fonti.qa.question.function_words import collect_content_stems
from fonti.qa.quoting.answers import find_answer, find_answer_end, find_governing_question
from fonti.qa.quoting.denials import is_corrected_by, is_denial, is_reversal
from fonti.qa.structure.extent import Extent
from fonti.qa.structure.kinds import OPENING_MARKS, is_open
from fonti.qa.structure.lists import find_end_of_list_below, find_item, find_list
from fonti.qa.structure.tables import find_head_rows, find_table
from fonti.qa.structure.units import Unit

# How far below the best item the line above a list may score, for the whole list to be quoted.
_MAX_LIST_GAP = 3.0

# How far below the best item, or the best row, another one may score, to answer as well.
_MAX_ITEM_GAP = 1.5
_MAX_ROW_GAP = 1.0

# Code points from a question to the end of a part of its answer, up to which all between is quoted.
_MAX_QUESTION_AND_ANSWER_CHARACTERS = 700

# Code points of a table that may be quoted whole.
_MAX_TABLE_CHARACTERS = 1200

# Code points of an item on average, from which a list reads as paragraphs with numbers.
_LONG_ITEM_CHARACTERS = 220

# Exceptions after a rule that are quoted with it.
_MAX_EXCEPTIONS = 2

# The opening of a sentence that limits the one before.
_EXCEPTION_OPENING = re.compile(
    r"(?:non|tuttavia|però|ma|invece|salv[oaie]|tranne|eccetto|ad eccezione|fa(?:nno)? eccezione"
    r"|fatt[oaie] salv[oaie]|(?:sono|è|resta|restano) esclus[oaie]|resta(?:no)? ferm[oaie]"
    r"|a meno|purché|sempre che|in tal caso|in quest[oi] cas[oi]|l['’]eccezione|in deroga"
    r"|nor|not|except|exceptions?|however|unless|but|only if|provided|nevertheless|although"
    r"|otherwise|(?:this|it) does not)(?![^\W_])",
    re.IGNORECASE,
)

# Code points of a paragraph that may limit the one before, and of its first sentence, which is
# quoted.
_MAX_LIMITING_PARAGRAPH = 300
_MAX_LIMITING_SENTENCE = 200

# A paragraph that begins so may be about anything.
_BARE_NEGATION = re.compile(r"(?:non|not|nor)(?!\w)", re.IGNORECASE)

# A line over a list with one of these says the opposite of its items, which need it.
_NEGATION = re.compile(
    r"\b(?:non|né|nessun[oa]?|viet\w+|divieto|esclu\w+|salvo|tranne|eccetto|senza|mai|solo"
    r"|fals\w+|infondat\w+|smentit\w+|inesatt\w+"
    r"|not|no|never|none|except|unless|without|forbidden|prohibited|only|cannot"
    r"|untrue|unfounded|incorrect|wrong|myths?|rumou?rs?|allegations?)\b|n['’]t\b",
    re.IGNORECASE,
)


def extend_quote(
    units: Sequence[Unit],
    scores: Sequence[float],
    best: int,
    base: Extent,
    *,
    is_surely_read: bool = False,
) -> Extent:
    """Return what to quote around the best unit.

    Args:
        units: The units around it, in order.
        scores: How well each matches the question; minus infinity if that is not known.
        best: The index of the best unit.
        base: The sentences of running text that are quoted together with it.
        is_surely_read: Whether a reader is sure that the best unit answers: of a table, no other
            row is quoted then.

    """
    kind = units[best].kind
    answer = find_answer(units, best) if kind == "question" else None
    if answer is not None:
        return _include_exceptions(units, Extent(best, find_answer_end(units, answer)))
    if kind == "row":
        return _include_table_head(units, scores, best, is_surely_read=is_surely_read)
    if kind == "title":
        return _include_text_below(units, best)

    items = find_list(units, best)
    if items is not None:
        return _include_question(units, _quote_list(units, scores, best, items))

    running = _limit_to_running_text(units, best, base)
    return _include_question(units, _include_exceptions(units, running))


def _include_question(units: Sequence[Unit], extent: Extent) -> Extent:
    """Return an answer with the question that it answers, if it stands over it."""
    question = find_governing_question(units, extent.first)
    if question is None or question >= extent.first:
        return extent

    answer = find_answer(units, question)
    is_short = units[extent.last].end - units[question].start <= _MAX_QUESTION_AND_ANSWER_CHARACTERS
    is_first = answer is not None and units[extent.first].paragraph == units[answer].paragraph
    if answer == extent.first or (is_short and is_first):
        return Extent(question, extent.last, extent.context)
    return Extent(extent.first, extent.last, (question, *extent.context))


def _quote_list(units: Sequence[Unit], scores: Sequence[float], best: int, items: Extent) -> Extent:
    """Return a whole list with the line above it, or the one item that answers."""
    lead_in = _find_lead_in(units, items.first)
    whole = Extent(items.first if lead_in is None else lead_in, items.last)
    if best < items.first or _answers_as_a_whole(units, scores, best, items, lead_in):
        return _include_exceptions(units, whole)

    first = find_item(units, best)
    if first is None:
        return whole
    last = best
    while last < items.last and units[last + 1].kind != "item":
        last += 1

    if lead_in is None:
        return _include_exceptions(units, Extent(first, last))
    if first == items.first or _NEGATION.search(units[lead_in].text):
        return _include_exceptions(units, Extent(lead_in, last))
    return _include_exceptions(units, Extent(first, last, (lead_in,)))


def _find_lead_in(units: Sequence[Unit], first_item: int) -> int | None:
    """Return the line that announces a list: one that ends with a colon, or a heading.

    A sentence that denies the items is such a line, too.
    """
    if first_item == 0:
        return None
    above = units[first_item - 1]
    is_announcing = above.kind in ("lead_in", "title", "question")
    is_line = above.kind == "text" and above.is_alone and is_open(above.text)
    is_denying = above.kind == "text" and is_denial(above.text)
    return first_item - 1 if is_announcing or is_line or is_denying else None


def _answers_as_a_whole(
    units: Sequence[Unit], scores: Sequence[float], best: int, items: Extent, lead_in: int | None
) -> bool:
    """Return whether the line above a list matches, or most of its items do."""
    starts = items.list_indices(units, "item")
    if items.count_characters(units) > _LONG_ITEM_CHARACTERS * len(starts):
        return False
    if lead_in is not None and scores[best] - scores[lead_in] <= _MAX_LIST_GAP:
        return True
    return _do_most_match(scores, starts, best, _MAX_ITEM_GAP)


def _do_most_match(
    scores: Sequence[float], indices: Sequence[int], best: int, max_gap: float
) -> bool:
    """Return whether more than half of some units score about as well as the best one."""
    alike = [index for index in indices if scores[best] - scores[index] <= max_gap]
    return len(alike) > len(indices) / 2


def _include_table_head(
    units: Sequence[Unit], scores: Sequence[float], row: int, *, is_surely_read: bool
) -> Extent:
    """Return a row with the head of its table, or the whole table if it matches as such."""
    table = find_table(units, row)
    rows = table.list_indices(units, "row")
    is_short = table.count_characters(units) <= _MAX_TABLE_CHARACTERS
    matches_whole = row == table.first or _do_most_match(scores, rows, row, _MAX_ROW_GAP)
    if is_short and matches_whole and not is_surely_read:
        return table
    head = find_head_rows(units, row)
    first_below = rows[min(len(head), len(rows) - 1)]
    # The head of a long table stands too far above to be quoted with the first row that is read.
    is_near_head = units[row].start - units[table.first].start <= _MAX_TABLE_CHARACTERS
    if row <= first_below and is_near_head:
        return Extent(table.first, first_below)
    return Extent(row, row, tuple(index for index in head if index < row))


def _include_text_below(units: Sequence[Unit], title: int) -> Extent:
    """Return a heading with the text right below it."""
    below = title + 1
    while below < len(units) and units[below].kind == "rule":
        below += 1
    if below == len(units):
        return Extent(title, title)

    items = find_list(units, below)
    if items is not None:
        return Extent(title, items.last)
    if units[below].kind == "row":
        return Extent(title, find_table(units, below).last)
    if units[below].kind in ("text", "lead_in"):
        return _include_exceptions(units, Extent(title, find_end_of_list_below(units, below)))
    return Extent(title, title)


def _limit_to_running_text(units: Sequence[Unit], best: int, base: Extent) -> Extent:
    """Return the running text around the best unit, without what is of another kind."""
    first = best
    while first > base.first and _is_running(units, first - 1, best):
        first -= 1
    last = best
    while last < base.last and _is_running(units, last + 1, best):
        last += 1

    return Extent(first, find_end_of_list_below(units, last))


def _is_running(units: Sequence[Unit], index: int, best: int) -> bool:
    """Return whether a unit is running text that may be quoted together with another."""
    unit = units[index]
    return unit.kind in ("text", "lead_in") and unit.speaker == units[best].speaker


def _include_exceptions(units: Sequence[Unit], extent: Extent) -> Extent:
    """Return a rule with the exceptions that follow it, and an exception with its rule."""
    first = extent.first
    if first > 0 and _is_exception_to(units, first, first - 1):
        first -= 1

    last = extent.last
    for _ in range(_MAX_EXCEPTIONS):
        if last + 1 >= len(units) or not _is_exception_to(units, last + 1, last):
            break
        last += 1
    return Extent(first, find_end_of_list_below(units, last), extent.context)


def _is_exception_to(units: Sequence[Unit], index: int, rule: int) -> bool:
    """Return whether a unit limits or denies the one before it."""
    unit = units[index]
    before = units[rule]
    if is_corrected_by(before.text, unit.text):
        return True
    if unit.kind not in ("text", "lead_in") or before.kind not in ("text", "item", "lead_in"):
        return False
    if unit.speaker != before.speaker:
        return False
    text = unit.text.lstrip(OPENING_MARKS)
    is_limiting = bool(_EXCEPTION_OPENING.match(text))
    is_denying = is_denial(text) or is_reversal(text)
    if unit.paragraph == before.paragraph or before.kind == "item":
        return is_limiting or is_denying
    if before.kind != "text" or len(unit.text) > _MAX_LIMITING_SENTENCE:
        return False
    return is_denying or (is_limiting and _may_limit_last_paragraph(units, index, rule))


def _may_limit_last_paragraph(units: Sequence[Unit], index: int, rule: int) -> bool:
    """Return whether the paragraph of a unit is short enough to limit the one before it.

    One that begins with "not" has to speak of the same.
    """
    paragraph = [unit for unit in units[index:] if unit.paragraph == units[index].paragraph]
    if paragraph[-1].end - paragraph[0].start > _MAX_LIMITING_PARAGRAPH:
        return False
    text = units[index].text
    if not _BARE_NEGATION.match(text.lstrip(OPENING_MARKS)):
        return True
    return any(
        not collect_content_stems(text, language, language).isdisjoint(
            collect_content_stems(units[rule].text, language, language)
        )
        for language in ("it", "en")
    )
