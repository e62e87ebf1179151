"""Define what all models of the HTTP API have in common, and the model of a refusal."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict


def _require_unicode(text: str) -> str:
    """Return a text without lone surrogates, which JSON can spell and no response can have.

    Raises:
        ValueError: If it has any.

    """
    text.encode()
    return text


# A text that a program sends.
Text = Annotated[str, AfterValidator(_require_unicode)]


class RequestModel(BaseModel):
    """A JSON body that a program sends: no value is converted, and no member is ignored."""

    model_config = ConfigDict(strict=True, extra="forbid", use_attribute_docstrings=True)


class ResponseModel(BaseModel):
    """A JSON body that a program gets."""

    model_config = ConfigDict(
        use_attribute_docstrings=True, json_schema_serialization_defaults_required=True
    )


class Reason(ResponseModel):
    """Why something was refused or not read: the same for programs in every version."""

    code: str
    """The stable code of the reason."""
    params: dict[str, Any]
    """The values in its message."""


class Problem(Reason):
    """A refusal (RFC 9457, `application/problem+json`)."""

    type: str
    """Always `about:blank`: the code says what is wrong."""
    title: str
    """The phrase of the status."""
    status: int
    """The status of the response."""
    detail: str
    """What is wrong and what to do, in Italian or English by `Accept-Language` or `?lang=`."""
