"""Find the answer to a question that a document asks, and the question that a unit answers."""

from collections.abc import Sequence

from fonti.qa.structure.kinds import has_answer_label
from fonti.qa.structure.lists import find_end_of_list_below, find_list
from fonti.qa.structure.tables import find_table
from fonti.qa.structure.units import Unit

# Code points of an answer's first paragraph from which only its first sentences are quoted.
_MAX_ANSWER_CHARACTERS = 600

# Words of an answer that says too little without the next paragraph, such as "Yes."; and of one
# that does if the next paragraph surely belongs to it, since another question follows.
_MIN_ANSWER_WORDS = 3
_SHORT_ANSWER_WORDS = 14

# Code points between a question and a sentence of its answer.
_MAX_ANSWER_REACH = 1500


def find_answer(units: Sequence[Unit], question: int) -> int | None:
    """Return the index at which the answer to a question begins, or None if none follows."""
    paragraph = units[question].paragraph
    for index in range(question + 1, len(units)):
        unit = units[index]
        if unit.kind == "rule":
            continue
        if unit.kind != "question":
            is_text = unit.kind in ("text", "item", "lead_in", "row")
            return index if is_text else None
        # A question in the next paragraph opens another entry.
        is_next_entry = unit.paragraph != paragraph or unit.speaker != units[question].speaker
        if is_next_entry or unit.begins_line:
            return None
    return None


def is_answerless(units: Sequence[Unit], index: int) -> bool:
    """Return whether a unit asks something that nothing after it answers."""
    return units[index].kind == "question" and find_answer(units, index) is None


def find_answer_end(units: Sequence[Unit], answer: int) -> int:
    """Return the last unit of an answer's first paragraph."""
    if units[answer].kind == "item":
        items = find_list(units, answer)
        return items.last if items else answer
    if units[answer].kind == "row":
        return find_table(units, answer).last

    last = answer
    while last + 1 < len(units) and _continues_answer(units, answer, last + 1):
        last += 1
    last = find_end_of_list_below(units, last)

    while last + 1 < len(units) and _needs_next_paragraph(units, answer, last):
        last = find_end_of_list_below(units, last + 1)
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
    return words <= _SHORT_ANSWER_WORDS and _is_question_next(units, last + 1)


def _is_question_next(units: Sequence[Unit], index: int) -> bool:
    """Return whether another question follows before the next heading."""
    for unit in units[index:]:
        if unit.is_standalone_question or unit.kind == "title":
            return unit.is_standalone_question
    return False


def _continues_answer(units: Sequence[Unit], answer: int, index: int) -> bool:
    """Return whether a unit belongs to the first paragraph of an answer."""
    unit = units[index]
    first = units[answer]
    if unit.paragraph != first.paragraph or unit.kind not in ("text", "lead_in"):
        return False
    if unit.speaker != first.speaker or (unit.begins_line and has_answer_label(unit.text)):
        return False
    return unit.end - first.start <= _MAX_ANSWER_CHARACTERS


def find_governing_question(units: Sequence[Unit], index: int) -> int | None:
    """Return the index of the question under which a unit stands, or None."""
    for number in range(index, -1, -1):
        unit = units[number]
        if units[index].start - unit.end > _MAX_ANSWER_REACH or unit.kind == "title":
            return None
        if unit.is_standalone_question:
            is_dialogue = unit.speaker is not None and unit.speaker == units[index].speaker
            return None if is_dialogue or find_answer(units, number) is None else number
        if unit.speaker != units[index].speaker:
            return None
    return None
