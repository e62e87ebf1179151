"""Declare which paths are served: each module lists its own, and the guard checks them."""

import re
from dataclasses import dataclass

GET = frozenset({"GET"})
DELETE = frozenset({"DELETE"})
READ = frozenset({"GET", "HEAD"})
POST = frozenset({"POST"})
PUT = frozenset({"PUT"})

# Enough for any event of the chat.
_DEFAULT_MAX_BODY_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Route:
    """The rules of the guard for paths that are served.

    Attributes:
        path: A regular expression of the paths.
        methods: The methods that are allowed.
        max_body_bytes: The largest body of a request, in bytes.
        is_static: Whether it is a file of the program, which may be cached.
        is_page: Whether other sites, or an e-mail, may link to it.
        is_cached_privately: Whether the browser of the user alone may cache it for a while.
        is_for_programs: Whether a program may ask with a token in place of a session.

    """

    path: str
    methods: frozenset[str]
    max_body_bytes: int = _DEFAULT_MAX_BODY_BYTES
    is_static: bool = False
    is_page: bool = False
    is_cached_privately: bool = False
    is_for_programs: bool = False

    def matches(self, path: str) -> bool:
        """Return whether it is the route of a path."""
        return re.fullmatch(self.path, path, re.ASCII) is not None
