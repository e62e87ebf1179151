"""What the guard must know about paths; each module declares the paths that it serves."""

from dataclasses import dataclass

GET = frozenset({"GET"})
READ = frozenset({"GET", "HEAD"})
POST = frozenset({"POST"})
PUT = frozenset({"PUT"})

# Enough for any event of the chat.
_DEFAULT_MAX_BODY_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Route:
    """Paths that are served, and how.

    Attributes:
        path: A regular expression of the paths.
        methods: The methods that are allowed.
        max_body_bytes: How large the body of a request may be.
        is_static: Whether it is part of the program, so that browsers may keep it.
        is_page: Whether other sites may link to it, as an e-mail does.
        is_cached_privately: Whether the browser that asked for it, and nobody else, may keep it for
            a while.

    """

    path: str
    methods: frozenset[str]
    max_body_bytes: int = _DEFAULT_MAX_BODY_BYTES
    is_static: bool = False
    is_page: bool = False
    is_cached_privately: bool = False
