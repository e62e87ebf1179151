"""Limit how often something may happen, counted in memory for each client."""

import time
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import Scope


class Throttle:
    """Allows something a number of times in any window of time, for each key.

    Args:
        times: How often it is allowed.
        seconds: How long the window is.

    """

    def __init__(self, times: int, seconds: int) -> None:
        self._rate = RateLimitItemPerSecond(times, seconds)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, key: str) -> bool:
        """Count one more time and return True; if that is too often, return False instead."""
        return self._limiter.hit(self._rate, key)

    def seconds_to_wait(self, key: str) -> int:
        """Return how long it is until it is allowed again; 0 if it is allowed now."""
        if self._limiter.test(self._rate, key):
            return 0
        window = self._limiter.get_window_stats(self._rate, key)
        return max(1, ceil(window.reset_time - time.time()))

    def forget(self, key: str) -> None:
        """Start counting from nothing."""
        self._limiter.clear(self._rate, key)


def client_key(scope: Scope) -> str:
    """Return the address that a request is counted under; for IPv6 its network."""
    host: str = scope["client"][0] if scope.get("client") else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(ip_network((int(address), 64), strict=False))
    return host
