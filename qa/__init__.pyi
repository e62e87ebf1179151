from .answer import (
    Answer,
    Citation,
    ListedDocument,
    Outcome,
    OutcomeReason,
    RequestKind,
)
from .assistant import Assistant
from .confidence.calibration import Calibration
from .confidence.thresholds import SURE_CONFIDENCE
from .evaluation.calibrate import CalibrationResult, calibrate
from .evaluation.dataset import read_questions
from .evaluation.feedback import (
    FEEDBACK_FILE,
    MAX_FEEDBACK_BYTES,
    Verdict,
    format_feedback,
    save_feedback,
)
from .evaluation.metrics import (
    CitedPassage,
    EvaluatedQuestion,
    Metrics,
    compute_metrics,
    evaluate,
    format_run,
    list_misses,
)
from .evaluation.questions import Gold, GoldAnswer, Question
from .examples import example_questions, find_unanswered_question
from .question.filters import create_filters
from .question.normalize import MAX_QUESTION_LENGTH
from .verification import Check, Standing, find_corpus, verify, verify_citation, verify_span

__all__ = [
    "FEEDBACK_FILE",
    "MAX_FEEDBACK_BYTES",
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
    "format_feedback",
    "format_run",
    "list_misses",
    "read_questions",
    "save_feedback",
    "verify",
    "verify_citation",
    "verify_span",
]
