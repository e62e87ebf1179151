"""Questions of the standard input, one a line, are answered as lines of JSON."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.helpers.commands import QUESTION, Run

pytestmark = pytest.mark.model


Typed = Callable[[bytes], None]


@pytest.fixture
def type_lines(monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Return a function that puts bytes on the standard input."""

    def write(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))

    return write


def test_each_line_is_answered(fonti: Run, type_lines: Typed, tmp_path: Path) -> None:
    """Empty lines are left out; each answer is one line, which can be verified."""
    type_lines(f"\ufeff{QUESTION}\r\n\n  \nWhich documents do you have?".encode())
    result = fonti("ask", "-", "--top-k", "2")
    assert (result.status, result.stderr) == (0, "")
    first, second = map(json.loads, result.stdout.splitlines())
    assert first["question"] == QUESTION
    assert first["outcome"] in ("answered", "probable")
    assert len(first["citations"]) <= 2
    assert second["kind"] == "documents"

    saved = tmp_path / "answers.json"
    saved.write_text(json.dumps([first]))
    assert fonti("verify", str(saved)).status == 0


def test_a_line_that_cannot_be_asked_is_told(fonti: Run, type_lines: Typed) -> None:
    """Its JSON has an error with a code; the others are answered, and the status is 1."""
    type_lines(b"???\n\xff\xfe\n" + QUESTION.encode() + b"\n" + b"a" * 3000)
    result = fonti("ask", "-")
    assert result.status == 1
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line.get("error", {}).get("code") for line in lines] == [
        "question_without_words",
        "question_without_words",
        None,
        "question_too_long",
    ]
    assert "3,000 characters" in lines[3]["error"]["message"]
