"""Store the rows of sessions: in the memory of one server, or in a database of several."""

from dataclasses import dataclass, replace
from threading import Lock
from typing import Protocol

from fonti.ui.web.database.connection import Database

# A session that was used a moment ago is not written again: a page sends many requests at once.
_USE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Session:
    """One session; times are seconds since 1970.

    Attributes:
        name: The account.
        password_hash: The password hash of the account when the session began.
        started_at: When it began.
        used_at: When it was last used.

    """

    name: str
    password_hash: str
    started_at: float
    used_at: float


class SessionStore(Protocol):
    """Where sessions are stored, by the hash of their token. Threads can share it."""

    def get(self, key: bytes) -> Session | None:
        """Return a session; None if there is none."""

    def add(self, key: bytes, session: Session, limit: int) -> None:
        """Store a new session; a database does not if its account is gone.

        Args:
            key: The hash of its token.
            session: The session.
            limit: How many sessions its account has at most: those used the longest ago end.

        """

    def set_used(self, key: bytes, used_at: float) -> None:
        """Set when a session was used, if it has not ended meanwhile."""

    def delete(self, key: bytes) -> None:
        """Delete a session, if there is one."""

    def delete_old(self, *, started_before: float, used_before: float) -> None:
        """Delete the sessions that began, or were last used, before a time."""


class SessionMemory:
    """The sessions of one server, which end with it (see `SessionStore`)."""

    def __init__(self) -> None:
        self._sessions: dict[bytes, Session] = {}
        self._lock = Lock()

    def get(self, key: bytes) -> Session | None:
        """Return a session; None if there is none."""
        return self._sessions.get(key)

    def add(self, key: bytes, session: Session, limit: int) -> None:
        """Store a new session, in place of those used the longest ago if there are too many."""
        with self._lock:
            own = [item for item in self._sessions.items() if item[1].name == session.name]
            own.sort(key=lambda item: item[1].used_at)
            for surplus, _ in own[: max(0, len(own) - limit + 1)]:
                del self._sessions[surplus]
            self._sessions[key] = session

    def set_used(self, key: bytes, used_at: float) -> None:
        """Set when a session was used, if it has not ended meanwhile."""
        with self._lock:
            if key in self._sessions:
                self._sessions[key] = replace(self._sessions[key], used_at=used_at)

    def delete(self, key: bytes) -> None:
        """Delete a session, if there is one."""
        with self._lock:
            self._sessions.pop(key, None)

    def delete_old(self, *, started_before: float, used_before: float) -> None:
        """Delete the sessions that began, or were last used, before a time."""
        with self._lock:
            self._sessions = {
                key: session
                for key, session in self._sessions.items()
                if session.started_at > started_before and session.used_at > used_before
            }


class SessionTable:
    """The sessions of all servers that share a database (see `SessionStore`).

    Args:
        database: The database.

    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: bytes) -> Session | None:
        """Return a session; None if there is none."""
        rows = self._database.execute(
            "SELECT account, password_hash, started_at, used_at FROM fonti.sessions "
            "WHERE token_hash = %s",
            (key,),
        )
        return Session(*rows[0]) if rows else None

    def add(self, key: bytes, session: Session, limit: int) -> None:
        """Store a new session unless its account is gone, in place of those used the longest ago.

        Sessions of one account begin one after another: together they stay within the limit.
        """
        with self._database.transaction() as cursor:
            cursor.execute(
                "SELECT FROM fonti.logins WHERE name = %s FOR NO KEY UPDATE", (session.name,)
            )
            if not cursor.rowcount:
                return
            cursor.execute(
                "DELETE FROM fonti.sessions WHERE token_hash IN (SELECT token_hash "
                "FROM fonti.sessions WHERE account = %s ORDER BY used_at DESC OFFSET %s)",
                (session.name, limit - 1),
            )
            cursor.execute(
                "INSERT INTO fonti.sessions "
                "(token_hash, account, password_hash, started_at, used_at) "
                "VALUES (%s, %s, %s, %s, %s)",
                (key, session.name, session.password_hash, session.started_at, session.used_at),
            )

    def set_used(self, key: bytes, used_at: float) -> None:
        """Set when a session was used, if it has not ended meanwhile."""
        self._database.execute(
            "UPDATE fonti.sessions SET used_at = %s WHERE token_hash = %s AND used_at <= %s",
            (used_at, key, used_at - _USE_SECONDS),
        )

    def delete(self, key: bytes) -> None:
        """Delete a session, if there is one."""
        self._database.execute("DELETE FROM fonti.sessions WHERE token_hash = %s", (key,))

    def delete_old(self, *, started_before: float, used_before: float) -> None:
        """Delete the sessions that began, or were last used, before a time."""
        self._database.execute(
            "DELETE FROM fonti.sessions WHERE token_hash IN (SELECT token_hash FROM fonti.sessions "
            "WHERE started_at <= %s OR used_at <= %s FOR UPDATE SKIP LOCKED)",
            (started_before, used_before),
        )
