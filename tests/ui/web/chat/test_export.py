"""Tests of exported answers: they have their references, and their quotes can be verified."""

import json
from pathlib import Path

from fonti.index import Library
from fonti.qa import Assistant, verify
from fonti.ui.i18n.english import ENGLISH
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.web.chat.export import format_answer, format_as_json
from tests.helpers.answers import make_answer
from tests.helpers.fakes import FakeEncoder


def test_an_answer_is_copied_with_its_references() -> None:
    """A copied answer has each quote in the quotation marks of its language, with its reference."""
    assert "[1] «The quote.» (a.txt, caratteri 10–20, risponde)" in format_answer(
        make_answer("The quote."), ITALIAN
    )
    assert "[1] “The quote.” (a.txt, characters 10–20, answers)" in format_answer(
        make_answer("The quote."), ENGLISH
    )
    near = make_answer("The quote.", is_answer=False)
    assert "caratteri 10–20, vicino)" in format_answer(near, ITALIAN)


def test_an_exported_conversation_can_be_verified(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """`verify` reads the exported JSON and confirms each quote."""
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=encoder)
    answers = [
        assistant.ask("Quando apre la biblioteca comunale?"),
        assistant.ask("Was the lighthouse of granite?"),
    ]
    checks = verify(
        json.loads(format_as_json(answers)),
        Library.open(corpus, index=tmp_path / "index", sync=False),
    )
    assert len(checks) == sum(len(answer.citations) for answer in answers) > 0
    assert {check.standing for check in checks} == {"stands"}
