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
from fonti.index.models.tokens import Encoded, StoredTokens, Tokens, directions
from fonti.index.paths import demo_corpus, index_folder
from fonti.index.priority import give_way
from fonti.index.progress import Report, Stage, silent
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
