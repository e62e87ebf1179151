"""Tests of the verdicts on answers, in a file and in a database."""

import json
import re
from pathlib import Path

import pytest

from fonti.index import FontiError
from fonti.qa import FEEDBACK_FILE, Answer, Assistant, read_questions
from fonti.ui.web import feedback
from fonti.ui.web.database.connection import Database
from fonti.ui.web.feedback import FeedbackFile, FeedbackStore, FeedbackTable
from fonti.ui.web.security.accounts import remove_account, set_password
from tests.helpers.fakes import FakeEncoder
from tests.helpers.paths import ROOT
from tests.helpers.serving import use_cheap_hashes


@pytest.fixture
def answer(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> Answer:
    """Return an answer."""
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=encoder)
    return assistant.ask("Quando apre la biblioteca comunale?")


@pytest.fixture
def accounts_database(database: Database) -> Database:
    """Return a database with two accounts."""
    with use_cheap_hashes():
        for name in ("anna", "bruno"):
            set_password(database, name, "una frase lunga")
    return database


def read_lines(store: FeedbackStore, database: Database | None, folder: Path) -> list[str]:
    """Return the lines that are stored."""
    if isinstance(store, FeedbackFile):
        return (folder / FEEDBACK_FILE).read_text("utf-8").splitlines()
    assert database is not None
    # As the README says.
    readme = (ROOT / "README.md").read_text("utf-8")
    (statement,) = re.findall(r'"(SELECT line FROM fonti.feedback .*?)"', readme)
    return [line for (line,) in database.execute(statement)]


@pytest.mark.parametrize("kind", ["file", "database"])
def test_a_verdict_replaces_the_one_before(
    kind: str, answer: Answer, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Each line is a question that can be measured with."""
    database: Database | None = None
    store: FeedbackStore = FeedbackFile(tmp_path)
    if kind == "database":
        database = request.getfixturevalue("accounts_database")
        assert database is not None
        store = FeedbackTable(database, "")
    store.save("anna", "a", answer, "wrong", "no\0 \udc80 '; DROP TABLE x; --")
    store.save("anna", "b", answer, "absent", "")
    store.save("anna", "a", answer, "good", "sì")
    lines = read_lines(store, database, tmp_path)
    verdicts = {line["id"]: line["verdict"] for line in map(json.loads, lines)}
    assert verdicts == {"a": "good", "b": "absent"}
    questions = tmp_path / "questions.jsonl"
    questions.write_text("\n".join(lines), "utf-8")
    assert len(read_questions(questions)) == 2


def test_a_database_has_the_limit_of_a_file(
    accounts_database: Database, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is over it is refused with a code, and what was stored before stays."""
    store = FeedbackTable(accounts_database, "")
    store.save("anna", "a", answer, "good", "")
    monkeypatch.setattr(feedback, "MAX_FEEDBACK_BYTES", 2_000)
    with pytest.raises(FontiError) as refused:
        store.save("anna", "b", answer, "good", "x" * 2_000)
    assert refused.value.code == "feedback_full"
    FeedbackTable(accounts_database, "manuali").save("anna", "c", answer, "good", "")
    assert accounts_database.execute("SELECT id FROM fonti.feedback ORDER BY id") == [
        ("a",),
        ("c",),
    ]


def test_verdicts_are_of_an_account(accounts_database: Database, answer: Answer) -> None:
    """Another account replaces none of them, and they are deleted with the account."""
    store = FeedbackTable(accounts_database, "")
    store.save("anna", "a", answer, "good", "")
    store.save("bruno", "a", answer, "wrong", "")
    remove_account(accounts_database, "anna")
    assert accounts_database.execute("SELECT account, id FROM fonti.feedback") == [("bruno", "a")]
