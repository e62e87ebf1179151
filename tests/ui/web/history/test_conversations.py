"""Tests of the conversations on the disk and in a database: what is stored, and for whom."""

import json
import logging
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from fonti.index import StoreError
from fonti.ui.web.chat.memory import RememberedTurn
from fonti.ui.web.database.connection import Database
from fonti.ui.web.history import conversations as store_module
from fonti.ui.web.history.conversation_files import ConversationFiles
from fonti.ui.web.history.conversation_store import ConversationNotFound
from fonti.ui.web.history.conversation_table import ConversationTable
from fonti.ui.web.history.conversations import Conversations
from fonti.ui.web.security.accounts import remove_account, set_password
from tests.helpers.fakes import arbitrary_texts
from tests.helpers.serving import use_cheap_hashes

ONE = "1" * 32
OTHER = "a" * 32


def make_turn(question: str, number: int = 1) -> RememberedTurn:
    """Return a turn as a page remembers it."""
    return RememberedTurn(question, ("it",), ("biblioteca.txt",), f"{number:016x}", "good")


def save(store: Conversations, account: str, conversation_id: str, *turns: RememberedTurn) -> None:
    """Store a conversation under its first question."""
    store.save(account, conversation_id, turns[0].question, list(turns))


@pytest.fixture
def file_store(tmp_path: Path) -> Conversations:
    """Return the store of an index's folder."""
    return Conversations(ConversationFiles(tmp_path))


@pytest.fixture
def accounts_database(database: Database) -> Database:
    """Return a database with two accounts."""
    with use_cheap_hashes():
        for name in ("anna", "bruno"):
            set_password(database, name, "una frase lunga")
    return database


@pytest.fixture(params=["files", "database"])
def store(request: pytest.FixtureRequest) -> Conversations:
    """Return the store of an index's folder, and of a collection in a database."""
    if request.param == "files":
        file_store: Conversations = request.getfixturevalue("file_store")
        return file_store
    database: Database = request.getfixturevalue("accounts_database")
    return Conversations(ConversationTable(database, "manuali"))


def test_a_conversation_is_stored_changed_and_deleted(store: Conversations, tmp_path: Path) -> None:
    """Turns are stored with a title and a date; a deleted conversation leaves nothing."""
    first = make_turn("Quando apre\n la biblioteca?")
    save(store, "anna", ONE, first)
    saved = store.load("anna", ONE)
    assert saved.title == "Quando apre la biblioteca?"
    assert saved.turns == [first]

    # A page that is loaded again stores the same turns again.
    save(store, "anna", ONE, first)
    assert store.load("anna", ONE).changed_at == saved.changed_at

    second = make_turn("E la domenica?", 2)
    store.rename("anna", ONE, f" Orari  {'x' * 300}")
    store.save("anna", ONE, first.question, [first, second], must_exist=True)
    changed = store.load("anna", ONE)
    assert changed.turns == [first, second]
    assert changed.title.startswith("Orari xxx")
    assert len(changed.title) == 200
    assert changed.changed_at > saved.changed_at

    store.delete("anna", ONE)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert store.find("anna") == {}
    with pytest.raises(ConversationNotFound):
        store.save("anna", ONE, first.question, [first], must_exist=True)


def test_a_greeting_is_the_title_until_a_question_is(store: Conversations) -> None:
    """A title that a question or a person has given stays, whatever is asked then."""
    greeting = make_turn("Ciao")
    question = make_turn("Quando apre?", 2)
    store.save("anna", ONE, "Ciao", [greeting])
    assert store.load("anna", ONE).title == "Ciao"
    store.save("anna", ONE, "Quando apre?", [greeting, question])
    assert store.load("anna", ONE).title == "Quando apre?"
    store.save("anna", ONE, "E chi?", [greeting, question, make_turn("E chi?", 3)])
    assert store.load("anna", ONE).title == "Quando apre?"


def test_two_tabs_of_one_conversation_lose_no_question(store: Conversations) -> None:
    """What one tab has asked stays when the other stores its turns."""
    first, second, third = (make_turn(text, number) for number, text in enumerate("abc", 1))
    save(store, "anna", ONE, first, second)
    save(store, "anna", ONE, first, third)
    assert store.load("anna", ONE).turns == [second, first, third]


def test_conversations_are_sorted_and_searched(store: Conversations) -> None:
    """The last one changed is first; titles and questions are searched, without case or accents."""
    save(store, "anna", ONE, make_turn("Perché è chiusa?"), make_turn("E il prestito?"))
    save(store, "anna", OTHER, make_turn("When does the museum open?"))
    assert list(store.find("anna")) == [OTHER, ONE]
    assert list(store.find("anna", " PERCHE E ")) == [ONE]
    assert list(store.find("anna", "prestito")) == [ONE]
    assert list(store.find("anna", "granite")) == []


def test_an_account_reaches_only_its_own_conversations(store: Conversations) -> None:
    """Another account can neither list, open, rename nor delete a conversation by its id."""
    save(store, "anna", ONE, make_turn("Quando apre la biblioteca?"))
    assert store.find("bruno") == {}
    for act in (
        lambda: store.load("bruno", ONE),
        lambda: store.rename("bruno", ONE, "x"),
        lambda: store.delete("bruno", ONE),
        lambda: store.save("bruno", ONE, "x", [make_turn("x")], must_exist=True),
        lambda: store.load("anna", f"../{ONE}"),
        lambda: store.load("anna", ""),
    ):
        with pytest.raises(ConversationNotFound):
            act()
    assert store.load("anna", ONE).title == "Quando apre la biblioteca?"


def test_only_the_owner_of_the_server_can_read_the_files(
    file_store: Conversations, tmp_path: Path
) -> None:
    """No name or title is in a path, and nobody else may read a folder or a file."""
    name = "../Nicolò/anna@example.org"
    save(file_store, name, ONE, make_turn("Un segreto"))
    folder, account, file = sorted(tmp_path.rglob("*"), key=lambda path: len(path.parts))
    assert (folder.name, file.name) == ("conversations", f"{ONE}.json")
    assert len(account.name) == 32
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, account, file)]
    assert modes == [0o700, 0o700, 0o600]


def test_the_number_and_the_size_of_conversations_are_limited(
    store: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that was changed the longest ago makes room; only the last turns are stored."""
    monkeypatch.setattr(store_module, "MAX_CONVERSATIONS", 2)
    ids = [f"{number:032x}" for number in range(3)]
    for conversation_id in ids:
        turns = [make_turn("a", number) for number in range(130)]
        save(store, "anna", conversation_id, *turns)
    save(store, "bruno", OTHER, make_turn("b"))

    assert list(store.find("anna")) == [ids[2], ids[1]]
    assert len(store.load("anna", ids[2]).turns) == 100
    assert list(store.find("bruno")) == [OTHER]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        json.dumps({"title": "a secret", "changed_at": "yesterday", "turns": []}).encode(),
        json.dumps({"title": "", "changed_at": "2026-01-01T00:00:00Z", "turns": []}).encode(),
        b'{"title": "a secret", "turns": [' + b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_left_out_and_named_in_the_log(
    file_store: Conversations, tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """A damaged file hides no other conversation, and the log quotes nothing of it."""
    save(file_store, "anna", ONE, make_turn("a"))
    save(file_store, "anna", OTHER, make_turn("b"))
    (file,) = tmp_path.rglob(f"{ONE}.json")
    file.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        assert list(file_store.find("anna")) == [OTHER]
    assert f"{ONE}.json" in caplog.text
    assert "secret" not in caplog.text
    file_store.delete("anna", ONE)
    assert not file.exists()


def test_a_file_that_cannot_be_read_is_not_replaced(
    file_store: Conversations, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The disk may read it again later; the other conversations are listed meanwhile."""
    save(file_store, "anna", ONE, make_turn("a"))
    save(file_store, "anna", OTHER, make_turn("b"))
    (file,) = tmp_path.rglob(f"{ONE}.json")
    file.unlink()
    # Opening a folder fails as a bad disk does, also for the administrator.
    file.mkdir()
    for act in (
        lambda: file_store.load("anna", ONE),
        lambda: file_store.rename("anna", ONE, "x"),
        lambda: save(file_store, "anna", ONE, make_turn("c")),
    ):
        with pytest.raises(StoreError) as raised:
            act()
        assert raised.value.code == "conversation_not_read"
    with caplog.at_level(logging.WARNING):
        assert list(file_store.find("anna")) == [OTHER]
    assert f"{ONE}.json" in caplog.text


@pytest.mark.parametrize("content", ["", "[]", '{"title": "a secret", "turns": 1}'])
def test_a_damaged_row_is_left_out_and_named_in_the_log(
    accounts_database: Database, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A damaged row hides no other conversation, and the log quotes nothing of it."""
    store = Conversations(ConversationTable(accounts_database, ""))
    save(store, "anna", ONE, make_turn("a"))
    save(store, "anna", OTHER, make_turn("b"))
    accounts_database.execute(
        "UPDATE fonti.conversations SET content = %s WHERE id = %s", (content, ONE)
    )
    with caplog.at_level(logging.WARNING):
        assert list(store.find("anna")) == [OTHER]
    assert ONE in caplog.text
    assert "secret" not in caplog.text
    store.delete("anna", ONE)


def test_servers_of_a_database_have_the_same_conversations(accounts_database: Database) -> None:
    """What two servers store at the same moment is all there, and deleted with the account."""
    stores = [Conversations(ConversationTable(accounts_database, "")) for _ in range(2)]
    turns = [make_turn(f"question {number}", number) for number in range(12)]
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda turn: save(stores[turn.id[-1] < "6"], "anna", ONE, turn), turns))
    assert set(stores[0].load("anna", ONE).turns) == set(turns)

    save(stores[1], "bruno", OTHER, make_turn("b"))
    other_collection = Conversations(ConversationTable(accounts_database, "manuali"))
    assert other_collection.find("anna") == {}
    save(other_collection, "anna", ONE, make_turn("c"))
    remove_account(accounts_database, "anna")
    rows = accounts_database.execute("SELECT account, id FROM fonti.conversations")
    assert rows == [("bruno", OTHER)]
    with pytest.raises(ConversationNotFound):
        save(stores[0], "anna", ONE, make_turn("d"))


# The examples leave nothing behind.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arbitrary_texts())
def test_any_question_is_stored_as_it_is(accounts_database: Database, text: str) -> None:
    """Neither a control character nor a quotation mark means anything to the database."""
    store = Conversations(ConversationTable(accounts_database, text[:20].replace("\0", "")))
    turn = make_turn(text[:2000])
    store.save("anna", ONE, f"x{text}", [turn])
    assert store.load("anna", ONE).turns[-1] == turn
    store.delete("anna", ONE)
