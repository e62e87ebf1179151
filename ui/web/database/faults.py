"""The errors of a database, as errors of Fonti; none has what was stored or asked."""

from typing import TYPE_CHECKING

from fonti.index import FontiError

if TYPE_CHECKING:
    import psycopg

    from fonti.ui.web.database.address import DatabaseAddress

# How long it is tried to learn whether a server is there that a connection failed to.
_PING_SECONDS = 2


class DatabaseError(FontiError):
    """The database that servers share cannot be used, now or at all."""


def make_connection_error(
    address: "DatabaseAddress", error: "psycopg.OperationalError"
) -> DatabaseError:
    """Return the error for a connection that could not be opened.

    A server answers a ping whoever asks: what it refuses then is this user, or this database.
    """
    from psycopg.conninfo import make_conninfo
    from psycopg.pq import PGconn, Ping

    settings = {**address.settings, "connect_timeout": str(_PING_SECONDS)}
    if PGconn.ping(make_conninfo("", **settings).encode()) != Ping.OK:
        return DatabaseError("database_unreachable", database=address)
    refusal = " ".join(str(error).split())
    return DatabaseError("database_refused", database=address, refusal=refusal)


def make_statement_error(address: "DatabaseAddress", error: "psycopg.Error") -> DatabaseError:
    """Return the error for a statement that failed."""
    from psycopg import OperationalError, errors

    too_slow = (errors.QueryCanceled, errors.LockNotAvailable, errors.DeadlockDetected)
    if isinstance(error, too_slow):
        return DatabaseError("database_too_slow")
    if isinstance(error, errors.InsufficientPrivilege):
        refusal = error.diag.message_primary or "InsufficientPrivilege"
        return DatabaseError("database_refused", database=address, refusal=refusal)

    # Those without a code of PostgreSQL, and those of class 57: the server or the connection ended.
    has_ended = error.sqlstate is None or error.sqlstate.startswith("57")
    if isinstance(error, OperationalError) and has_ended:
        return DatabaseError("database_unreachable", database=address)
    # The message of a server may quote what was to be stored.
    detail = f"{type(error).__name__} {error.sqlstate or ''}".strip()
    return DatabaseError("database_failed", database=address, detail=detail)
