"""Words as they are matched: folded and stemmed by their language."""

import re
import unicodedata
from functools import lru_cache

import Stemmer

_STEMMERS = {"it": "italian", "en": "english"}
_WORD = re.compile(r"[^\W_]+")
_USUAL = 40  # code points that a word has at most whose stem is remembered
VERSION = str(Stemmer.version())
LANGUAGES = frozenset(_STEMMERS)


def stems(text: str, language: str) -> list[str]:
    """The words of a text as they are matched: folded (case, accents, compatibility forms) and stemmed by its language.

    Apostrophes part words (`dell'arte` is two). A language with no stemmer here is only folded.
    """
    return [_stem(word, language) for word in _WORD.findall(_fold(text))]


def _stem(word: str, language: str) -> str:
    if language not in _STEMMERS:
        return word
    return (_known if len(word) <= _USUAL else _stemmed)(word, _STEMMERS[language])


def _stemmed(word: str, stemmer: str) -> str:
    return str(Stemmer.Stemmer(stemmer).stemWord(word))


_known = lru_cache(maxsize=1 << 16)(_stemmed)  # by far the most words come again


def _fold(text: str) -> str:
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text)
    for mark in filter(unicodedata.combining, set(decomposed)):
        decomposed = decomposed.replace(mark, "")
    return decomposed.casefold()
