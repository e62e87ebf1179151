"""Marks: the words of a quote that carry the match, whole words and never function words."""

import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from fonti.index import Filter, Passage, Sentence
from fonti.qa import Assistant, Citation
from fonti.qa.candidates.retrieve import Query
from fonti.qa.question.function_words import FUNCTION_WORDS, fold
from fonti.qa.quoting.highlight import missing
from tests.helpers.fakes import FakeEncoder, texts, write_corpus

ITALIAN = "La biblioteca comunale conserva molti libri antichi, e li presta volentieri a tutti i suoi lettori."
ENGLISH = "The keeper of the lighthouse rang the great bell whenever the fog came in from the sea."
QUESTIONS = st.one_of(
    st.sampled_from(
        [
            "Quali libri antichi conservano le biblioteche?",
            "Who rang the bells in the fog?",
            "the of la?",
        ]
    ),
    texts().map(lambda text: f"a{text[:200]}"),
)


def opened(folder: Path, *contents: str) -> Assistant:
    """The assistant of some texts."""
    files = {f"{number}.txt": content for number, content in enumerate(contents)}
    return Assistant.open(
        write_corpus(folder / "corpus", files), index=folder / "index", model=FakeEncoder()
    )


def marked(citation: Citation) -> list[str]:
    """The words that are marked."""
    return [text for text, is_marked in citation.parts if is_marked]


@settings(max_examples=25)
@given(st.lists(texts(), min_size=1, max_size=3), QUESTIONS)
def test_marks_are_whole_words_of_the_quote(contents: list[str], question: str) -> None:
    """Of any corpus, to any question: sorted, apart, inside the quote, and none is a function word."""
    with tempfile.TemporaryDirectory() as folder:
        assistant = opened(Path(folder), *contents, ITALIAN, ENGLISH)
        for citation in assistant.search(question):
            with assistant.library.snapshot() as snapshot:
                document = snapshot.document(citation.source)
            assert document is not None
            edges = [edge for mark in citation.marks for edge in mark]
            assert edges == sorted(edges)
            assert all(
                citation.start <= start < end <= citation.end for start, end in citation.marks
            )
            for start, end in citation.marks:
                word = document.text[start:end]
                assert word.isalnum()
                assert not document.text[max(start - 1, 0) : start].isalnum()
                assert not document.text[end : end + 1].isalnum()
                assert fold(word) not in FUNCTION_WORDS.get(citation.language, frozenset())
            assert "".join(text for text, _ in citation.parts) == citation.quote


def test_inflected_words_are_marked(tmp_path: Path) -> None:
    """Singular for plural, and one person for another; words that only build the sentence are not."""
    assistant = opened(tmp_path, ITALIAN, ENGLISH)
    (first, *_) = assistant.search(
        "Quale libro antico conservano le biblioteche?", languages=["it"]
    )
    assert marked(first) == ["biblioteca", "conserva", "libri", "antichi"]
    (first, *_) = assistant.search(
        "Who rings the bells of the lighthouses in the fog?", languages=["en"]
    )
    assert marked(first) == ["lighthouse", "bell", "fog"]


class Translating(FakeEncoder):
    """Reads two Italian words as the English ones that they mean."""

    def _meaning(self, word: str) -> npt.NDArray[np.float64]:
        return super()._meaning({"campana": "bell", "suonò": "rang"}.get(word, word))


def test_words_that_mean_the_same_are_marked(tmp_path: Path) -> None:
    """Across languages, where no letter is shared; those outside the quote are not."""
    corpus = write_corpus(
        tmp_path / "corpus", {"a.txt": "Il custode suonò la campana del porto. Una campana tacque."}
    )
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=Translating())
    (first,) = assistant.search("Who rang the bell?")
    assert marked(first) == ["suonò", "campana"]


def test_nothing_in_common_is_nothing_marked(tmp_path: Path) -> None:
    """Nor are function words that both hold."""
    for citation in opened(tmp_path, ITALIAN, ENGLISH).search(
        "xylophone and the zeppelin of la e i suoi quark"
    ):
        assert citation.marks == ()


def test_words_of_decomposed_accents_are_marked_whole(tmp_path: Path) -> None:
    """Text that macOS wrote has its accents apart; they belong to the word."""
    assistant = opened(
        tmp_path,
        "La citta\u0300 vecchia e il cafe\u0301s sul porto sono chiusi la domenica mattina.",
    )
    (first, *_) = assistant.search("La città vecchia, il cafés?")
    assert marked(first) == ["citta\u0300", "vecchia", "cafe\u0301s"]


QUOTE = "Il faro — 🦊 — fu e\u0301tude costruito nel 1843."


@given(st.lists(st.integers(0, len(QUOTE)), max_size=8, unique=True), st.integers(0, 50))
def test_parts_are_all_of_the_quote(edges: list[int], start: int) -> None:
    """Whatever is marked, side by side, at both ends or nowhere, each part says whether it is."""
    edges = sorted(edges)[: len(edges) // 2 * 2]
    marks = tuple(
        (start + first, start + last) for first, last in zip(edges[::2], edges[1::2], strict=True)
    )
    passage = Passage(
        1, "a.txt", start, start + len(QUOTE), QUOTE, None, "it", (Sentence(1, start, start + 5),)
    )
    citation = Citation(
        1,
        "a.txt",
        start,
        start + len(QUOTE),
        QUOTE,
        None,
        None,
        "it",
        0.5,
        True,
        "",
        passage,
        marks=marks,
    )
    assert "".join(text for text, _ in citation.parts) == QUOTE
    assert marked(citation) == [QUOTE[first - start : last - start] for first, last in marks]
    assert all(text for text, _ in citation.parts)


def test_touching_marks_stay_two() -> None:
    """One mark ends where the next begins."""
    passage = Passage(1, "a.txt", 0, 4, "abcd", None, "it", ())
    citation = Citation(
        1, "a.txt", 0, 4, "abcd", None, None, "it", 0.5, True, "", passage, marks=((0, 2), (2, 4))
    )
    assert citation.parts == [("ab", True), ("cd", True)]


def absent(question: str, *passages: str) -> tuple[str, ...]:
    """The words of an English question that some passages do not hold."""
    encoder = FakeEncoder()
    query = Query(question, "en", encoder.encode_query(question))
    held = [encoder.encode_query(passage).tokens for passage in passages]
    return missing(query, [query.encoded.tokens.directions @ each.directions.T for each in held])


def test_missing_words_are_told_in_order() -> None:
    """Content words that no passage holds; one that any of them holds is not missing."""
    assert absent("Who painted the xylophone bell?", ENGLISH, ITALIAN) == ("painted", "xylophone")
    assert absent("Who rang the bells?", ENGLISH) == ()
    assert absent("Who rang the biblioteca bell?", ENGLISH) == ("biblioteca",)
    assert absent("Who rang the biblioteca bell?", ENGLISH, ITALIAN) == ()
    assert absent("bell?", "…") == ("bell",)


def test_all_words_are_missing_from_no_passages() -> None:
    """As where a filter leaves none."""
    assert absent("Who rang the bell?") == ("rang", "bell")


def test_a_word_is_not_held_by_another_that_is_part_of_it() -> None:
    """That the passages hold "a" says nothing about a panda."""
    assert absent("Is a panda in the zoo?", "A zoo opens.") == ("panda",)


def test_words_are_missing_from_the_nearest_only(tmp_path: Path) -> None:
    """The filter limits where they are looked for."""
    assistant = opened(tmp_path, ITALIAN, ENGLISH)
    with assistant.library.snapshot() as snapshot:
        query = Query("lighthouse biblioteca", "en", snapshot.embed("lighthouse biblioteca"))
        found = {
            language: snapshot.nearest_passages(
                query.encoded.vector, 5, Filter(languages=frozenset({language}))
            )
            for language in ("it", "en")
        }
        told = {
            name: missing(
                query,
                [snapshot.tokens([hit.passage]).cosines(query.encoded.tokens) for hit in hits],
            )
            for name, hits in found.items()
        }
    assert told == {"it": ("lighthouse",), "en": ("biblioteca",)}
