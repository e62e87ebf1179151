"""The functions of httpx, for servers of tests.

Each call of httpx itself reads all certificates of the system, which takes 50 ms.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import httpx

# Made once.
_TLS = ssl.create_default_context()

# The default of 5 seconds is short on a busy machine.
_TIMEOUT_SECONDS = 60.0

request = partial(httpx.request, verify=_TLS, timeout=_TIMEOUT_SECONDS)
get = partial(httpx.get, verify=_TLS, timeout=_TIMEOUT_SECONDS)
post = partial(httpx.post, verify=_TLS, timeout=_TIMEOUT_SECONDS)
put = partial(httpx.put, verify=_TLS, timeout=_TIMEOUT_SECONDS)
open_client = partial(httpx.Client, verify=_TLS, timeout=_TIMEOUT_SECONDS)


@contextmanager
def open_session(address: str, name: str, password: str) -> Iterator[httpx.Client]:
    """Yield a client that has logged in."""
    with open_client(base_url=address) as client:
        response = client.post("/login", data={"name": name, "password": password})
        assert response.status_code == 303
        yield client
