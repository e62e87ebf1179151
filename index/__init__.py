"""What is stored: files, text, passages, embeddings, words."""

from index.documents import Document, Skipped
from index.encoder import EMBEDDED, Encoder, open_encoder
from index.errors import (
    CorpusError,
    FontiError,
    FormatMismatch,
    ModelError,
    ModelMismatch,
    QuestionError,
    StoreError,
)
from index.language import question_language
from index.library import Library, demo_corpus, index_folder
from index.progress import Report, Stage, silent
from index.snapshot import Filter, Hit, Passage, Sentence, Snapshot
from index.words import stems
from index.sync import Changes

__all__ = [
    "EMBEDDED",
    "Changes",
    "CorpusError",
    "Document",
    "Encoder",
    "Filter",
    "FontiError",
    "FormatMismatch",
    "Hit",
    "Library",
    "ModelError",
    "ModelMismatch",
    "Passage",
    "QuestionError",
    "Report",
    "Sentence",
    "Skipped",
    "Snapshot",
    "Stage",
    "StoreError",
    "demo_corpus",
    "index_folder",
    "open_encoder",
    "question_language",
    "silent",
    "stems",
]
