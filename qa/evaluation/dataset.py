"""Questions whose answers are known, one JSON object a line: what an index is measured with."""

import json
import reprlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fonti.index import QuestionError, QuestionsError, Snapshot
from fonti.qa.question.normalize import askable


@dataclass(frozen=True, slots=True)
class GoldAnswer:
    """An answer as it stands in a document: its text, and where that begins, in code points of the file."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the answer ends, in code points of the file."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Gold:
    """A place that answers: code points `start` to `end` of the document `source`, and the answers inside.

    `sha256` is of the document's file as it was then, in hexadecimal, None where the line does not tell.
    """

    source: str
    start: int
    end: int
    answers: tuple[GoldAnswer, ...]
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question and every place that answers it; none where the documents do not answer.

    `kind` is the row of the table that it counts in; `within` the language that the search is limited to, None for all;
    `language` the question's own, where the file tells it. One that is not `known` may or may not be answered.
    """

    id: str
    text: str
    gold: tuple[Gold, ...]
    kind: str
    within: str | None
    language: str | None
    known: bool = True

    @property
    def answerable(self) -> bool:
        """Whether the documents answer it."""
        return bool(self.gold)


class _Fault(ValueError):
    """What is wrong with a line, and what to do about it."""


def read_questions(file: Path) -> tuple[Question, ...]:
    """The questions of a JSON-lines file in UTF-8, at least one; blank lines are skipped.

    Raises QuestionsError, with the number of the line, for the first that is no question or repeats an id.
    """
    questions: dict[str, Question] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(_lines(file), 1):
        if not line.strip():
            continue
        try:
            question = _question(_parsed(line))
            if question.id in lines:
                raise _Fault(
                    f"id {_shown(question.id)} is that of line {lines[question.id]}; give each its own"
                )
        except _Fault as fault:
            raise QuestionsError(f"{file}, line {number}: {fault}") from fault
        questions[question.id], lines[question.id] = question, number
    if not questions:
        raise QuestionsError(
            f"{file} holds no questions; write one JSON object a line (see: fonti evaluate --help)"
        )
    if not any(question.known for question in questions.values()):
        raise QuestionsError(
            f"{file} holds no question whose answer is known (gold is null in all {len(questions)}); list the places "
            "that answer in gold, or [] where none does"
        )
    return tuple(questions.values())


def measurable(snapshot: Snapshot, questions: Sequence[Question]) -> tuple[Question, ...]:
    """The questions to measure with: whose answer is known, and of a document that is as it was where that is told.

    Raises QuestionsError where there are none, and for an answer that does not stand where it is said to: figures
    would be of another text.
    """
    found = tuple(
        question for question in questions if question.known and not _outdated(snapshot, question)
    )
    if not found:
        raise QuestionsError(
            f"none of the {len(questions)} questions can be measured with: their gold is null, or of documents that "
            "have changed since; correct it by hand"
        )
    _check_gold(snapshot, found)
    return found


def _outdated(snapshot: Snapshot, question: Question) -> bool:
    """Whether a document that answers has changed, or gone, since the line was kept."""
    told = (
        (gold.sha256, snapshot.document(gold.source))
        for gold in question.gold
        if gold.sha256 is not None
    )
    return any(document is None or document.sha256 != sha256 for sha256, document in told)


def _check_gold(snapshot: Snapshot, questions: Iterable[Question]) -> None:
    for question in questions:
        for gold in question.gold:
            document = snapshot.document(gold.source)
            if document is None:
                raise QuestionsError(
                    f"question {question.id!r}: its answer stands in {gold.source!r}, which the index does not "
                    "hold; name files as `fonti ask --json` names their source, or add the document"
                )
            for answer in gold.answers:
                if not document.text.startswith(answer.text, answer.start):
                    raise QuestionsError(
                        f"question {question.id!r}: {answer.text[:40]!r} does not stand at {answer.start} of "
                        f"{gold.source!r}; count code points of the document as it is now"
                    )


def _lines(file: Path) -> list[bytes]:
    """The lines of a file, ended by line feeds alone: JSON strings may hold the other line ends of Unicode."""
    try:
        return file.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    except (OSError, ValueError) as error:  # a name with NUL is a ValueError
        reason = getattr(error, "strerror", None) or error
        raise QuestionsError(
            f"cannot read {file}: {reason}; name a JSON-lines file of questions"
        ) from error


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise _Fault(f"byte {error.start + 1} is not UTF-8; save the file as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise _Fault(
            f"not JSON ({getattr(error, 'msg', error)}); write one JSON object a line"
        ) from error
    if not isinstance(parsed, dict):
        raise _Fault(f"{_shown(parsed)} is no JSON object; write {{…}} with id, question and gold")
    return parsed


def _question(line: dict[str, Any]) -> Question:
    if "gold" not in line:
        raise _Fault("gold is missing; list the places that answer, or [] where none does")
    known = line["gold"] is not None
    listed = _listed("gold", line["gold"]) if known else []
    gold = tuple(_gold(f"gold[{at}]", each) for at, each in enumerate(listed))
    return Question(
        id=_text("id", line),
        text=_askable(_text("question", line)),
        gold=gold,
        kind=_optional("kind", line) or ("answerable" if gold else "unanswerable"),
        within=_optional("filter", line),
        language=_optional("lang", line),
        known=known,
    )


def _askable(text: str) -> str:
    """A question that will not be refused when it is asked, long after the file was read."""
    try:
        askable(text)
    except QuestionError as error:
        raise _Fault(str(error)) from error
    return text


def _gold(name: str, given: object) -> Gold:
    place = _mapping(name, given)
    source, (start, end) = (
        _text("file", place, name),
        (_offset(key, place, name) for key in ("start", "end")),
    )
    if start >= end:
        raise _Fault(
            f"{name} goes from {start} to {end}; give code points of the file, end after start"
        )
    answers = tuple(_answers(name, place))
    if not answers:
        raise _Fault(
            f"{name}.answers is empty; give the answer's text and start, or no gold at all"
        )
    for answer in answers:
        if answer.start < start or answer.end > end:
            stands = f"stands at {answer.start} to {answer.end}, outside {name}, {start} to {end}"
            raise _Fault(
                f"the answer {_shown(answer.text)} {stands}; count code points of the file"
            )
    return Gold(source, start, end, answers, _optional("sha256", place))


def _answers(name: str, place: dict[str, Any]) -> Iterator[GoldAnswer]:
    for at, each in enumerate(_listed(f"{name}.answers", place.get("answers"))):
        inner = f"{name}.answers[{at}]"
        answer = _mapping(inner, each)
        text = answer.get("text")
        if not isinstance(text, str):
            raise _Fault(f"{inner}.text is {_shown(text)}; give the answer as it stands there")
        yield GoldAnswer(text, _offset("start", answer, inner))  # an empty one is a place


def _listed(name: str, value: object) -> list[object]:
    if not isinstance(value, list):
        raise _Fault(f"{name} is {_shown(value)}; give a list")
    return value


def _mapping(name: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Fault(f"{name} is {_shown(value)}; give an object")
    return value


def _text(key: str, within: dict[str, Any], name: str = "") -> str:
    value = within.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _Fault(
            f"{name}{'.' if name else ''}{key} is {_shown(value)}; give a text that is not empty"
        )
    return value


def _optional(key: str, within: dict[str, Any]) -> str | None:
    return None if within.get(key) is None else _text(key, within)


def _offset(key: str, within: dict[str, Any], name: str) -> int:
    value = within.get(key)
    if type(value) is not int or value < 0:
        raise _Fault(f"{name}.{key} is {_shown(value)}; give a whole number of code points from 0")
    return value


def _shown(value: object) -> str:
    """A value, cut short: lines may be long, and are anyone's."""
    return "missing" if value is None else reprlib.repr(value)
