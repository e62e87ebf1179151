"""The errors of a database, as errors of Fonti; none has what was stored or asked."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fonti.index import FontiError

if TYPE_CHECKING:
    import psycopg

# How long it is tried to learn whether a server is there that a connection failed to.
_PING_SECONDS = 2


class PostgresError(FontiError):
    """The database that servers share cannot be used, now or at all."""


def make_connection_error(
    database: object, settings: Mapping[str, str], error: "psycopg.Error"
) -> PostgresError:
    """Return the error for a connection that could not be opened.

    A server answers a ping whoever asks: what it refuses then is this user, or this database.

    Args:
        database: The address for messages, without the password.
        settings: The settings of the connection.
        error: The error.

    """
    from psycopg.conninfo import make_conninfo
    from psycopg.pq import PGconn, Ping

    ping = {**settings, "connect_timeout": str(_PING_SECONDS)}
    if PGconn.ping(make_conninfo("", **ping).encode()) != Ping.OK:
        return PostgresError("database_unreachable", database=database)
    refusal = " ".join(str(error).split())
    return PostgresError("database_refused", database=database, refusal=refusal)


def make_statement_error(database: object, error: "psycopg.Error") -> PostgresError:
    """Return the error for a statement that failed.

    Args:
        database: The address for messages, without the password.
        error: The error.

    """
    from psycopg import OperationalError, errors

    too_slow = (errors.QueryCanceled, errors.LockNotAvailable, errors.DeadlockDetected)
    if isinstance(error, too_slow):
        return PostgresError("database_too_slow")
    if isinstance(error, errors.InsufficientPrivilege):
        refusal = error.diag.message_primary or "InsufficientPrivilege"
        return PostgresError("database_refused", database=database, refusal=refusal)

    # Those without a code of PostgreSQL, and those of class 57: the server or the connection ended.
    has_ended = error.sqlstate is None or error.sqlstate.startswith("57")
    if isinstance(error, OperationalError) and has_ended:
        return PostgresError("database_unreachable", database=database)
    # The message of a server may quote what was to be stored.
    detail = f"{type(error).__name__} {error.sqlstate or ''}".strip()
    return PostgresError("database_failed", database=database, detail=detail)
