"""Read the labels of a text: where its articles, sections, tables, errors and so on begin.

A place begins where its label stands: in a line of its own, at the beginning of a paragraph
("Art. 21. ..."), in a heading ("5.1.1 Scope"), or after a full stop. Anywhere else the same words
only mention it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fonti.index.text.address_words import (
    CODE_PATTERN,
    ERROR_WORDS_PATTERN,
    LABEL_WORD_PATTERN,
    NUMBER_KIND,
    NUMBER_PATTERN,
    NUMBER_SIGN_PATTERN,
    PLURAL_WORDS,
    ROMAN_KIND,
    WORDED_CODE_PATTERN,
    find_kind,
    normalize_error_code,
    normalize_number,
)
from fonti.index.text.lines import find_line_end, read_previous_line

# Code points of a line that may stand above a label although it ends with no stop: it is a title. A
# longer one is running text, in which the words mention an address.
_MAX_TITLE_BEFORE = 50

# Code points of a heading that begins with a bare number; a longer line is running text.
_MAX_HEADING_LENGTH = 90

# What may stand before a label in its line: marks of headings, of lists and of quotations.
_TAG = r"<[^>\n]{0,200}>"
_MARKS_BEFORE = (
    rf"[ \t>]*(?P<mark>\#{{1,6}}[ \t]*)?(?:{_TAG}[ \t]*)*(?:[-•*][ \t]+)?[*_\[(«\"“|]*[ \t]*"
)

# "Art. 5", "## Section 4.1", "> Allegato A" at the beginning of a line.
_LABEL = re.compile(
    rf"^{_MARKS_BEFORE}(?P<word>{LABEL_WORD_PATTERN})[ \t]*{NUMBER_SIGN_PATTERN}[ \t]*"
    rf"(?P<number>{NUMBER_PATTERN})",
    re.MULTILINE | re.IGNORECASE,
)

# "P A R T E  I": a label with its letters set apart.
_SPACED_LABEL = re.compile(
    r"^[ \t]*(?P<word>P ?A ?R ?T ?E?|T ?I ?T ?O ?L ?[OE]|L ?I ?B ?R ?O|C ?A ?P ?O)[ \t]+"
    r"(?P<number>(?:[IVXL] ?){1,6}|\d{1,2})[ \t]*$",
    re.MULTILINE,
)

# "... previsto. Art. 5. Il cliente": a label after the end of a sentence.
_INLINE_LABEL = re.compile(
    r"(?<=[.;:»”)])[ \t]+"
    r"(?P<word>Art(?:icolo|icle|\.)|ART(?:ICOLO|ICLE|\.)|Section|Clause)[ \t]*"
    rf"(?P<number>{NUMBER_PATTERN})[ \t]*[.:–—-]+[ \t]*(?=[A-ZÀ-Þ(])"
)

# "5.1.1 Scope", "A.2 - Terms": a line that begins with a number.
_NUMBERED_LINE = re.compile(
    rf"^{_MARKS_BEFORE}(?P<number>(?:\d{{1,3}}|[A-Z](?=\.\d))(?:\.\d{{1,3}}){{0,5}})[.)]?"
    rf"(?:[ \t]*{_TAG})*[ \t–—-]+(?P<title>[^\n]*)$",
    re.MULTILINE,
)

# "XIII", alone in its line but for the number of a note.
_ROMAN_LINE = re.compile(
    r"^[ \t]*(?P<number>[IVXL]{1,7})\.?(?:[ \t]+\d{1,3})?[ \t]*$", re.MULTILINE
)

# An error at the beginning of a line or of a cell, or after a sentence.
_ERROR_LABEL = re.compile(
    r"(?:^|(?<=[.;:|!?])[ \t]+|\|[ \t]*)[ \t>]*(?:\#{1,6}[ \t]*)?(?:[-•*][ \t]+)?[*_`|]*[ \t]*"
    rf"(?P<label>{ERROR_WORDS_PATTERN}[*_`]*(?P<worded>{WORDED_CODE_PATTERN})"
    rf"|(?P<code>{CODE_PATTERN}))(?![\w.-]*\w)",
    re.MULTILINE,
)

# What follows a label that begins a place: nothing, a stop or dash, or a title.
_AFTER_LABEL = re.compile(
    rf"(?:[*_\]`]|\)(?=[*_]*[ \t]*$)|{_TAG})*[ \t]*"
    r"(?:$|\n|(?P<point>[.:|–—-])[.–—-]*(?!\d)|[(«\"“*_\[<]|(?=[A-ZÀ-Þ])"
    r"|\d{1,3}[ \t]*$)",
    re.MULTILINE,
)
_SENTENCE_END = re.compile(r"[.;:!?)»”\"’'|*_>\]}-][ \t]*$")
_TITLE_START = re.compile(r"[A-ZÀ-Þ“\"«(*_`<]")


@dataclass(frozen=True, slots=True)
class Label:
    """The beginning of a place in a text.

    Attributes:
        kind: Its kind, such as `article`.
        number: Its number, normalized.
        start: Where the label begins, in code points.
        end: Where the label ends.
        level: The level of the heading, if Markdown marks it; else 0.

    """

    kind: str
    number: str
    start: int
    end: int
    level: int = 0


def read_labels(text: str) -> list[Label]:
    """Return the labels in a text at which a place begins, in order.

    Args:
        text: A document, or a passage of one.

    """
    # Of labels of several forms at the same offset, the last one that is read is the best.
    labels = {label.start: label for label in _read_all_labels(text)}
    return [labels[start] for start in sorted(labels)]


def _read_all_labels(text: str) -> Iterator[Label]:
    """Yield the labels of every form; a later one at the same offset is the better one."""
    for match in _ERROR_LABEL.finditer(text):
        code = normalize_error_code(match["worded"] or match["code"])
        yield Label("error", code, match.start("label"), match.end("label"))

    for match in _ROMAN_LINE.finditer(text):
        number = normalize_number(match["number"])
        if number.isdigit():
            yield Label(ROMAN_KIND, number, match.start("number"), match.end())

    for match in _NUMBERED_LINE.finditer(text):
        if _is_numbered_heading(text, match):
            yield _make_label(match, NUMBER_KIND, match["number"].casefold(), "number")

    yield from _read_worded_labels(text)


def _read_worded_labels(text: str) -> Iterator[Label]:
    """Yield the labels that have the word for a place, such as "Art. 5"."""
    for match in _INLINE_LABEL.finditer(text):
        kind = find_kind(match["word"])
        if kind:
            number = normalize_number(match["number"])
            yield Label(kind, number, match.start("word"), match.end("number"))

    for match in _SPACED_LABEL.finditer(text):
        kind = find_kind(match["word"])
        if kind:
            number = normalize_number(match["number"].replace(" ", ""))
            yield Label(kind, number, match.start("word"), match.end())

    for match in _LABEL.finditer(text):
        kind = find_kind(match["word"])
        if kind and _begins_place(text, match):
            yield _make_label(match, kind, normalize_number(match["number"]), "word")


def _make_label(match: re.Match[str], kind: str, number: str, first_group: str) -> Label:
    """Return the label of a match that may begin with the number signs of a heading."""
    mark = match["mark"] or ""
    start = match.start("mark" if mark else first_group)
    return Label(kind, number, start, match.end("number"), level=mark.count("#"))


def _begins_place(text: str, match: re.Match[str]) -> bool:
    """Return whether a label at the beginning of a line begins a place, and is no mention."""
    after = _AFTER_LABEL.match(text, match.end())
    if not after or match["word"].casefold() in PLURAL_WORDS:
        return False
    if match["mark"]:
        return True

    line_end = find_line_end(text, match.end())
    is_alone = not text[match.end() : line_end].strip(" \t.:-–—*_)0123456789")
    if not is_alone and not match["word"][:1].isupper() and match["word"][:1] != "§":
        return False

    # Where small letters follow, the stop ended no sentence.
    rest = text[after.end() : find_line_end(text, after.end())].lstrip(' \t*_(«“"')
    if after["point"] == "." and rest[:1].islower():
        return False

    # The line before ends as a sentence or a cell does, or is short.
    previous = read_previous_line(text, match.start())
    max_length = _MAX_TITLE_BEFORE if is_alone else 0
    return len(previous.strip()) <= max_length or bool(_SENTENCE_END.search(previous))


def _is_numbered_heading(text: str, match: re.Match[str]) -> bool:
    """Return whether a line that begins with a bare number is a heading, no item or amount."""
    title = match["title"].strip()
    if match["mark"]:
        return True
    is_title = "." in match["number"] or bool(_TITLE_START.match(title))
    if not title or not is_title or len(title) > _MAX_HEADING_LENGTH:
        return False
    if not any(map(str.isalpha, title)) or title[-1] in ".;,:":
        return False

    next_line = find_line_end(text, match.end()) + 1
    is_before_gap = not text[next_line : find_line_end(text, next_line)].strip()
    return is_before_gap and not read_previous_line(text, match.start()).strip()
