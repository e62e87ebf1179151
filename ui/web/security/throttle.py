"""Limit the rate of requests or of failed logins; the counts are in memory."""

import time
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import Scope


class Throttle:
    """A rate limit for each key, over a moving window of time.

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
