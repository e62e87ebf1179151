"""Answer questions with quotations: question, candidates, ranking, quoting, confidence, answer."""

from fonti.qa.answer import (
    Answer,
    Citation,
    ListedDocument,
    Outcome,
    OutcomeReason,
    RequestKind,
)
from fonti.qa.assistant import Assistant
from fonti.qa.confidence.calibration import CALIBRATION_FILE, Calibration
from fonti.qa.confidence.thresholds import SURE_CONFIDENCE
from fonti.qa.evaluation.calibrate import CalibrationResult, calibrate
from fonti.qa.evaluation.dataset import read_questions
from fonti.qa.evaluation.feedback import FEEDBACK_FILE, Verdict, save_feedback
from fonti.qa.evaluation.metrics import (
    CitedPassage,
    EvaluatedQuestion,
    Metrics,
    compute_metrics,
    evaluate,
    format_run,
    list_misses,
)
from fonti.qa.evaluation.questions import Gold, GoldAnswer, Question
from fonti.qa.examples import example_questions, find_unanswered_question
from fonti.qa.question.filters import create_filters
from fonti.qa.question.normalize import MAX_QUESTION_LENGTH
from fonti.qa.verification import (
    Check,
    Standing,
    find_corpus,
    verify,
    verify_citation,
    verify_span,
)

__all__ = [
    "CALIBRATION_FILE",
    "FEEDBACK_FILE",
    "MAX_QUESTION_LENGTH",
    "SURE_CONFIDENCE",
    "Answer",
    "Assistant",
    "Calibration",
    "CalibrationResult",
    "Check",
    "Citation",
    "CitedPassage",
    "EvaluatedQuestion",
    "Gold",
    "GoldAnswer",
    "ListedDocument",
    "Metrics",
    "Outcome",
    "OutcomeReason",
    "Question",
    "RequestKind",
    "Standing",
    "Verdict",
    "calibrate",
    "compute_metrics",
    "create_filters",
    "evaluate",
    "example_questions",
    "find_corpus",
    "find_unanswered_question",
    "format_run",
    "list_misses",
    "read_questions",
    "save_feedback",
    "verify",
    "verify_citation",
    "verify_span",
]
