"""Tell forms of one word ("case" and "casa") from words that only have the same stem ("caso").

A stemmer is made for search, where a word too many does little harm: it takes "casa" and "caso",
"partita" and "partito", "animal" and "animated" for one. Here the endings after what both words
have in common have to belong together.
"""

import unicodedata

# Endings that are forms of one word, separated by bars. Those of both genders are left out: of "o"
# and "a", more pairs are two words than one.
_ENDING_LISTS = {
    "it": (
        # Singular and plural.
        "o|i",
        "o|hi",
        "io|i",
        "a|e",
        "a|he",
        "ia|e",
        "e|i",
        # Verbs in -are, -ere and -ire, without the first and the second person.
        "a|ano|are|ava|avano|ando|ò|arono|ato|ata|ati|ate|erà|eranno",
        "e|ono|ere|eva|evano|endo|é|erono|uto|uta|uti|ute|erà|eranno",
        "e|ono|isce|iscono|ire|iva|ivano|endo|ì|irono|ito|irà|iranno",
    ),
    "en": (
        # Singular and plural, and the forms of verbs.
        "|s|ed|ing",
        "|es",
        "e|es|ed|ing",
        "y|ies|ied|ying",
    ),
}
_ENDINGS = {
    language: tuple(frozenset(endings.split("|")) for endings in lists)
    for language, lists in _ENDING_LISTS.items()
}

# Letters that all forms of a word have in common, and the most letters of an ending that may stand
# in both words ("costano" and "costavano").
_MIN_COMMON = 2
_MAX_SHARED = 3


def are_forms_of_one_word(word: str, other: str, language: str) -> bool:
    """Return whether two words are the same, or forms of the same.

    Case does not count. Words of a language that is not known here are the same or not.

    Args:
        word: A word.
        other: Another word.
        language: The ISO 639-1 code of their language.

    """
    first = unicodedata.normalize("NFC", word).casefold()
    second = unicodedata.normalize("NFC", other).casefold()
    if first == second:
        return True

    common = _count_common(first, second)
    for length in range(common, max(_MIN_COMMON, common - _MAX_SHARED) - 1, -1):
        endings = {first[length:], second[length:]}
        if any(endings <= of_one_word for of_one_word in _ENDINGS.get(language, ())):
            return True
    return False


def _count_common(first: str, second: str) -> int:
    """Return how many letters two words have in common at their beginning."""
    count = 0
    for letter, other in zip(first, second, strict=False):
        if letter != other:
            break
        count += 1
    return count
