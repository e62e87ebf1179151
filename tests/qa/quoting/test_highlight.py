"""Marks: the words of a quote that carry the match, whole words and never function words."""

import tempfile
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fonti.index import Passage, Sentence
from fonti.index.text.stemming import fold_text
from fonti.qa import Citation
from fonti.qa.question.function_words import FUNCTION_WORDS
from tests.helpers.assistants import TranslatingEncoder, open_assistant
from tests.helpers.fakes import arbitrary_texts

ITALIAN = (
    "La biblioteca comunale conserva molti libri antichi, e li presta volentieri a tutti i suoi "
    "lettori."
)
ENGLISH = "The keeper of the lighthouse rang the great bell whenever the fog came in from the sea."
QUESTIONS = st.one_of(
    st.sampled_from(
        [
            "Quali libri antichi conservano le biblioteche?",
            "Who rang the bells in the fog?",
            "the of la?",
        ]
    ),
    arbitrary_texts().map(lambda text: f"a{text[:200]}"),
)
QUOTE = "Il faro — 🦊 — fu e\u0301tude costruito nel 1843."


def list_marked(citation: Citation) -> list[str]:
    """Return the words that are marked."""
    return [text for text, emphasis in citation.split_by_emphasis() if emphasis == "match"]


def create_citation(quote: str, start: int, marks: tuple[tuple[int, int], ...]) -> Citation:
    """Return a citation of a passage that is its quote."""
    end = start + len(quote)
    sentence = Sentence(1, start, end)
    return Citation(
        number=1,
        source="a.txt",
        start=start,
        end=end,
        quote=quote,
        page=None,
        heading=None,
        language="it",
        score=0.5,
        is_answer=True,
        sha256="",
        passage=Passage(1, "a.txt", start, end, quote, None, "it", (sentence,)),
        marks=marks,
    )


@settings(max_examples=25)
@given(st.lists(arbitrary_texts(), min_size=1, max_size=3), QUESTIONS)
def test_marks_are_whole_words_of_the_quote(contents: list[str], question: str) -> None:
    """They are in order, apart and inside the quote, and none is a function word."""
    with tempfile.TemporaryDirectory() as folder:
        assistant = open_assistant(Path(folder), *contents, ITALIAN, ENGLISH)
        for citation in assistant.search(question):
            with assistant.library.snapshot() as snapshot:
                document = snapshot.get_document(citation.source)
            assert document is not None

            edges = [edge for mark in citation.marks for edge in mark]
            assert edges == sorted(edges)
            for start, end in citation.marks:
                word = document.text[start:end]
                assert citation.start <= start < end <= citation.end
                assert unicodedata.normalize("NFC", word).isalnum()
                assert not document.text[max(start - 1, 0) : start].isalnum()
                assert not document.text[end : end + 1].isalnum()
                assert fold_text(word) not in FUNCTION_WORDS.get(citation.language, frozenset())
            assert "".join(text for text, _ in citation.split_by_emphasis()) == citation.quote


def test_inflected_words_are_marked(tmp_path: Path) -> None:
    """Singular matches plural, and one person another; function words are not marked."""
    assistant = open_assistant(tmp_path, ITALIAN, ENGLISH)

    citations = assistant.search("Quale libro antico conservano le biblioteche?", languages=["it"])
    assert list_marked(citations[0]) == ["biblioteca", "conserva", "libri", "antichi"]

    citations = assistant.search(
        "Who rings the bells of the lighthouses in the fog?", languages=["en"]
    )
    assert list_marked(citations[0]) == ["lighthouse", "bell", "fog"]


def test_words_of_the_same_meaning_are_marked(tmp_path: Path) -> None:
    """They are so across languages, where no letter is shared, and only inside the quote."""
    assistant = open_assistant(
        tmp_path,
        "Il custode suonò la campana del porto. Una campana tacque.",
        encoder=TranslatingEncoder({"campana": "bell", "suonò": "rang"}),
    )

    (citation,) = assistant.search("Who rang the bell?")

    assert list_marked(citation) == ["suonò", "campana"]


def test_nothing_is_marked_without_a_common_word(tmp_path: Path) -> None:
    """Function words that both have are not marked."""
    assistant = open_assistant(tmp_path, ITALIAN, ENGLISH)
    for citation in assistant.search("xylophone and the zeppelin of la e i suoi quark"):
        assert citation.marks == ()


def test_words_of_decomposed_accents_are_marked_whole(tmp_path: Path) -> None:
    """In text that macOS wrote, accents are code points of their own, and belong to the word."""
    assistant = open_assistant(
        tmp_path,
        "La citta\u0300 vecchia e il cafe\u0301s sul porto sono chiusi la domenica mattina.",
    )

    first = assistant.search("La città vecchia, il cafés?")[0]

    assert list_marked(first) == ["citta\u0300", "vecchia", "cafe\u0301s"]


@given(st.lists(st.integers(0, len(QUOTE)), max_size=8, unique=True), st.integers(0, 50))
def test_parts_are_all_of_the_quote(edges: list[int], start: int) -> None:
    """Each part says whether it is marked, wherever the marks are."""
    edges = sorted(edges)[: len(edges) // 2 * 2]
    marks = tuple(
        (start + first, start + last) for first, last in zip(edges[::2], edges[1::2], strict=True)
    )

    citation = create_citation(QUOTE, start, marks)

    marked = [QUOTE[first - start : last - start] for first, last in marks]
    assert "".join(text for text, _ in citation.split_by_emphasis()) == QUOTE
    assert list_marked(citation) == marked
    assert all(text for text, _ in citation.split_by_emphasis())


def test_touching_marks_stay_two() -> None:
    """One mark may end where the next begins."""
    citation = create_citation("abcd", 0, ((0, 2), (2, 4)))
    assert citation.split_by_emphasis() == [("ab", "match"), ("cd", "match")]


def test_the_answer_is_one_part_whatever_words_of_the_question_it_has() -> None:
    """The words that answer are set apart from those that match, if the quote is an answer."""
    citation = create_citation("Il faro fu costruito nel 1843 a Genova.", 10, ((13, 17), (35, 39)))
    answered = replace(citation, answer_span=(31, 39))
    assert answered.split_by_emphasis() == [
        ("Il ", "none"),
        ("faro", "match"),
        (" fu costruito ", "none"),
        ("nel 1843", "answer"),
        (" a Genova.", "none"),
    ]
    near = replace(answered, is_answer=False)
    assert near.split_by_emphasis() == citation.split_by_emphasis()


@pytest.mark.parametrize(
    ("content", "question", "marked"),
    [
        (
            "In quel caso la porta della casa fu chiusa, e il porto no.",
            "Di chi sono le case del porto?",
            ["casa", "porto"],
        ),
        (
            "The animals of the author were drawn, and animated by the authority.",
            "Which animal did the authors draw?",
            ["animals", "author"],
        ),
    ],
)
def test_words_that_only_have_the_same_stem_are_not_marked(
    content: str, question: str, marked: list[str], tmp_path: Path
) -> None:
    """ "Caso" is another word than "case", and "authority" than "authors"."""
    (citation,) = open_assistant(tmp_path, content).search(question)
    assert list_marked(citation) == marked


def test_words_that_only_resemble_are_not_marked(tmp_path: Path) -> None:
    """A word of the same language is marked by its letters alone, however near its meaning."""
    assistant = open_assistant(
        tmp_path,
        "The keeper rang the bell of the harbour. The chimes stopped.",
        encoder=TranslatingEncoder({"chimes": "bell", "gong": "bell"}),
    )
    (citation,) = assistant.search("Who rang the gong of the harbour?")
    assert list_marked(citation) == ["rang", "harbour"]
