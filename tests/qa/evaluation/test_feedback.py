"""Feedback: stored as questions to measure with, complete, and for nobody else to read."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import Library, QuestionsError, StoreError
from fonti.qa import (
    FEEDBACK_FILE,
    Answer,
    Assistant,
    Verdict,
    compute_metrics,
    evaluate,
    read_questions,
    save_feedback,
)
from tests.helpers.fakes import FakeEncoder, arbitrary_texts

WHEN = "Quando chiude la biblioteca comunale?"


@pytest.fixture
def assistant(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> Assistant:
    """Open the assistant of two documents."""
    return Assistant.open(corpus, index=tmp_path / "index", model=encoder)


def ask_surely(assistant: Assistant, question: str = WHEN, **limits: list[str]) -> Answer:
    """Return an answer whose first citation is offered as an answer, and no other."""
    answer = assistant.ask(question, **limits)  # type: ignore[arg-type]
    first, *others = answer.citations
    citations = (
        replace(first, is_answer=True, is_near=True, score=0.9),
        *(replace(other, is_answer=False) for other in others),
    )
    return replace(answer, outcome="answered", reason="answers", citations=citations)


def ask_in_vain(assistant: Assistant) -> Answer:
    """Return an answer that quotes nothing."""
    return replace(
        assistant.ask("Chi vinse?"), outcome="not_found", reason="nothing_close", citations=()
    )


def read_lines(folder: Path) -> list[dict[str, Any]]:
    """Return the lines of the feedback in a folder."""
    return [json.loads(line) for line in (folder / FEEDBACK_FILE).read_text("utf-8").splitlines()]


def test_a_good_answer_is_gold(assistant: Assistant) -> None:
    """The quoted passage is the place that answers, and an evaluation finds it again."""
    answer = ask_surely(assistant)
    save_feedback(assistant.library.folder, "a-1", answer, "good", "chiaro")
    (line,) = read_lines(assistant.library.folder)
    first = answer.citations[0]
    document = assistant.library.document(first.source)
    assert document is not None
    assert line["gold"] == [
        {
            "file": first.source,
            "start": first.passage.start,
            "end": first.passage.end,
            "answers": [{"text": first.quote, "start": first.start}],
            "sha256": document.sha256,
        }
    ]
    assert (line["id"], line["kind"], line["verdict"], line["comment"]) == (
        "a-1",
        "good",
        "good",
        "chiaro",
    )
    questions = read_questions(assistant.library.folder / FEEDBACK_FILE)
    assert compute_metrics(evaluate(assistant, questions)).kinds["good"]["answer@1"] == 1.0


@pytest.mark.parametrize("verdict", get_args(Verdict))
@pytest.mark.parametrize("quoted", [True, False])
def test_gold_is_what_the_verdict_says(
    assistant: Assistant, verdict: Verdict, quoted: bool
) -> None:
    """It is a good quote, or no place if silence is right; otherwise it is not known."""
    answer = ask_surely(assistant) if quoted else ask_in_vain(assistant)
    save_feedback(assistant.library.folder, "a", answer, verdict)
    (line,) = read_lines(assistant.library.folder)
    expected = {"good": 1 if quoted else 0, "absent": 0}.get(verdict)
    assert (None if line["gold"] is None else len(line["gold"])) == expected
    assert line["kind"] == ("good" if verdict == "good" else f"bad: {verdict}")
    assert [place["file"] for place in line["cited"]] == [
        citation.source for citation in answer.citations if citation.is_near
    ]


def test_what_is_cited_can_be_copied_into_gold(assistant: Assistant) -> None:
    """A person can correct a line by hand, and then it is measured."""
    folder = assistant.library.folder
    save_feedback(folder, "a", ask_surely(assistant), "partial")
    (line,) = read_lines(folder)
    (folder / FEEDBACK_FILE).write_text(json.dumps({**line, "gold": line["cited"][:1]}), "utf-8")
    (question,) = read_questions(folder / FEEDBACK_FILE)
    assert question.is_known
    assert len(evaluate(assistant, [question])) == 1


def test_what_a_line_cannot_ask_again_has_no_known_answer(assistant: Assistant) -> None:
    """A follow-up and a search limited to documents or two languages are stored, not measured."""
    folder = assistant.library.folder
    answers = [
        replace(ask_surely(assistant), topic="E prima?"),
        ask_surely(assistant, sources=["biblioteca.txt"]),
        ask_surely(assistant, languages=["it", "en"]),
        ask_surely(assistant, languages=["it"]),
    ]
    for number, answer in enumerate(answers):
        save_feedback(folder, str(number), answer, "good")
    lines = read_lines(folder)
    assert [line["gold"] is None for line in lines] == [True, True, True, False]
    assert [line["filter"] for line in lines] == [None, None, None, "it"]
    assert lines[1]["sources"] == ["biblioteca.txt"]
    assert read_questions(folder / FEEDBACK_FILE)[3].search_language == "it"


def test_a_change_of_mind_replaces_its_line(assistant: Assistant) -> None:
    """Lines of other answers stay, and so do lines that are no JSON."""
    folder = assistant.library.folder
    save_feedback(folder, "a", ask_in_vain(assistant), "good")
    save_feedback(folder, "b", ask_in_vain(assistant), "wrong")
    with (folder / FEEDBACK_FILE).open("ab") as file:
        file.write(b"{ da rivedere\n[1]")
    save_feedback(folder, "a", ask_in_vain(assistant), "missed")
    lines = (folder / FEEDBACK_FILE).read_bytes().splitlines()
    assert lines[1:3] == [b"{ da rivedere", b"[1]"]
    assert [json.loads(line)["kind"] for line in (lines[0], lines[3])] == [
        "bad: wrong",
        "bad: missed",
    ]


@given(arbitrary_texts(), st.text(st.characters(exclude_categories=[]), max_size=30))
def test_any_comment_is_read_lines(
    tmp_path_factory: pytest.TempPathFactory, comment: str, name: str
) -> None:
    """Line ends and halves of characters stay within the line; 2,000 code points are stored."""
    folder = tmp_path_factory.mktemp("index")
    answer = Answer("Chi?", "it", "not_found", "nothing_close", 0.0, (), "corpus", "1")
    save_feedback(folder, f"a{name}", answer, "other", comment + "x" * 2000)
    save_feedback(folder, "", answer, "good")
    line = json.loads((folder / FEEDBACK_FILE).read_bytes().split(b"\n")[0])
    assert (line["id"], line["comment"]) == (f"a{name}", (comment + "x" * 2000)[:2000])


def test_feedback_is_for_its_user_alone(assistant: Assistant) -> None:
    """Nobody else can read the file, also after it was replaced, and the index stays valid."""
    folder = assistant.library.folder
    for name in ("a", "b"):
        save_feedback(folder, name, ask_in_vain(assistant), "good")
    assert stat.S_IMODE((folder / FEEDBACK_FILE).stat().st_mode) == 0o600
    assert Library.open(folder, sync=False).corpus == assistant.library.corpus


def test_many_at_once_lose_nothing(tmp_path: Path) -> None:
    """Writers wait for each other."""
    answer = Answer("Chi?", "it", "not_found", "nothing_close", 0.0, (), "corpus", "1")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: save_feedback(tmp_path, str(name), answer, "good"), range(24)))
    assert {line["id"] for line in read_lines(tmp_path)} == {str(name) for name in range(24)}


def test_a_full_file_takes_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there stays, also of others, and can be corrected."""
    answer = Answer("Chi?", "it", "not_found", "nothing_close", 0.0, (), "corpus", "1")
    save_feedback(tmp_path, "a", answer, "other", "x" * 100)
    size = (tmp_path / FEEDBACK_FILE).stat().st_size
    monkeypatch.setattr("fonti.qa.evaluation.feedback.MAX_FEEDBACK_BYTES", size)
    with pytest.raises(StoreError, match="move it elsewhere"):
        save_feedback(tmp_path, "b", answer, "other")
    save_feedback(tmp_path, "a", answer, "good")
    assert [(line["id"], line["verdict"]) for line in read_lines(tmp_path)] == [("a", "good")]


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """The message says which file, and what to do."""
    answer = Answer("Chi?", "it", "not_found", "nothing_close", 0.0, (), "corpus", "1")
    (tmp_path / "file").write_text("")
    with pytest.raises(
        StoreError, match=r"cannot be kept in .*feedback\.jsonl .*; make that folder writable"
    ):
        save_feedback(tmp_path / "file" / "index", "a", answer, "good")


def test_a_line_of_a_document_that_changed_is_left_out(assistant: Assistant, corpus: Path) -> None:
    """Feedback on other words measures nothing; a line without the hash is an error."""
    folder = assistant.library.folder
    save_feedback(folder, "a", ask_surely(assistant), "good")
    save_feedback(folder, "b", ask_in_vain(assistant), "absent")
    (corpus / "biblioteca.txt").write_text(
        "Nuovo orario: la biblioteca comunale chiude alle otto.", "utf-8"
    )
    assistant.library.sync()
    questions = read_questions(folder / FEEDBACK_FILE)
    assert [item.question.id for item in evaluate(assistant, questions)] == ["b"]
    with pytest.raises(QuestionsError, match=r"no question \(1\) can be measured with"):
        evaluate(assistant, questions[:1])
    by_hand = replace(
        questions[0], gold=tuple(replace(gold, sha256=None) for gold in questions[0].gold)
    )
    with pytest.raises(QuestionsError, match="does not stand at"):
        evaluate(assistant, [by_hand, questions[1]])


def test_unknown_answers_alone_are_refused(assistant: Assistant) -> None:
    """The message says what is missing; beside a question of known answer they are left out."""
    folder = assistant.library.folder
    save_feedback(folder, "a", ask_in_vain(assistant), "missed")
    with pytest.raises(QuestionsError, match=r"null in all: 1\); list the places"):
        read_questions(folder / FEEDBACK_FILE)
    save_feedback(folder, "b", ask_in_vain(assistant), "good")
    run = evaluate(assistant, read_questions(folder / FEEDBACK_FILE))
    assert [item.question.id for item in run] == ["b"]


def test_an_answer_says_what_it_was_limited_to(assistant: Assistant) -> None:
    """The limits are sorted, in JSON too; None is no limit."""
    limited = assistant.ask(WHEN, languages=["it", "en"], sources="biblioteca.txt")
    assert (limited.languages, limited.sources) == (("en", "it"), ("biblioteca.txt",))
    assert limited.to_json()["languages"] == ["en", "it"]
    free = assistant.ask(WHEN)
    assert (free.languages, free.sources, free.to_json()["sources"]) == (None, None, None)
