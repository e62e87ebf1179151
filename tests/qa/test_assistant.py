"""Answers: every quote stands where it is cited, and outcome, reason and citations agree, whatever is asked."""

import hashlib
import json
import sqlite3
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fonti.index import QuestionError
from fonti.index.store.database import FILE
from fonti.qa import Answer, Assistant, Citation
from tests.helpers.fakes import FakeEncoder, texts, write_corpus

OPENING = "Quando apre la biblioteca comunale?"
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
CORPORA = st.lists(st.one_of(PROSE, texts()), min_size=1, max_size=4)
QUESTIONS = st.one_of(
    st.sampled_from(
        [*SENTENCES, OPENING, "When was it built?", "zzz?", 'museum OR (faro) AND -x:"y" *']
    ),
    texts().map(lambda text: f"a{text[:500]}"),
)


@pytest.fixture
def assistant(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> Assistant:
    """The assistant of the small bilingual corpus."""
    return Assistant.open(corpus, index=tmp_path / "index", model=encoder)


def check_citations(assistant: Assistant, citations: tuple[Citation, ...]) -> None:
    """Fail where a citation is misnumbered or does not stand in its document and its passage."""
    assert [citation.number for citation in citations] == list(range(1, len(citations) + 1))
    assert len({citation.quote for citation in citations}) == len(citations)
    for citation in citations:
        with assistant.library.snapshot() as snapshot:
            document = snapshot.document(citation.source)
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
    """Fail where outcome, reason, confidence and citations contradict each other."""
    answering = [citation.answers for citation in answer.citations]
    assert answering == sorted(answering, reverse=True)
    assert 0 <= answer.confidence <= 1
    match answer.outcome:
        case "answered":
            assert (answer.reason, answering[0]) == ("answers", True)
            assert answer.confidence == answer.citations[0].score
        case "related":
            assert answer.reason == ("words_absent" if answer.missing else "unsure")
            assert (any(answering), bool(answering)) == (False, True)
        case "not_found":
            assert answer.reason in {"nothing_close", "filtered_out"}
            assert not any(answering)


@settings(max_examples=40)
@given(
    CORPORA,
    QUESTIONS,
    st.integers(1, 12),
    st.sampled_from([None, ["it"], ["en"], ["it", "en"], []]),
)
def test_every_quote_stands_in_its_source(
    contents: list[str], question: str, top_k: int, languages: list[str] | None
) -> None:
    """Of any small corpus, to any question, answers and hits are numbered, within the filter, and verbatim."""
    with tempfile.TemporaryDirectory() as folder:
        files = {
            f"{number}.txt": content for number, content in enumerate([*contents, "Una riga."])
        }
        corpus = write_corpus(Path(folder) / "corpus", files)
        assistant = Assistant.open(corpus, index=Path(folder) / "index", model=FakeEncoder())
        answer = assistant.ask(question, languages=languages, top_k=top_k)
        hits = assistant.search(question, languages=languages, top_k=top_k)
        check_outcome(answer)
        for citations in (answer.citations, hits):
            assert len(citations) <= top_k
            assert languages is None or {citation.language for citation in citations} <= {
                *languages
            }
            check_citations(assistant, citations)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_of_the_documents_is_found(sentence: str, tmp_path: Path) -> None:
    """Asked for in its own words, a sentence that is a document is the answer."""
    corpus = write_corpus(
        tmp_path / "corpus", {f"{number}.txt": text for number, text in enumerate(SENTENCES)}
    )
    answer = Assistant.open(corpus, index=tmp_path / "index", model=FakeEncoder()).ask(
        f"  {sentence}\n"
    )
    assert (answer.outcome, answer.question) == ("answered", sentence)
    assert answer.citations[0].quote == sentence


def test_what_the_documents_do_not_say_is_not_found(assistant: Assistant) -> None:
    """A question that shares nothing with the documents is met with silence, and with a reason."""
    answer = assistant.ask("xylophone quark zeppelin?")
    assert (answer.outcome, answer.reason) == ("not_found", "nothing_close")
    assert not any(citation.near for citation in answer.citations)


def test_filters_limit_the_answer(assistant: Assistant) -> None:
    """By language and by source, alone and together; a filter that lets nothing through says so."""
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
    """At most `top_k`, the same best first; the outcome, its reason and the confidence do not depend on it."""
    assert assistant.search(OPENING, top_k=top_k) == assistant.search(OPENING)[:top_k]
    answer, usual = assistant.ask(OPENING, top_k=top_k), assistant.ask(OPENING)
    check_outcome(answer)
    assert answer.citations[:1] == usual.citations[:1]
    assert (answer.outcome, answer.reason, answer.confidence) == (
        usual.outcome,
        usual.reason,
        usual.confidence,
    )


@pytest.mark.parametrize("top_k", [-1, 0])
def test_no_citation_cannot_be_asked_for(top_k: int, assistant: Assistant) -> None:
    """A programmer's slip is told as one."""
    with pytest.raises(ValueError, match="at least 1"):
        assistant.ask(OPENING, top_k=top_k)


def test_a_repeated_quote_makes_room_for_the_next(tmp_path: Path) -> None:
    """Copies of a document do not crowd out another that answers too."""
    copies = {f"{number}.txt": "The harbour museum opens at ten." for number in range(12)}
    corpus = write_corpus(
        tmp_path / "corpus", {**copies, "other.txt": "The harbour museum never opens on Mondays."}
    )
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=FakeEncoder())
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
    ("question", "fault"),
    [
        ("", "empty"),
        (" \n\t\xa0\u2028", "empty"),
        ("a" * 100_000, "too_long"),
        ("???", "no_words"),
        ("🦊 — …", "no_words"),
    ],
)
def test_what_cannot_be_asked_is_a_question_error(
    question: str, fault: str, assistant: Assistant
) -> None:
    """The fault is named, for those who show it in their own words."""
    for asked in (assistant.ask, assistant.search):
        with pytest.raises(QuestionError, match="question") as raised:
            asked(question)
        assert raised.value.fault == fault


@pytest.mark.parametrize(
    "question",
    ["\ud800 apre?", "a\0b", "‮apre", "' OR 1=1 --", "L'ora??? (\"", "NOT * ~ ^ [a TO b]"],
)
def test_odd_questions_are_plain_words(question: str, assistant: Assistant) -> None:
    """No question is a query language, nor an error of a part within."""
    check_outcome(assistant.ask(question))


def alter(index: Path, statement: str, *values: str) -> None:
    """Change a record behind the library's back."""
    connection = sqlite3.connect(index / FILE)
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
        'UPDATE sentences SET "start" = "start" + 4',
    ],
)
def test_what_does_not_stand_in_its_source_is_not_quoted(
    statement: str, assistant: Assistant
) -> None:
    """When the record was altered, what it no longer bears out is left out: it fails closed."""
    before = {citation.quote for citation in assistant.search(OPENING)}
    alter(assistant.library.folder, statement)
    found = assistant.search(OPENING)
    assert {citation.quote for citation in found} != before
    for citation in found:
        check_citations(assistant, (replace(citation, number=1),))


def test_a_citation_carries_its_files_hash(assistant: Assistant) -> None:
    """What is cited can be checked against the file alone."""
    citation = assistant.search(OPENING)[0]
    content = (assistant.library.corpus / citation.source).read_bytes()
    assert citation.sha256 == hashlib.sha256(content).hexdigest()
    assert content.decode()[citation.start : citation.end] == citation.quote


@settings(max_examples=25)
@given(QUESTIONS)
def test_an_answer_survives_json(question: str) -> None:
    """`to_json` holds plain values, and all of them."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = write_corpus(Path(folder) / "corpus", {"a.txt": "\n\n".join(SENTENCES)})
        answer = Assistant.open(corpus, index=Path(folder) / "index", model=FakeEncoder()).ask(
            question
        )
    plain = answer.to_json()
    assert json.loads(json.dumps(plain)) == plain
    assert [citation["quote"] for citation in plain["citations"]] == [
        citation.quote for citation in answer.citations
    ]
    assert (plain["outcome"], plain["question"]) == (answer.outcome, answer.question)
