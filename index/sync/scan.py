"""Scan a corpus: find the files that the store already has, and read the text of the others.

Nothing is written by this module.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from fonti.index.corpus.exclusions import load_exclusions
from fonti.index.corpus.files import (
    SourceFile,
    compute_sha256,
    find_files,
    is_bibliography,
    read_content,
)
from fonti.index.corpus.uploads import find_uploads
from fonti.index.errors import Reason
from fonti.index.formats import Unreadable, suffix_of
from fonti.index.formats.programs.availability import is_readable_now
from fonti.index.models.encoder import Encoder
from fonti.index.progress import ProgressCallback
from fonti.index.store import queries
from fonti.index.store.bibliography import load_bibliography
from fonti.index.store.database import Store
from fonti.index.store.queries import FileKey
from fonti.index.store.settings import load_settings
from fonti.index.sync.bibliographies import Bibliographies
from fonti.index.types import Skipped
from fonti.index.worker.parsed_text import ParsedText
from fonti.index.worker.parser_pool import ParserPool


@dataclass(frozen=True, slots=True)
class KnownFiles:
    """The files that a store and its folder already have.

    Attributes:
        excluded: The sources that the index excludes.
        documents: The extraction id of each document, by source.
        extractions: The ids of all extractions that can be used again, whether a document refers to
            them or not: an older version of Fonti or other programs may read the file otherwise.
        unreadable: The files whose content cannot be read, by source.
        bibliographies: What the bibliographies of the corpus say.

    """

    excluded: frozenset[str]
    documents: dict[str, int] = field(default_factory=dict)
    extractions: dict[FileKey, int] = field(default_factory=dict)
    unreadable: dict[str, Skipped] = field(default_factory=dict)
    bibliographies: Bibliographies = field(default_factory=Bibliographies)


@dataclass(frozen=True, slots=True)
class FileList:
    """The files of a corpus and the uploads.

    Attributes:
        files: The files to read; those of the corpus come first.
        skipped: The files that must not be read, and why.
        uploads: The sources that are uploads, not files of the corpus.
        bibliographies: The bibliographies of the corpus.

    """

    files: tuple[SourceFile, ...]
    skipped: tuple[Skipped, ...]
    uploads: frozenset[str]
    bibliographies: tuple[SourceFile, ...]


@dataclass(frozen=True, slots=True)
class ScannedFile:
    """A file that was read; `text` is None if the store already has its text."""

    source: str
    key: FileKey
    text: ParsedText | None = None


@dataclass(frozen=True, slots=True)
class _RunningFile:
    """A file that is being parsed."""

    source: str
    key: FileKey
    text: Future[ParsedText]


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The documents that a scan saw, whose texts are in the store now, and what it skipped.

    Attributes:
        documents: The extraction id of each document, by source.
        skipped: The files that were not read, and why.
        encodings: The encoding of each text of this scan that is not UTF-8, by source.
        bibliographies: What the bibliographies of the corpus say.

    """

    documents: Mapping[str, int]
    skipped: tuple[Skipped, ...]
    encodings: Mapping[str, str]
    bibliographies: Bibliographies = field(default_factory=Bibliographies)


def load_known_files(store: Store, encoder: Encoder, *, ocr: bool = True) -> KnownFiles:
    """Return the files that a store and its folder already have.

    Texts that were read in another way, or split for another encoder, do not count, nor do files
    that could not be read, or not whole, for want of a program which is there now.

    Args:
        store: The store.
        encoder: The encoder of its texts.
        ocr: Whether the text of scans may be recognized.

    """
    excluded = load_exclusions(store.folder)
    if not store.read_state().has_tables:
        return KnownFiles(excluded)
    can_read = partial(is_readable_now, ocr=ocr)

    with store.read_transaction() as connection:
        settings = load_settings(connection)
        fingerprint = settings.get("fingerprint") or encoder.fingerprint
        skips = queries.load_unreadable(connection)
        return KnownFiles(
            excluded=excluded,
            documents=queries.load_documents(connection),
            extractions=queries.load_extraction_ids(connection, fingerprint, can_read),
            unreadable={skip.source: skip for skip in skips if not can_read(skip.reason)},
            bibliographies=Bibliographies(
                load_bibliography(connection),
                settings.get("bibliographies", ""),
                tuple(skip for skip in skips if is_bibliography(skip.source)),
            ),
        )


def list_files(corpus: Path, index: Path) -> FileList:
    """Return the files of a corpus and the uploads of an index's folder.

    Raises:
        CorpusError: The corpus does not exist, or cannot be listed.

    """
    in_corpus = list(find_files(corpus, exclude=index))
    uploaded = list(find_uploads(index))
    both = [*in_corpus, *uploaded]

    # A file of the corpus wins the name of an upload, but a skipped one does not.
    corpus_sources = {file.source for file in in_corpus if isinstance(file, SourceFile)}
    files = tuple(file for file in both if isinstance(file, SourceFile))
    return FileList(
        files=tuple(file for file in files if not is_bibliography(file.source)),
        skipped=tuple(file for file in both if isinstance(file, Skipped)),
        uploads=frozenset(file.source for file in uploaded) - corpus_sources,
        bibliographies=tuple(file for file in files if is_bibliography(file.source)),
    )


def scan_files(
    files: Iterable[SourceFile],
    known: KnownFiles,
    parsers: ParserPool,
    on_progress: ProgressCallback,
) -> Iterator[ScannedFile | Skipped]:
    """Read files, as many at a time as there are parsers, and yield the text of each in order.

    Why a file was skipped is yielded in its place. A text that the store has, or that was yielded
    before, is not yielded again.
    """
    files = tuple(files)
    seen_sources: set[str] = set()
    new_keys: set[FileKey] = set()
    started: deque[ScannedFile | Skipped | _RunningFile] = deque()
    running_count = 0

    for number, file in enumerate(files):
        on_progress("reading", number, len(files))
        if file.source in seen_sources:
            started.append(Skipped(file.source, Reason("file_name_taken")))
        else:
            seen_sources.add(file.source)
            started.append(_start_file(file, known, new_keys, parsers))
            running_count += isinstance(started[-1], _RunningFile)

        while started:
            must_wait = isinstance(started[0], _RunningFile)
            if must_wait and running_count < parsers.count:
                break
            running_count -= must_wait
            yield _finish_file(started.popleft(), new_keys)

    while started:
        yield _finish_file(started.popleft(), new_keys)
    on_progress("reading", len(files), len(files))


def _start_file(
    file: SourceFile, known: KnownFiles, new_keys: set[FileKey], parsers: ParserPool
) -> ScannedFile | Skipped | _RunningFile:
    """Return what is known of a file, or let it be parsed."""
    if file.source in known.excluded:
        return Skipped(file.source, Reason("file_excluded"))
    content = read_content(file.source, file.path)
    if isinstance(content, Skipped):
        return content

    key = FileKey(compute_sha256(content), suffix_of(file.source))
    unreadable = known.unreadable.get(file.source)
    if unreadable is not None and unreadable.sha256 == key.sha256:
        return unreadable
    if key in known.extractions or key in new_keys:
        return ScannedFile(file.source, key)
    return _RunningFile(file.source, key, parsers.parse(key.suffix, content))


def _finish_file(
    file: ScannedFile | Skipped | _RunningFile, new_keys: set[FileKey]
) -> ScannedFile | Skipped:
    """Wait until a file is parsed, and add its key to those of the new texts."""
    if not isinstance(file, _RunningFile):
        return file
    try:
        text = file.text.result()
    except Unreadable as error:
        return Skipped(file.source, error.reason, file.key.sha256)

    # Two files of the same bytes may be parsed at the same time.
    if file.key in new_keys:
        return ScannedFile(file.source, file.key)
    new_keys.add(file.key)
    return ScannedFile(file.source, file.key, text)
