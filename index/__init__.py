"""What is stored: files, text, passages, embeddings, words."""

from fonti.index.corpus.documents import read_sources
from fonti.index.corpus.files import MAX_BYTES
from fonti.index.errors import (
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
from fonti.index.formats import SUFFIXES, Layout
from fonti.index.library import Library
from fonti.index.models.encoder import EMBEDDED, Encoder
from fonti.index.models.load import open_encoder
from fonti.index.models.tokens import EncodedText, StoredTokens, Tokens, directions
from fonti.index.paths import demo_corpus, index_folder
from fonti.index.priority import give_way
from fonti.index.progress import ProgressCallback, Stage, no_progress
from fonti.index.search.snapshot import Snapshot
from fonti.index.status import Entry, Status
from fonti.index.sync.sync import Changes
from fonti.index.text.language import question_language
from fonti.index.text.stemming import stems
from fonti.index.types import (
    Document,
    Filter,
    FloatArray,
    Hit,
    IntArray,
    Passage,
    Sentence,
    Skipped,
)

__all__ = [
    "EMBEDDED",
    "MAX_BYTES",
    "SUFFIXES",
    "AnswerError",
    "Changes",
    "CorpusError",
    "Document",
    "EncodedText",
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
    "ProgressCallback",
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
    "no_progress",
    "stems",
]
