"""The library: a corpus, its index, and the encoder that the index was made with."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO

from fonti.index.corpus.exclusions import exclude_documents, include_documents
from fonti.index.corpus.uploads import (
    delete_upload,
    find_uploads,
    open_incoming_file,
    store_upload,
    validate_upload,
)
from fonti.index.corpus.watcher import wait_for_changes
from fonti.index.errors import FontiError, StoreError, exception_reason
from fonti.index.index_reader import IndexReader
from fonti.index.locate import locate_index
from fonti.index.models.caching_reader import CachingReader
from fonti.index.models.encoder import Encoder, ModelEncoder, normalize_model_name
from fonti.index.models.lazy_encoder import LazyEncoder
from fonti.index.models.load import open_encoder
from fonti.index.models.reader import NO_READER, Reader
from fonti.index.progress import ProgressCallback, no_progress
from fonti.index.search.snapshot import Snapshot
from fonti.index.search.versions import SearchIndex, open_search_index
from fonti.index.store import queries
from fonti.index.store.database import StoreState
from fonti.index.store.index_files import has_only_our_files, make_damaged_error
from fonti.index.store.lock import lock_for_writing
from fonti.index.store.settings import (
    IndexSettings,
    check_corpus_and_model,
    check_encoder,
    load_index_settings,
    make_unfinished_error,
)
from fonti.index.sync.changes import Changes
from fonti.index.sync.publish import publish_removal
from fonti.index.sync.sync import SyncOptions, rebuild, sync


class Library(IndexReader):
    """The documents of a corpus and their index; `Library.open` opens one.

    Attributes:
        corpus: The path of the folder or file that the index is made of.

    """

    def __init__(
        self,
        corpus: Path,
        folder: Path,
        *,
        model: str | Encoder | None,
        reader: str | Reader | None = None,
        on_progress: ProgressCallback,
        allow_empty: bool = False,
        ocr: bool = True,
    ) -> None:
        super().__init__(corpus, folder)
        self._on_progress = on_progress
        self._allow_empty = allow_empty
        self._ocr = ocr

        self._encoder: Encoder | None = None
        if model is None or isinstance(model, str):
            self._model = normalize_model_name(model)
        else:
            self._model = model.name
            self._encoder = model
        self._encoder_lock = threading.Lock()

        self._chosen_reader = reader
        self._reader: CachingReader | None = None
        self._reader_lock = threading.Lock()

        self._search_index: SearchIndex | None = None
        self._search_index_lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<Library {str(self.corpus)!r}>"

    @classmethod
    def open(
        cls,
        corpus: str | Path | None = None,
        *,
        index: str | Path | None = None,
        model: str | Encoder | None = None,
        reader: str | Reader | None = None,
        on_progress: ProgressCallback = no_progress,
        allow_empty: bool = False,
        ocr: bool = True,
        sync: bool = True,
    ) -> "Library":
        """Open the library of a corpus.

        Args:
            corpus: A folder of documents, a document, or the folder of an index; by default the
                demo corpus, or that of `index`.
            index: The folder of the index; by default one in the user's data folder.
            model: The encoder of a new index, or its name: a folder or hub name of a
                sentence-transformers model.
            reader: What reads the best passages, or its name: a folder or hub name of a
                question-answering model or a cross-encoder, or "none"; by default the reader that
                belongs to the model. It is loaded when it is first needed.
            on_progress: Called with the stage of the work, the number of items done, and their
                total.
            allow_empty: Whether the corpus of a new index may have no documents.
            ocr: Whether the text of scans and pictures is recognized, where Tesseract is installed.
            sync: Whether to index a corpus that has no index yet. If not, nothing is indexed and no
                model is loaded.

        Raises:
            CorpusError: The corpus does not exist, or has nothing to read.
            ModelError: The model cannot be loaded.
            StoreError: The index cannot be used, or is of another corpus or model.

        """
        location = locate_index(corpus, index)
        library = cls(
            location.corpus or location.folder,
            location.folder,
            model=model,
            reader=reader,
            on_progress=on_progress,
            allow_empty=allow_empty,
            ocr=ocr,
        )
        library._migrate()

        # An index that is named without its corpus says of which corpus it is, once it has one
        # complete version.
        if location.corpus is None:
            settings = library._load_settings()
            if settings is None:
                raise make_unfinished_error(location.folder, "FOLDER")
            library.corpus = Path(settings.corpus)

        if sync:
            library._sync_if_new()
        return library

    def encoder(self) -> Encoder:
        """Return the encoder of the index, which is loaded when it is first needed.

        Raises:
            ModelError: The model cannot be loaded.

        """
        with self._encoder_lock:
            if self._encoder is None:
                self._encoder = open_encoder(self._model, on_progress=self._on_progress)
            return self._encoder

    def reader(self) -> Reader | None:
        """Return the reader that was chosen, or else that of the encoder; None if there is none.

        Raises:
            ModelError: The reader or the encoder cannot be loaded.

        """
        with self._reader_lock:
            if self._reader is None:
                reader = self._load_reader()
                self._reader = CachingReader(reader) if reader else None
            return self._reader

    def sync(self, *, rebuild: bool = False, wait: bool = True) -> Changes:
        """Bring the index up to date with the corpus and the uploads, and return what changed.

        Only new text is encoded, and what was encoded before an interruption is not encoded again.
        Questions are answered from the previous version until the new one is complete.

        Args:
            rebuild: Whether to read and write everything again. The old index can be used
                meanwhile.
            wait: Whether to wait for another process that writes the index.

        Raises:
            CorpusError: There is nothing to read.
            ModelError: The model cannot be loaded.
            StoreError: The index cannot be written, or is of another corpus or model.

        """
        with self._locked(wait=wait):
            if rebuild:
                return self._rebuild()
            return self._sync()

    def add(self, file: str | Path, *, name: str | None = None) -> str:
        """Store a copy of a file in the index, and return its source; the next sync indexes it.

        It can be called during a sync.

        Args:
            file: The file.
            name: The name of the document; by default that of the file. It is made safe, and gets
                a number if another document has it.

        Raises:
            UploadError: The file is not one that can be indexed.
            CorpusError: The file cannot be read.
            StoreError: The file cannot be stored.

        """
        self._check_folder()
        path = Path(file)
        upload = validate_upload(path, path.name if name is None else name)

        file_hashes = {}
        if self._store.read_state().has_tables:
            with self._store.read_transaction() as connection:
                file_hashes = queries.load_file_hashes(connection)
        return store_upload(self.folder, upload, file_hashes)

    def open_incoming_file(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """Return a file to receive an upload of some name into, before it is added.

        It is deleted when it is closed. If this process is killed, a later sync deletes it.

        Raises:
            StoreError: It cannot be made.

        """
        self._check_folder()
        return open_incoming_file(self.folder, name)

    def delete(self, source: str) -> None:
        """Delete the file of an upload that was removed, or that could not be read.

        Raises:
            CorpusError: There is no such upload, or the index still holds it.
            StoreError: The file cannot be deleted.

        """
        with self._locked(wait=True):
            delete_upload(self.folder, self.corpus, self._load_documents(), source)
            if self._store.read_state().has_tables:
                with self._store.write_transaction() as connection:
                    queries.delete_skipped(connection, source)

    def count_uploads(self) -> int:
        """Return the number of files that were added, those that could not be read included."""
        return sum(1 for _ in find_uploads(self.folder))

    def watch(self, *, wait: bool = True) -> Iterator[Changes | FontiError]:
        """Sync now, and again after each change of the corpus; yield what each sync did.

        An error that may be temporary (a missing or empty folder, a full disk) is yielded, and
        watching continues; the index stays unchanged.

        Args:
            wait: Whether to wait for another process that writes the index.

        Raises:
            CorpusError: The system cannot watch the corpus.

        """
        for _ in wait_for_changes(self.corpus, self.folder):
            try:
                changes: Changes | FontiError = self.sync(wait=wait)
            except FontiError as error:
                changes = error
            yield changes

    def remove(self, *sources: str) -> None:
        """Remove documents from the index. Their files stay, and are not indexed again.

        Their text is overwritten on the disk.

        Raises:
            CorpusError: The index has no document of a source; nothing is removed.

        """
        with self._locked(wait=True):
            documents = exclude_documents(self.folder, self._load_documents(), sources)
            encoder = LazyEncoder(self.encoder)
            publish_removal(self._store, self.corpus, documents, encoder)

    def restore(self, *sources: str) -> Changes:
        """Let documents that were removed be indexed again, and sync.

        Raises:
            CorpusError: A source was not removed.

        """
        with self._locked(wait=True):
            include_documents(self.folder, sources)
        return self.sync()

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Yield the newest version of the index as a snapshot, which never changes."""
        with self._reading() as (connection, settings):
            search_index = self._load_search_index(connection, settings.version)
            encoder = self._load_encoder_of(settings)
            yield Snapshot(self.folder, connection, search_index, encoder)

    @contextmanager
    def _locked(self, *, wait: bool) -> Iterator[None]:
        """Hold the lock of the index. Raises StoreError if its folder has other files."""
        self._check_folder()
        with lock_for_writing(self.folder, wait=wait, on_progress=self._on_progress):
            yield

    def _sync_if_new(self) -> None:
        """Sync if the index has no complete version yet; else check its corpus and model."""
        settings = self._load_settings()
        if settings is None:
            self.sync()
        else:
            self._use_settings(settings)

    def _sync(self) -> Changes:
        settings = self._load_settings()
        if settings is None:
            encoder = LazyEncoder(self.encoder)
        else:
            self._use_settings(settings)
            encoder = LazyEncoder(lambda: self._load_encoder_of(settings))
        return sync(self._store, encoder, self._sync_options())

    def _rebuild(self) -> Changes:
        if self._model is None:
            with suppress(StoreError):
                settings = self._load_settings()
                self._model = settings.model if settings else None
        return rebuild(self._store, self.encoder(), self._sync_options())

    def _sync_options(self) -> SyncOptions:
        return SyncOptions(self.corpus, self._allow_empty, self._on_progress, self._ocr)

    def _load_settings(self) -> IndexSettings | None:
        """Return the settings of the index; None if there is no complete version yet."""
        if not self._store.read_state().has_tables:
            return None
        with self._store.read_transaction() as connection:
            return load_index_settings(connection, self.folder)

    def _use_settings(self, settings: IndexSettings) -> None:
        """Check that an index has the requested corpus and model, and use its model."""
        check_corpus_and_model(settings, self.folder, self.corpus, self._model, self._encoder)
        self._model = settings.model

    def _load_encoder_of(self, settings: IndexSettings) -> Encoder:
        """Return the encoder, if the index was made with it. Raises ModelMismatch."""
        encoder = self.encoder()
        check_encoder(settings, self.folder, encoder)
        return encoder

    def _load_reader(self) -> Reader | None:
        chosen = self._chosen_reader
        if chosen is None:
            encoder = self.encoder()
            return encoder.reader if isinstance(encoder, ModelEncoder) else None
        if not isinstance(chosen, str):
            return chosen
        if chosen == NO_READER:
            return None

        # Imported late: it takes seconds, and the reader of the embedded model does without.
        from fonti.index.models.transformers_reader import load_reader

        return load_reader(normalize_model_name(chosen) or "")

    def _load_search_index(self, connection: sqlite3.Connection, version: str) -> SearchIndex:
        """Return the search files of a version, which are loaded once."""
        with self._search_index_lock:
            if self._search_index is None or self._search_index.version != version:
                try:
                    self._search_index = open_search_index(connection, self.folder)
                except (AssertionError, KeyError, ValueError, RuntimeError) as error:
                    raise make_damaged_error(self.folder, exception_reason(error)) from error
            return self._search_index

    def _check_folder(self) -> None:
        """Check that the folder contains an index, or nothing else. Raises StoreError."""
        if not self.folder.is_dir():
            return
        is_index = self._store.read_state() is not StoreState.MISSING
        if not is_index and not has_only_our_files(self.folder):
            raise StoreError("index_folder_has_other_files", folder=self.folder)

    def _migrate(self) -> None:
        """Convert an index of an older format to the current format."""
        if self._store.read_state() is not StoreState.OUTDATED:
            return
        with self._locked(wait=True):
            # Another writer, which was waited for, may have done it.
            if self._store.read_state() is StoreState.OUTDATED:
                self._store.migrate()
