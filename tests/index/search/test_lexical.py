"""Test the search of words: folded, stemmed, by language, and without a query language."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index.search.lexical import BLOCK_SIZE, WordIndex, list_stems, write_block
from fonti.index.search.row_queries import PassageText
from fonti.index.text.stemming import stem_words
from tests.helpers.fakes import arbitrary_texts

PASSAGES = [
    PassageText(0, 7, "it", "Le città italiane hanno molte biblioteche."),
    PassageText(1, 7, "it", "Il faro è alto. Il faro è antico."),
    PassageText(2, 8, "en", "The cities have many libraries, and a faro table."),
    PassageText(3, 9, "de", "Die Städte haben viele Büchereien."),
]

TEXTS = ("Il faro del porto.", "La biblioteca è chiusa.", "Il porto e la biblioteca.")


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> WordIndex:
    """Index the words of four passages."""
    folder = tmp_path_factory.mktemp("words") / "0"
    write_block(folder, PASSAGES)
    return WordIndex.load([folder])


def search(
    words: WordIndex, text: str, language: str, extraction_ids: list[int] | None = None
) -> list[int]:
    """Return the ids of the passages that match a text, best first."""
    hits = words.search(stem_words(text, language), language, 10, extraction_ids)
    return [passage_id for passage_id, _ in hits]


@pytest.mark.parametrize(
    "spelling", ["citta", "CITTÀ", "Città", unicodedata.normalize("NFD", "città"), "ｃｉｔｔà"]
)
def test_spellings_of_a_word_are_folded_together(spelling: str) -> None:
    """Case, accents, decomposition and width make no difference."""
    assert stem_words(spelling, "it") == stem_words("città", "it")


@pytest.mark.parametrize(
    ("form", "other", "language"),
    [
        ("biblioteche", "biblioteca", "it"),
        ("libraries", "library", "en"),
        ("opening", "opens", "en"),
    ],
)
def test_forms_of_a_word_have_the_same_stem(form: str, other: str, language: str) -> None:
    """Each language has its own stemmer."""
    assert stem_words(form, language) == stem_words(other, language)


@pytest.mark.parametrize("end", ["-\n", "-\r\n  ", "\xad\n"])
def test_words_that_a_line_end_breaks_are_listed_in_whole(end: str) -> None:
    """A word that a hyphen breaks is searched in whole, and its halves are, too."""
    passage = PassageText(0, 1, "it", f"Ricade sull'ammini{end}stratore; 10-\n12, A-\nB.")
    stems = list_stems(passage)
    assert stems[-1:] == stem_words("amministratore", "it")
    assert {*stem_words("ammini stratore", "it")} <= {*stems}


def test_a_raised_digit_is_no_digit_of_a_number() -> None:
    """A note's mark and a power are terms of their own."""
    assert stem_words("1.250³ e 10⁶", "it") == ["1", "250", "3", "e", "10", "6"]


def test_a_language_without_stemmer_is_only_folded() -> None:
    """Words stay whole, and lose their accents."""
    assert stem_words("Die Städte öffnen", "de") == ["die", "stadte", "offnen"]


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_an_apostrophe_ends_a_word(apostrophe: str) -> None:
    """An elided article is a word of its own, whichever apostrophe is typed."""
    assert stem_words(f"l{apostrophe}arte", "it")[-1:] == stem_words("arte", "it")
    assert len(stem_words(f"dell{apostrophe}arte", "it")) == 2


@given(arbitrary_texts(), st.sampled_from(["it", "en", "de"]))
def test_composition_makes_no_difference(text: str, language: str) -> None:
    """Composed and decomposed text has the same terms; none is empty or has white space."""
    terms = stem_words(text, language)
    assert terms == stem_words(unicodedata.normalize("NFD", text), language)
    assert all(term and term == "".join(term.split()) for term in terms)


def test_find_terms_returns_the_terms_of_each_passage(tmp_path: Path) -> None:
    """Passages in another language are left out; it does not matter in which block one lies."""
    for block in (0, 3):
        first = block * BLOCK_SIZE
        passages = [
            PassageText(first + passage.passage_id, 7, passage.language, passage.text)
            for passage in PASSAGES
        ]
        write_block(tmp_path / str(block), passages)
    words = WordIndex.load([tmp_path / "0", tmp_path / "3"])

    terms = {*stem_words("faro città", "it"), "assente"}
    first = 3 * BLOCK_SIZE
    assert words.find_terms([1, first, first + 1], terms, "it") == {
        1: {"far"},
        first: {*stem_words("città", "it")},
        first + 1: {"far"},
    }
    assert words.find_terms([3], {"stadte"}, "de") == {3: {"stadte"}}
    assert words.find_terms([], terms, "it") == {}
    assert words.find_terms([2], set(), "fr") == {}


def test_a_search_is_limited_to_one_language(words: WordIndex) -> None:
    """This is so for a language without stemmer too, though such languages share an index."""
    assert search(words, "faro", "it") == [1]
    assert search(words, "faro", "en") == [2]
    assert search(words, "stadte", "de") == [3]
    assert search(words, "stadte", "fr") == []


def test_a_search_can_be_limited_to_documents(words: WordIndex) -> None:
    """Only passages of the given documents are returned; none for no document."""
    assert search(words, "città faro", "it", [7]) == search(words, "città faro", "it") != []
    assert search(words, "città faro", "it", [8]) == search(words, "città faro", "it", []) == []


def test_the_best_match_is_first(words: WordIndex) -> None:
    """More of the rarer words score higher; a limit on documents adds nothing to a score."""
    terms = stem_words("faro antico città", "it")
    hits = words.search(terms, "it", 10, None)
    assert [passage_id for passage_id, _ in hits] == [1, 0]
    assert hits[0][1] > hits[1][1] > 0

    limited = words.search(terms, "it", 10, [7])
    assert dict(limited) == pytest.approx(dict(hits))
    assert len(words.search(terms, "it", 1, None)) == 1


def test_a_word_of_no_passage_is_the_rarest(words: WordIndex) -> None:
    """Rarity is higher for rarer words."""
    (lighthouse,) = stem_words("faro", "it")
    rarity = words.compute_rarity(lighthouse, "it")
    assert words.compute_rarity("inesistente", "it") > rarity > 0


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
def test_query_syntax_is_read_as_plain_words(query: str, words: WordIndex) -> None:
    """Operators, fields and quotation marks mean nothing."""
    assert search(words, query, "it")[0] == 1


def test_several_blocks_are_searched_as_one(tmp_path: Path) -> None:
    """A word weighs in each block what it weighs in all of them together."""
    passages = [
        PassageText(number, number % 5, "it", f"Il tema {number % 7}. {TEXTS[number % 3]}")
        for number in range(40)
    ]
    write_block(tmp_path / "0", passages)
    write_block(tmp_path / "1", passages[:13])
    write_block(tmp_path / "2", passages[13:])
    whole = WordIndex.load([tmp_path / "0"])
    split = WordIndex.load([tmp_path / "1", tmp_path / "2"])

    for query in ("faro", "biblioteca del porto", "tema 3"):
        terms = stem_words(query, "it")
        for term in terms:
            assert split.compute_rarity(term, "it") == whole.compute_rarity(term, "it")

        expected = dict(whole.search(terms, "it", 40, None))
        assert dict(split.search(terms, "it", 40, None)) == pytest.approx(expected, rel=0.05)


def test_passages_with_all_words_are_listed(words: WordIndex) -> None:
    """In one language, within some documents, and whatever the endings."""
    terms = stem_words("antico faro", "it")
    assert words.find_passages_with_all(terms, "it", None) == [1]
    assert words.find_passages_with_all(terms, "it", [8]) == []
    assert words.find_passages_with_all(stem_words("faro città", "it"), "it", None) == []
    assert words.find_passages_with_all(stem_words("library tables", "en"), "en", None) == [2]
