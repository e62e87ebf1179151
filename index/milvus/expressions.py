"""The conditions of a search, as Milvus reads them.

Milvus parses conditions from text, so whatever enters one could change it. An `Expression` can only
be made here, of names of fields that are constants, of integers, and of hexadecimal keys.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Field = Literal["id", "kind", "owner", "extraction", "language", "start", "end", "key"]
ListField = Literal["terms", "addresses"]

# Nothing that is numbered has a negative number.
_NO_VALUE = "-1"

_HEXADECIMAL = re.compile(r"[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Expression:
    """A condition on rows; with an empty text, all rows meet it."""

    text: str = ""

    def __and__(self, other: "Expression") -> "Expression":
        texts = [text for text in (self.text, other.text) if text]
        return Expression(" and ".join(texts))


def is_in(field: Field, values: Iterable[int]) -> Expression:
    """Return the condition that a field is one of some integers."""
    return Expression(f"{field} in [{_join(values)}]")


def is_not_in(field: Field, values: Iterable[int]) -> Expression:
    """Return the condition that a field is none of some integers."""
    return Expression(f"{field} not in [{_join(values)}]")


def is_less(field: Field, value: int) -> Expression:
    """Return the condition that a field is less than an integer."""
    return Expression(f"{field} < {int(value)}")


def is_greater(field: Field, value: int) -> Expression:
    """Return the condition that a field is greater than an integer."""
    return Expression(f"{field} > {int(value)}")


def has_all(field: ListField, values: Iterable[int]) -> Expression:
    """Return the condition that a list has all of some integers."""
    return Expression(f"array_contains_all({field}, [{_join(values)}])")


def has_any(field: ListField, values: Iterable[int]) -> Expression:
    """Return the condition that a list has any of some integers."""
    return Expression(f"array_contains_any({field}, [{_join(values)}])")


def is_key_in(field: Field, keys: Iterable[str]) -> Expression:
    """Return the condition that a field is one of some hexadecimal keys.

    Raises:
        ValueError: A key is not hexadecimal.

    """
    quoted = []
    for key in keys:
        if not _HEXADECIMAL.fullmatch(key):
            raise ValueError(f"not a hexadecimal key: {key!r}")
        quoted.append(f'"{key}"')
    return Expression(f"{field} in [{', '.join(quoted)}]")


def _join(values: Iterable[int]) -> str:
    """Return integers as text; if there are none, one that no field has."""
    return ", ".join(str(int(value)) for value in values) or _NO_VALUE
