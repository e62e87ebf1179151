"""Fit the confidence to questions whose answers are known, and measure its error on others.

The confidence is the probability that the first quote's passage answers the question.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fonti.index import (
    ProgressCallback,
    QuestionsError,
    detect_question_language,
    get_question_fingerprint,
    no_progress,
)
from fonti.qa.assistant import Assistant
from fonti.qa.confidence.calibration import FEATURES, LIMITED_FEATURES, Calibration
from fonti.qa.evaluation.dataset import select_measurable
from fonti.qa.evaluation.metrics import CitedPassage
from fonti.qa.evaluation.questions import Question
from fonti.qa.evaluation.reliability import compute_calibration_error, compute_reliability
from fonti.qa.ranking.evidence import Evidence

# Questions of each sort, answerable and not, below which a fit would mean nothing.
_MIN_QUESTIONS = 20

# Folds of the cross-validation, as in the other measurements (tests/bench/results/confidence.md).
_FOLDS = 5
_OTHER_LANGUAGE = {"it": "en", "en": "it"}

# What an unanswerable question weighs that is asked again of the other language's documents, beside
# one as somebody wrote it (tests/bench/RESULTS.md).
_REPEATED_QUESTION_WEIGHT = 0.05

# Below this standard deviation a feature is the same in all examples.
_MIN_DEVIATION = 1e-9

# The share of the answering passages that do not reach the limits. From .15 to .3 little changes
# (tests/bench/results/confidence.md).
_LIMIT_QUANTILE = 0.2

# Decimals of the weights in a stored calibration.
_WEIGHT_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class CalibrationResult:
    """A fitted calibration.

    Attributes:
        calibration: The calibration.
        error: Its expected calibration error, 0 to 1, on documents that it was not fitted on.
        left_out: The questions that could not be used: their answer is not known, or a document of
            theirs has changed.

    """

    calibration: Calibration
    error: float
    left_out: int


@dataclass(frozen=True, slots=True)
class _Example:
    """The evidence of a question's first passage.

    Attributes:
        evidence: The evidence.
        is_answerable: Whether the documents answer the question.
        is_right: Whether the passage answers it.
        group: The document that answers it, or the question's id.
        is_repeated: Whether it is an unanswerable question, asked again about the other language's
            documents.

    """

    evidence: Evidence
    is_answerable: bool
    is_right: bool
    group: str
    is_repeated: bool


def calibrate(
    assistant: Assistant,
    questions: Sequence[Question],
    *,
    on_progress: ProgressCallback = no_progress,
) -> CalibrationResult:
    """Fit a calibration to questions, and cross-validate it in five folds, split by document.

    If some answerable questions are limited to a language, unanswerable ones are also asked about
    the other language's documents, so that the confidence is right across languages.

    Args:
        assistant: The assistant of the documents.
        questions: The questions, whose answers are known.
        on_progress: Is called with the stage "asking".

    Raises:
        QuestionsError: There are fewer than 20 answerable or unanswerable questions, the answers
            are in fewer than 5 documents, or an answer is not where its question says.

    """
    _require_questions([question.is_answerable for question in questions if question.is_known])
    _require_documents(
        {question.gold[0].source for question in questions if question.is_answerable}
    )
    with assistant.library.snapshot() as snapshot:
        measurable = select_measurable(snapshot, questions)

    has_limited = any(
        question.is_answerable and question.search_language for question in measurable
    )
    examples: list[_Example] = []
    for done, question in enumerate(measurable):
        on_progress("asking", done, len(measurable))
        examples += _collect_examples(assistant, question, ask_again=has_limited)
    on_progress("asking", len(measurable), len(measurable))

    _require_questions([example.is_answerable for example in examples])
    model = get_question_fingerprint(assistant.library.encoder())
    reader = assistant.library.reader()
    return CalibrationResult(
        calibration=replace(
            _fit_examples(examples, model), reader=reader.fingerprint if reader else None
        ),
        error=_cross_validate(examples, model),
        left_out=len(questions) - len(measurable),
    )


def fit_calibration(
    evidence: Sequence[Evidence],
    right: Sequence[bool],
    example_weights: Sequence[float],
    model: str,
) -> Calibration:
    """Fit a calibration to the evidence of each question's best passage.

    The regression is scikit-learn's, over standardized features, with its usual L2 penalty, so that
    few questions do not drive weights to extremes.

    Args:
        evidence: The evidence of each example.
        right: Whether the passage of each example answers its question.
        example_weights: How much each example counts.
        model: The fingerprint of the encoder.

    Raises:
        ValueError: All passages answer, or none.

    """
    # Imported late: it takes a second, and only measuring needs it.
    from sklearn.linear_model import LogisticRegression

    limits = _choose_limits(evidence, right)
    rows = np.array(
        [
            [min(getattr(item, feature), limits.get(feature, np.inf)) for feature in FEATURES]
            for item in evidence
        ]
    )
    mean = rows.mean(axis=0)
    deviation = rows.std(axis=0)
    deviation[deviation < _MIN_DEVIATION] = 1.0

    regression = LogisticRegression(max_iter=1000)
    regression.fit((rows - mean) / deviation, np.array(right), example_weights)

    # Undo the standardization, so that the weights are those of the features themselves.
    weights = regression.coef_[0] / deviation
    intercept = float(regression.intercept_[0] - weights @ mean)
    rounded = weights.round(_WEIGHT_DECIMALS).tolist()

    return Calibration(
        intercept=round(intercept, _WEIGHT_DECIMALS),
        weights=dict(zip(FEATURES, rounded, strict=True)),
        examples=len(rows),
        model=model,
        limits=limits,
    )


def _choose_limits(evidence: Sequence[Evidence], right: Sequence[bool]) -> dict[str, float]:
    """Return the highest value that counts of each limited feature, by its name.

    It is a value that most passages that answer reach. If nothing was read, nothing is limited:
    nearness is then all that is known.
    """
    answering = [item for item, is_right in zip(evidence, right, strict=True) if is_right]
    if not any(item.reading for item in answering):
        return {}

    limits = {}
    for feature in LIMITED_FEATURES:
        values = [getattr(item, feature) for item in answering]
        limits[feature] = round(float(np.quantile(values, _LIMIT_QUANTILE)), _WEIGHT_DECIMALS)
    return limits


def _require_questions(answerable: Sequence[bool]) -> None:
    """Raise QuestionsError if too few questions are answerable, or too few are unanswerable."""
    answerable_count = sum(answerable)
    unanswerable_count = len(answerable) - answerable_count
    if min(answerable_count, unanswerable_count) < _MIN_QUESTIONS:
        raise QuestionsError(
            "questions_too_few",
            answerable=answerable_count,
            unanswerable=unanswerable_count,
            limit=_MIN_QUESTIONS,
        )


def _require_documents(documents: set[str]) -> None:
    """Raise QuestionsError if the answers are in too few documents for cross-validation."""
    if len(documents) < _FOLDS:
        raise QuestionsError("question_documents_too_few", count=len(documents), limit=_FOLDS)


def _collect_examples(
    assistant: Assistant, question: Question, *, ask_again: bool
) -> list[_Example]:
    """Return the examples of a question.

    Args:
        assistant: The assistant of the documents.
        question: The question.
        ask_again: Whether an unanswerable question is also asked about the other language's
            documents.

    """
    searches = [[question.search_language] if question.search_language else None]
    if ask_again and not question.is_answerable and question.search_language is None:
        language = question.language or detect_question_language(question.text)
        if language in _OTHER_LANGUAGE:
            searches.append([_OTHER_LANGUAGE[language]])

    group = question.gold[0].source if question.gold else question.id
    examples = []
    for search_number, languages in enumerate(searches):
        quote = assistant.find_best_quote(question.text, languages=languages)
        if quote is None:
            continue

        passage = quote.passage
        span = (quote.start, quote.end)
        cited = CitedPassage(passage.source, passage.start, passage.end, span, quote.text)
        example = _Example(
            evidence=quote.ranked.evidence,
            is_answerable=question.is_answerable,
            is_right=cited.contains_answer(question),
            group=group,
            is_repeated=search_number > 0,
        )
        examples.append(example)

    return examples


def _fit_examples(examples: Sequence[_Example], model: str) -> Calibration:
    """Fit a calibration to examples, in which repeated questions count little."""
    return fit_calibration(
        [example.evidence for example in examples],
        [example.is_right for example in examples],
        [_REPEATED_QUESTION_WEIGHT if example.is_repeated else 1.0 for example in examples],
        model,
    )


def _cross_validate(examples: Sequence[_Example], model: str) -> float:
    """Return the expected calibration error, cross-validated on folds split by document.

    Repeated questions are used to fit, but do not count in the error.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    _require_documents({example.group for example in examples if example.is_answerable})
    labels = np.array([example.is_right for example in examples])
    groups = [example.group for example in examples]
    folds = StratifiedGroupKFold(_FOLDS).split(labels, labels, groups)

    confidences = np.zeros(len(examples))
    for train_rows, test_rows in folds:
        calibration = _fit_examples([examples[row] for row in train_rows], model)
        confidences[test_rows] = [
            calibration.confidence(examples[row].evidence) for row in test_rows
        ]

    is_original = np.array([not example.is_repeated for example in examples])
    bins = compute_reliability(confidences[is_original].tolist(), labels[is_original].tolist())
    return compute_calibration_error(bins)
