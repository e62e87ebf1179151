"""What can go wrong, as one small tree.

FontiError
├── CorpusError      a folder or file of documents cannot be read, or holds nothing to quote
├── QuestionError    a question or a filter that cannot be asked
├── ModelError       a model is unknown, damaged, or cannot be made
└── StoreError       an index is missing, damaged, locked or unreadable
    ├── FormatMismatch   it was made by another version of Fonti
    └── ModelMismatch    it was made with another model

Each message says the fact, the value and what to do next, in one line.
"""


class FontiError(Exception):
    """The root: every error that Fonti raises on purpose."""


class CorpusError(FontiError):
    """A folder or file of documents cannot be read, or holds nothing to quote."""


class QuestionError(FontiError):
    """A question or a filter that cannot be asked."""


class ModelError(FontiError):
    """A model is unknown, damaged, or cannot be made."""


class StoreError(FontiError):
    """An index is missing, damaged, locked or unreadable."""


class FormatMismatch(StoreError):
    """An index made by another version of Fonti."""


class ModelMismatch(StoreError):
    """An index made with another model than the one in use."""
