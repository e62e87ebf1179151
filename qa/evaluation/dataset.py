"""Read questions whose answers are known, one JSON object a line, to measure an index with."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from fonti.index import QuestionsError, SearchBackend
from fonti.index.errors import system_reason
from fonti.qa.evaluation.questions import Question

# The characters of an answer that an error message repeats.
_SHOWN_ANSWER_LENGTH = 40

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_questions(file: Path) -> tuple[Question, ...]:
    """Return the questions of a JSON-lines file in UTF-8, at least one; blank lines are skipped.

    Raises:
        QuestionsError: The file cannot be read, or a line is not a question or repeats an id. The
            error names the line.

    """
    # Imported late: pydantic takes a tenth of a second, and questions need none.
    from fonti.qa.evaluation.dataset_schema import InvalidLine, parse_question, shorten_value

    questions: list[Question] = []
    line_of_id: dict[str, int] = {}

    for number, line in enumerate(_read_lines(file), 1):
        if not line.strip():
            continue

        try:
            question = parse_question(line)
            if question.id in line_of_id:
                raise InvalidLine(
                    "line_id_repeated",
                    id=shorten_value(question.id),
                    line=line_of_id[question.id],
                )
        except InvalidLine as error:
            raise QuestionsError(
                "questions_line_invalid", file=file, line=number, reason=error.reason
            ) from error

        questions.append(question)
        line_of_id[question.id] = number

    if not questions:
        raise QuestionsError("questions_empty", file=file)
    if not any(question.is_known for question in questions):
        raise QuestionsError("questions_without_gold", file=file, count=len(questions))
    return tuple(questions)


def select_measurable(
    snapshot: SearchBackend, questions: Sequence[Question]
) -> tuple[Question, ...]:
    """Return the questions to measure with.

    A question is left out if its answer is not known, or if it has the hash of a document that has
    changed since.

    Raises:
        QuestionsError: No question is left, or an answer is not where its question says, so that
            the metrics would be about another text.

    """
    measurable = tuple(
        question
        for question in questions
        if question.is_known and not _is_outdated(snapshot, question)
    )
    if not measurable:
        raise QuestionsError("questions_not_measurable", count=len(questions))

    _check_gold(snapshot, measurable)
    return measurable


def _is_outdated(snapshot: SearchBackend, question: Question) -> bool:
    """Return whether a document of a question has changed, or is gone, since it was written."""
    for gold in question.gold:
        if gold.sha256 is None:
            continue
        document = snapshot.get_document(gold.source)
        if document is None or document.sha256 != gold.sha256:
            return True

    return False


def _check_gold(snapshot: SearchBackend, questions: Iterable[Question]) -> None:
    """Raise QuestionsError if an answer does not stand in its document."""
    for question in questions:
        for gold in question.gold:
            document = snapshot.get_document(gold.source)
            if document is None:
                raise QuestionsError(
                    "question_document_not_found", question=question.id, source=gold.source
                )

            for answer in gold.answers:
                if not document.text.startswith(answer.text, answer.start):
                    raise QuestionsError(
                        "question_answer_not_found",
                        question=question.id,
                        answer=answer.text[:_SHOWN_ANSWER_LENGTH],
                        start=answer.start,
                        source=gold.source,
                    )


def _read_lines(file: Path) -> list[bytes]:
    """Return the lines of a file.

    Only a line feed ends a line: JSON strings may have the other line ends of Unicode.
    """
    try:
        content = file.read_bytes()
    except (OSError, ValueError) as error:
        # A name with a NUL is a ValueError.
        reason = system_reason(error)
        raise QuestionsError("questions_unreadable", file=file, reason=reason) from error

    return content.removeprefix(_BYTE_ORDER_MARK).split(b"\n")
