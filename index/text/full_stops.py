"""Decide whether a full stop between two words ends a sentence, or belongs to an abbreviation."""

import re
from dataclasses import dataclass
from functools import cache

from fonti.index.text.abbreviations import (
    ABBREVIATIONS,
    BEFORE_DIGITS,
    BEFORE_NUMBER,
    CONNECTIVES,
    MAY_END,
)

_ROMAN = re.compile(r"[IVXLCDM]+")

# What begins a number or an amount, or a code such as "B12".
NUMBER = re.compile(r"\d|[£€$§~<>±]|[A-Z]{1,3}\d")

# Abbreviations by their form: "d.lgs", and words without a vowel such as "bldg" and "mld".
_SHORTENED = re.compile(
    r"""(?:[^\W\d_]{1,4}\.)+[^\W\d_]{1,4}
      | [B-DF-HJ-NP-TV-Zb-df-hj-np-tv-xz][b-df-hj-np-tv-xz]{1,4}
      | [^\W\d_]{1,8}(?:bb|cc|mm|vv|[bcdfgptv][lr])""",
    re.VERBOSE,
)

# An abbreviation of single small letters, which is no part of a name: "c.p.c", "a.s.l".
_LOWER_CASE_ACRONYM = re.compile(r"(?:[a-z]\.)+[a-z]")

# Words of a few letters that end with a consonant are rare in Italian, and most are clipped.
_CLIPPED_ITALIAN = re.compile(r"[^\W\d_]{1,4}[b-df-hj-np-tv-xz]")

_LOWER_CASE_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")

# Abbreviations at the end of a list ("and so on"), after which a sentence always ends.
_ALWAYS_END = frozenset({"ecc", "etc", "segg"})

# Abbreviations before numbers that are also words, after which "I" is no number: "No. I do not."
_FULL_WORDS = frozenset({"no", "art", "sat", "sun", "max", "ex"})


@dataclass(frozen=True, slots=True)
class WordsAround:
    """The words before and after a full stop.

    Attributes:
        last: The word before it; empty if there is none.
        next: The word after it, which does not begin with a lower-case letter.
        is_starter: Whether the word after it most likely begins a sentence.
        is_plain_starter: Whether it does so, and can be no part of a name.

    """

    last: str
    next: str
    is_starter: bool
    is_plain_starter: bool


def is_end_between_words(words: WordsAround, language: str) -> bool:
    """Return whether a full stop between two words ends a sentence."""
    last_word = re.split(r"['’]", words.last)[-1]
    word = last_word.casefold()
    # The t of "didn't" is no initial.
    is_initial = (
        len(word) == 1 and word.isalpha() and (last_word.isupper() or last_word == words.last)
    )

    if NUMBER.match(words.next) and _goes_before_digits(last_word, language):
        return False
    if word in BEFORE_NUMBER and _is_number(words, word):
        return False
    if word in _list_may_end(language):
        return words.is_starter or word in _ALWAYS_END
    if is_initial:
        return words.is_starter

    if word in CONNECTIVES:
        return False
    if not _list_never_ending(language).isdisjoint((word, last_word)):
        return words.is_plain_starter
    if _LOWER_CASE_ACRONYM.fullmatch(last_word):
        return not _is_number(words, word)
    return words.is_starter if _SHORTENED.fullmatch(last_word) else True


def _goes_before_digits(last_word: str, language: str) -> bool:
    """Return whether a word before a full stop and digits is an abbreviation."""
    if last_word in _LOWER_CASE_LETTERS or last_word.casefold() in BEFORE_DIGITS:
        return True
    return language == "it" and _CLIPPED_ITALIAN.fullmatch(last_word) is not None


def _is_number(words: WordsAround, word_before: str) -> bool:
    """Return whether the word after a full stop is a number; letters number too ("App. B")."""
    if NUMBER.match(words.next):
        return True
    if len(words.next) == 1 and not words.is_starter:
        return True
    is_pronoun = words.next == "I" and word_before in _FULL_WORDS
    return _ROMAN.fullmatch(words.next) is not None and not is_pronoun


@cache
def _list_never_ending(language: str) -> frozenset[str]:
    """Return the abbreviations of a language that never end a sentence."""
    return ABBREVIATIONS["shared"] | ABBREVIATIONS.get(language, frozenset())


@cache
def _list_may_end(language: str) -> frozenset[str]:
    """Return the abbreviations of a language that may end a sentence."""
    return MAY_END["shared"] | MAY_END.get(language, frozenset())


@cache
def list_abbreviations(language: str) -> frozenset[str]:
    """Return all abbreviations of a language."""
    never_ending = _list_never_ending(language) | CONNECTIVES
    return never_ending | BEFORE_NUMBER | BEFORE_DIGITS | _list_may_end(language)
