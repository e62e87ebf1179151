"""Store the sessions of logged-in users in memory, by the hash of a random token."""

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from fonti.ui.web.security.accounts import Accounts

# How long a session may go without a request, and how long it lasts at most.
_MAX_IDLE_SECONDS = 12 * 60 * 60
MAX_SESSION_SECONDS = 7 * 24 * 60 * 60

# Sessions of one account; one more ends the one that was used the longest ago.
_MAX_SESSIONS = 20


@dataclass(frozen=True, slots=True)
class _Session:
    name: str
    # The account's password hash when the session began.
    password_hash: str
    started_at: float
    used_at: float


class Sessions:
    """The sessions of a file of accounts.

    A session ends when it is too old, when it was not used for long, or when its account is changed
    or removed.
    """

    def __init__(self, accounts: Accounts, clock: Callable[[], float] = time.time) -> None:
        self._accounts = accounts
        self._clock = clock
        self._sessions: dict[bytes, _Session] = {}

    def begin(self, name: str, password_hash: str) -> str:
        """Start a session and return its token.

        Args:
            name: The account.
            password_hash: The hash that its password was checked against.

        """
        now = self._clock()
        self._sessions = {
            key: session for key, session in self._sessions.items() if self._is_valid(session, now)
        }
        self._make_room(name)
        token = secrets.token_urlsafe(32)
        self._sessions[_hash_token(token)] = _Session(name, password_hash, now, now)
        return token

    def get_account(self, token: str, *, counts_as_use: bool = True) -> str | None:
        """Return the account name of a session; None if there is none, or it has ended.

        Args:
            token: The token of the session.
            counts_as_use: Whether the session lasts longer because of this request.

        """
        key = _hash_token(token)
        session = self._sessions.get(key)
        if session is None:
            return None

        now = self._clock()
        if not self._is_valid(session, now):
            del self._sessions[key]
            return None
        if counts_as_use:
            self._sessions[key] = replace(session, used_at=now)
        return session.name

    def end(self, token: str) -> None:
        """End a session, if there is one."""
        self._sessions.pop(_hash_token(token), None)

    def _make_room(self, name: str) -> None:
        """End the least recently used sessions of an account if there is no room for one more."""
        by_last_use = sorted(
            (session.used_at, key)
            for key, session in self._sessions.items()
            if session.name == name
        )
        surplus = len(by_last_use) - _MAX_SESSIONS + 1
        for _, key in by_last_use[: max(0, surplus)]:
            del self._sessions[key]

    def _is_valid(self, session: _Session, now: float) -> bool:
        is_young = now - session.started_at < MAX_SESSION_SECONDS
        is_in_use = now - session.used_at < _MAX_IDLE_SECONDS
        has_same_password = self._accounts.get_hash(session.name) == session.password_hash
        return is_young and is_in_use and has_same_password


def _hash_token(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
