"""Read the part of a document around a passage as units: sentences, items, rows and headings.

A unit is what a quote is put together of, so a quote never ends inside one. Units are read from the
document and not from the passage: the answer to a question, or the rest of a list, may stand in
the next passage.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, takewhile

from fonti.index import BLANK_LINE, Document, Passage, is_row, split_into_sentences
from fonti.index.types import Span
from fonti.qa.structure.kinds import (
    Kind,
    classify,
    ends_sentence,
    find_entry_page,
    find_speaker,
    has_answer_label,
    has_question_label,
    has_time,
    is_bibliography_entry,
    is_bibliography_heading,
    is_contents_line,
    is_file_name,
    is_heading,
    is_item,
    is_open,
    is_question,
    is_separator,
    strip_marks,
)
from fonti.qa.structure.place_headings import (
    is_enclosed,
    is_place_heading,
    is_place_label,
    may_be_place_heading,
)
from fonti.qa.structure.table_start import find_table_start

# Code points that are read before and after a passage.
_BEFORE = 2500
_AFTER = 4000

# Code points of the head of a table that begins further above, and how many lines it may have:
# three rows, with a line of dashes after each.
_MAX_HEAD_CHARACTERS = 2000
_MAX_HEAD_UNITS = 6

# Paragraphs whose units are remembered, about those of one question, and their greatest length in
# code points.
_CACHED_PARAGRAPHS = 256
_MAX_CACHED_PARAGRAPH = 2000

# Lines with ascending pages, from which they are a table of contents.
_MIN_CONTENTS_LINES = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, or a line that is read as a whole.

    Attributes:
        start: Where it begins, in code points of the document.
        end: Where it ends.
        text: Its text.
        kind: What it is.
        paragraph: The number of its paragraph among those that were read.
        begins_line: Whether it is the first of a line.
        is_alone: Whether it is the only one of its line.
        speaker: Who says it, in a dialogue; else None.
        follows_unread_rows: Whether it is a row of a table whose head was not read.

    """

    start: int
    end: int
    text: str
    kind: Kind
    paragraph: int
    begins_line: bool
    is_alone: bool
    speaker: str | None = None
    follows_unread_rows: bool = False

    @property
    def is_standalone_question(self) -> bool:
        """Return whether it is a question that stands over its answer, and not inside a text."""
        if self.kind != "question":
            return False
        return self.is_alone or has_question_label(self.text) or self.speaker is not None


def read_units(document: Document, passage: Passage) -> list[Unit]:
    """Return the units around a passage, in order."""
    text = document.text
    first = _paragraph_start(text, passage.start, _BEFORE)
    last = _paragraph_end(text, passage.end, _AFTER)

    units: list[Unit] = []
    for number, (start, end) in enumerate(_split_paragraphs(text, first, last)):
        units += _place_units(_read_paragraph(text[start:end], passage.language), start, number)

    heading = passage.innermost_heading
    units = _mark_distant_table(text, units, passage.language)
    units = _join_broken_sentences(text, units)
    units = _mark_contents(units)
    units = _mark_bibliography(units, heading, passage)
    return _mark_titles(units, heading)


def _mark_distant_table(text: str, units: Sequence[Unit], language: str) -> list[Unit]:
    """Return units; if they begin inside a table, with the first rows of the table before them.

    If the table begins too far above, its first row that was read is marked.
    """
    if not units or units[0].kind != "row":
        return list(units)
    start = find_table_start(text, units[0].start)
    if start == units[0].start:
        return list(units)
    if start is None:
        return [replace(units[0], follows_unread_rows=True), *units[1:]]

    reach = min(units[0].start, start + _MAX_HEAD_CHARACTERS)
    end = max(text.rfind("\n", start, reach), start)
    head = takewhile(
        lambda unit: unit.kind in ("row", "rule"), _read_paragraph(text[start:end], language)
    )
    return [*_place_units(islice(head, _MAX_HEAD_UNITS), start, units[0].paragraph), *units]


def _paragraph_start(text: str, offset: int, reach: int) -> int:
    """Return the start of the first paragraph that lies in the reach before an offset."""
    if offset <= reach:
        return 0
    blank_line = text.find("\n\n", offset - reach, offset)
    return blank_line + 2 if blank_line >= 0 else offset


def _paragraph_end(text: str, offset: int, reach: int) -> int:
    """Return the end of the last paragraph that lies in the reach after an offset."""
    if offset + reach >= len(text):
        return len(text)
    blank_line = text.rfind("\n\n", offset, offset + reach)
    return blank_line if blank_line >= 0 else offset


def _split_paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs of a part of a text, which blank lines separate."""
    paragraph_start = start
    for blank_line in BLANK_LINE.finditer(text, start, end):
        yield paragraph_start, blank_line.start()
        paragraph_start = blank_line.end()
    yield paragraph_start, end


def _read_paragraph(text: str, language: str) -> tuple[Unit, ...]:
    """Return the units of a paragraph, with offsets in the paragraph.

    The best passages of a question are often near each other, and read the same paragraphs.
    """
    if len(text) > _MAX_CACHED_PARAGRAPH:
        return _read_new_paragraph(text, language)
    return _read_short_paragraph(text, language)


def _read_new_paragraph(text: str, language: str) -> tuple[Unit, ...]:
    """Return the units of a paragraph that was not read yet."""
    units: list[Unit] = []
    for line_start, line_end, speaker in _split_lines(text):
        line = text[line_start:line_end]
        if is_row(line) or is_contents_line(line) or is_heading(line) or is_separator(line):
            spans = [Span(0, len(line))]
        else:
            spans = split_into_sentences(line, language)

        for index, in_line in enumerate(spans):
            span = Span(line_start + in_line.start, line_start + in_line.end).strip(text)
            content = span.slice(text)
            if not content:
                continue
            unit = Unit(
                start=span.start,
                end=span.end,
                text=content,
                kind=classify(content),
                paragraph=0,
                begins_line=index == 0,
                is_alone=len(spans) == 1,
                speaker=speaker,
            )
            units.append(unit)
    return tuple(units)


_read_short_paragraph = lru_cache(maxsize=_CACHED_PARAGRAPHS)(_read_new_paragraph)


def _place_units(units: Iterable[Unit], offset: int, paragraph: int) -> list[Unit]:
    """Return the units of a paragraph with offsets in the document.

    Args:
        units: The units.
        offset: Where the paragraph begins.
        paragraph: Its number.

    """
    return [
        replace(unit, start=unit.start + offset, end=unit.end + offset, paragraph=paragraph)
        for unit in units
    ]


def _split_lines(text: str) -> Iterator[tuple[int, int, str | None]]:
    """Yield the lines of a paragraph, and who speaks; lines of running text are joined."""
    lines = [(match.start(), match.end()) for match in re.finditer(r"[^\n\r]+", text)]
    contents = [text[line_start:line_end] for line_start, line_end in lines]
    is_dialogue = _is_dialogue(contents)

    joined: list[tuple[int, int, str | None]] = []
    for index, (line_start, line_end) in enumerate(lines):
        speaker = find_speaker(contents[index]) if is_dialogue else None
        if joined and not _begins_block(contents[index - 1], contents[index], speaker):
            joined[-1] = (joined[-1][0], line_end, joined[-1][2])
        else:
            joined.append((line_start, line_end, speaker))
    yield from joined


def _is_dialogue(lines: Sequence[str]) -> bool:
    """Return whether the first line of a paragraph names who speaks, and others do too."""
    if not lines or find_speaker(lines[0]) is None:
        return False
    if has_time(lines[0]):
        return True
    speakers = [find_speaker(line) for line in lines]
    named = [speaker for speaker in speakers if speaker]
    return len(named) >= 2 and any(is_question(line) for line in lines)


def _begins_block(previous: str, line: str, speaker: str | None) -> bool:
    """Return whether a line does not go on with the running text of the previous one."""
    if speaker is not None or has_answer_label(line):
        return True
    if has_question_label(line) or is_item(line):
        return True
    if any(is_row(item) or is_heading(item) or is_contents_line(item) for item in (line, previous)):
        return True
    return is_question(previous) or previous.rstrip().endswith(":")


def _join_broken_sentences(text: str, units: Sequence[Unit]) -> list[Unit]:
    """Join a sentence that a page or a blank line broke in two.

    Half a sentence may say the opposite of the whole one.
    """
    joined: list[Unit] = []
    for unit in units:
        previous = joined[-1] if joined else None
        if previous and _goes_on(previous, unit):
            whole = text[previous.start : unit.end]
            joined[-1] = replace(previous, end=unit.end, text=whole, kind=classify(whole))
        else:
            joined.append(unit)
    return joined


def _goes_on(previous: Unit, unit: Unit) -> bool:
    """Return whether a unit goes on with the sentence of the previous one."""
    if previous.kind != "text" or unit.kind not in ("text", "lead_in", "question"):
        return False
    if previous.paragraph == unit.paragraph or previous.speaker or unit.speaker:
        return False
    is_whole = ends_sentence(previous.text) and not previous.text.endswith(",")
    return not is_whole and unit.text[:1].islower() and len(previous.text.split()) >= 4


def _mark_contents(units: Sequence[Unit]) -> list[Unit]:
    """Mark lines in a row that end with the numbers of pages, in ascending order."""
    marked = list(units)
    run: list[int] = []
    last_page = 0
    for index, unit in enumerate([*units, None]):
        page = find_entry_page(unit.text) if unit and unit.is_alone else None
        if page is not None and (not run or page >= last_page):
            run.append(index)
            last_page = page
            continue

        if len(run) >= _MIN_CONTENTS_LINES:
            for entry in run:
                marked[entry] = replace(marked[entry], kind="contents")
        run = [] if page is None else [index]
        last_page = page or 0

    return marked


def _mark_bibliography(units: Sequence[Unit], heading: str, passage: Passage) -> list[Unit]:
    """Mark the entries of a bibliography, by their form or by the heading above them."""
    is_under_heading = is_bibliography_heading(heading)
    entries: set[int] = set()
    paragraphs: dict[int, list[Unit]] = {}
    for unit in units:
        paragraphs.setdefault(unit.paragraph, []).append(unit)
        if unit.kind == "item" and is_bibliography_entry(unit.text):
            entries.add(unit.start)

    for members in paragraphs.values():
        whole = " ".join(unit.text for unit in members)
        is_inside = passage.start <= members[0].start and members[-1].end <= passage.end
        if is_bibliography_entry(whole) or (is_under_heading and is_inside):
            entries |= {unit.start for unit in members}

    return [replace(unit, kind="bibliography") if unit.start in entries else unit for unit in units]


def _mark_titles(units: Sequence[Unit], heading: str) -> list[Unit]:
    """Mark the lines that stand alone over what follows."""
    marked = list(units)
    for index, unit in enumerate(units):
        if _is_title(marked, index, heading):
            marked[index] = replace(unit, kind="title")
    return marked


def _is_title(units: Sequence[Unit], index: int, heading: str) -> bool:
    """Return whether a unit is a title: the passage's own heading, or a short line over a text."""
    unit = units[index]
    if unit.kind not in ("text", "lead_in", "item") or unit.speaker or has_answer_label(unit.text):
        return False

    is_headed = bool(heading) and strip_marks(unit.text) == strip_marks(heading.rstrip("…"))
    if is_headed and not ends_sentence(unit.text):
        return True
    if unit.is_alone and (is_file_name(unit.text) or _is_heading_of_place(units, index)):
        return True
    if unit.kind == "item" and not _is_numbered_title(units, index):
        return False
    if not is_open(unit.text) or not unit.is_alone or index + 1 >= len(units):
        return False

    # A short answer without a full stop is no title.
    previous = units[index - 1] if index else None
    if previous and previous.kind == "question":
        return False

    following = units[index + 1]
    if following.kind == "item" or (following.kind == "text" and is_open(following.text)):
        return False
    return previous is None or not is_open(previous.text) or previous.kind in ("title", "item")


def _is_heading_of_place(units: Sequence[Unit], index: int) -> bool:
    """Return whether a unit is the heading of a place, or the title over the first one."""
    unit = units[index]
    if is_place_heading(unit.text):
        return True

    previous = units[index - 1] if index else None
    following = units[index + 1] if index + 1 < len(units) else None
    if previous and is_place_label(previous.text):
        # The title of a place, in a line below its label.
        return is_enclosed(unit.text) or (unit.text.isupper() and is_open(unit.text))
    if following is None or following.paragraph == unit.paragraph:
        return False
    if previous is None and is_open(unit.text):
        # The title of the document, over its first article.
        return may_be_place_heading(following.text)
    return may_be_place_heading(unit.text) and not may_be_place_heading(following.text)


def _is_numbered_title(units: Sequence[Unit], index: int) -> bool:
    """Return whether an item with a number stands alone over a paragraph."""
    unit = units[index]
    is_numbered = unit.text[:1].isdigit()
    previous = units[index - 1] if index else None
    following = units[index + 1] if index + 1 < len(units) else None
    return (
        is_numbered
        and (previous is None or previous.kind not in ("item", "lead_in"))
        and following is not None
        and following.kind == "text"
        and following.paragraph != unit.paragraph
    )
