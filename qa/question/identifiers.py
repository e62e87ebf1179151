"""Find the identifiers of a question: the names, numbers and codes that only its answer has.

An answer about 2021 is no answer to a question about 2020, however much it resembles one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fonti.index.text.stemming import fold_text
from fonti.qa.question.function_words import FUNCTION_WORDS, WORD_PATTERN
from fonti.qa.question.names_and_headings import is_date_word

# A word with a digit: a year, an amount, a version, a code such as E42, an article such as 2-bis.
_NUMBER_OR_CODE = re.compile(r"(?<!\w)(?=[\w.,/-]*\d)\w(?:[\w.,/-]*\w)?")

# An abbreviation that stands before a number without a space: n.231/2001, art.5.
_ABBREVIATION = re.compile(r"(?:[^\W\d_]{1,4}\.)+(?=\d)")

# The 20th century is il XX secolo, too: a text seldom lacks an ordinal that it does not spell out.
_ORDINAL = re.compile(r"\d{1,4}(?:st|nd|rd|th|[ªºao])", re.IGNORECASE)

# A separator of thousands, as in 1.500 and 1,500; the spaces are those that no line breaks at.
_THOUSANDS = re.compile(r"(?<=\d)[.,'’\u00a0\u202f\u2009](?=\d{3}(?!\d))")

# A number whose thousands may be separated by ordinary spaces. They may also be two numbers.
_SPACED_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?: \d{3})+(?!\d)")

_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–−"), "-")

# What can stand before a name inside a sentence.
_BEFORE_NAME = re.compile(r"[\w,;’'] ?$")

_MIN_NAME_LENGTH = 3

# Codes of a question that are looked for: more would take long.
_MAX_CODES = 10


@dataclass(frozen=True, slots=True)
class Identifiers:
    """The words of a question that identify what it is about.

    Attributes:
        numbers: Its numbers and codes, as they stand in it, without ordinals.
        names: Its names: words with a capital inside a sentence.

    """

    numbers: tuple[str, ...]
    names: tuple[str, ...]

    def __bool__(self) -> bool:
        """Return whether there is any."""
        return bool(self.numbers or self.names)


def find_identifiers(question: str, language: str) -> Identifiers:
    """Return the names, numbers and codes in a question."""
    codes = [_ABBREVIATION.sub("", match[0]) for match in _NUMBER_OR_CODE.finditer(question)]
    numbers = [code for code in codes if not _ORDINAL.fullmatch(code)]
    if question.isupper():
        return Identifiers(tuple(numbers), ())

    names = []
    for match in WORD_PATTERN.finditer(question):
        word = match[0]
        is_inside = bool(_BEFORE_NAME.search(question[: match.start()]))
        is_name = word[0].isupper() and len(word) >= _MIN_NAME_LENGTH and word.isalpha()
        if is_inside and is_name and not _is_common(word, language):
            names.append(word)
    return Identifiers(tuple(numbers), tuple(names))


def find_codes(question: str) -> list[str]:
    """Return the codes in a question: words such as E33 and INV-0150, each once.

    They begin with a letter, and have two digits or more. Only the first ones are returned.
    """
    words = (_ABBREVIATION.sub("", match[0]) for match in _NUMBER_OR_CODE.finditer(question))
    codes = dict.fromkeys(
        word for word in words if word[0].isalpha() and sum(map(str.isdigit, word)) > 1
    )
    return list(codes)[:_MAX_CODES]


def count_numbers(text: str, numbers: Sequence[str]) -> int:
    """Return how many of some numbers and codes a text has, as `contains_number` looks for them."""
    if not numbers:
        return 0
    forms = _normalize_forms(text)
    return sum(_stands_in(forms, number) for number in numbers)


def contains_number(text: str, number: str) -> bool:
    """Return whether a text has a number or code, however it separates thousands and decimals."""
    return _stands_in(_normalize_forms(text), number)


def find_texts_with_most_numbers(numbers: Sequence[str], texts: Sequence[str]) -> list[int]:
    """Return the indices of the texts that have the most of some numbers and codes, in order."""
    counts = [count_numbers(text, numbers) for text in texts]
    most = max(counts, default=0)
    return [index for index, count in enumerate(counts) if count == most]


def contains_name(text: str, name: str) -> bool:
    """Return whether a text has a word that begins with a name, whatever its case and accents."""
    if re.search(rf"(?<!\w){re.escape(name)}", text):
        return True
    # Folding a long text takes a thousand times as long.
    return re.search(rf"(?<!\w){re.escape(fold_text(name))}", fold_text(text)) is not None


def _normalize_forms(text: str) -> tuple[str, str]:
    """Return a text as numbers are looked for in it: as it is, and without spaces in numbers."""
    joined = _SPACED_NUMBER.sub(lambda match: match[0].replace(" ", ""), text)
    return _normalize_number(text), _normalize_number(joined)


def _stands_in(forms: Iterable[str], number: str) -> bool:
    """Return whether a number stands in one of the forms of a text."""
    wanted = re.compile(rf"(?<!\w){re.escape(_normalize_number(number))}(?!\w)")
    return any(wanted.search(form) for form in forms)


def _normalize_number(text: str) -> str:
    """Return a text without separators of thousands and case, with decimal points and hyphens."""
    without_thousands = _THOUSANDS.sub("", text.translate(_DASHES))
    return _DECIMAL_COMMA.sub(".", without_thousands).casefold()


def _is_common(word: str, language: str) -> bool:
    """Return whether a word with a capital is no name: a month, a day, a function word."""
    folded = fold_text(word)
    return folded in FUNCTION_WORDS.get(language, ()) or is_date_word(folded)
