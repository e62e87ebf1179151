"""Read what a question is limited to: languages and documents."""

from collections.abc import Iterable

from fonti.index import QuestionError, SearchFilters


def create_filters(languages: Iterable[str] | None, sources: Iterable[str] | None) -> SearchFilters:
    """Return the filters of a search.

    Raises:
        QuestionError: A language or a source is no text.

    """
    codes = _normalize_names(languages)
    lowered = None if codes is None else frozenset(code.lower() for code in codes)
    return SearchFilters(lowered, _normalize_names(sources))


def _normalize_names(names: Iterable[str] | None) -> frozenset[str] | None:
    """Return normalized names as the index stores them; a single string counts as a list."""
    if names is None:
        return None

    listed = [names] if isinstance(names, str) else [*names]
    for name in listed:
        if not isinstance(name, str):
            raise QuestionError("filter_not_text", type=type(name).__name__)
    return frozenset(name.encode("utf-8", "backslashreplace").decode() for name in listed)


def sort_names(names: frozenset[str] | None) -> tuple[str, ...] | None:
    """Return names in order."""
    return None if names is None else tuple(sorted(names))
