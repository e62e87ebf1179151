"""What is asked: questions in, answers of quotations out."""

from index import AnswerError, CorpusError, FontiError, Library, ModelError, QuestionError, StoreError
from qa.answer import Answer, Citation
from qa.assistant import LONGEST_QUESTION, Assistant
from qa.verification import Check, verify

__all__ = [
    "LONGEST_QUESTION",
    "Answer",
    "AnswerError",
    "Assistant",
    "Check",
    "Citation",
    "CorpusError",
    "FontiError",
    "Library",
    "ModelError",
    "QuestionError",
    "StoreError",
    "verify",
]
