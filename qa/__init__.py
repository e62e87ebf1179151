"""What is asked: questions in, answers of quotations out."""

from index import AnswerError, CorpusError, FontiError, Library, ModelError, QuestionError, QuestionsError, StoreError
from qa.answer import Answer, Citation
from qa.assistant import LONGEST_QUESTION, Assistant
from qa.evaluation import Asked, Bin, Cited, Figures, evaluate, measure, misses, run_lines
from qa.questions import Gold, GoldAnswer, Question, read_questions
from qa.verification import Check, verify

__all__ = [
    "LONGEST_QUESTION",
    "Answer",
    "AnswerError",
    "Asked",
    "Assistant",
    "Bin",
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
    "evaluate",
    "measure",
    "misses",
    "read_questions",
    "run_lines",
    "verify",
]
