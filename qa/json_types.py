"""Types of JSON values that several modules validate with pydantic."""

from typing import Annotated

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError


def _require_string(value: object) -> str:
    """Return a string unchanged. Unlike pydantic's type `str`, this accepts lone surrogates."""
    if not isinstance(value, str):
        raise PydanticCustomError("string", "not a string")
    return value


# Any string, as JSON can write it: names of files may have halves of characters.
AnyText = Annotated[str, PlainValidator(_require_string)]
