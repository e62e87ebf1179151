"""Separate content words from function words: question words, articles, auxiliaries.

The lists have only closed classes of words, since any other word may be what a question asks for.
"""

import re
from functools import lru_cache
from pathlib import Path

from fonti.index import stem_words
from fonti.index.text.stemming import fold_text

# A word of letters and digits. Accents can be separate code points (decomposed, as macOS writes).
WORD_PATTERN = re.compile(r"[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*")

# Letters. A word in capitals that is not longer may be an acronym (IT, US, NATO).
MAX_ACRONYM_LENGTH = 4

# The files have folded words, separated by white space.
FUNCTION_WORDS = {
    language: frozenset(
        Path(__file__).with_name(f"function_words_{language}.txt").read_text("utf-8").split()
    )
    for language in ("it", "en")
}


def find_content_words(text: str, language: str) -> list[tuple[int, int]]:
    """Return the spans of the words that are no function words, in code points of the text.

    An acronym (IT, US) is a content word, whatever word it looks like.
    """
    is_shouted = text.isupper()
    spans = []
    for match in WORD_PATTERN.finditer(text):
        word = match[0]
        is_acronym = 1 < len(word) <= MAX_ACRONYM_LENGTH and word.isupper() and not is_shouted
        if is_acronym or fold_text(word) not in FUNCTION_WORDS[language]:
            spans.append(match.span())

    return spans


@lru_cache(maxsize=1 << 14)
def stem_word(word: str, language: str) -> frozenset[str]:
    """Return the stems of one word, of which a text has the same ones again and again.

    It has several stems if it has an apostrophe.
    """
    return frozenset(stem_words(word, language))


def collect_content_stems(text: str, language: str, stem_language: str) -> frozenset[str]:
    """Return the stems of the words of a text that are no function words.

    Args:
        text: Any text.
        language: Its language, whose function words are left out.
        stem_language: The language in which the words are stemmed: that of what they are compared
            with.

    """
    return frozenset(
        stem
        for start, end in find_content_words(text, language)
        for stem in stem_words(text[start:end], stem_language)
    )
