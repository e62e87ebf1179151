"""Validate a line of a file of questions, which a person writes."""

import json
import reprlib
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, PlainValidator, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from fonti.index import QuestionError
from fonti.index.errors import Reason
from fonti.qa.evaluation.questions import Gold, GoldAnswer, Question
from fonti.qa.json_types import AnyText
from fonti.qa.question.normalize import validate_question

Value = TypeVar("Value")


class InvalidLine(ValueError):
    """A line is not a question; `reason` says why, and what to do."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.reason = Reason(code, params)


def _require_text(value: object) -> str:
    """Return a string that is not blank."""
    if not isinstance(value, str) or not value.strip():
        raise PydanticCustomError("line_value_not_a_text", "not a text")
    return value


def _require_offset(value: object) -> int:
    """Return an integer that is not negative. Booleans are refused."""
    if type(value) is not int or value < 0:
        raise PydanticCustomError("line_value_not_an_offset", "not an offset")
    return value


def _allow_none(require: Callable[[object], Value]) -> Callable[[object], Value | None]:
    """Return a validator that also accepts None."""
    return lambda value: None if value is None else require(value)


Text = Annotated[str, PlainValidator(_require_text)]
OptionalText = Annotated[str | None, PlainValidator(_allow_none(_require_text))]
Offset = Annotated[int, PlainValidator(_require_offset)]

# A missing value is validated as None, so that both get the same message.
_MISSING: Any = Field(default=None, validate_default=True)


class _AnswerSchema(BaseModel):
    """The JSON object of a `GoldAnswer`."""

    text: AnyText = _MISSING
    start: Offset = _MISSING


class _GoldSchema(BaseModel):
    """The JSON object of a `Gold`."""

    file: Text = _MISSING
    start: Offset = _MISSING
    end: Offset = _MISSING
    answers: list[_AnswerSchema] = _MISSING
    sha256: OptionalText = None


class _QuestionSchema(BaseModel):
    """A line of the file; other keys are ignored. `gold` is None if the answer is not known."""

    gold: list[_GoldSchema] | None
    id: Text = _MISSING
    question: Text = _MISSING
    kind: OptionalText = None
    filter: OptionalText = None
    lang: OptionalText = None


def parse_question(line: bytes) -> Question:
    """Return the question of a line.

    Raises:
        InvalidLine: The line is not a question.

    """
    values = _parse_json(line)
    try:
        schema = _QuestionSchema.model_validate(values)
    except ValidationError as error:
        raise _describe_fault(error.errors()[0]) from error

    _check_can_be_asked(schema.question)
    gold = tuple(
        _create_gold(f"gold[{index}]", part) for index, part in enumerate(schema.gold or ())
    )
    return Question(
        id=schema.id,
        text=schema.question,
        gold=gold,
        kind=schema.kind or ("answerable" if gold else "unanswerable"),
        search_language=schema.filter,
        language=schema.lang,
        is_known=schema.gold is not None,
    )


def shorten_value(value: object) -> str:
    """Return a value as an error message shows it, cut short."""
    return str(Reason("line_value_missing")) if value is None else reprlib.repr(value)


def _parse_json(line: bytes) -> dict[str, Any]:
    """Return the JSON object of a line."""
    try:
        values = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise InvalidLine("line_not_utf8", offset=error.start + 1) from error
    except (ValueError, RecursionError) as error:
        detail = getattr(error, "msg", str(error))
        raise InvalidLine("line_not_json", detail=detail) from error

    if not isinstance(values, dict):
        raise InvalidLine("line_not_an_object", value=shorten_value(values))
    return values


def _check_can_be_asked(question: str) -> None:
    """Raise InvalidLine if the question could not be asked, before the evaluation starts."""
    try:
        validate_question(question)
    except QuestionError as error:
        raise InvalidLine(error.code, **error.params) from error


def _create_gold(name: str, part: _GoldSchema) -> Gold:
    """Return a part of a document that answers; `name` is what messages call it."""
    if part.start >= part.end:
        raise InvalidLine("line_span_invalid", name=name, start=part.start, end=part.end)
    if not part.answers:
        raise InvalidLine("line_answers_empty", name=name)

    answers = tuple(GoldAnswer(answer.text, answer.start) for answer in part.answers)
    for answer in answers:
        if answer.start < part.start or answer.end > part.end:
            raise InvalidLine(
                "line_answer_outside_place",
                answer=shorten_value(answer.text),
                start=answer.start,
                end=answer.end,
                name=name,
                place_start=part.start,
                place_end=part.end,
            )

    return Gold(part.file, part.start, part.end, answers, part.sha256)


# What pydantic calls a fault, and what Fonti does; the codes of this module are the same in both.
_CODES = {
    "list_type": "line_value_not_a_list",
    "model_type": "line_value_not_an_object",
    "model_attributes_type": "line_value_not_an_object",
}


def _describe_fault(fault: ErrorDetails) -> InvalidLine:
    """Return the error of a line, from the error of pydantic."""
    location = fault["loc"]
    value = shorten_value(fault["input"])

    if fault["type"] == "missing":
        return InvalidLine("line_gold_missing")
    if fault["type"] == "string":
        return InvalidLine(
            "line_answer_text_invalid", name=_format_path(location[:-1]), value=value
        )

    code = _CODES.get(fault["type"], fault["type"])
    return InvalidLine(code, name=_format_path(location), value=value)


def _format_path(location: tuple[int | str, ...]) -> str:
    """Return the path of a value as people write it: `gold[0].answers[1].start`."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += f".{part}" if path else part
    return path
