"""The connections to a PostgreSQL database: opened when they are needed, shared by threads.

All that fails is a PostgresError with a code. These limits make it end, also if the server hangs:

- To connect, and to wait for a free connection: `_CONNECT_SECONDS` for each.
- A statement, and its wait for a lock: `_STATEMENT_SECONDS`, by the server.
- All that is done with a connection at once: `_USE_SECONDS`, by this side.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from fonti.ui.web.database.address import DatabaseAddress
from fonti.ui.web.database.deadline import give_up_after
from fonti.ui.web.database.faults import (
    PostgresError,
    make_connection_error,
    make_statement_error,
)

if TYPE_CHECKING:
    from typing import LiteralString

    from psycopg import Connection, Cursor
    from psycopg_pool import ConnectionPool

# The version of what schema.sql makes.
SCHEMA_VERSION = 1

_SCHEMA = Path(__file__).with_name("schema.sql")

# Any number that other programs do not lock: servers that start at once make the schema in turn.
_SCHEMA_LOCK = 0x466F6E7469

_CONNECT_SECONDS = 5
_STATEMENT_SECONDS = 5
_USE_SECONDS = 10.0

# For how long a lost connection is tried again by itself, less and less often. After that the next
# request tries at once, so that a database that is back is used.
_RECONNECT_SECONDS = 1.0

# A network that swallows what is sent is noticed by then.
_KEEPALIVES = {
    "tcp_user_timeout": "5000",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "2",
}
# An address changes none of these: without them, texts could not be stored, or calls never end.
_SETTINGS: dict[str, Any] = {
    "autocommit": True,
    "connect_timeout": str(_CONNECT_SECONDS),
    "application_name": "fonti",
    "client_encoding": "utf8",
    **_KEEPALIVES,
}

# Connections of one server; PostgreSQL has 100 for all unless it is told otherwise.
_MAX_CONNECTIONS = 8
_MAX_WAITING = 100


class Database:
    """A database that several servers share; its schema is made when it is first used.

    Args:
        address: Where it is.

    """

    def __init__(self, address: DatabaseAddress) -> None:
        self._address = address
        self._pool: ConnectionPool[Connection[Any]] | None = None
        self._lock = threading.Lock()

    def __str__(self) -> str:
        return str(self._address)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            if self._pool is not None:
                self._pool.close()
            self._pool = None

    def execute(self, statement: "LiteralString", values: Sequence[object] = ()) -> list[Any]:
        """Execute one statement, and return its rows; none if it returns none.

        Raises:
            PostgresError: The database cannot be reached, takes too long, refuses, or fails.

        """
        with self._connection() as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def transaction(self) -> Iterator["Cursor[Any]"]:
        """Yield a cursor; what it does is committed together, unless an error is raised.

        Raises:
            PostgresError: The database cannot be reached, takes too long, refuses, or fails.

        """
        with (
            self._connection() as connection,
            connection.transaction(),
            connection.cursor() as cursor,
        ):
            yield cursor

    @contextmanager
    def _connection(self) -> Iterator["Connection[Any]"]:
        """Yield a connection that nobody else uses meanwhile; a statement is committed at once."""
        import psycopg
        from psycopg_pool import PoolTimeout, TooManyRequests

        pool = self._open()
        try:
            with pool.connection() as connection, give_up_after(_USE_SECONDS, connection):
                yield connection
        except TooManyRequests as error:
            raise PostgresError("database_too_slow") from error
        except PoolTimeout as error:
            raise self._explain_timeout() from error
        except psycopg.Error as error:
            raise make_statement_error(self._address, error) from error

    def _open(self) -> "ConnectionPool[Connection[Any]]":
        """Return the pool of connections.

        Raises:
            PostgresError: No connection can be opened, or the schema is of another version.

        """
        import psycopg
        from psycopg_pool import ConnectionPool

        with self._lock:
            if self._pool is None:
                try:
                    with (
                        self._connect() as connection,
                        give_up_after(_USE_SECONDS, connection),
                    ):
                        _configure(connection)
                        _prepare_schema(connection, self._address)
                except psycopg.Error as error:
                    raise make_statement_error(self._address, error) from error
                self._pool = ConnectionPool(
                    kwargs={**self._address.settings, **_SETTINGS},
                    min_size=1,
                    max_size=_MAX_CONNECTIONS,
                    max_waiting=_MAX_WAITING,
                    timeout=_CONNECT_SECONDS,
                    reconnect_timeout=_RECONNECT_SECONDS,
                    configure=_configure,
                    # Connections of before a restart of the database are not used.
                    check=_check,
                    name="fonti",
                    open=True,
                )
            return self._pool

    def _connect(self) -> "Connection[Any]":
        import psycopg

        try:
            return psycopg.connect(**{**self._address.settings, **_SETTINGS})
        except psycopg.Error as error:
            raise make_connection_error(self._address, self._address.settings, error) from error

    def _explain_timeout(self) -> PostgresError:
        """Return why no connection could be had in time."""
        try:
            self._connect().close()
        except PostgresError as error:
            return error
        return PostgresError("database_too_slow")


def _configure(connection: "Connection[Any]") -> None:
    """Set what the database, or the user, may have set otherwise."""
    milliseconds = str(_STATEMENT_SECONDS * 1000)
    settings = {
        "statement_timeout": milliseconds,
        "lock_timeout": milliseconds,
        "idle_in_transaction_session_timeout": milliseconds,
        # Stricter levels fail what comes at the same moment, in place of letting it wait.
        "default_transaction_isolation": "read committed",
    }
    with give_up_after(_CONNECT_SECONDS, connection):
        for item in settings.items():
            connection.execute("SELECT set_config(%s, %s, false)", item)


def _check(connection: "Connection[Any]") -> None:
    """Raise an error if a connection that was not used for a while does not work."""
    from psycopg_pool import ConnectionPool

    with give_up_after(_CONNECT_SECONDS, connection):
        ConnectionPool.check_connection(connection)


def _prepare_schema(connection: "Connection[Any]", database: object) -> None:
    """Make the schema if there is none.

    Raises:
        PostgresError: It is of a newer version of Fonti, or of none.

    """
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_SCHEMA_LOCK,))
        row = connection.execute("SELECT to_regclass('fonti.schema_version')").fetchone()
        if row is None or row[0] is None:
            connection.execute(_SCHEMA.read_bytes())
            return

        row = connection.execute("SELECT version FROM fonti.schema_version").fetchone()
        version = row[0] if row else 0
        if version > SCHEMA_VERSION:
            raise PostgresError(
                "database_of_newer_version", version=version, supported=SCHEMA_VERSION
            )
        if version < SCHEMA_VERSION:
            raise PostgresError("database_damaged", database=database, table="fonti.schema_version")
