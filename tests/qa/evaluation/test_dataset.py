"""Files of questions with known answers: what is read, and what is refused with which message."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import QuestionsError
from fonti.qa import MAX_QUESTION_LENGTH, Gold, GoldAnswer, Question, read_questions
from tests.helpers.fakes import arbitrary_texts

PLACE = {"file": "faro.txt", "start": 0, "end": 40, "answers": [{"text": "1843", "start": 31}]}
LINE = {"id": "1", "question": "Quando?", "gold": [PLACE]}


def write_questions(folder: Path, *lines: object) -> Path:
    """Write a file of lines: bytes as they are, anything else as JSON."""
    path = folder / "questions.jsonl"
    path.write_bytes(
        b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    )
    return path


def with_place(**changed: object) -> dict[str, Any]:
    """Return a question whose only place differs from the good one."""
    return {**LINE, "gold": [{**PLACE, **changed}]}


def with_answer(**changed: object) -> dict[str, Any]:
    """Return a question whose only answer differs from the good one."""
    return with_place(answers=[{"text": "1843", "start": 31, **changed}])


def test_a_line_is_a_question(tmp_path: Path) -> None:
    """Missing values have defaults; other keys, blank lines and a byte order mark do not count."""
    full = {
        "id": "2",
        "question": "Why?",
        "gold": [],
        "kind": "en",
        "filter": "it",
        "lang": "en",
        "note": 7,
    }
    first, second = read_questions(
        write_questions(tmp_path, b"\xef\xbb\xbf", LINE, b" \r", full, b"")
    )
    assert first == Question(
        "1",
        "Quando?",
        (Gold("faro.txt", 0, 40, (GoldAnswer("1843", 31),)),),
        "answerable",
        None,
        None,
    )
    assert second == Question("2", "Why?", (), "en", "it", "en")
    assert (first.is_answerable, second.is_answerable) == (True, False)
    (third,) = read_questions(
        write_questions(tmp_path, {**LINE, "gold": [], "kind": None, "filter": None})
    )
    assert third.kind == "unanswerable"


@given(arbitrary_texts().map(lambda text: f"a{text[:200]}"), st.booleans())
def test_any_text_is_read_as_it_is(
    tmp_path_factory: pytest.TempPathFactory, text: str, escaped: bool
) -> None:
    """Escaped or not, code points stay as they are, and only a line feed ends a line."""
    gold = {"file": text, "start": 2, "end": 2 + len(text), "answers": [{"text": text, "start": 2}]}
    line = json.dumps(
        {"id": text, "question": text, "kind": text, "gold": [gold]}, ensure_ascii=escaped
    ).encode()
    (question,) = read_questions(write_questions(tmp_path_factory.mktemp("read"), line))
    assert {question.id, question.text, question.kind, question.gold[0].source} == {text}
    assert question.gold[0].answers[0].end == 2 + len(text)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"{", "not JSON"),
        (b"\xff", "byte 1 is not UTF-8"),
        (b"[" * 100_000, "not JSON"),
        (b"1" * 10_000, "not JSON"),
        (b"[1]", "is no JSON object"),
        ({"question": "Chi?", "gold": []}, "id is missing"),
        ({**LINE, "id": 7}, "id is 7; give a text"),
        ({**LINE, "id": " "}, "id is ' '"),
        ({**LINE, "question": None}, "question is missing"),
        ({**LINE, "question": "?!"}, "holds no words"),
        (
            {**LINE, "question": "a" * (MAX_QUESTION_LENGTH + 1)},
            "2,001 characters, and at most 2,000 are read; shorten",
        ),
        ({"id": "1", "question": "Chi?"}, "gold is missing; list the places"),
        ({**LINE, "gold": {}}, "gold is {}; give a list"),
        ({**LINE, "gold": ["faro.txt"]}, "gold[0] is 'faro.txt'; give an object"),
        (with_place(file=""), "gold[0].file is ''"),
        (with_place(start="0"), "gold[0].start is '0'; give a whole number"),
        (with_place(start=-1), "gold[0].start is -1"),
        (with_place(end=True), "gold[0].end is True"),
        (with_place(start=40), "gold[0] goes from 40 to 40"),
        (with_place(answers=None), "gold[0].answers is missing"),
        (with_place(answers=[]), "gold[0].answers is empty"),
        (with_place(answers=["1843"]), "gold[0].answers[0] is '1843'"),
        (with_answer(text=1843), "gold[0].answers[0].text is 1843"),
        (with_answer(start=1.5), "gold[0].answers[0].start is 1.5"),
        (
            with_answer(start=37),
            "the answer '1843' stands at 37 to 41, outside gold[0], 0 to 40; count code points",
        ),
        ({**LINE, "kind": 3}, "kind is 3"),
        ({**LINE, "filter": ["it"]}, "filter is ['it']"),
        ({**LINE, "lang": ""}, "lang is ''"),
        ({**LINE, "question": "è" * 9_000_000}, "9,000,000 characters"),
        ({**LINE, "id": ["x" * 9_000_000]}, "id is ['xxx"),
        (LINE, "id '1' is that of line 1; give each its own"),
    ],
    ids=lambda value: str(value)[:60] if isinstance(value, str) else "",
)
def test_a_bad_line_is_named_by_its_number(line: object, expected: str, tmp_path: Path) -> None:
    """One short message says the file, the line, what is wrong and what to do."""
    path = write_questions(tmp_path, LINE, b"", line)
    with pytest.raises(QuestionsError) as refusal:
        read_questions(path)
    message = str(refusal.value)
    assert message.startswith(f"{path}, line 3: ")
    assert expected in message
    assert ";" in message
    assert "\n" not in message
    assert len(message) < len(str(path)) + 200


@pytest.mark.parametrize("lines", [[], [b""], [b"\xef\xbb\xbf"], [b" ", b"\r", b""]])
def test_a_file_of_no_questions_is_refused(lines: list[bytes], tmp_path: Path) -> None:
    """A file without a question cannot be measured with."""
    with pytest.raises(QuestionsError, match="holds no questions; write one"):
        read_questions(write_questions(tmp_path, *lines))


@pytest.mark.parametrize(
    "name", ["none.jsonl", ".", "a" * 5_000, "a\0b"], ids=["none", "folder", "long", "NUL"]
)
def test_what_cannot_be_read_is_refused(name: str, tmp_path: Path) -> None:
    """A name that is no file gives a QuestionsError."""
    with pytest.raises(QuestionsError, match="cannot read"):
        read_questions(tmp_path / name)
