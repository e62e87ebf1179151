"""What can go wrong, as one small tree.

FontiError
├── CorpusError      a folder or file of documents cannot be read, or holds nothing to quote
│   └── UploadError      a file that an index cannot be given
├── QuestionError    a question that cannot be asked
├── QuestionsError   a file is no questions to measure with
├── AnswerError      a file is no saved answer
├── ModelError       a model is unknown, damaged, or cannot be made
└── StoreError       an index is missing, damaged, locked or unreadable
    ├── FormatMismatch   it was made by another version of Fonti
    └── ModelMismatch    it was made with another model

Each message says the fact, the value and what to do next, in one line.
"""

import shlex
from typing import Literal

QuestionFault = Literal["empty", "too_long", "no_words"]
UploadFault = Literal["name", "format", "content", "empty", "too_large"]


class FontiError(Exception):
    """The root: every error that Fonti raises on purpose."""


class CorpusError(FontiError):
    """A folder or file of documents cannot be read, or holds nothing to quote."""


class UploadError(CorpusError):
    """A file that an index cannot be given; `fault` says why, for those who show it in their own words."""

    def __init__(self, fault: UploadFault, message: str) -> None:
        super().__init__(message)
        self.fault = fault


class QuestionError(FontiError):
    """A question that cannot be asked; `fault` says why, for those who show it in their own words."""

    def __init__(self, fault: QuestionFault, message: str) -> None:
        super().__init__(message)
        self.fault = fault


class QuestionsError(FontiError):
    """A file is no questions to measure with."""


class AnswerError(FontiError):
    """A file is no saved answer."""


class ModelError(FontiError):
    """A model is unknown, damaged, or cannot be made."""


class StoreError(FontiError):
    """An index is missing, damaged, locked or unreadable."""


class FormatMismatch(StoreError):
    """An index made by another version of Fonti."""


class ModelMismatch(StoreError):
    """An index made with another model than the one in use."""


def run(*words: object) -> str:
    """The command that mends what an error tells of, as it can be copied to a shell."""
    return f"run: fonti {shlex.join(map(str, words))}"


def rebuilding(corpus: object, folder: object) -> str:
    """The command that makes an index anew."""
    return run("index", corpus, "--index", folder, "--rebuild")
