"""Read what a question is limited to: languages and documents."""

import re
from collections.abc import Iterable

from fonti.index import ArgumentError, SearchFilters

_LANGUAGE_CODE = re.compile(r"[a-z]{2}")


def create_filters(languages: Iterable[str] | None, sources: Iterable[str] | None) -> SearchFilters:
    """Return the filters of a search.

    Raises:
        ArgumentError: A language or a source is no text, or a language no code of two letters.

    """
    codes = _normalize_names(languages)
    lowered = None if codes is None else frozenset(code.lower() for code in codes)
    for code in sorted(lowered or ()):
        if not _LANGUAGE_CODE.fullmatch(code):
            raise ArgumentError("language_code_invalid", language=code)
    return SearchFilters(lowered, _normalize_names(sources))


def _normalize_names(names: Iterable[str] | None) -> frozenset[str] | None:
    """Return normalized names as the index stores them; a single string counts as a list."""
    if names is None:
        return None
    if not isinstance(names, Iterable):
        raise ArgumentError("names_not_texts", type=type(names).__name__)

    listed = [names] if isinstance(names, str) else list(names)
    for name in listed:
        if not isinstance(name, str):
            raise ArgumentError("names_not_texts", type=type(name).__name__)
    return frozenset(name.encode("utf-8", "backslashreplace").decode() for name in listed)


def sort_names(names: frozenset[str] | None) -> tuple[str, ...] | None:
    """Return names in order."""
    return None if names is None else tuple(sorted(names))
