"""Calibrate the confidence on questions whose answers are known, and say how true it then is on others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fonti.index import ProgressCallback, QuestionsError, no_progress, question_language
from fonti.qa.assistant import Assistant
from fonti.qa.confidence.calibration import Calibration, fit
from fonti.qa.evaluation.dataset import Question, measurable
from fonti.qa.evaluation.reliability import calibration_error, reliability
from fonti.qa.ranking.score import Evidence

_LEAST = 20  # questions of each sort below which a fit would mean nothing
_FOLDS = 5
_OTHER = {"it": "en", "en": "it"}
_AGAIN = 0.05  # what a question that is asked again weighs beside one that somebody asked (tests/bench/RESULTS.md)


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A calibration, and its expected calibration error (0 to 1) on documents that it was not fitted on.

    `left_out` counts the questions that could not be used: of unknown answer, or of a document that changed since.
    """

    calibration: Calibration
    error: float
    left_out: int


@dataclass(frozen=True, slots=True)
class _Example:
    """The evidence for a question's first passage, whether it is answerable, and the document that answers it.

    `again` says that it is an unanswerable question which was asked a second time, of the other language alone.
    """

    evidence: Evidence
    answerable: bool
    group: str
    again: bool


def calibrate(
    assistant: Assistant,
    questions: Sequence[Question],
    *,
    on_progress: ProgressCallback = no_progress,
) -> Calibrated:
    """Fit a calibration to questions, and cross-validate it in five folds, by the document that answers.

    Where some answerable questions are limited to a language, unanswerable ones are asked of the other language's
    documents too, so that the confidence holds across languages. Raises QuestionsError where there are fewer than 20
    answerable or unanswerable questions, answers in fewer than 5 documents, or one that does not stand there.
    """
    _require([question.answerable for question in questions if question.known])
    _require_documents({question.gold[0].source for question in questions if question.answerable})
    given = len(questions)
    with assistant.library.snapshot() as snapshot:
        questions = measurable(snapshot, questions)
    across = any(question.answerable and question.within for question in questions)
    examples = []
    for done, question in enumerate(questions):
        on_progress("asking", done, len(questions))
        examples += _examples(assistant, question, across=across)
    on_progress("asking", len(questions), len(questions))
    _require([each.answerable for each in examples])
    model = assistant.library.encoder().fingerprint
    return Calibrated(
        _fitted(examples, model), _held_out_error(examples, model), given - len(questions)
    )


def _require(answerable: Sequence[bool]) -> None:
    found = sum(answerable), len(answerable) - sum(answerable)
    if min(found) < _LEAST:
        raise QuestionsError(
            f"there are {found[0]} answerable and {found[1]} unanswerable questions with a passage, and a "
            f"calibration needs at least {_LEAST} of each; add some"
        )


def _require_documents(documents: set[str]) -> None:
    if len(documents) < _FOLDS:
        raise QuestionsError(
            f"the answers stand in {len(documents)} documents, and at least {_FOLDS} are needed to try it on "
            "others than it was fitted on; add questions on others"
        )


def _examples(assistant: Assistant, question: Question, *, across: bool) -> list[_Example]:
    filters = [[question.within] if question.within else None]
    if across and not question.answerable and question.within is None:
        language = question.language or question_language(question.text)
        filters += [[_OTHER[language]]] if language in _OTHER else []
    group = question.gold[0].source if question.gold else question.id
    found = [assistant.evidence(question.text, languages=languages) for languages in filters]
    return [
        _Example(evidence, question.answerable, group, bool(again))
        for again, evidence in enumerate(found)
        if evidence is not None
    ]


def _fitted(examples: Sequence[_Example], model: str) -> Calibration:
    return fit(
        [each.evidence for each in examples],
        [each.answerable for each in examples],
        [_AGAIN if each.again else 1.0 for each in examples],
        model,
    )


def _held_out_error(examples: Sequence[_Example], model: str) -> float:
    """The error over the questions as they stand."""
    from sklearn.model_selection import StratifiedGroupKFold

    labels = np.array([each.answerable for each in examples])
    _require_documents({each.group for each in examples if each.answerable})
    folds = StratifiedGroupKFold(_FOLDS).split(labels, labels, [each.group for each in examples])
    confidences = np.zeros(len(examples))
    for seen, unseen in folds:
        calibration = _fitted([examples[row] for row in seen], model)
        confidences[unseen] = [calibration.confidence(examples[row].evidence) for row in unseen]
    stand = np.array([not each.again for each in examples])
    return calibration_error(reliability(confidences[stand].tolist(), labels[stand].tolist()))
