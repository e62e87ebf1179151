from .bibliographic_data import BibliographicData, PersonName
from .corpus.documents import read_sources
from .corpus.files import MAX_BYTES
from .durable import erase_file, replace_file, replace_folder, temporary_folder
from .errors import (
    AnswerError,
    ArgumentError,
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
from .extraction_warnings import DocumentWarning, PartlyRead
from .formats import SUFFIXES, PageLayout, can_render_pages
from .formats.programs.ocr import OCR_PACKAGES, is_ocr_installed
from .installation import InstalledPart, check_installation
from .library import Library
from .messages import ENGLISH_MESSAGES
from .models.encoder import EMBEDDED, Encoder, get_question_fingerprint
from .models.load import open_encoder
from .models.reader import NO_READER, Reader, Reading, Window
from .models.token_embeddings import (
    EncodedText,
    StoredTokenEmbeddings,
    TokenEmbeddings,
    normalize_vectors,
)
from .paths import demo_corpus, index_folder
from .priority import lower_thread_priority
from .progress import ProgressCallback, Stage, no_progress
from .search.backend import PassageEmbeddings, SearchBackend
from .search.snapshot import Snapshot
from .search.subjects import split_file_name
from .status import DocumentInfo, Status
from .store.outline import OutlineEntry
from .sync.changes import Changes
from .text.headings import is_informative_heading
from .text.language import detect_question_language
from .text.lines import BLANK_LINE, is_row
from .text.openings import find_opening
from .text.sentences import split_into_sentences
from .text.stemming import stem_words
from .types import (
    HEADING_SEPARATOR,
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
    "HEADING_SEPARATOR",
    "MAX_BYTES",
    "NO_READER",
    "OCR_PACKAGES",
    "SUFFIXES",
    "AnswerError",
    "ArgumentError",
    "BibliographicData",
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
    "InstalledPart",
    "IntArray",
    "Library",
    "ModelError",
    "ModelMismatch",
    "OutlineEntry",
    "PageLayout",
    "PartlyRead",
    "Passage",
    "PassageEmbeddings",
    "PersonName",
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
    "check_installation",
    "demo_corpus",
    "detect_question_language",
    "erase_file",
    "exception_reason",
    "find_opening",
    "fonti_command",
    "format_message",
    "get_question_fingerprint",
    "index_folder",
    "is_informative_heading",
    "is_ocr_installed",
    "is_row",
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
