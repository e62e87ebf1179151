"""Limit the next question of a page to languages and documents.

A limit is a language or a document. It holds until it is removed if it is pinned, and otherwise for
one question only.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from fonti.ui.web.chat.turn import UserQuestion

# Stands for all documents of a scope in place of the id of a limit.
ALL_SOURCES = "sources"

# What a page stores of a scope: the values of its parts. The last one is a JSON list.
PageScope = tuple[list[str], list[str], str]

_LIMITS = TypeAdapter(list[str])
_STORED = TypeAdapter(PageScope)


@dataclass(frozen=True, slots=True)
class Limit:
    """One language or one document that a question is limited to."""

    kind: Literal["language", "source"]
    value: str

    @property
    def id(self) -> str:
        """Return a text that no other limit has."""
        return f"{self.kind}:{self.value}"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question is limited to.

    Attributes:
        limits: The languages, then the documents; empty for no limit.
        temporary: Those of them that hold for one question only; the others are pinned.

    """

    limits: tuple[Limit, ...] = ()
    temporary: frozenset[Limit] = frozenset()

    @classmethod
    def from_page(cls, languages: Any, sources: Any, temporary: Any) -> "Scope":
        """Return the scope that the parts of a page show; their values may be anything."""
        limits = _list_limits(_read_texts(languages), _read_texts(sources))
        try:
            ids = frozenset(_LIMITS.validate_json(temporary, strict=True))
        except ValidationError:
            ids = frozenset()
        return cls(limits, frozenset(limit for limit in limits if limit.id in ids))

    @classmethod
    def from_stored(cls, stored: Any) -> "Scope":
        """Return the scope that a page stores as JSON (`to_json`); it may be anything."""
        try:
            return cls.from_page(*_STORED.validate_json(stored, strict=True))
        except ValidationError:
            return cls()

    @classmethod
    def of_question(cls, question: UserQuestion) -> "Scope":
        """Return what an earlier question was limited to, with everything pinned."""
        return cls(_list_limits(question.languages, question.sources))

    @classmethod
    def of_document(cls, source: str) -> "Scope":
        """Return the scope of one question about one document."""
        limit = Limit("source", source)
        return cls((limit,), frozenset({limit}))

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages; empty for no limit."""
        return tuple(limit.value for limit in self.limits if limit.kind == "language")

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the documents; empty for no limit."""
        return tuple(limit.value for limit in self.limits if limit.kind == "source")

    def remove(self, limit_id: str) -> "Scope":
        """Return the scope without one limit, or without documents (`ALL_SOURCES`)."""
        removed = self._find(limit_id)
        limits = tuple(limit for limit in self.limits if limit not in removed)
        return Scope(limits, self.temporary - removed)

    def toggle_pin(self, limit_id: str) -> "Scope":
        """Return the scope with a limit pinned, or no longer pinned.

        Of all documents (`ALL_SOURCES`), all are pinned, unless all are pinned already.
        """
        toggled = self._find(limit_id)
        if toggled.isdisjoint(self.temporary):
            return replace(self, temporary=self.temporary | toggled)
        return replace(self, temporary=self.temporary - toggled)

    def make_temporary(self, *, unless_pinned_in: "Scope") -> "Scope":
        """Return the scope for one question only, except for what another scope has pinned."""
        pinned = set(unless_pinned_in.limits) - unless_pinned_in.temporary
        return replace(self, temporary=frozenset(self.limits) - pinned)

    def after_question(self) -> "Scope":
        """Return what is left of the scope when a question has been asked: what is pinned."""
        return Scope(tuple(limit for limit in self.limits if limit not in self.temporary))

    def is_pinned(self, limit_id: str) -> bool:
        """Return whether a limit, or all documents (`ALL_SOURCES`), hold until they are removed."""
        return self._find(limit_id).isdisjoint(self.temporary)

    def to_page(self) -> PageScope:
        """Return the values of the parts of a page, from which `from_page` makes the scope."""
        temporary = sorted(limit.id for limit in self.temporary)
        return list(self.languages), list(self.sources), json.dumps(temporary, ensure_ascii=False)

    def to_json(self) -> str:
        """Return what a page stores of the scope, from which `from_stored` makes it again."""
        return json.dumps(self.to_page(), ensure_ascii=False)

    def _find(self, limit_id: str) -> frozenset[Limit]:
        """Return the limit of an id, or those of all documents (`ALL_SOURCES`)."""
        if limit_id == ALL_SOURCES:
            return frozenset(limit for limit in self.limits if limit.kind == "source")
        return frozenset(limit for limit in self.limits if limit.id == limit_id)


def _list_limits(languages: Sequence[str], sources: Sequence[str]) -> tuple[Limit, ...]:
    named = [Limit("language", language) for language in languages]
    named += [Limit("source", source) for source in sources]
    return tuple(dict.fromkeys(named))


def _read_texts(values: Any) -> list[str]:
    return [str(value) for value in values] if isinstance(values, list) else []
