"""Validate saved answers, which a person may have changed."""

from typing import Any

from pydantic import BaseModel, ConfigDict, StrictInt, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from fonti.index import AnswerError
from fonti.index.errors import Reason
from fonti.qa.json_types import AnyText


class SavedCitation(BaseModel):
    """The fields of a saved citation that are checked."""

    model_config = ConfigDict(frozen=True)

    number: StrictInt
    source: AnyText
    start: StrictInt
    end: StrictInt
    quote: AnyText
    sha256: AnyText
    # Only compared with those of the document, so any value will do.
    page: object = None
    title: object = None

    @model_validator(mode="after")
    def check_span_length(self) -> "SavedCitation":
        """Raise an error if the span is not as long as the quote."""
        if not self.quote or self.start < 0 or self.end - self.start != len(self.quote):
            raise PydanticCustomError(
                "citation_span_mismatch", "the span is not the quote's", {"number": self.number}
            )
        return self


class SavedAnswer(BaseModel):
    """The fields of a saved answer that are checked; older versions wrote the same keys."""

    model_config = ConfigDict(frozen=True)

    # First, since of several faults the first is named.
    citations: list[SavedCitation]
    question: AnyText
    corpus: AnyText
    elsewhere: list[SavedCitation] = []

    @property
    def all_citations(self) -> list[SavedCitation]:
        """Return the citations of what was searched, and those of elsewhere, by their numbers."""
        return sorted([*self.citations, *self.elsewhere], key=lambda citation: citation.number)


def parse_answers(saved: Any) -> list[SavedAnswer]:
    """Return saved answers, one or a list of them.

    Raises:
        AnswerError: They are not saved answers.

    """
    values = saved if isinstance(saved, list) else [saved]
    if not values:
        raise AnswerError("answer_invalid", reason=Reason("answer_list_empty"))

    answers = []
    for value in values:
        try:
            answers.append(SavedAnswer.model_validate(value))
        except ValidationError as error:
            reason = _describe_fault(error.errors()[0], value)
            raise AnswerError("answer_invalid", reason=reason) from error

    return answers


def _describe_fault(fault: ErrorDetails, value: Any) -> Reason:
    """Return what is wrong with a saved answer, from the error of pydantic."""
    location = fault["loc"]
    if not location or location in (("citations",), ("elsewhere",)):
        return Reason("answer_without_citations")
    if location[0] not in ("citations", "elsewhere"):
        return Reason("answer_without_question_or_corpus")
    if fault["type"] == "citation_span_mismatch":
        return Reason("citation_span_mismatch", fault["ctx"])

    citation = value[location[0]][location[1]]
    if not isinstance(citation, dict):
        return Reason("citation_not_an_object")

    field = location[-1]
    if fault["type"] == "missing":
        return Reason("citation_field_missing", {"field": field})

    number = citation.get("number")
    if field in ("number", "start", "end"):
        return Reason("citation_without_span", {"number": repr(number)})
    return Reason("citation_without_quote", {"number": number})
