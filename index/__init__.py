"""Read files, store their texts as passages with embeddings, and search them."""

from fonti.index.corpus.documents import read_sources
from fonti.index.corpus.files import MAX_BYTES
from fonti.index.durable import erase_file, replace_file, replace_folder, temporary_folder
from fonti.index.errors import (
    AnswerError,
    CorpusError,
    FontiError,
    FormatMismatch,
    ModelError,
    ModelMismatch,
    QuestionError,
    QuestionsError,
    Reason,
    StoreError,
    UploadError,
    exception_reason,
    fonti_command,
    format_message,
    rebuild_command,
    system_reason,
)
from fonti.index.extraction_warnings import DocumentWarning, PartlyRead
from fonti.index.formats import SUFFIXES, PageLayout, can_render_pages
from fonti.index.formats.programs.ocr import PACKAGES as OCR_PACKAGES
from fonti.index.formats.programs.ocr import is_installed as is_ocr_installed
from fonti.index.library import Library
from fonti.index.messages import ENGLISH_MESSAGES
from fonti.index.models.encoder import EMBEDDED, Encoder
from fonti.index.models.load import open_encoder
from fonti.index.models.reader import NO_READER, Reader, Reading, Window
from fonti.index.models.token_embeddings import (
    EncodedText,
    StoredTokenEmbeddings,
    TokenEmbeddings,
    normalize_vectors,
)
from fonti.index.paths import demo_corpus, index_folder
from fonti.index.priority import lower_thread_priority
from fonti.index.progress import ProgressCallback, Stage, no_progress
from fonti.index.search.backend import PassageEmbeddings, SearchBackend
from fonti.index.search.snapshot import Snapshot
from fonti.index.search.subjects import split_file_name
from fonti.index.status import DocumentInfo, Status
from fonti.index.store.outline import OutlineEntry
from fonti.index.sync.changes import Changes
from fonti.index.text.headings import is_informative_heading
from fonti.index.text.language import detect_question_language
from fonti.index.text.lines import BLANK_LINE
from fonti.index.text.openings import find_opening
from fonti.index.text.sentences import split_into_sentences
from fonti.index.text.stemming import stem_words
from fonti.index.types import (
    Document,
    FloatArray,
    Hit,
    IntArray,
    Passage,
    SearchFilters,
    Sentence,
    Skipped,
    SubjectMatch,
)

__all__ = [
    "BLANK_LINE",
    "EMBEDDED",
    "ENGLISH_MESSAGES",
    "MAX_BYTES",
    "NO_READER",
    "OCR_PACKAGES",
    "SUFFIXES",
    "AnswerError",
    "Changes",
    "CorpusError",
    "Document",
    "DocumentInfo",
    "DocumentWarning",
    "EncodedText",
    "Encoder",
    "FloatArray",
    "FontiError",
    "FormatMismatch",
    "Hit",
    "IntArray",
    "Library",
    "ModelError",
    "ModelMismatch",
    "OutlineEntry",
    "PageLayout",
    "PartlyRead",
    "Passage",
    "PassageEmbeddings",
    "ProgressCallback",
    "QuestionError",
    "QuestionsError",
    "Reader",
    "Reading",
    "Reason",
    "SearchBackend",
    "SearchFilters",
    "Sentence",
    "Skipped",
    "Snapshot",
    "Stage",
    "Status",
    "StoreError",
    "StoredTokenEmbeddings",
    "SubjectMatch",
    "TokenEmbeddings",
    "UploadError",
    "Window",
    "can_render_pages",
    "demo_corpus",
    "detect_question_language",
    "erase_file",
    "exception_reason",
    "find_opening",
    "fonti_command",
    "format_message",
    "index_folder",
    "is_informative_heading",
    "is_ocr_installed",
    "lower_thread_priority",
    "no_progress",
    "normalize_vectors",
    "open_encoder",
    "read_sources",
    "rebuild_command",
    "replace_file",
    "replace_folder",
    "split_file_name",
    "split_into_sentences",
    "stem_words",
    "system_reason",
    "temporary_folder",
]
