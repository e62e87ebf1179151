"""What people say of answers: kept as questions to measure with, whole, and for nobody else to read."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import Library
from fonti.qa import (
    FEEDBACK,
    Answer,
    Assistant,
    QuestionsError,
    StoreError,
    Verdict,
    evaluate,
    keep_feedback,
    measure,
    read_questions,
)
from tests.helpers.fakes import FakeEncoder, texts

WHEN = "Quando chiude la biblioteca comunale?"


@pytest.fixture
def assistant(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> Assistant:
    """The assistant of two documents."""
    return Assistant.open(corpus, index=tmp_path / "index", model=encoder)


def answered(assistant: Assistant, question: str = WHEN, **limits: list[str]) -> Answer:
    """An answer whose first citation is offered as one, as with a model that is sure of it."""
    answer = assistant.ask(question, **limits)  # type: ignore[arg-type]
    first, *others = answer.citations
    citations = (
        replace(first, answers=True, score=0.9),
        *(replace(each, answers=False) for each in others),
    )
    return replace(answer, outcome="answered", reason="answers", citations=citations)


def no_progress(assistant: Assistant) -> Answer:
    """An answer that quotes nothing."""
    return replace(
        assistant.ask("Chi vinse?"), outcome="not_found", reason="nothing_close", citations=()
    )


def kept(folder: Path) -> list[dict[str, Any]]:
    """The lines of a folder's feedback."""
    return [json.loads(line) for line in (folder / FEEDBACK).read_text("utf-8").splitlines()]


def test_a_good_answer_is_gold(assistant: Assistant) -> None:
    """The passage that was quoted is the place that answers, with the hash of its file; evaluate finds it again."""
    answer = answered(assistant)
    keep_feedback(assistant.library.folder, "a-1", answer, "good", "chiaro")
    (line,) = kept(assistant.library.folder)
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
    questions = read_questions(assistant.library.folder / FEEDBACK)
    assert measure(evaluate(assistant, questions)).kinds["good"]["answer@1"] == 1.0


@pytest.mark.parametrize("verdict", get_args(Verdict))
@pytest.mark.parametrize("quoted", [True, False])
def test_gold_is_what_the_verdict_tells(
    assistant: Assistant, verdict: Verdict, quoted: bool
) -> None:
    """Silence that was right, or would have been, has no places; of other faults no places are known."""
    answer = answered(assistant) if quoted else no_progress(assistant)
    keep_feedback(assistant.library.folder, "a", answer, verdict)
    (line,) = kept(assistant.library.folder)
    told = {"good": 1 if quoted else 0, "absent": 0}.get(verdict)
    assert (None if line["gold"] is None else len(line["gold"])) == told
    assert line["kind"] == ("good" if verdict == "good" else f"bad: {verdict}")
    assert [place["file"] for place in line["cited"]] == [
        each.source for each in answer.citations if each.near
    ]


def test_what_is_cited_can_be_copied_into_gold(assistant: Assistant) -> None:
    """A person who knows better corrects a line by hand, and it is measured."""
    folder = assistant.library.folder
    keep_feedback(folder, "a", answered(assistant), "partial")
    (line,) = kept(folder)
    (folder / FEEDBACK).write_text(json.dumps({**line, "gold": line["cited"][:1]}), "utf-8")
    (question,) = read_questions(folder / FEEDBACK)
    assert question.known
    assert len(evaluate(assistant, [question])) == 1


def test_what_a_line_cannot_ask_again_has_no_known_answer(assistant: Assistant) -> None:
    """A follow-up, and a search limited to documents or to several languages, are kept but not measured."""
    folder = assistant.library.folder
    answers = [
        replace(answered(assistant), topic="E prima?"),
        answered(assistant, sources=["biblioteca.txt"]),
        answered(assistant, languages=["it", "en"]),
        answered(assistant, languages=["it"]),
    ]
    for number, answer in enumerate(answers):
        keep_feedback(folder, str(number), answer, "good")
    lines = kept(folder)
    assert [line["gold"] is None for line in lines] == [True, True, True, False]
    assert [line["filter"] for line in lines] == [None, None, None, "it"]
    assert lines[1]["sources"] == ["biblioteca.txt"]
    assert read_questions(folder / FEEDBACK)[3].within == "it"


def test_a_change_of_mind_replaces_its_line(assistant: Assistant) -> None:
    """One line an answer; those of other answers stay, and what somebody wrote that is no JSON too."""
    folder = assistant.library.folder
    keep_feedback(folder, "a", no_progress(assistant), "good")
    keep_feedback(folder, "b", no_progress(assistant), "wrong")
    with (folder / FEEDBACK).open("ab") as file:
        file.write(b"{ da rivedere\n[1]")
    keep_feedback(folder, "a", no_progress(assistant), "missed")
    lines = (folder / FEEDBACK).read_bytes().splitlines()
    assert lines[1:3] == [b"{ da rivedere", b"[1]"]
    assert [json.loads(line)["kind"] for line in (lines[0], lines[3])] == [
        "bad: wrong",
        "bad: missed",
    ]


@given(texts(), st.text(st.characters(exclude_categories=[]), max_size=30))
def test_any_comment_is_kept(
    tmp_path_factory: pytest.TempPathFactory, comment: str, name: str
) -> None:
    """Line ends and halves of characters stay within the line; 2,000 code points are kept."""
    folder = tmp_path_factory.mktemp("index")
    answer = Answer("Chi?", "it", "not_found", "nothing_close", 0.0, (), "corpus", "1")
    keep_feedback(folder, f"a{name}", answer, "other", comment + "x" * 2000)
    keep_feedback(folder, "", answer, "good")
    line = json.loads((folder / FEEDBACK).read_bytes().split(b"\n")[0])
    assert (line["id"], line["comment"]) == (f"a{name}", (comment + "x" * 2000)[:2000])


def test_it_is_for_its_user_alone(assistant: Assistant) -> None:
    """Nobody else can read the file, also after it was replaced, and the index's folder stays an index's."""
    folder = assistant.library.folder
    for name in ("a", "b"):
        keep_feedback(folder, name, no_progress(assistant), "good")
    assert stat.S_IMODE((folder / FEEDBACK).stat().st_mode) == 0o600
    assert Library.at(folder).corpus == assistant.library.corpus


def test_many_at_once_lose_nothing(tmp_path: Path) -> None:
    """Each waits for the others."""
    answer = Answer("Chi?", "it", "not_found", "nothing_close", 0.0, (), "corpus", "1")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: keep_feedback(tmp_path, str(name), answer, "good"), range(24)))
    assert {line["id"] for line in kept(tmp_path)} == {str(name) for name in range(24)}


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """One line says which file, and what to do."""
    answer = Answer("Chi?", "it", "not_found", "nothing_close", 0.0, (), "corpus", "1")
    (tmp_path / "file").write_text("")
    with pytest.raises(
        StoreError, match=r"cannot be kept in .*feedback\.jsonl .*; make that folder writable"
    ):
        keep_feedback(tmp_path / "file" / "index", "a", answer, "good")


def test_a_line_of_a_document_that_changed_is_left_out(assistant: Assistant, corpus: Path) -> None:
    """What was said of other words measures nothing; what a person wrote by hand is an error instead."""
    folder = assistant.library.folder
    keep_feedback(folder, "a", answered(assistant), "good")
    keep_feedback(folder, "b", no_progress(assistant), "absent")
    (corpus / "biblioteca.txt").write_text(
        "Nuovo orario: la biblioteca comunale chiude alle otto.", "utf-8"
    )
    assistant.library.sync()
    questions = read_questions(folder / FEEDBACK)
    assert [asked.question.id for asked in evaluate(assistant, questions)] == ["b"]
    with pytest.raises(QuestionsError, match="none of the 1 questions can be measured with"):
        evaluate(assistant, questions[:1])
    by_hand = replace(
        questions[0], gold=tuple(replace(gold, sha256=None) for gold in questions[0].gold)
    )
    with pytest.raises(QuestionsError, match="does not stand at"):
        evaluate(assistant, [by_hand, questions[1]])


def test_unknown_answers_alone_are_refused(assistant: Assistant) -> None:
    """With nothing to measure, the file is told what it lacks; beside a known one they are left out."""
    folder = assistant.library.folder
    keep_feedback(folder, "a", no_progress(assistant), "missed")
    with pytest.raises(QuestionsError, match=r"null in all 1\); list the places"):
        read_questions(folder / FEEDBACK)
    keep_feedback(folder, "b", no_progress(assistant), "good")
    run = evaluate(assistant, read_questions(folder / FEEDBACK))
    assert [asked.question.id for asked in run] == ["b"]


def test_an_answer_says_what_it_was_limited_to(assistant: Assistant) -> None:
    """Sorted, in plain values too; None is no limit."""
    limited = assistant.ask(WHEN, languages=["it", "en"], sources="biblioteca.txt")
    assert (limited.languages, limited.sources) == (("en", "it"), ("biblioteca.txt",))
    assert limited.to_json()["languages"] == ["en", "it"]
    free = assistant.ask(WHEN)
    assert (free.languages, free.sources, free.to_json()["sources"]) == (None, None, None)
