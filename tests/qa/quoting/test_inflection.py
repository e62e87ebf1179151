"""Forms of one word are told from words that only have the same stem."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import stem_words
from fonti.qa.quoting.inflection import are_forms_of_one_word

FORMS = {
    "it": [
        "casa case",
        "porto porti",
        "nave navi",
        "antico antichi",
        "biblioteca biblioteche",
        "orario orari",
        "biglietto biglietti",
        "costa costano",
        "conserva conservavano",
        "affondò affondate",
        "costruì costruito",
        "vende venduto",
        "Città CITTÀ",
        "perche\u0301 perché",
    ],
    "en": [
        "bell bells",
        "policy policies",
        "box boxes",
        "work worked",
        "close closing",
        "generated generates",
        "universities university",
        "carry carried",
        "NATO nato",
    ],
}

# Each pair has one stem.
ALIKE = {
    "it": [
        "casa caso",
        "casa casi",
        "porto porta",
        "partita partito",
        "foglia foglio",
        "colpa colpo",
        "governa governatore",
        "banco banca",
    ],
    "en": [
        "animals animated",
        "author authority",
        "important imports",
        "general generally",
    ],
}


def list_pairs(pairs: dict[str, list[str]]) -> list[tuple[str, str, str]]:
    """Return the pairs of words, with their language."""
    return [(*pair.split(), language) for language, of_one in pairs.items() for pair in of_one]  # type: ignore[misc]


@pytest.mark.parametrize(("word", "other", "language"), list_pairs(FORMS))
def test_forms_of_one_word_belong_together(word: str, other: str, language: str) -> None:
    """In either order, whatever their case and the way their accents are written."""
    assert are_forms_of_one_word(word, other, language)
    assert are_forms_of_one_word(other, word, language)


@pytest.mark.parametrize(("word", "other", "language"), list_pairs(ALIKE))
def test_words_that_only_resemble_do_not(word: str, other: str, language: str) -> None:
    """A stemmer takes them for one."""
    assert stem_words(word, language) == stem_words(other, language)
    assert not are_forms_of_one_word(word, other, language)
    assert not are_forms_of_one_word(other, word, language)


@given(st.text(max_size=12), st.text(max_size=12), st.sampled_from(["it", "en", "de"]))
def test_the_order_of_two_words_makes_no_difference(word: str, other: str, language: str) -> None:
    """A word is a form of itself, also in a language whose endings are not known."""
    assert are_forms_of_one_word(word, word, language)
    forwards = are_forms_of_one_word(word, other, language)
    assert forwards == are_forms_of_one_word(other, word, language)
