"""Bring an index up to date with its corpus: scan, insert, encode, publish.

New data is written without being visible to questions, and published in one transaction. So a kill
at any moment leaves the last complete version, and the next sync continues the work.
"""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from fonti.index.corpus.uploads import remove_stale_uploads
from fonti.index.errors import CorpusError, Reason, StoreError
from fonti.index.formats import SUFFIXES
from fonti.index.models.encoder import Encoder
from fonti.index.progress import ProgressCallback
from fonti.index.store import queries
from fonti.index.store.database import Store
from fonti.index.store.embeddings import copy_embeddings
from fonti.index.store.settings import load_settings
from fonti.index.sync.bibliographies import read_bibliographies
from fonti.index.sync.changes import Changes, compare_versions
from fonti.index.sync.encode import encode_missing
from fonti.index.sync.insert import insert_new_texts
from fonti.index.sync.publish import delete_other_versions, publish_scan
from fonti.index.sync.scan import (
    KnownFiles,
    ScanResult,
    list_files,
    load_known_files,
    scan_files,
)
from fonti.index.types import Skipped
from fonti.index.worker.parser import Parser
from fonti.index.worker.parser_pool import ParserPool

# How many skipped files an error lists.
_LISTED_FILES = 3


@dataclass(frozen=True, slots=True)
class SyncOptions:
    """The options of a sync.

    Attributes:
        corpus: The path of the corpus.
        allow_empty: Whether a new index may have no documents.
        on_progress: Called with the stage of the work, the number of items done, and their total.
        ocr: Whether the text of scans is recognized, where OCR is installed.
        workers: How many files are read, and texts encoded, at a time, each by a process of its
            own; None for one file, and for texts that this process encodes on all cores.

    """

    corpus: Path
    allow_empty: bool
    on_progress: ProgressCallback
    ocr: bool = True
    workers: int | None = None


@dataclass(frozen=True, slots=True)
class IndexBeforeSync:
    """The state of an index before a sync; all values are empty if it had no version yet.

    Attributes:
        has_version: Whether the index had a version.
        file_hashes: The SHA-256 of each document's file, by source.
        uploads: The sources of its documents that are uploads.

    """

    has_version: bool = False
    file_hashes: dict[str, str] = field(default_factory=dict)
    uploads: frozenset[str] = frozenset()


def sync(store: Store, encoder: Encoder, options: SyncOptions) -> Changes:
    """Bring a store up to date with the corpus and the uploads. The caller holds the lock.

    Raises:
        CorpusError: There is nothing to read.

    """
    index_before = _load_index_before_sync(store)
    changes = _sync_store(store, encoder, options, index_before)
    delete_other_versions(store)
    return changes


def rebuild(store: Store, encoder: Encoder, options: SyncOptions) -> Changes:
    """Read all files again into a new SQLite file of the index, and make it the active one.

    An interrupted rebuild is continued. Undamaged embeddings of the same encoder are copied from
    the old file. The caller holds the index's lock.

    Raises:
        CorpusError: There is nothing to read.

    """
    target = store.find_rebuild_target()
    if not _can_continue(target, encoder):
        target.delete()

    index_before = IndexBeforeSync()
    with suppress(StoreError):
        index_before = _load_index_before_sync(store)

    changes = _sync_store(target, encoder, options, index_before, embeddings_from=store)
    target.activate()
    delete_other_versions(target)
    return changes


def _sync_store(
    store: Store,
    encoder: Encoder,
    options: SyncOptions,
    index_before: IndexBeforeSync,
    embeddings_from: Store | None = None,
) -> Changes:
    """Bring a store up to date, and return what differs from `index_before`."""
    remove_stale_uploads(store.folder)

    # Scan the files, and insert the texts that are new as they are read.
    known = load_known_files(store, encoder, ocr=options.ocr)
    file_list = list_files(options.corpus, store.folder)
    on_page = partial(options.on_progress, "recognizing")
    with ParserPool(options.workers or 1, ocr=options.ocr, on_page=on_page) as parsers:
        files = scan_files(file_list.files, known, parsers, options.on_progress)
        scan = insert_new_texts(store, files, known, encoder)
    with Parser() as parser:
        bibliographies = read_bibliographies(
            file_list.bibliographies,
            scan.documents.keys(),
            known.bibliographies,
            parser,
            root=options.corpus.name,
        )
    scan = replace(
        scan,
        skipped=(*scan.skipped, *bibliographies.skipped),
        bibliographies=bibliographies,
    )
    scan = _add_skipped(scan, file_list.skipped, known)
    _check_not_empty(scan, file_list.uploads, known.excluded, index_before, options)

    # Encode what is new: the texts that no document named before. Those of documents are encoded,
    # since a version is published only after its texts were; a text that a kill left without
    # embeddings belongs to no document yet.
    new_extractions = set(scan.documents.values()) - set(known.documents.values())
    if new_extractions:
        if embeddings_from is not None:
            _copy_readable_embeddings(store, embeddings_from)
        encode_missing(store, encoder, new_extractions, options.on_progress, options.workers)

    # Publish the new version.
    publish_scan(store, options.corpus, scan, file_list.uploads, encoder)

    with store.read_transaction() as connection:
        file_hashes = queries.load_file_hashes(connection)
        partly_read = queries.load_partly_read(connection)
        (passages,) = connection.execute("SELECT count(*) FROM passages").fetchone()
    return compare_versions(index_before.file_hashes, file_hashes, scan, partly_read, passages)


def _load_index_before_sync(store: Store) -> IndexBeforeSync:
    if not store.read_state().has_tables:
        return IndexBeforeSync()
    with store.read_transaction() as connection:
        return IndexBeforeSync(
            has_version="version" in load_settings(connection),
            file_hashes=queries.load_file_hashes(connection),
            uploads=queries.load_uploads(connection),
        )


def _can_continue(target: Store, encoder: Encoder) -> bool:
    """Return whether a store was left by an interrupted rebuild with the same encoder."""
    try:
        with target.read_transaction() as connection:
            fingerprint = load_settings(connection).get("fingerprint")
    except StoreError:
        return False
    return fingerprint in (None, encoder.fingerprint)


def _add_skipped(
    scan: ScanResult, skipped_in_list: tuple[Skipped, ...], known: KnownFiles
) -> ScanResult:
    """Add the files that were skipped when they were listed.

    If a file may become readable again, its document stays in the index unchanged.
    """
    skipped = (*skipped_in_list, *scan.skipped)

    unread_documents = {}
    for skip in skipped:
        if not skip.transient:
            continue
        if skip.source.endswith("/"):
            sources = [source for source in known.documents if source.startswith(skip.source)]
        else:
            sources = [skip.source] if skip.source in known.documents else []
        for source in sources:
            unread_documents[source] = known.documents[source]

    return replace(scan, documents={**unread_documents, **scan.documents}, skipped=skipped)


def _check_not_empty(
    scan: ScanResult,
    uploads: frozenset[str],
    excluded: frozenset[str],
    index_before: IndexBeforeSync,
    options: SyncOptions,
) -> None:
    """Check that a corpus has a file to read, if its documents were indexed before.

    If it has none, its disk may not be mounted. A new index has to have a document, unless it may
    be empty.

    Raises:
        CorpusError: The corpus has nothing to read.

    """
    skipped = [skip for skip in scan.skipped if skip.source not in uploads]
    has_documents = bool(scan.documents.keys() - uploads)
    has_excluded = any(skip.source in excluded for skip in skipped)
    if has_documents or has_excluded:
        return

    had_documents = bool(index_before.file_hashes.keys() - index_before.uploads)
    is_new_and_empty = not index_before.has_version and not scan.documents
    if had_documents or (is_new_and_empty and not options.allow_empty):
        reason = _describe_skipped(skipped)
        raise CorpusError(
            "nothing_to_quote", corpus=options.corpus, reason=reason, formats=SUFFIXES
        )


def _describe_skipped(skipped: list[Skipped]) -> Reason:
    """Return how many files were skipped, and why the first ones were."""
    if not skipped:
        return Reason("corpus_is_empty")

    listed = [
        Reason("skipped_file", {"source": skip.source, "reason": skip.reason})
        for skip in skipped[:_LISTED_FILES]
    ]
    params = {"count": len(skipped), "files": listed}
    if len(skipped) > _LISTED_FILES:
        return Reason("files_skipped_and_more", params)
    return Reason("files_skipped", params)


def _copy_readable_embeddings(store: Store, other: Store) -> None:
    """Copy the embeddings that a store needs from another store, if that can be read."""
    if not other.read_state().has_tables:
        return
    with suppress(StoreError), store.write_transaction() as connection:
        copy_embeddings(connection, str(other.path))
