"""Tests of accounts and tokens that hold wherever they are: in a file or in a database."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from fonti.index import FontiError
from fonti.ui.web.database.connection import Database
from fonti.ui.web.database.faults import PostgresError
from fonti.ui.web.security.accounts import (
    Accounts,
    has_account,
    remove_account,
    set_password,
    set_rights,
)
from fonti.ui.web.security.auth_entries import Entry
from fonti.ui.web.security.auth_place import AuthPlace, open_entries
from fonti.ui.web.security.rights import Rights
from fonti.ui.web.security.tokens import Token, Tokens, add_token, read_tokens, revoke_token
from tests.helpers.serving import use_cheap_hashes

if TYPE_CHECKING:
    from tests.helpers.postgres import PostgresServer

PASSWORD = "una frase lunga"


@pytest.fixture(autouse=True)
def _use_cheap_hashes() -> Iterator[None]:
    with use_cheap_hashes():
        yield


def test_accounts_are_made_changed_and_removed(place: AuthPlace) -> None:
    """A change takes effect at once for who has opened the accounts before."""
    assert not has_account(place, "anna")
    assert set_password(place, "anna", PASSWORD)
    assert set_password(place, "niccolo\u0300", PASSWORD)
    accounts = Accounts(place)
    assert accounts.verify_password("anna", PASSWORD) == accounts.get_hash("anna")
    assert accounts.get_rights("anna") == Rights()
    assert has_account(place, "niccolò")

    set_rights(place, "anna", Rights.of(read=["manuali"], add=["leggi"]))
    assert not set_password(place, "anna", "un'altra frase")
    assert accounts.verify_password("anna", PASSWORD) is None
    assert accounts.verify_password("anna", "un'altra frase")
    assert accounts.get_rights("anna") == Rights.of(read=["manuali"], add=["leggi"])

    remove_account(place, "niccolo\u0300")
    assert accounts.get_hash("niccolò") is None
    assert accounts.get_hash("anna")


def test_tokens_are_made_listed_and_revoked(place: AuthPlace) -> None:
    """Only the hash of a secret is stored; one that is revoked ends at once."""
    secret = add_token(place, "zotero", "read")
    tokens = Tokens(place)
    assert tokens.find(secret)[0] == "zotero"
    other = add_token(place, "sync", "write", collections=["leggi"], days=3)
    assert tokens.find(other)[0] == "sync"
    assert tokens.find(other)[1].rights == Rights({"leggi": "add"})
    assert list(read_tokens(place)) == ["zotero", "sync"]
    stored = [entry.value for entry in open_entries(place).read().values()]
    assert not [value for value in stored if secret in value or other in value]

    revoke_token(place, "zotero")
    with pytest.raises(FontiError) as refused:
        tokens.find(secret)
    assert refused.value.code == "token_invalid"


def test_what_cannot_be_is_refused(place: AuthPlace) -> None:
    """A name is of one account or token; the messages name the place, and no password."""
    set_password(place, "anna", PASSWORD)
    add_token(place, "zotero", "read")
    before = open_entries(place).read()
    refusals: dict[str, Callable[[], object]] = {
        "account_name_invalid": lambda: set_password(place, "a'; DROP TABLE x", PASSWORD),
        "account_password_length": lambda: set_password(place, "carla", "corta"),
        "name_of_token": lambda: set_password(place, "zotero", PASSWORD),
        "account_not_found": lambda: remove_account(place, "x' OR 'a' = 'a"),
        "token_name_taken": lambda: add_token(place, "anna", "read"),
        "token_not_found": lambda: revoke_token(place, "anna"),
    }
    for code, change in refusals.items():
        with pytest.raises(FontiError) as refused:
            change()
        assert refused.value.code == code
        assert refused.value.params.get("file", str(place)) == str(place)
    assert open_entries(place).read() == before


def test_changes_at_once_are_all_stored(place: AuthPlace) -> None:
    """Who stores something has read what the others have stored before."""
    names = [f"user{number}" for number in range(12)]
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda name: set_password(place, name, PASSWORD), names))
        list(threads.map(lambda number: add_token(place, f"t{number}", "read"), range(12)))
    assert len(open_entries(place).read()) == 24


def test_nothing_is_changed_if_a_change_fails(place: AuthPlace) -> None:
    """Neither what was added nor what was removed before the error."""
    set_password(place, "anna", PASSWORD)
    before = open_entries(place).read()

    def fail() -> None:
        with open_entries(place).edit() as entries:
            entries["bruno"] = Entry("x")
            del entries["anna"]
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert open_entries(place).read() == before


def test_nobody_is_let_in_by_no_account(database: Database) -> None:
    """The error names the command that makes one."""
    with pytest.raises(FontiError, match=r"holds no account; add one.*fonti user NAME --database"):
        Accounts(database)


def test_a_damaged_entry_lets_nobody_in(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """The log names the entry and not its value; one that is mended counts again."""
    set_password(database, "anna", PASSWORD)
    accounts = Accounts(database)
    tokens = Tokens(database)
    good = open_entries(database).read()["anna"].value
    for damaged in ("password", "token:password"):
        database.execute("UPDATE fonti.logins SET value = %s", (damaged,))
        assert accounts.get_hash("anna") is None
        with pytest.raises(FontiError):
            tokens.find("x")
    assert "'anna'" in caplog.text
    assert "password" not in caplog.text
    database.execute("UPDATE fonti.logins SET value = %s", (good,))
    assert accounts.get_hash("anna")


def test_a_token_is_not_refused_by_a_database_that_fails(
    database: Database, postgres: "PostgresServer"
) -> None:
    """The program would take it for revoked, or for one without rights."""
    secret = add_token(database, "zotero", "read")
    tokens = Tokens(database)
    with postgres.down(database), pytest.raises(PostgresError):
        tokens.find(secret)
    assert tokens.find(secret)[0] == "zotero"


def test_a_table_without_its_version_is_an_error(database: Database) -> None:
    """Somebody has emptied the table; the message names it."""
    set_password(database, "anna", PASSWORD)
    accounts = Accounts(database)
    database.execute("DELETE FROM fonti.logins_version")
    with pytest.raises(PostgresError, match=r"fonti\.logins_version") as raised:
        accounts.get_hash("anna")
    assert raised.value.code == "database_damaged"


def test_a_change_by_another_program_counts(database: Database) -> None:
    """Who administers the database may remove a row; all that belongs to it goes too."""
    set_password(database, "anna", PASSWORD)
    token = Token("0" * 64, "read")
    accounts = Accounts(database)
    database.execute("INSERT INTO fonti.logins VALUES ('z', %s)", (token.format(),))
    assert read_tokens(database) == {"z": token}
    database.execute("DELETE FROM fonti.logins WHERE name = 'anna'")
    assert accounts.get_hash("anna") is None
    database.execute("TRUNCATE fonti.logins CASCADE")
    assert read_tokens(database) == {}
