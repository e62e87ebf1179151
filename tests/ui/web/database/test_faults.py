"""What goes wrong with the database that servers share is an error with a code, in good time."""

import logging
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, LiteralString

import psycopg
import pytest

from fonti.ui.i18n.errors import localize
from fonti.ui.i18n.languages import WORDS
from fonti.ui.web.database import connection
from fonti.ui.web.database.address import DatabaseAddress, find_database_address
from fonti.ui.web.database.connection import Database
from fonti.ui.web.database.faults import PostgresError

if TYPE_CHECKING:
    from tests.helpers.postgres import PostgresServer

VERSION = "SELECT version FROM fonti.schema_version"


def open_database(address: str) -> Database:
    """Open a database by an address that may have a password."""
    return Database(DatabaseAddress.parse(address, may_have_password=True))


def execute_together(database: Database, *statements: LiteralString) -> None:
    """Execute statements in one transaction."""
    with database.transaction() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_servers_that_start_at_once_make_one_schema(postgres: "PostgresServer") -> None:
    """The second one waits for the first, and finds its schema."""
    postgres.drop_schema()

    def start(_: int) -> list[object]:
        with postgres.open() as database:
            return database.execute(VERSION)

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(start, range(4))) == [[(connection.SCHEMA_VERSION,)]] * 4


def test_a_newer_schema_is_refused(database: Database, postgres: "PostgresServer") -> None:
    """A server of an older version changes nothing of it."""
    database.execute("UPDATE fonti.schema_version SET version = version + 1")
    with postgres.open() as older, pytest.raises(PostgresError, match="update Fonti") as raised:
        older.execute(VERSION)
    assert raised.value.code == "database_of_newer_version"


@pytest.mark.parametrize("change", ["UPDATE fonti.schema_version SET version = 0", "DELETE"])
def test_a_schema_without_a_known_version_is_refused(
    database: Database, postgres: "PostgresServer", change: LiteralString
) -> None:
    """An update of Fonti would not help."""
    database.execute("DELETE FROM fonti.schema_version" if change == "DELETE" else change)
    with postgres.open() as other, pytest.raises(PostgresError, match="backup") as raised:
        other.execute(VERSION)
    assert raised.value.code == "database_damaged"


@pytest.mark.parametrize("what", ["password", "user", "name"])
def test_refused_credentials_have_a_code_and_show_no_password(
    postgres: "PostgresServer",
    what: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The message names the user and the database, in the words of the server."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("PGPASSWORD", "another-secret")
    address = {
        "password": postgres.address,
        "user": postgres.private_address.replace("fonti", "anna"),
        "name": postgres.private_address.replace("/postgres", "/none"),
    }[what]
    with open_database(address) as database, pytest.raises(PostgresError) as raised:
        database.execute(VERSION)
    assert raised.value.code == "database_refused"
    shown = f"{raised.value}{raised.value.params}{caplog.text}{database}"
    assert "segreto" not in shown
    assert "another-secret" not in shown


def test_a_server_that_is_not_there_has_a_code() -> None:
    """The message names its address, in both languages."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"postgresql://anna:segreto@127.0.0.1:{port}/x"
    with open_database(address) as database, pytest.raises(PostgresError) as raised:
        database.execute(VERSION)
    assert raised.value.code == "database_unreachable"
    for language in WORDS:
        message = localize(raised.value, language)
        assert f"postgresql://anna@127.0.0.1:{port}/x" in message
        assert "segreto" not in message


def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """It accepts the connection, and never answers."""
    monkeypatch.setitem(connection._SETTINGS, "connect_timeout", "2")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"postgresql://anna@127.0.0.1:{silent.getsockname()[1]}/x"
        with open_database(address) as database, pytest.raises(PostgresError) as raised:
            database.execute(VERSION)
    assert raised.value.code == "database_unreachable"


def test_a_statement_that_waits_too_long_is_given_up(
    database: Database, postgres: "PostgresServer"
) -> None:
    """Somebody else has locked the table; nothing of the transaction is stored."""
    assert database.execute("SHOW statement_timeout") == [("5s",)]
    assert database.execute("SHOW lock_timeout") == [("5s",)]
    with postgres.connect() as other, other.transaction():
        other.execute("LOCK TABLE fonti.sessions")
        for setting in ("statement_timeout", "lock_timeout"):
            with pytest.raises(PostgresError) as raised:
                execute_together(
                    database,
                    "INSERT INTO fonti.logins VALUES ('anna', 'x')",
                    f"SET LOCAL {setting} = 100",
                    "SELECT * FROM fonti.sessions",
                )
            assert raised.value.code == "database_too_slow"
    assert database.execute("SELECT * FROM fonti.logins") == []


def test_a_database_that_restarts_is_used_again(
    postgres: "PostgresServer", database: Database
) -> None:
    """While it is down each call fails in good time; no connection of before is used after it."""
    assert database.execute(VERSION) == [(connection.SCHEMA_VERSION,)]
    with postgres.down(database):
        for _ in range(2):
            started = time.monotonic()
            with pytest.raises(PostgresError) as raised:
                database.execute(VERSION)
            assert raised.value.code == "database_unreachable"
            assert time.monotonic() - started < 20
    for _ in range(2):
        assert database.execute(VERSION) == [(connection.SCHEMA_VERSION,)]


def test_what_fails_otherwise_quotes_nothing(database: Database) -> None:
    """The message of a server may have what was to be stored."""
    with pytest.raises(PostgresError) as raised:
        database.execute("SELECT %s::integer", ("a secret",))
    assert raised.value.code == "database_failed"
    assert raised.value.params["detail"] == "InvalidTextRepresentation 22P02"
    database.execute("CREATE ROLE guest")
    try:
        with pytest.raises(PostgresError) as raised:
            execute_together(database, "SET LOCAL ROLE guest", "SELECT * FROM fonti.logins")
    finally:
        database.execute("DROP ROLE guest")
    assert raised.value.code == "database_refused"


def test_who_waits_behind_many_is_told(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """All connections are in use for long, or more wait for one than the server lets wait."""
    with ExitStack() as stack:
        for _ in range(connection._MAX_CONNECTIONS):
            stack.enter_context(database._connection())
        pool = database._pool
        for name, value in (("timeout", 0.2), ("max_waiting", -1)):
            monkeypatch.setattr(pool, name, value)
            with pytest.raises(PostgresError) as raised:
                database.execute(VERSION)
            assert raised.value.code == "database_too_slow"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "fonti",
        "host=127.0.0.1 password=segreto",
        "milvus://host/a",
        "postgresql://anna:segreto@host/x?password",
        "postgresql://anna:segreto@[host/x",
        "postgresql://anna:segreto@host/\udcff",
        "postgresql://anna:segreto@host/%ff",
        "postgresql://anna:se/segreto@host/x",
        "postgresql://anna:uno@due/segreto@host/x",
    ],
)
def test_an_address_that_is_not_valid_is_not_shown(text: str) -> None:
    """It may have a password."""
    with pytest.raises(PostgresError) as raised:
        DatabaseAddress.parse(text, may_have_password=True)
    assert raised.value.code == "database_address_invalid"
    assert "segreto" not in f"{raised.value}{raised.value.params}{raised.value.__cause__}"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("postgresql://anna:segreto@host:5433/x", "postgresql://anna@host:5433/x"),
        ("postgres://host/x?password=segreto", "postgresql://host/x"),
        ("postgres://host/x?sslpassword=segreto", "postgresql://host/x"),
        (
            "postgresql://anna:segreto@host/x?sslmode=require&sslkey=/a%20b/",
            "postgresql://anna@host/x?sslmode=require&sslkey=/a%20b/",
        ),
        (
            "postgresql:///x?host=/run/postgresql&user=anna",
            "postgresql://anna@/x?host=/run/postgresql",
        ),
        ("postgresql://a%40b:segreto@[::1]:5433/x%3F", "postgresql://a%40b@[::1]:5433/x%3F"),
        ("postgresql://a:1,b:2/x", "postgresql:///x?host=a,b&port=1,2"),
        ("postgresql:///?service=shared", "postgresql:///?service=shared"),
    ],
)
def test_a_password_stands_in_the_environment_alone(
    text: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others see the options of a command; what is shown of an address has no password."""
    monkeypatch.setenv("FONTI_DATABASE", text)
    address = find_database_address(None)
    assert (str(address), "segreto" in repr(address)) == (name, False)
    if "segreto" in text:
        with pytest.raises(PostgresError, match="FONTI_DATABASE") as raised:
            find_database_address(text)
        assert raised.value.code == "database_address_has_password"
    assert str(find_database_address("postgresql://bruno@host/y")) == "postgresql://bruno@host/y"
    monkeypatch.delenv("FONTI_DATABASE")
    assert find_database_address(None) is None


def test_an_address_changes_no_limit(postgres: "PostgresServer") -> None:
    """Neither the encoding, nor how long a call may take, nor what its transactions see."""
    options = "options=-c%20default_transaction_isolation%3Dserializable"
    settings = f"connect_timeout=0&tcp_user_timeout=0&client_encoding=LATIN1&{options}"
    with open_database(f"{postgres.private_address}?{settings}") as database:
        assert database.execute("SELECT %s::text", ("…",)) == [("…",)]
        assert database.execute("SHOW default_transaction_isolation") == [("read committed",)]
        with database._connection() as opened:
            assert opened.info.get_parameters()["connect_timeout"] == "5"


@pytest.mark.skipif(sys.platform != "linux", reason="processes are listed otherwise")
@pytest.mark.parametrize("is_open", [True, False])
def test_a_server_that_hangs_is_given_up(
    postgres: "PostgresServer", monkeypatch: pytest.MonkeyPatch, is_open: bool
) -> None:
    """It ends neither the connections nor its statements, and is used again when it goes on."""
    for name in ("_CONNECT_SECONDS", "_USE_SECONDS"):
        monkeypatch.setattr(connection, name, 0.5)
    monkeypatch.setitem(connection._SETTINGS, "connect_timeout", "2")
    with postgres.open() as database:
        if is_open:
            database.execute(VERSION)
        with postgres.frozen(), pytest.raises(PostgresError) as raised:
            database.execute(VERSION)
        assert raised.value.code == "database_unreachable"
        assert database.execute(VERSION)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are listed otherwise")
def test_a_server_that_hangs_in_a_transaction_is_given_up(
    postgres: "PostgresServer", database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of the transaction is stored."""
    database.execute(VERSION)
    monkeypatch.setattr(connection, "_USE_SECONDS", 0.5)

    def hang() -> None:
        with database.transaction() as cursor:
            cursor.execute("INSERT INTO fonti.logins VALUES ('anna', 'x')")
            with postgres.frozen():
                cursor.execute("SELECT 1")

    with pytest.raises(PostgresError) as raised:
        hang()
    assert raised.value.code == "database_unreachable"
    assert database.execute("SELECT * FROM fonti.logins") == []


def test_a_password_file_is_used(
    postgres: "PostgresServer", tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The address names it, as libpq reads it; so the password is in no list of processes."""
    file = tmp_path_factory.mktemp("passwords") / "pgpass"
    file.write_text("*:*:*:fonti:segreto/lungo\n")
    file.chmod(0o600)
    address = find_database_address(f"{postgres.address}?passfile={file}")
    assert address is not None
    with Database(address) as database:
        assert database.execute(VERSION)


def test_every_error_of_psycopg_is_one_of_fonti(database: Database) -> None:
    """Nothing else comes out of a transaction, and the next one works."""
    statements: list[LiteralString] = ["SELEC", "SELECT * FROM none", "SELECT 1/0"]
    for statement in statements:
        with pytest.raises(PostgresError) as raised:
            execute_together(database, statement)
        assert isinstance(raised.value.__cause__, psycopg.Error)
    assert database.execute(VERSION)
