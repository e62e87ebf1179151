"""Limit the rate of requests, or of failed logins: counted by one server, or by several alike."""

import hashlib
import time
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import Protocol

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import Scope

from fonti.ui.web.database.connection import Database


class LoginThrottle(Protocol):
    """A rate limit for each key, over a moving window of time."""

    def hit(self, key: str) -> bool:
        """Count a hit and return True; if the limit is reached, return False without counting."""

    def seconds_to_wait(self, key: str) -> int:
        """Return the seconds until the next hit is allowed; 0 if it is allowed now."""

    def reset(self, key: str) -> None:
        """Forget the hits of a key."""


class Throttle:
    """A limit that one server counts in its memory (see `LoginThrottle`).

    Args:
        times: The number of hits that are allowed in a window.
        seconds: The length of the window.

    """

    def __init__(self, times: int, seconds: int) -> None:
        self._rate = RateLimitItemPerSecond(times, seconds)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def hit(self, key: str) -> bool:
        """Count a hit and return True; if the limit is reached, return False without counting."""
        return self._limiter.hit(self._rate, key)

    def seconds_to_wait(self, key: str) -> int:
        """Return the seconds until the next hit is allowed; 0 if it is allowed now."""
        if self._limiter.test(self._rate, key):
            return 0
        window = self._limiter.get_window_stats(self._rate, key)
        return max(1, ceil(window.reset_time - time.time()))

    def reset(self, key: str) -> None:
        """Forget the hits of a key."""
        self._limiter.clear(self._rate, key)


class SharedThrottle:
    """A limit that all servers of a database count together (see `LoginThrottle`).

    What was typed as a name may be a password: keys are stored as hashes.

    Args:
        database: The database.
        purpose: Tells these keys from those of other limits.
        times: The number of hits that are allowed in a window.
        seconds: The length of the window; the same for all limits of a database: a limit deletes
            what is older than its window, also the hits of others, which would count too few then.

    """

    def __init__(self, database: Database, purpose: str, times: int, seconds: int) -> None:
        self._database = database
        self._purpose = purpose
        self._times = times
        self._seconds = seconds

    def hit(self, key: str) -> bool:
        """Count a hit and return True; if the limit is reached, return False without counting."""
        key_hash = self._hash(key)
        with self._database.transaction() as cursor:
            # Of two at the same moment, the second sees what the first has counted.
            lock = int.from_bytes(key_hash[:8], "big", signed=True)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (lock,))
            cursor.execute(
                "DELETE FROM fonti.login_attempts WHERE ctid = ANY (ARRAY("
                "SELECT ctid FROM fonti.login_attempts "
                "WHERE tried_at <= clock_timestamp() - make_interval(secs => %s) "
                "FOR UPDATE SKIP LOCKED))",
                (self._seconds,),
            )
            cursor.execute(
                "INSERT INTO fonti.login_attempts (key_hash) SELECT %s "
                "WHERE (SELECT count(*) FROM fonti.login_attempts WHERE key_hash = %s) < %s",
                (key_hash, key_hash, self._times),
            )
            return cursor.rowcount == 1

    def seconds_to_wait(self, key: str) -> int:
        """Return the seconds until the next hit is allowed; 0 if it is allowed now."""
        ((count, seconds),) = self._database.execute(
            "SELECT count(*), extract(epoch FROM min(tried_at) - clock_timestamp()) + %s "
            "FROM fonti.login_attempts WHERE key_hash = %s "
            "AND tried_at > clock_timestamp() - make_interval(secs => %s)",
            (self._seconds, self._hash(key), self._seconds),
        )
        return max(1, ceil(seconds)) if count >= self._times else 0

    def reset(self, key: str) -> None:
        """Forget the hits of a key."""
        self._database.execute(
            "DELETE FROM fonti.login_attempts WHERE key_hash = %s", (self._hash(key),)
        )

    def _hash(self, key: str) -> bytes:
        return hashlib.sha256(f"{self._purpose} {key}".encode("utf-8", "surrogatepass")).digest()


def client_key(scope: Scope) -> str:
    """Return the key of a request's client: its IPv4 address, or its IPv6 network (/64)."""
    return address_key(scope["client"][0] if scope.get("client") else "")


def address_key(host: str) -> str:
    """Return the key of an address: itself or, since one client has a whole one, its /64 network.

    An address of the form `::ffff:192.0.2.1` is the IPv4 address in it.
    """
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), 64), strict=False))
