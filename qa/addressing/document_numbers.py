"""Read the numbers of documents: "contratto 5/2023", "legge 7 agosto 1990, n. 241".

Documents of one kind are often told apart by their numbers alone.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from fonti.index.text.address_words import find_kind
from fonti.index.text.stemming import fold_text
from fonti.qa.addressing.document_words import NUMBERED_TYPE_BY_WORD
from fonti.qa.question.function_words import FUNCTION_WORDS

_ITALIAN_MONTHS = (
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"
)
# In English "may" and "march" are words as well: their capital is needed.
_MONTHS = "|".join(
    [*_ITALIAN_MONTHS.split(), *(f"(?-i:{month})" for month in calendar.month_name if month)]
)

# The day of a date is no number of a document; the year of the date may belong to one.
_DAY = re.compile(
    rf"\b\d{{1,2}}[°º]?[ ](?=(?:{_MONTHS})\b)|\b(?:{_MONTHS})[ ]\d{{1,2}}(?=,?[ ]\d{{4}}\b)"
    r"|\b\d{1,2}([./-])\d{1,2}\1(?=\d{4}\b)",
    re.IGNORECASE,
)

_YEAR = r"(?:1[89]|2[01])\d\d"
_BETWEEN = r"(?:[/_-]|[ ](?:del(?:l['’]anno)?|of)[ ])"

# "n. 12", "5/2023", "2016/679", "5 del 2023", "231/01".
_NUMBER = re.compile(
    r"(?:\b(?P<sign>(?:n|nr|no|num|numero|number)\b\.?[ _]*|n[°º]\.?[ ]*)|(?<![\w,/])(?<!\d[.-]))"
    # Two years are a period.
    rf"(?!{_YEAR}[/_-]{_YEAR}(?!\d))"
    rf"(?:(?P<year_before>{_YEAR})[/_](?P<number_after>\d{{1,5}})"
    rf"|(?P<number>\d{{1,5}})(?:{_BETWEEN}(?P<year>{_YEAR})|/(?P<short_year>\d\d))?)"
    r"(?![\w/]|[.,]\d)",
    re.IGNORECASE,
)
_ANY_YEAR = re.compile(rf"(?<!\d){_YEAR}(?!\d)")

# The words before a number among which the kind of its document is looked for.
_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[;!?\n]|(?<=\w{4})\.\s")
_MAX_WORDS_BEFORE = 5
_MAX_CHARACTERS_BEFORE = 80


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """The number of a document.

    Attributes:
        number: The number, without leading zeros.
        year: Its year, as it is written; None if none stands beside it.
        word: The word before it, folded; empty if there is none.
        kind: The kind of document that the words before it name; None if they name none.
        has_sign: Whether "n." or the like stands before the number.
        start: Where the number begins in its text, with the word for its document.
        end: Where it ends.

    """

    number: str
    year: str | None
    word: str
    kind: str | None
    has_sign: bool
    start: int
    end: int

    @property
    def is_sure(self) -> bool:
        """Return whether it can hardly be a number of anything else."""
        return self.has_sign or self.year is not None or self.word in NUMBERED_TYPE_BY_WORD

    def is_same(self, other: "DocumentNumber", years: frozenset[str]) -> bool:
        """Return whether a number in a document is this one, as far as both are written.

        Args:
            other: The number in the document.
            years: The years that the document names; that of its number may stand apart.

        """
        are_of_other_kinds = self.kind and other.kind and self.kind != other.kind
        if self.number != other.number or are_of_other_kinds:
            return False
        possible = years if other.year is None else {other.year}
        if self.year is None or not possible:
            return True
        return any(year.endswith(self.year) or self.year.endswith(year) for year in possible)

    def is_of_same_kind(self, other: "DocumentNumber") -> bool:
        """Return whether another number counts documents of the same kind."""
        if self.kind or other.kind:
            return self.kind == other.kind
        return bool(self.word) and self.word == other.word


@dataclass(frozen=True, slots=True)
class NumberedText:
    """The numbers of documents in a text, and the years that it names."""

    numbers: tuple[DocumentNumber, ...]
    years: frozenset[str]

    def has(self, asked: DocumentNumber, *, only_sure: bool = False) -> bool:
        """Return whether the text has a number.

        Args:
            asked: The number.
            only_sure: Whether a number counts only if it can hardly be one of something else.

        """
        return any(
            asked.is_same(number, self.years) and (number.is_sure or not only_sure)
            for number in self.numbers
        )

    def has_another(self, asked: DocumentNumber) -> bool:
        """Return whether the text has other numbers for documents of the kind, and not this one."""
        return not self.has(asked) and any(map(asked.is_of_same_kind, self.numbers))


def read_numbers(text: str) -> NumberedText:
    """Return the numbers of documents in a text, without those of articles, and the years."""
    return NumberedText(tuple(_list_numbers(text)), frozenset(_ANY_YEAR.findall(text)))


def read_asked_number(name: str) -> DocumentNumber | None:
    """Return the number in the name of a document, with its year; None if it has none."""
    numbered = read_numbers(name)
    if not numbered.numbers:
        return None
    first = max(numbered.numbers, key=lambda number: number.is_sure)
    if first.year is None and len(numbered.years) == 1:
        return replace(first, year=next(iter(numbered.years)))
    return first


def find_numbered_document(text: str) -> str | None:
    """Return the words of a text that name a kind of document with its number, or None."""
    for number in _list_numbers(text):
        if number.kind and number.is_sure:
            return text[number.start : number.end]
    return None


def _list_numbers(text: str) -> Iterator[DocumentNumber]:
    """Yield the numbers of documents in a text."""
    # The days of dates are blanked out, so that the offsets stay.
    without_days = _DAY.sub(lambda match: " " * len(match[0]), text)
    previous_end = 0
    for numeral in _NUMBER.finditer(without_days):
        words = _list_words_before(without_days, previous_end, numeral.start())
        previous_end = numeral.end()
        word = _normalize_word(words[-1]) if words else ""
        number = numeral["number_after"] or numeral["number"]
        year = numeral["year_before"] or numeral["year"] or numeral["short_year"]
        has_sign = bool(numeral["sign"])
        is_year = year is None and not has_sign and bool(_ANY_YEAR.fullmatch(number))
        if is_year or find_kind(word) is not None:
            continue
        typed = [match for match in words if _normalize_word(match) in NUMBERED_TYPE_BY_WORD]
        yield DocumentNumber(
            number=number.lstrip("0") or "0",
            year=year,
            word=word,
            kind=NUMBERED_TYPE_BY_WORD[_normalize_word(typed[-1])] if typed else None,
            has_sign=has_sign,
            start=typed[-1].start() if typed else numeral.start(),
            end=numeral.end(),
        )


def _list_words_before(text: str, start: int, offset: int) -> list[re.Match[str]]:
    """Return the last words between two offsets, in the sentence of the second one.

    Function words are left out.
    """
    start = max(offset - _MAX_CHARACTERS_BEFORE, start)
    for end in _SENTENCE_END.finditer(text, start, offset):
        start = end.end()
    words = [
        match
        for match in _WORD.finditer(text, start, offset)
        if not any(fold_text(match[0]) in listed for listed in FUNCTION_WORDS.values())
    ]
    return words[-_MAX_WORDS_BEFORE:]


def _normalize_word(match: re.Match[str]) -> str:
    """Return a word as the tables of document words have it: "D.Lgs" is "dlgs"."""
    return fold_text(match[0]).replace(".", "")
