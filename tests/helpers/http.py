"""The functions of httpx, for servers of tests.

Each call of httpx itself reads all certificates of the system, which takes 50 ms.
"""

import ssl
from functools import partial

import httpx

# Made once.
_TLS = ssl.create_default_context()

request = partial(httpx.request, verify=_TLS)
get = partial(httpx.get, verify=_TLS)
post = partial(httpx.post, verify=_TLS)
put = partial(httpx.put, verify=_TLS)
open_client = partial(httpx.Client, verify=_TLS)
