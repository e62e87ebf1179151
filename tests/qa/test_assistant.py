"""Answers: every quote stands where it is cited, and outcome, reason and citations agree."""

import hashlib
import json
import sqlite3
import tempfile
from itertools import chain
from pathlib import Path
from string import ascii_lowercase

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fonti.index import QuestionError
from fonti.index.store.index_files import STORE_FILE
from fonti.qa import Answer, Assistant, Citation
from tests.helpers.assistants import fix_confidence, open_assistant, open_files
from tests.helpers.fakes import FakeEncoder, arbitrary_texts

OPENING = "Quando apre la biblioteca comunale?"
# A question that the small corpus answers.
ANSWERED = "La biblioteca comunale apre alle nove e chiude alle sette di sera?"
SENTENCES = [
    "La biblioteca comunale apre alle nove.",
    "The harbour museum opens at ten in the morning.",
    "Il faro fu costruito nel 1843!",
    "Who rang the bell in the fog?",
    "«Non lo so» disse il custode.",
    "A fox — 🦊 — crossed the e\u0301tude.",
]
PROSE = st.lists(
    st.sampled_from([*SENTENCES, "\n\n", "\r\n\r\n", " "]), min_size=1, max_size=15
).map(" ".join)
CORPORA = st.lists(st.one_of(PROSE, arbitrary_texts()), min_size=1, max_size=4)
QUESTIONS = st.one_of(
    st.sampled_from(
        [*SENTENCES, OPENING, "When was it built?", "zzz?", 'museum OR (faro) AND -x:"y" *']
    ),
    arbitrary_texts().map(lambda text: f"a{text[:500]}"),
)


@pytest.fixture
def assistant(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> Assistant:
    """Open the assistant of the small bilingual corpus."""
    return Assistant.open(corpus, index=tmp_path / "index", model=encoder)


def check_numbers(*groups: tuple[Citation, ...]) -> None:
    """Fail if the numbers of citations have a gap, or do not grow within a group."""
    for citations in groups:
        numbers = [citation.number for citation in citations]
        assert numbers == sorted(numbers)

    numbers = [citation.number for citation in chain(*groups)]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def check_citations(assistant: Assistant, citations: tuple[Citation, ...]) -> None:
    """Fail if a citation does not stand in its document and its passage."""
    places = {(citation.source, citation.quote) for citation in citations}
    assert len(places) == len(citations)
    for citation in citations:
        with assistant.library.snapshot() as snapshot:
            document = snapshot.get_document(citation.source)
        assert document is not None
        assert document.text[citation.start : citation.end] == citation.quote != ""
        assert citation.quote == citation.quote.strip()
        passage = citation.passage
        assert document.text[passage.start : passage.end] == passage.text
        assert passage.start <= citation.start < citation.end <= passage.end
        assert (citation.source, citation.language) == (passage.source, passage.language)
        assert citation.sha256 == document.sha256
        assert 0 <= citation.score <= 1


def check_outcome(answer: Answer) -> None:
    """Fail if outcome, reason, confidence and citations contradict each other."""
    answering = [citation.is_answer for citation in answer.citations]
    assert answering == sorted(answering, reverse=True)
    assert 0 <= answer.confidence <= 1
    match answer.outcome:
        case "answered":
            assert answering[0]
            assert answer.reason == ("answers" if answer.place is None else "place_absent")
            assert answer.confidence == answer.citations[0].score
        case "related":
            usual = {"words_absent", "subject_absent"} if answer.missing else {"unsure"}
            assert answer.reason in (usual if answer.place is None else {"place_absent"})
            assert (any(answering), bool(answering)) == (False, True)
        case "not_found":
            assert answer.reason in {"nothing_close", "filtered_out", "place_absent"}
            assert not any(answering)


@settings(max_examples=40)
@given(
    CORPORA,
    QUESTIONS,
    st.integers(1, 12),
    st.sampled_from([None, ["it"], ["en"], ["it", "en"], []]),
)
@example([" ".join(SENTENCES[:1] * 2), " ".join(SENTENCES[:1] * 3)], SENTENCES[0], 2, None)
def test_every_quote_stands_in_its_source(
    contents: list[str], question: str, top_k: int, languages: list[str] | None
) -> None:
    """Of any corpus, citations are numbered, within the filter, and verbatim."""
    with tempfile.TemporaryDirectory() as folder:
        files = {
            f"{letter * 5}.txt": content
            for letter, content in zip(ascii_lowercase, [*contents, "Una riga."], strict=False)
        }
        assistant = open_files(Path(folder), files)
        answer = assistant.ask(question, languages=languages, top_k=top_k)
        hits = assistant.search(question, languages=languages, top_k=top_k)
        check_outcome(answer)
        check_numbers(answer.citations, answer.elsewhere)
        check_numbers(hits)
        check_citations(assistant, answer.elsewhere)
        for citations in (answer.citations, hits):
            assert len(citations) <= top_k
            assert languages is None or {citation.language for citation in citations} <= {
                *languages
            }
            check_citations(assistant, citations)
            # A question of any letters may name a document: then a sentence is quoted twice if it
            # says something of two subjects.
            if question in SENTENCES:
                assert len({citation.quote for citation in citations}) == len(citations)


@pytest.mark.parametrize("sentence", [line for line in SENTENCES if not line.endswith("?")])
def test_a_sentence_of_the_documents_is_found(sentence: str, tmp_path: Path) -> None:
    """A document of one sentence answers a question in the same words."""
    answer = open_assistant(tmp_path, *SENTENCES).ask(f"  {sentence}\n")
    assert (answer.outcome, answer.question) == ("answered", sentence)
    assert answer.citations[0].quote == sentence


def test_a_question_that_nothing_answers_is_found_and_is_no_answer(tmp_path: Path) -> None:
    """A search shows the passage that asks it; it is never quoted as an answer."""
    asked = "Who rang the bell in the fog?"
    files = {"a.txt": asked, "b.txt": "The harbour museum opens at ten in the morning."}
    assistant = open_files(tmp_path, files)

    first = assistant.search(asked)[0]
    assert (first.source, first.quote, first.is_answer) == ("a.txt", asked, False)
    answer = assistant.ask(asked)
    assert asked not in {citation.quote for citation in answer.citations}
    assert not answer.is_answered


def test_what_the_documents_do_not_say_is_not_found(assistant: Assistant) -> None:
    """A question that shares nothing with the documents is not answered, with a reason."""
    answer = assistant.ask("xylophone quark zeppelin?")
    assert (answer.outcome, answer.reason) == ("not_found", "nothing_close")
    assert not any(citation.is_near for citation in answer.citations)


@pytest.mark.parametrize("typed", [f"<b>{ANSWERED}</b>", f"\x1b[31m{ANSWERED}\x1b[0m"])
def test_markup_and_control_characters_change_no_answer(typed: str, assistant: Assistant) -> None:
    """They are no words."""
    answer = assistant.ask(typed)
    usual = assistant.ask(ANSWERED)
    assert (answer.outcome, answer.confidence) == (usual.outcome, usual.confidence)
    assert answer.citations == usual.citations


def test_filters_limit_the_answer(assistant: Assistant) -> None:
    """They limit by language and source, and an answer says if they leave no passage."""
    assert {hit.source for hit in assistant.search(OPENING)} == {
        "biblioteca.txt",
        "harbour/museum.txt",
    }
    assert {hit.language for hit in assistant.search(OPENING, languages=["en"])} == {"en"}
    assert {hit.source for hit in assistant.search(OPENING, sources=["biblioteca.txt"])} == {
        "biblioteca.txt"
    }
    for filters in (
        {"languages": ["fr"]},
        {"sources": ["not there"]},
        {"languages": ["en"], "sources": ["biblioteca.txt"]},
    ):
        answer = assistant.ask(OPENING, **filters)  # type: ignore[arg-type]
        assert (answer.outcome, answer.reason, answer.citations) == (
            "not_found",
            "filtered_out",
            (),
        )


@pytest.mark.parametrize("top_k", [1, 2, 1000])
def test_top_k_bounds_the_citations_and_nothing_else(top_k: int, assistant: Assistant) -> None:
    """The outcome, its reason, the confidence and the first citation do not depend on it."""
    assert assistant.search(OPENING, top_k=top_k) == assistant.search(OPENING)[:top_k]
    answer = assistant.ask(OPENING, top_k=top_k)
    usual = assistant.ask(OPENING)
    check_outcome(answer)
    assert answer.citations[:1] == usual.citations[:1]
    assert (answer.outcome, answer.reason, answer.confidence) == (
        usual.outcome,
        usual.reason,
        usual.confidence,
    )


@pytest.mark.parametrize("top_k", [-1, 0])
def test_no_citation_cannot_be_asked_for(top_k: int, assistant: Assistant) -> None:
    """It is an error of the programmer."""
    with pytest.raises(ValueError, match="at least 1"):
        assistant.ask(OPENING, top_k=top_k)


def test_a_repeated_quote_makes_room_for_the_next(tmp_path: Path) -> None:
    """Copies of a document do not crowd out another that answers."""
    copies = ["The harbour museum opens at ten."] * 12
    assistant = open_assistant(tmp_path, *copies, "The harbour museum never opens on Mondays.")
    assert (
        len(
            {
                citation.quote
                for citation in assistant.search("When does the harbour museum open?", top_k=2)
            }
        )
        == 2
    )


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("", "question_empty"),
        (" \n\t\xa0\u2028", "question_empty"),
        ("a" * 100_000, "question_too_long"),
        ("???", "question_without_words"),
        ("🦊 — …", "question_without_words"),
    ],
)
def test_what_cannot_be_asked_is_a_question_error(
    question: str, code: str, assistant: Assistant
) -> None:
    """Its code says why."""
    for ask in (assistant.ask, assistant.search):
        with pytest.raises(QuestionError, match="question") as refusal:
            ask(question)
        assert refusal.value.code == code


@pytest.mark.parametrize(
    "question",
    ["\ud800 apre?", "a\0b", "‮apre", "' OR 1=1 --", "L'ora??? (\"", "NOT * ~ ^ [a TO b]"],
)
def test_odd_questions_are_plain_words(question: str, assistant: Assistant) -> None:
    """Nothing in a question is a query language, and no part fails on it."""
    check_outcome(assistant.ask(question))


def alter(index: Path, statement: str, *values: str) -> None:
    """Change the stored data without the library."""
    connection = sqlite3.connect(index / STORE_FILE)
    with connection:
        connection.execute(statement, values)
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE extractions SET text = replace(text, 'biblioteca', 'biblioteche')",
        "UPDATE extractions SET text = ' ' || text",
        "UPDATE extractions SET text = ''",
        "UPDATE passages SET text = replace(text, 'biblioteca', 'libreria antica')",
        'UPDATE sentences SET "end" = "end" + 1000',
    ],
)
def test_what_does_not_stand_in_its_source_is_not_quoted(
    statement: str, assistant: Assistant
) -> None:
    """If the stored data was altered, a quote that it does not confirm is left out."""
    before = {citation.quote for citation in assistant.search(OPENING)}
    alter(assistant.library.folder, statement)
    citations = assistant.search(OPENING)
    assert {citation.quote for citation in citations} != before
    for citation in citations:
        check_citations(assistant, (citation,))


def test_a_sentence_that_was_moved_is_quoted_whole(assistant: Assistant) -> None:
    """The quote is read from the document, and does not begin inside a word."""
    before = {citation.quote for citation in assistant.search(OPENING)}
    alter(assistant.library.folder, 'UPDATE sentences SET "start" = "start" + 4')
    assert {citation.quote for citation in assistant.search(OPENING)} == before


def test_a_citation_has_the_hash_of_its_file(assistant: Assistant) -> None:
    """A quote can be checked against the file alone."""
    citation = assistant.search(OPENING)[0]
    content = (assistant.library.corpus / citation.source).read_bytes()
    assert citation.sha256 == hashlib.sha256(content).hexdigest()
    assert content.decode()[citation.start : citation.end] == citation.quote


@settings(max_examples=25)
@given(QUESTIONS)
def test_an_answer_survives_json(question: str) -> None:
    """`to_json` gives values that JSON has, and all of them."""
    with tempfile.TemporaryDirectory() as folder:
        answer = open_files(Path(folder), {"a.txt": "\n\n".join(SENTENCES)}).ask(question)
    plain = answer.to_json()
    assert json.loads(json.dumps(plain)) == plain
    assert [citation["quote"] for citation in plain["citations"]] == [
        citation.quote for citation in answer.citations
    ]
    assert (plain["outcome"], plain["question"]) == (answer.outcome, answer.question)


def test_nearby_citations_do_not_answer(assistant: Assistant) -> None:
    """They are on the subject of the question; what is not is neither near nor an answer."""
    answer = assistant.ask(ANSWERED)
    others = [citation for citation in answer.citations if not citation.is_answer]
    assert answer.is_answered
    assert others
    assert answer.nearby == tuple(citation for citation in others if citation.is_near)

    fix_confidence(assistant, -0.5)
    unsure = assistant.ask(ANSWERED)
    assert not unsure.is_answered
    assert unsure.nearby == unsure.citations


def test_a_number_in_the_first_lines_is_not_missing(tmp_path: Path) -> None:
    """A text without metadata is called by its first lines; another number is missing."""
    text = "CONTRATTO DI SERVIZIO N. 3/2022\n\n" + "Le parti convengono quanto segue. " * 60
    text += "\n\nIl corrispettivo annuo è pattuito fra le parti."
    assistant = open_files(tmp_path, {"contratto.txt": text})
    fix_confidence(assistant, -1.0)

    assert "3/2022" not in assistant.ask("Quale corrispettivo annuo ha il 3/2022 zebrato?").missing
    assert "3/2021" in assistant.ask("Quale corrispettivo annuo ha il 3/2021 zebrato?").missing


def test_the_code_of_a_language_may_be_in_capitals(assistant: Assistant) -> None:
    """It limits the search as the usual one does."""
    answer = assistant.ask(OPENING, languages=["IT"])
    assert answer.languages == ("it",)
    assert answer.citations == assistant.ask(OPENING, languages=["it"]).citations != ()
