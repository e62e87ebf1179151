"""What is asked: questions in, answers of quotations out."""

from index import CorpusError, FontiError, Library, ModelError, QuestionError, StoreError
from qa.answer import Answer, Citation
from qa.assistant import Assistant

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "CorpusError",
    "FontiError",
    "Library",
    "ModelError",
    "QuestionError",
    "StoreError",
]
