"""Turn words into the terms that are compared: folded, and stemmed in their language.

The stemmers are from Snowball, through PyStemmer.
"""

import re
import unicodedata
from functools import lru_cache

import Stemmer

# The version of the stemmers: terms made by another one may differ.
VERSION = str(Stemmer.version())

_STEMMERS = {"it": "italian", "en": "english"}
LANGUAGES = frozenset(_STEMMERS)

_WORD = re.compile(r"[^\W_]+")

# A word that is broken at the end of a line.
_BROKEN_WORD = re.compile(r"([^\W\d_]{2,40})[-\u2010\xad][ \t]*\r?\n[ \t]*([^\W\d_]{2,40})")

# The point between a number and what is raised or lowered beside it: folding would make one number
# of both.
_BEFORE_RAISED_OR_LOWERED = re.compile("(?<=[0-9])(?=[⁰¹²³⁴-⁹₀-₉])")

# Code points up to which the stem of a word is cached: longer ones hardly occur twice.
_MAX_CACHED_WORD = 40

# Most words of a text occurred before.
_CACHED_WORDS = 1 << 14


def stem_words(text: str, language: str) -> list[str]:
    """Return the words of a text in order, as terms that can be compared.

    Words are folded (case, accents, compatibility forms) and stemmed; a language without a stemmer
    is only folded. An apostrophe ends a word: `dell'arte` is two.

    Args:
        text: Any text.
        language: Its ISO 639-1 code.

    """
    words = _WORD.findall(fold_text(_BEFORE_RAISED_OR_LOWERED.sub(" ", text)))
    if language not in _STEMMERS:
        return words
    return [_stem(word, _STEMMERS[language]) for word in words]


def join_broken_words(text: str) -> list[str]:
    """Return the words that hyphens break at the ends of lines, each as a whole."""
    return [first + second for first, second in _BROKEN_WORD.findall(text) if second.islower()]


def fold_text(text: str) -> str:
    """Return a text without case, accents and compatibility forms."""
    if text.isascii():
        return text.casefold()

    decomposed = unicodedata.normalize("NFKD", text)
    for mark in filter(unicodedata.combining, set(decomposed)):
        decomposed = decomposed.replace(mark, "")
    return decomposed.casefold()


def _stem(word: str, stemmer: str) -> str:
    if len(word) <= _MAX_CACHED_WORD:
        return _stem_cached(word, stemmer)
    return _stem_uncached(word, stemmer)


def _stem_uncached(word: str, stemmer: str) -> str:
    return str(Stemmer.Stemmer(stemmer).stemWord(word))


_stem_cached = lru_cache(maxsize=_CACHED_WORDS)(_stem_uncached)
