"""Tests of the subjects of documents: which a question names, and how surely."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from fonti.index import Library, SearchFilters, SubjectMatch
from fonti.index.search.subjects import SubjectIndex, SubjectTexts
from fonti.qa import Assistant
from fonti.qa.candidates.retrieve import find_subject_documents
from fonti.qa.question.query import create_query
from tests.helpers.assistants import open_files
from tests.helpers.fakes import FakeEncoder, write_corpus

FILES = {
    "topografia_due.txt": "I crediti sono nove. " * 12,
    "corso-17.md": f"# Idraulica\n\n{'I crediti sono sei. ' * 12}",
    "corso-18.txt": f"Offerta formativa\nCorso: Botanica\n\n{'I crediti sono dodici. ' * 12}",
    "note.txt": (
        "In questa lunga introduzione si parla di tutto, anche di topografia, ma la riga è prosa "
        "e non dice di che cosa tratti il documento."
    ),
}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Index the files with the fake encoder."""
    corpus = write_corpus(tmp_path / "corpus", FILES)
    return Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())


def match(library: Library, question: str) -> dict[str, SubjectMatch]:
    """Return how the subjects match an Italian question."""
    with library.snapshot() as snapshot:
        return snapshot.match_subjects(question, "it")


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("Quanti crediti vale Topografia?", "topografia_due.txt"),
        ("Quanti crediti vale IDRAULICA?", "corso-17.md"),
        ("Com'è l'esame di botanica?", "corso-18.txt"),
    ],
)
def test_a_document_is_named_by_its_file_title_or_first_lines(
    question: str, source: str, library: Library
) -> None:
    """Long lines are prose, and name nothing."""
    assert {name for name, item in match(library, question).items() if item.share == 1} == {source}


def test_the_share_is_that_of_the_words_that_name_subjects(library: Library) -> None:
    """Other words of the question do not count; rarer ones count more."""
    matches = match(library, "Il corso di idraulica quanti crediti vale?")
    assert matches["corso-17.md"].share == 1
    assert 0 < matches["corso-18.txt"].share < 0.5
    assert matches["corso-18.txt"].terms == {"cors"}
    assert matches["corso-18.txt"].title_terms == {"cors"}
    assert match(library, "Quando piove?") == {}

    # The second line of a document is no title.
    botany = match(library, "Quando c'è botanica?")["corso-18.txt"]
    assert botany.terms == {"botan"}
    assert botany.title_terms == set()


def test_subjects_are_matched_once_for_a_question(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Retrieval, ranking and quoting use the same matches, also of an address."""
    questions = []
    match_subjects = SubjectIndex.match

    def record_and_match(
        self: SubjectIndex,
        load_texts: Callable[[], Iterable[SubjectTexts]],
        text: str,
        language: str,
    ) -> dict[str, SubjectMatch]:
        questions.append(text)
        return match_subjects(self, load_texts, text, language)

    monkeypatch.setattr(SubjectIndex, "match", record_and_match)
    question = "Che cosa dice l'articolo 5 di Topografia?"
    Assistant(library).ask(question)
    assert questions == [question]


def test_documents_that_all_match_alike_are_not_chosen(tmp_path: Path) -> None:
    """If many documents are named as well as the best, the question names none."""
    files = {f"verbale {number}.txt": f"Seduta numero {number}." for number in range(12)}
    corpus = write_corpus(tmp_path / "corpus", files)
    library = Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    with library.snapshot() as snapshot:
        everything = SearchFilters()
        general = create_query(snapshot, "Che cosa dice il verbale?")
        assert find_subject_documents(general, everything) == {}
        one = create_query(snapshot, "Che cosa dice il verbale 7?")
        assert find_subject_documents(one, everything) == {"verbale 7.txt": 1.0}
        other = SearchFilters(sources=frozenset({"verbale 3.txt"}))
        assert set(find_subject_documents(one, other)) == {"verbale 3.txt"}


def test_the_like_document_that_is_named_is_cited(tmp_path: Path) -> None:
    """What answers does not name the subject, which stands only in the title."""
    names = ["Topografia", "Idraulica", "Botanica", "Logica", "Estetica", "Geometria", "Algebra"]
    files = {
        f"corso-{number}.md": f"# {name}\n\n## Crediti\n\nI crediti sono {number + 3}.\n"
        for number, name in enumerate(names)
    }
    assistant = open_files(tmp_path, files)
    for number, name in enumerate(names):
        first = assistant.ask(f"Quanti crediti vale {name}?").citations[0]
        assert first.source == f"corso-{number}.md"
        assert f"{number + 3}." in first.quote
