"""Words that say how a sentence is built and not what it is about: question words, articles, pronouns, auxiliaries.

Only closed classes stand in the lists, since every other word may be what someone asks for.
"""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

WORD = re.compile(
    r"[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*"
)  # accents may stand apart
ACRONYM = 4  # letters that one has at most
_LIST = "function_words_{}.txt"  # folded
FUNCTION_WORDS = {
    language: frozenset(Path(__file__).with_name(_LIST.format(language)).read_text("utf-8").split())
    for language in ("it", "en")
}


@lru_cache(maxsize=1 << 14)
def fold(word: str) -> str:
    """A word without case and accents."""
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def content_spans(text: str, language: str) -> list[tuple[int, int]]:
    """Where the words of a text stand that say what it is about; an acronym (IT, US) is one whatever it spells."""
    shouted = text.isupper()

    def says(word: str) -> bool:
        acronym = 1 < len(word) <= ACRONYM and word.isupper() and not shouted
        return acronym or fold(word) not in FUNCTION_WORDS[language]

    return [word.span() for word in WORD.finditer(text) if says(word[0])]
