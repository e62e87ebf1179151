"""Begin, find and end the sessions of logged-in users, by the hash of a random token."""

import hashlib
import secrets
import time
from collections.abc import Callable

from fonti.ui.web.security.accounts import Accounts
from fonti.ui.web.security.session_store import Session, SessionStore

# How long a session may go without a request, and how long it lasts at most.
_MAX_IDLE_SECONDS = 12 * 60 * 60
MAX_SESSION_SECONDS = 7 * 24 * 60 * 60

# Sessions of one account; one more ends the one that was used the longest ago.
_MAX_SESSIONS = 20


class Sessions:
    """The sessions of accounts.

    A session ends when it is too old, when it was not used for long, or when its account is changed
    or removed.

    Args:
        accounts: The accounts.
        store: Where the sessions are stored.
        clock: Returns the time, in seconds.

    """

    def __init__(
        self, accounts: Accounts, store: SessionStore, clock: Callable[[], float] = time.time
    ) -> None:
        self._accounts = accounts
        self._store = store
        self._clock = clock

    def begin(self, name: str, password_hash: str) -> str:
        """Start a session and return its token.

        Args:
            name: The account.
            password_hash: The hash that its password was checked against.

        """
        now = self._clock()
        self._store.delete_old(
            started_before=now - MAX_SESSION_SECONDS, used_before=now - _MAX_IDLE_SECONDS
        )
        token = secrets.token_urlsafe(32)
        session = Session(name, password_hash, now, now)
        self._store.add(_hash_token(token), session, _MAX_SESSIONS)
        return token

    def get_account(self, token: str, *, counts_as_use: bool = True) -> str | None:
        """Return the account name of a session; None if there is none, or it has ended.

        Args:
            token: The token of the session.
            counts_as_use: Whether the session lasts longer because of this request.

        """
        if not token:
            return None
        key = _hash_token(token)
        session = self._store.get(key)
        if session is None:
            return None

        now = self._clock()
        if not self._is_valid(session, now):
            self._store.delete(key)
            return None
        if counts_as_use:
            self._store.set_used(key, now)
        return session.name

    def end(self, token: str) -> None:
        """End a session, if there is one."""
        if token:
            self._store.delete(_hash_token(token))

    def _is_valid(self, session: Session, now: float) -> bool:
        is_young = now - session.started_at < MAX_SESSION_SECONDS
        is_in_use = now - session.used_at < _MAX_IDLE_SECONDS
        has_same_password = self._accounts.get_hash(session.name) == session.password_hash
        return is_young and is_in_use and has_same_password


def _hash_token(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
