"""What is asked: questions in, answers of quotations out."""

from index import AnswerError, CorpusError, FontiError, Library, ModelError, QuestionError, QuestionsError, StoreError
from qa.abstention import CALIBRATION, Calibration
from qa.answer import Answer, Citation
from qa.asking import LONGEST_QUESTION
from qa.assistant import Assistant
from qa.calibration import Calibrated, calibrate
from qa.evaluation import Asked, Cited, Figures, evaluate, measure, misses, run_lines
from qa.examples import example_questions
from qa.feedback import FEEDBACK, Verdict, keep_feedback
from qa.questions import Gold, GoldAnswer, Question, read_questions
from qa.reliability import Bin
from qa.verification import Check, corpus_of, verify, verify_citation, verify_span

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
