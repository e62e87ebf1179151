"""What is asked: questions in, answers of quotations out."""

from fonti.index import (
    AnswerError,
    CorpusError,
    FontiError,
    Library,
    ModelError,
    QuestionError,
    QuestionsError,
    StoreError,
)
from fonti.qa.answer import Answer, Citation
from fonti.qa.assistant import Assistant
from fonti.qa.confidence.calibration import CALIBRATION, Calibration
from fonti.qa.evaluation.calibrate import Calibrated, calibrate
from fonti.qa.evaluation.dataset import Gold, GoldAnswer, Question, read_questions
from fonti.qa.evaluation.feedback import FEEDBACK, Verdict, keep_feedback
from fonti.qa.evaluation.metrics import Asked, Cited, Figures, evaluate, measure, misses, run_lines
from fonti.qa.evaluation.reliability import Bin
from fonti.qa.examples import example_questions
from fonti.qa.question.normalize import LONGEST_QUESTION
from fonti.qa.verification import Check, corpus_of, verify, verify_citation, verify_span

__all__ = [
    "CALIBRATION",
    "FEEDBACK",
    "LONGEST_QUESTION",
    "Answer",
    "AnswerError",
    "Asked",
    "Assistant",
    "Bin",
    "Calibrated",
    "Calibration",
    "Check",
    "Citation",
    "Cited",
    "CorpusError",
    "Figures",
    "FontiError",
    "Gold",
    "GoldAnswer",
    "Library",
    "ModelError",
    "Question",
    "QuestionError",
    "QuestionsError",
    "StoreError",
    "Verdict",
    "calibrate",
    "corpus_of",
    "evaluate",
    "example_questions",
    "keep_feedback",
    "measure",
    "misses",
    "read_questions",
    "run_lines",
    "verify",
    "verify_citation",
    "verify_span",
]
