"""Words that say how a sentence is built and not what it is about: question words, articles, pronouns, auxiliaries.

Only closed classes stand in the lists, since every other word may be what someone asks for.
"""

import re
import unicodedata
from pathlib import Path

_WORD = re.compile(r"[^\W_]+")
_LIST = "function_words_{}.txt"  # folded
FUNCTION_WORDS = {
    language: frozenset(Path(__file__).with_name(_LIST.format(language)).read_text("utf-8").split())
    for language in ("it", "en")
}


def fold(word: str) -> str:
    """A word without case and accents."""
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def content_words(text: str, language: str) -> list[str]:
    """The words of a text, as they stand in it, that say what it is about."""
    return [word for word in _WORD.findall(text) if fold(word) not in FUNCTION_WORDS[language]]
