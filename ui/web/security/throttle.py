"""How often something may happen, counted in memory, and by whom a request comes."""

import time
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import Scope


class Throttle:
    """At most so many times in any so many seconds, for each one that is counted."""

    def __init__(self, times: int, seconds: int) -> None:
        self._rate = RateLimitItemPerSecond(times, seconds)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, who: str) -> bool:
        """Count once more; False, and nothing is counted, where that is too often."""
        return self._limiter.hit(self._rate, who)

    def wait(self, who: str) -> int:
        """Seconds until once more is not too often; 0 where it is not now."""
        if self._limiter.test(self._rate, who):
            return 0
        return max(
            1, ceil(self._limiter.get_window_stats(self._rate, who).reset_time - time.time())
        )

    def forget(self, who: str) -> None:
        """Count anew."""
        self._limiter.clear(self._rate, who)


def client(scope: Scope) -> str:
    """Whom a request comes from, as it is counted: an address, for IPv6 its network, of which one client has many."""
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return (
        str(ip_network((int(address), 64), strict=False))
        if isinstance(address, IPv6Address)
        else host
    )
