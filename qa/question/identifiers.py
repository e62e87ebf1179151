"""Find the identifiers of a question: the names, numbers and codes that only the right place has.

An answer about 2021 is no answer to a question about 2020, however much it resembles one.
"""

import re
from dataclasses import dataclass

from fonti.qa.question.function_words import FUNCTION_WORDS, WORD_PATTERN, fold_word
from fonti.qa.question.phrases import is_date_word

# A word with a digit: a year, an amount, a version, a code such as E42, an article such as 2-bis.
_NUMBER_OR_CODE = re.compile(r"(?<!\w)(?=[\w.,/-]*\d)\w(?:[\w.,/-]*\w)?")

# A separator of thousands, as in 1.500 and 1,500.
_THOUSANDS = re.compile(r"(?<=\d)[.,'’](?=\d{3}(?!\d))")

# What can stand before a name inside a sentence.
_BEFORE_NAME = re.compile(r"[\w,;’'] ?$")

_MIN_NAME_LENGTH = 3


@dataclass(frozen=True, slots=True)
class Identifiers:
    """The words of a question that identify what it is about.

    Attributes:
        numbers: Its numbers and codes, as they stand in it.
        names: Its names: words with a capital inside a sentence.

    """

    numbers: tuple[str, ...]
    names: tuple[str, ...]

    def __bool__(self) -> bool:
        """Return whether there is any."""
        return bool(self.numbers or self.names)


def find_identifiers(question: str, language: str) -> Identifiers:
    """Return the names, numbers and codes in a question."""
    numbers = [match[0] for match in _NUMBER_OR_CODE.finditer(question)]
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


def contains_number(text: str, number: str) -> bool:
    """Return whether a text has a number or code, however its thousands are separated."""
    wanted = _normalize_number(number)
    normalized = _normalize_number(text)
    if wanted not in normalized:
        return False
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", normalized) is not None


def contains_name(text: str, name: str) -> bool:
    """Return whether a text has a name, whatever its case and accents."""
    return fold_word(name) in fold_word(text)


def _normalize_number(text: str) -> str:
    """Return a text without separators of thousands and without case."""
    return _THOUSANDS.sub("", text).casefold()


def _is_common(word: str, language: str) -> bool:
    """Return whether a word with a capital is no name: a month, a day, a function word."""
    folded = fold_word(word)
    return folded in FUNCTION_WORDS.get(language, ()) or is_date_word(folded)
