"""The option --database: accounts and tokens in a database, by its address or the environment."""

import sys
from typing import TYPE_CHECKING

import pytest

from fonti.ui.web.database.connection import Database
from fonti.ui.web.security.accounts import Accounts
from fonti.ui.web.security.tokens import Tokens
from tests.helpers.main_command import run_main

if TYPE_CHECKING:
    from tests.helpers.postgres import PostgresServer

PASSWORD = "una frase lunga"


def test_accounts_and_tokens_are_changed_in_a_database(
    database: Database,
    postgres: "PostgresServer",
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The address stands in the environment, or in the option with the password elsewhere."""
    monkeypatch.setenv("FONTI_DATABASE", postgres.private_address)
    assert run_main("user", "anna", typed=f"{PASSWORD}\n") == 0
    assert Accounts(database).verify_password("anna", PASSWORD)
    assert run_main("user", "anna", "--read", "manuali") == 0
    assert run_main("token", "zotero") == 0
    printed = capfd.readouterr()
    secret = printed.out.splitlines()[-1]
    assert Tokens(database).find(secret)[0] == "zotero"

    monkeypatch.delenv("FONTI_DATABASE")
    monkeypatch.setenv("PGPASSWORD", "segreto/lungo")
    option = ("--database", postgres.address)
    assert run_main("token", "--list", *option) == 0
    assert run_main("token", "zotero", "--revoke", *option) == 0
    assert run_main("user", "anna", "--remove", *option) == 0
    assert run_main("serve", *option) == 1
    printed = capfd.readouterr()
    assert "zotero: read, every collection" in printed.out
    assert "its sessions, conversations and verdicts are deleted" in printed.out
    assert f"add one, run: fonti user NAME --database {postgres.address}" in printed.err
    assert "segreto" not in printed.out + printed.err


@pytest.mark.parametrize(
    ("arguments", "fact"),
    [
        (("user", "anna"), "name the accounts"),
        (("token", "--list"), "name the accounts"),
        (("user", "anna", "--auth", "a", "--database", "postgresql://h/x"), "do not go together"),
        (("serve", "--auth", "a", "--database", "postgresql://h/x"), "do not go together"),
        (("serve", "--database", "postgresql://u:segreto@h/x"), "FONTI_DATABASE"),
        (("serve", "--database", "sqlite://segreto"), "write postgresql://"),
    ],
)
def test_wrong_options_are_refused_in_one_line(
    arguments: tuple[str, ...],
    fact: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """What does not go together is named, and no password is shown."""
    monkeypatch.delenv("FONTI_DATABASE", raising=False)
    assert run_main(*arguments, typed=PASSWORD) == 1
    printed = capfd.readouterr()
    assert printed.err.startswith("fonti: ")
    assert printed.err.count("\n") == 1
    assert fact in printed.err
    assert "segreto" not in printed.err


def test_a_file_counts_more_than_the_environment(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whoever names a file means it."""
    monkeypatch.setenv("FONTI_DATABASE", "postgresql://h/x")
    assert run_main("token", "--list", "--auth", "none") == 1
    assert "cannot read none" in capfd.readouterr().err


def test_what_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The client of PostgreSQL is an extra."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert run_main("serve", "--database", "postgresql://h/x") == 1
    assert 'pip install "fonti[postgres]"' in capfd.readouterr().err
