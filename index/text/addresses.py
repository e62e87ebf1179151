"""Read the addresses of a text: which articles, sections, tables or errors begin or are mentioned.

A place begins where its label stands: in a line of its own, at the beginning of a paragraph
("Art. 21. ..."), in a heading ("5.1.1 Scope"), or behind a full stop. Anywhere else the same words
only mention it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from fonti.index.text.address_words import (
    INNER_KINDS,
    KIND_WORDS,
    NUMBER,
    PLURALS,
    kind_of,
    normalize_number,
    word_pattern,
)

# Rules that make other terms of the same texts have another version.
VERSION = 2

# Begins the term of an address that is only mentioned.
MENTION = "~"

# The kind of a heading that begins with a bare number, and of a line that is a Roman number.
NUMBER_KIND = "number"
ROMAN_KIND = "roman"

_LABEL_KINDS = frozenset(KIND_WORDS) - INNER_KINDS - {"page"}

# A label that is alone in its line may stand below a line that is not longer, such as a title.
_MAX_LINE_BEFORE = 50

# A longer line that begins with a bare number is no heading.
_MAX_HEADING_LENGTH = 90

# What may stand before a label in its line: marks of headings, of lists and of quotations.
_TAGS = r"(?:<[^>\n]{0,200}>[ \t]*)*"
_BEFORE = r"[ \t>]*(?P<mark>\#{1,6}[ \t]*)?" + _TAGS + r"(?:[-•*][ \t]+)?[*_\[(«\"“|]*[ \t]*"
_ANY_WORD = word_pattern(_LABEL_KINDS)

_LABEL = re.compile(
    rf"^{_BEFORE}(?P<word>{_ANY_WORD})[ \t]*(?:n\.|n[°º])?[ \t]*(?P<number>{NUMBER})",
    re.MULTILINE | re.IGNORECASE,
)

# "P A R T E  I": a label with its letters set apart.
_SPACED_LABEL = re.compile(
    r"^[ \t]*(?P<word>P ?A ?R ?T ?E?|T ?I ?T ?O ?L ?[OE]|L ?I ?B ?R ?O|C ?A ?P ?O)[ \t]+"
    r"(?P<number>(?:[IVXL] ?){1,6}|\d{1,2})[ \t]*$",
    re.MULTILINE,
)

# "... previsto. Art. 5. Il cliente": a label behind the end of a sentence.
_INLINE_LABEL = re.compile(
    r"(?<=[.;:»”)])[ \t]+"
    r"(?P<word>Art(?:icolo|icle|\.)|ART(?:ICOLO|ICLE|\.)|Section|Clause)[ \t]*"
    rf"(?P<number>{NUMBER})[ \t]*[.:–—-]+[ \t]*(?=[A-ZÀ-Þ(])"
)

_BARE_NUMBER = re.compile(
    rf"^{_BEFORE}(?P<number>(?:\d{{1,3}}|[A-Z](?=\.\d))(?:\.\d{{1,3}}){{0,5}})[.)]?"
    r"(?:[ \t]*<[^>\n]{0,200}>)*[ \t–—-]+(?P<title>[^\n]*)$",
    re.MULTILINE,
)
_ROMAN_LINE = re.compile(
    r"^[ \t]*(?P<number>[IVXL]{1,7})\.?(?:[ \t]+\d{1,3})?[ \t]*$", re.MULTILINE
)

_CODE = r"[A-Z]{1,4}-?\d{1,5}[A-Z]?"
_WORDED_CODE = r"[A-Z]{0,4}-?\d{1,5}[A-Z]?"
_ERROR_WORDS = (
    r"(?i:(?:error[ei]?|errors|allarm[ei]|alarms?|guast[oi]|fault|codic[ei]|codes?|err\.?)[ \t]+"
    r"(?:(?:code|codice|di errore|errore|error|n\.?|n[°º])[ \t]+)*)"
)
_ERROR = re.compile(
    r"(?:^|(?<=[.;:|!?])[ \t]+|\|[ \t]*)[ \t>]*(?:\#{1,6}[ \t]*)?(?:[-•*][ \t]+)?[*_`|]*[ \t]*"
    rf"(?P<label>(?:{_ERROR_WORDS}[*_`]*(?P<worded>{_WORDED_CODE})|(?P<code>{_CODE})))"
    r"(?![\w.-]*\w)",
    re.MULTILINE,
)
_CODE_MENTION = re.compile(
    rf"(?<![\w.-])(?:{_ERROR_WORDS}(?P<worded>{_WORDED_CODE})|(?P<code>{_CODE}))(?!\w)"
)

_MENTION = re.compile(
    rf"(?<!\w)(?P<word>{_ANY_WORD})[ \t\n]*(?:n\.|n[°º])?[ \t]*"
    rf"(?P<number>{NUMBER}(?:[ \t]*(?:,|e|ed|and|o|or|to|a)[ \t]+\d{{1,4}}(?:-\w+)?(?![\w/]))*)",
    re.IGNORECASE,
)
_BETWEEN_NUMBERS = re.compile(r",|[ \t](?:e|ed|and|o|or|to|a)[ \t]")

# What follows a label that begins a place: nothing, a stop or dash, or a title.
_AFTER = re.compile(
    r"(?:[*_\]`]|\)(?=[*_]*[ \t]*$)|<[^>\n]{0,200}>)*[ \t]*"
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

    @property
    def term(self) -> str:
        """Return the term that stands for its address in the index."""
        return make_term(self.kind, self.number)


def make_term(kind: str, number: str) -> str:
    """Return the term that stands for an address in the index."""
    return f"{kind}:{number}"


def read_labels(text: str) -> list[Label]:
    """Return the labels in a text at which a place begins, in order.

    Args:
        text: A document, or a passage of one.

    """
    labels = {label.start: label for label in _read_all_labels(text)}
    return [labels[start] for start in sorted(labels)]


def address_terms(text: str) -> list[str]:
    """Return the terms of the addresses that begin in a passage, and of those it mentions."""
    begins = {label.term for label in read_labels(text)}
    mentions = {MENTION + term for term in _read_mentions(text)}
    return sorted(begins | mentions)


def _read_all_labels(text: str) -> Iterator[Label]:
    """Yield the labels of every form; a later one at the same offset is the better one."""
    for match in _ERROR.finditer(text):
        code = normalize_code(match["worded"] or match["code"])
        yield Label("error", code, match.start("label"), match.end("label"))

    for match in _ROMAN_LINE.finditer(text):
        number = normalize_number(match["number"])
        if number.isdigit():
            yield Label(ROMAN_KIND, number, match.start("number"), match.end())

    for match in _BARE_NUMBER.finditer(text):
        if _is_numbered_heading(text, match):
            start = match.start("mark") if match["mark"] else match.start("number")
            number = match["number"].casefold()
            yield Label(NUMBER_KIND, number, start, match.end("number"), _level(match))

    yield from _read_worded_labels(text)


def _read_worded_labels(text: str) -> Iterator[Label]:
    """Yield the labels that have the word for a place, such as "Art. 5"."""
    for match in _INLINE_LABEL.finditer(text):
        yield _make_label(match, match.start("word"))

    for match in _SPACED_LABEL.finditer(text):
        kind = kind_of(match["word"])
        if kind:
            number = normalize_number(match["number"].replace(" ", ""))
            yield Label(kind, number, match.start("word"), match.end())

    for match in _LABEL.finditer(text):
        if _begins_place(text, match):
            start = match.start("mark") if match["mark"] else match.start("word")
            yield _make_label(match, start)


def _make_label(match: re.Match[str], start: int) -> Label:
    """Return the label of a match that has a word and a number."""
    kind = kind_of(match["word"]) or ""
    level = _level(match) if "mark" in match.re.groupindex else 0
    return Label(kind, normalize_number(match["number"]), start, match.end("number"), level)


def _level(match: re.Match[str]) -> int:
    """Return how many number signs mark a heading."""
    return (match["mark"] or "").count("#")


def _begins_place(text: str, match: re.Match[str]) -> bool:
    """Return whether a label at the beginning of a line begins a place, and is no mention."""
    after = _AFTER.match(text, match.end())
    if not after or match["word"].casefold() in PLURALS:
        return False
    if match["mark"]:
        return True

    is_alone = not text[match.end() : _line_end(text, match.end())].strip(" \t.:-–—*_)0123456789")
    if not is_alone and not match["word"][:1].isupper() and match["word"][:1] != "§":
        return False
    if after["point"] == "." and _continues_in_small_letters(text, after.end()):
        return False
    return _is_after_sentence(text, match.start(), _MAX_LINE_BEFORE if is_alone else 0)


def _continues_in_small_letters(text: str, offset: int) -> bool:
    """Return whether the next letter of the line is a small one: the stop ended no sentence."""
    return text[offset : _line_end(text, offset)].lstrip(' \t*_(«“"')[:1].islower()


def _is_after_sentence(text: str, line_start: int, short: int) -> bool:
    """Return whether the line before is short, or ends as a sentence or a cell does."""
    previous_start = text.rfind("\n", 0, max(line_start - 1, 0)) + 1
    previous = text[previous_start : max(line_start - 1, 0)]
    return len(previous.strip()) <= short or bool(_SENTENCE_END.search(previous))


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

    line_end = _line_end(text, match.end())
    is_before_gap = not text[line_end + 1 : _line_end(text, line_end + 1)].strip()
    return is_before_gap and _is_after_gap(text, match.start())


def _is_after_gap(text: str, line_start: int) -> bool:
    """Return whether the line before is empty."""
    previous_start = text.rfind("\n", 0, max(line_start - 1, 0)) + 1
    return not text[previous_start : max(line_start - 1, 0)].strip()


def _line_end(text: str, offset: int) -> int:
    """Return where the line of an offset ends."""
    end = text.find("\n", offset)
    return len(text) if end < 0 else end


def _read_mentions(text: str) -> Iterator[str]:
    """Yield the terms of the addresses that stand anywhere in a text."""
    for match in _MENTION.finditer(text):
        kind = kind_of(match["word"])
        for number in _BETWEEN_NUMBERS.split(match["number"]):
            if kind and number.strip():
                yield make_term(kind, normalize_number(number))

    for match in _CODE_MENTION.finditer(text):
        yield make_term("error", normalize_code(match["worded"] or match["code"]))


@cache
def normalize_code(code: str) -> str:
    """Return the code of an error in one form."""
    return code.casefold().replace("-", "")
