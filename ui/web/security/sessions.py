"""Who is logged in, in memory: each by a random token, of which only the hash is kept."""

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from fonti.ui.web.security.accounts import Accounts

_IDLE = 12 * 60 * 60  # seconds that one may go without a request
LONGEST = 7 * 24 * 60 * 60  # seconds that one lasts in all
_MOST = 20  # of one account; the one that was used the longest ago gives way


@dataclass(frozen=True, slots=True)
class _Session:
    name: str
    hashed: str  # what the account's password was when it began
    opened: float
    used: float


class Sessions:
    """The sessions of some accounts; one ends when it is old, unused, or its account is changed or removed."""

    def __init__(self, accounts: Accounts, clock: Callable[[], float] = time.time) -> None:
        self._accounts = accounts
        self._clock = clock
        self._open: dict[bytes, _Session] = {}

    def begin(self, name: str, hashed: str) -> str:
        """The token of a new session for an account whose password answered to a hash."""
        now = self._clock()
        self._open = {key: each for key, each in self._open.items() if self._lasts(each, now)}
        own = sorted((each.used, key) for key, each in self._open.items() if each.name == name)
        for _, key in own[: max(0, len(own) - _MOST + 1)]:
            del self._open[key]
        token = secrets.token_urlsafe(32)
        self._open[_key(token)] = _Session(name, hashed, now, now)
        return token

    def name(self, token: str, *, using: bool = True) -> str | None:
        """Whose session a token is of, `using` it or not; None where there is none, or none any more."""
        key, now = _key(token), self._clock()
        found = self._open.get(key)
        if found is None:
            return None
        if not self._lasts(found, now):
            del self._open[key]
            return None
        if using:
            self._open[key] = replace(found, used=now)
        return found.name

    def end(self, token: str) -> None:
        """End a session, if there is one."""
        self._open.pop(_key(token), None)

    def _lasts(self, session: _Session, now: float) -> bool:
        young = now - session.opened < LONGEST and now - session.used < _IDLE
        return young and self._accounts.hash_of(session.name) == session.hashed


def _key(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
