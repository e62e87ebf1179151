"""Find the commas, letters and numbers inside a place: marked by "1.", "a)", or by paragraphs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fonti.index.text.address_words import LAST_NUMBER, OPTIONAL_SUFFIX, normalize_number
from fonti.index.text.lines import find_line_end, find_line_start
from fonti.index.types import Span
from fonti.qa.addressing.address import Step

# What may stand before the number of an item: marks of lists, quotations and changed laws.
_BEFORE_NUMBER = r"(?P<indent>[ \t>]*)(?:[-•*][ \t]+)?(?:\(\([ \t]*)?[*_]*"

# "1.", "2-bis)", "(3)" at the beginning of a line.
_NUMBER_MARK = re.compile(
    rf"^{_BEFORE_NUMBER}(?P<open>\(?)(?P<number>\d{{1,3}}{OPTIONAL_SUFFIX})(?P<close>[.)])(?!\d)",
    re.MULTILINE,
)

# The same after the end of a sentence, before a capital letter.
_INLINE_NUMBER = re.compile(
    r"(?:(?<=[.;:»”)])[ \t]+|^[ \t]*)"
    rf"(?P<open>\(?)(?P<number>\d{{1,2}}{OPTIONAL_SUFFIX})(?P<close>[.)])"
    r"[ \t]+(?=[A-ZÀ-Þ(«“\"])",
    re.MULTILINE,
)

# "a)", "(b)", "c-bis." at the beginning of a line.
_LETTER_MARK = re.compile(
    rf"^{_BEFORE_NUMBER}\(?(?P<letter>[a-z]{{1,4}}{OPTIONAL_SUFFIX})[*_]*[.)](?=\W)", re.MULTILINE
)

# "a)" or "(b)" inside a line.
_INLINE_LETTER = re.compile(
    rf"(?<=[\s;:,])\(?(?P<letter>[a-z]{{1,4}}{OPTIONAL_SUFFIX})\)(?=\s)", re.MULTILINE
)

# Where a paragraph ends; the lines of a quotation begin with ">".
_BLANK_LINE = re.compile(r"\n[ \t>]*\n\s*")

# A paragraph that goes on with the one before: an item of a list, or the rest of a sentence.
_PARAGRAPH_CONTINUATION = re.compile(
    r"[ \t>]*(?:[*_]*\(?[a-z]{1,2}(?:-\w+)?[*_]*\)|\d{1,3}\)|[-•*–—]|[a-zà-ÿ])"
)

# Code points of a title below a label; a longer line is the text of the place.
_MAX_TITLE_LENGTH = 160

# Roman numbers in small letters, with which the items inside an item are numbered.
_SMALL_ROMAN = ("i", "ii", "iii", "iv", "v", "vi")


@dataclass(frozen=True, slots=True)
class _Mark:
    """The number that stands before an item.

    Attributes:
        number: The number, normalized.
        start: Where its item begins.
        style: What encloses it.
        columns: The columns of its line at which the number begins and ends; 0 for a number inside
            a line.

    """

    number: str
    start: int
    style: str
    columns: tuple[int, int]

    def may_be_in_list_of(self, other: "_Mark") -> bool:
        """Return whether two numbers may be of one list: in the same style, and below each other.

        They are below each other if they begin or end at the same column, as "9." and "10." do.
        """
        begins_below = abs(self.columns[0] - other.columns[0]) <= 1
        ends_below = abs(self.columns[1] - other.columns[1]) <= 1
        return self.style == other.style and (begins_below or ends_below)


def find_item(text: str, start: int, end: int, step: Step) -> Span | None:
    """Return the span of a comma, a letter or a number inside a place; None if it has none.

    Args:
        text: The document's text.
        start: Where the place begins, after its label.
        end: Where it ends.
        step: Which item is looked for.

    """
    if step.kind == "letter":
        return _find_letter(text, start, end, step.number)

    spans = _number_items(text, start, end)
    if not spans and step.kind == "comma":
        paragraphs = _split_paragraphs(text, start, end)
        spans = {str(count): span for count, span in enumerate(paragraphs, 1)}
    if step.number == LAST_NUMBER:
        return list(spans.values())[-1] if spans else None
    return spans.get(step.number)


def find_body_start(text: str, label_end: int, end: int) -> int:
    """Return where the text of a place begins, after its label and its title.

    Args:
        text: The document's text.
        label_end: Where the label of the place ends.
        end: Where the place ends.

    """
    # "Art. 5 - Durata": the rest of the label's line is a title.
    line_end = find_line_end(text, label_end, end)
    body = label_end
    while body < line_end and text[body] in " \t.:)]*_–—-":
        body += 1
    if _is_title_line(text[body:line_end]):
        body = line_end

    # "(scopi e finalità)" or "Durata" in a line below the label.
    next_start = _skip_space(text, body, end)
    next_end = find_line_end(text, next_start, end)
    line = text[next_start:next_end]
    has_more = bool(text[next_end:end].strip())
    is_below = "\n" in text[label_end:next_start]
    if is_below and has_more and _is_title_line(line) and not _NUMBER_MARK.match(line):
        return _skip_space(text, next_end, end)
    return max(body, find_line_start(text, next_start))


def _is_title_line(line: str) -> bool:
    """Return whether a line is a title: in parentheses, or short and without a final stop."""
    stripped = line.strip(" \t*_#")
    is_enclosed = stripped.startswith("(") and stripped.rstrip(".").endswith(")")
    ends_without_stop = not stripped.endswith((".", ";", ":", "»", "”"))
    return len(stripped) <= _MAX_TITLE_LENGTH and (is_enclosed or ends_without_stop)


def _number_items(text: str, start: int, end: int) -> dict[str, Span]:
    """Return the spans of the numbered items of a place by their numbers, in order."""
    for pattern in (_NUMBER_MARK, _INLINE_NUMBER):
        marks = _select_sequence(list(_read_marks(text, start, end, pattern)))
        if marks:
            return dict(_make_spans(text, marks, end))
    return {}


def _read_marks(text: str, start: int, end: int, pattern: re.Pattern[str]) -> Iterator[_Mark]:
    """Yield the numbers of items between two offsets."""
    is_inline = pattern is _INLINE_NUMBER
    # The space after a label may be that before the first number.
    first = max(start - 1, 0) if is_inline else start
    for match in pattern.finditer(text, first, end):
        number_start = match.start("number")
        before = len(text[find_line_start(text, number_start) : number_start].expandtabs(4))
        columns = (before, before + len(match["number"]))
        yield _Mark(
            number=normalize_number(match["number"]),
            start=_skip_space(text, match.start(), end),
            style=match["open"] + match["close"],
            columns=(0, 0) if is_inline else columns,
        )


def _select_sequence(marks: Sequence[_Mark]) -> list[_Mark]:
    """Return the marks that count 1, 2, 2-bis, 3 and so on, without those of lists inside items."""
    sequence: list[_Mark] = []
    for mark in marks:
        if not sequence:
            is_next = mark.number == "1"
        else:
            last = int(sequence[-1].number.partition("-")[0])
            base, _, suffix = mark.number.partition("-")
            is_next = int(base) == last + 1 or (int(base) == last and bool(suffix))
            is_next = is_next and mark.may_be_in_list_of(sequence[0])
        if is_next:
            sequence.append(mark)
    return sequence


def _make_spans(text: str, marks: Sequence[_Mark], end: int) -> Iterator[tuple[str, Span]]:
    """Yield the number and the span of items that end where the next one begins."""
    ends = [*(mark.start for mark in marks[1:]), end]
    for mark, item_end in zip(marks, ends, strict=True):
        yield mark.number, Span(mark.start, item_end).strip(text)


def _split_paragraphs(text: str, start: int, end: int) -> list[Span]:
    """Return the paragraphs of a place, each with the items of the lists that belong to it."""
    starts = [start, *(match.end() for match in _BLANK_LINE.finditer(text, start, end))]
    ends = [*starts[1:], end]

    spans: list[Span] = []
    for first, last in zip(starts, ends, strict=True):
        span = Span(first, last).strip(text)
        if not any(map(str.isalnum, span.slice(text))):
            continue
        if spans and _PARAGRAPH_CONTINUATION.match(text, span.start):
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
    return spans


def _find_letter(text: str, start: int, end: int, letter: str) -> Span | None:
    """Return the span of a letter's item, or None."""
    for pattern in (_LETTER_MARK, _INLINE_LETTER):
        matches = list(pattern.finditer(text, start, end))
        for index, match in enumerate(matches):
            if match["letter"].replace(" ", "-") != letter:
                continue
            item_end = end
            for other in matches[index + 1 :]:
                if _comes_later(other["letter"], letter):
                    item_end = other.start()
                    break
            item_start = _skip_space(text, match.start(), end)
            return Span(item_start, item_end).strip(text)
    return None


def _comes_later(other: str, letter: str) -> bool:
    """Return whether another letter comes later in the list of a letter: "c" or "b-bis" after "b".

    "i" after "a" is of no such list: it begins the Roman numbers of a list inside item a.
    """
    if letter in _SMALL_ROMAN[:-1] and other in _SMALL_ROMAN[1:]:
        return True

    # After "h" and "u", "i" and "v" are letters.
    if other in _SMALL_ROMAN and letter not in ("h", "u"):
        return False
    return _make_sort_key(other) > _make_sort_key(letter)


def _make_sort_key(letter: str) -> tuple[int, str]:
    """Return what orders the letters of a list: "z" comes before "aa", and "b" before "b-bis"."""
    return len(letter.partition("-")[0]), letter


def _skip_space(text: str, start: int, end: int) -> int:
    """Return the offset of the next character that is no white space."""
    while start < end and text[start].isspace():
        start += 1
    return start
