"""Words as they are matched: folded, stemmed, a field a language, and never a query language."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index.search.lexical import BLOCK, WordIndex, write_block
from fonti.index.text.stemming import stem_words
from tests.helpers.fakes import arbitrary_texts

PASSAGES = [
    (0, 7, "it", "Le città italiane hanno molte biblioteche."),
    (1, 7, "it", "Il faro è alto. Il faro è antico."),
    (2, 8, "en", "The cities have many libraries, and a faro table."),
    (3, 9, "de", "Die Städte haben viele Büchereien."),
]

TEXTS = ("Il faro del porto.", "La biblioteca è chiusa.", "Il porto e la biblioteca.")


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> WordIndex:
    """The words of four passages."""
    folder = tmp_path_factory.mktemp("words") / "0"
    write_block(folder, PASSAGES)
    return WordIndex.load([folder])


def rows(
    words: WordIndex, text: str, language: str, documents: list[int] | None = None
) -> list[int]:
    """The rows of the passages that match a text, best first."""
    return [row for row, _ in words.matching(stem_words(text, language), language, 10, documents)]


@pytest.mark.parametrize(
    "spelled", ["citta", "CITTÀ", "Città", unicodedata.normalize("NFD", "città"), "ｃｉｔｔà"]
)
def test_spellings_fold_together(spelled: str) -> None:
    """Case, accents, decomposition and width make no difference."""
    assert stem_words(spelled, "it") == stem_words("città", "it")


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("biblioteche", "biblioteca", "it"),
        ("libraries", "library", "en"),
        ("opening", "opens", "en"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str, language: str) -> None:
    """Stems are by language."""
    assert stem_words(one, language) == stem_words(other, language)


def test_a_language_without_stemmer_is_only_folded() -> None:
    """Whole words, without accents."""
    assert stem_words("Die Städte öffnen", "de") == ["die", "stadte", "offnen"]


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_apostrophes_part_words(apostrophe: str) -> None:
    """An elided article is a word of its own, whichever apostrophe is typed."""
    assert stem_words(f"l{apostrophe}arte", "it")[-1:] == stem_words("arte", "it")
    assert len(stem_words(f"dell{apostrophe}arte", "it")) == 2


@given(arbitrary_texts(), st.sampled_from(["it", "en", "de"]))
def test_folding_knows_no_composition(text: str, language: str) -> None:
    """Composed and decomposed text has the same stems, none empty, none with white space."""
    found = stem_words(text, language)
    assert found == stem_words(unicodedata.normalize("NFD", text), language)
    assert all(word and word == "".join(word.split()) for word in found)


def test_what_passages_hold_of_some_stems(tmp_path: Path) -> None:
    """By passage, in one language, whatever block they lie in."""
    for block in (0, 3):
        rows = [
            (block * BLOCK + number, 7, language, text) for number, _, language, text in PASSAGES
        ]
        write_block(tmp_path / str(block), rows)
    words = WordIndex.load([tmp_path / "0", tmp_path / "3"])
    asked = {*stem_words("faro città", "it"), "assente"}
    assert words.held([1, 3 * BLOCK, 3 * BLOCK + 1], asked, "it") == {
        1: {"far"},
        3 * BLOCK: {*stem_words("città", "it")},
        3 * BLOCK + 1: {"far"},
    }
    assert words.held([3], {"stadte"}, "de") == {3: {"stadte"}}
    assert words.held([], asked, "it") == words.held([2], set(), "fr") == {}


def test_languages_are_apart(words: WordIndex) -> None:
    """A word is looked for among one language's passages, and a language without stemmer has its own."""
    assert rows(words, "faro", "it") == [1]
    assert rows(words, "faro", "en") == [2]
    assert rows(words, "stadte", "de") == [3]
    assert rows(words, "stadte", "fr") == []


def test_documents_limit_the_search(words: WordIndex) -> None:
    """Only the named documents' passages, and none for none."""
    assert rows(words, "città faro", "it", [7]) == rows(words, "città faro", "it") != []
    assert rows(words, "città faro", "it", [8]) == rows(words, "città faro", "it", []) == []


def test_the_best_match_is_first(words: WordIndex) -> None:
    """More of the rarer words score higher; a limit on the document adds nothing to a score."""
    hits = words.matching(stem_words("faro antico città", "it"), "it", 10, None)
    assert [row for row, _ in hits] == [1, 0]
    assert hits[0][1] > hits[1][1] > 0
    limited = words.matching(stem_words("faro antico città", "it"), "it", 10, [7])
    assert dict(limited) == pytest.approx(dict(hits))
    assert len(words.matching(stem_words("faro antico città", "it"), "it", 1, None)) == 1


def test_rarity_is_higher_for_rarer_words(words: WordIndex) -> None:
    """A word of no passage is rarest."""
    assert words.rarity("inesistente", "it") > words.rarity(stem_words("faro", "it")[0], "it") > 0


@pytest.mark.parametrize(
    "query",
    [
        "faro AND NOT -antico",
        "language:en faro",
        "fa* faro~2",
        '"faro',
        "(faro",
        "row:[0 TO 9] faro",
    ],
)
def test_query_syntax_is_plain_words(query: str, words: WordIndex) -> None:
    """Operators, fields and quotation marks mean nothing."""
    assert rows(words, query, "it")[0] == 1


def test_blocks_are_one_index(tmp_path: Path) -> None:
    """What is cut into blocks is found as in one: each word weighs what it does in all of them."""
    many = [
        (number, number % 5, "it", f"Il tema {number % 7}. {TEXTS[number % 3]}")
        for number in range(40)
    ]
    for number, rows_of in enumerate((many, many[:13], many[13:])):
        write_block(tmp_path / str(number), rows_of)
    one, cut = WordIndex.load([tmp_path / "0"]), WordIndex.load([tmp_path / "1", tmp_path / "2"])
    for query in ("faro", "biblioteca del porto", "tema 3"):
        words = stem_words(query, "it")
        assert [cut.rarity(word, "it") for word in words] == [
            one.rarity(word, "it") for word in words
        ]
        found, expected = (each.matching(words, "it", 40, None) for each in (cut, one))
        assert dict(found) == pytest.approx(dict(expected), rel=0.05)
