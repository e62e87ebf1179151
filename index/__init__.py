"""What is stored: files, text, passages, embeddings, words."""

from index.documents import Document, read_sources
from index.encoder import EMBEDDED, Encoder
from index.errors import (
    AnswerError,
    CorpusError,
    FontiError,
    FormatMismatch,
    ModelError,
    ModelMismatch,
    QuestionError,
    QuestionsError,
    StoreError,
    UploadError,
)
from index.files import MAX_BYTES, Skipped
from index.formats import SUFFIXES, Layout
from index.language import question_language
from index.library import Library
from index.models.opening import open_encoder
from index.places import demo_corpus, index_folder
from index.priority import give_way
from index.progress import Report, Stage, silent
from index.snapshot import Filter, Hit, Passage, Sentence, Snapshot
from index.status import Entry, Status
from index.sync import Changes
from index.tokens import Encoded, FloatArray, IntArray, StoredTokens, Tokens, directions
from index.words import stems

__all__ = [
    "EMBEDDED",
    "MAX_BYTES",
    "SUFFIXES",
    "AnswerError",
    "Changes",
    "CorpusError",
    "Document",
    "Encoded",
    "Encoder",
    "Entry",
    "Filter",
    "FloatArray",
    "FontiError",
    "FormatMismatch",
    "Hit",
    "IntArray",
    "Layout",
    "Library",
    "ModelError",
    "ModelMismatch",
    "Passage",
    "QuestionError",
    "QuestionsError",
    "Report",
    "Sentence",
    "Skipped",
    "Snapshot",
    "Stage",
    "Status",
    "StoreError",
    "StoredTokens",
    "Tokens",
    "UploadError",
    "demo_corpus",
    "directions",
    "give_way",
    "index_folder",
    "open_encoder",
    "question_language",
    "read_sources",
    "silent",
    "stems",
]
