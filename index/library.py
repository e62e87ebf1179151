"""The library: a corpus, its index, and the encoder that the index was made with."""

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
from fonti.index.engine import IndexEngine
from fonti.index.errors import FontiError, StoreError
from fonti.index.index_location import locate_index
from fonti.index.index_searcher import IndexSearcher
from fonti.index.local_engine import LocalEngine
from fonti.index.milvus.address import MilvusAddress
from fonti.index.milvus.publications import end_publication, publish_everywhere
from fonti.index.models.encoder import Encoder
from fonti.index.models.lazy_encoder import LazyEncoder
from fonti.index.models.reader import Reader
from fonti.index.progress import ProgressCallback, no_progress
from fonti.index.store import queries
from fonti.index.store.calibration import save_calibration
from fonti.index.store.database import Store, StoreState
from fonti.index.store.index_files import has_only_our_files
from fonti.index.store.lock import lock_for_writing
from fonti.index.store.settings import (
    make_unfinished_error,
)
from fonti.index.sync.changes import Changes
from fonti.index.sync.publish import publish_removal
from fonti.index.sync.sync import SyncOptions, rebuild, sync


class Library(IndexSearcher):
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
        workers: int | None = None,
        engine: IndexEngine | None = None,
    ) -> None:
        super().__init__(
            corpus,
            folder,
            engine or LocalEngine(corpus, Store(folder)),
            model=model,
            reader=reader,
            on_progress=on_progress,
        )
        self._allow_empty = allow_empty
        self._ocr = ocr
        self._workers = workers

        # A server that the next sync publishes to, too.
        self._new_address: MilvusAddress | None = None

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
        workers: int | None = None,
        sync: bool = True,
    ) -> "Library":
        """Open the library of a corpus.

        Args:
            corpus: A folder of documents, a document, or an index; by default the demo corpus, or
                that of `index`.
            index: The folder of the index; by default one in the user's data folder. Or the address
                of a Milvus server, `milvus://HOST:PORT/NAME`: each sync of a corpus publishes its
                index there, too. Without a corpus, what was published is opened, to be read only.
            model: The encoder of a new index, or its name: a folder or hub name of a
                sentence-transformers model.
            reader: What reads the best passages, or its name: a folder or hub name of a
                question-answering model or a cross-encoder, or "none"; by default the reader that
                belongs to the model. It is loaded when it is first needed.
            on_progress: Called with the stage, the items done and their total, from any thread.
            allow_empty: Whether the corpus of a new index may have no documents.
            ocr: Whether the text of scans and pictures is recognized, where Tesseract is installed.
            workers: How many files are read, and texts encoded, at a time, each by a process of its
                own; by default one file, and texts on all cores.
            sync: Whether to index a corpus that has no index yet; no model is loaded if not.

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
            workers=workers,
            engine=location.open_engine(),
        )
        library._migrate()

        if location.corpus is None:
            library._set_corpus_from_index()
        else:
            library._new_address = location.server
        if sync:
            library._sync_if_new()
        return library

    @property
    def is_read_only(self) -> bool:
        """Return whether the index is on a server: it can only be changed where it is made."""
        return self._engine.is_read_only

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
            changes = self._rebuild() if rebuild else self._sync()
            self._publish()
            return changes

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

    def delete_upload(self, source: str) -> None:
        """Delete the file of an upload that was removed, or that could not be read.

        Raises:
            CorpusError: There is no such upload, or the index still holds it.
            StoreError: The file cannot be deleted, or a server cannot be told so.

        """
        with self._locked(wait=True):
            delete_upload(self.folder, self.corpus, self._load_documents(), source)
            with self._store.write_transaction() as connection:
                queries.delete_skipped(connection, source)
            self._publish()

    def save_calibration(self, calibration: str) -> Path:
        """Store what `fonti calibrate` fitted in the index, publish it, and return its file.

        Raises:
            StoreError: The index cannot be changed, or a server cannot be told so.

        """
        with self._locked(wait=True):
            file = save_calibration(self.folder, calibration)
            self._publish()
        return file

    def unpublish(self, address: str, *, keep: bool = False) -> None:
        """Stop publishing the index to a Milvus server.

        Args:
            address: Where it is published: `milvus://HOST:PORT/NAME`.
            keep: Whether what was published stays on the server, and is still answered from. If
                not, it is deleted.

        Raises:
            StoreError: It is not published there, or the server cannot be used.

        """
        with self._locked(wait=True):
            parsed = MilvusAddress.parse(address)
            if parsed is None:
                raise StoreError("milvus_address_invalid", address=address)
            end_publication(self.folder, parsed, keep=keep)

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
            self._publish()

    def restore(self, *sources: str) -> Changes:
        """Let documents that were removed be indexed again, and sync.

        Raises:
            CorpusError: A source was not removed.

        """
        with self._locked(wait=True):
            include_documents(self.folder, sources)
        return self.sync()

    @property
    def _local(self) -> LocalEngine:
        """Return the engine of an index on this machine. Raises StoreError if it is on a server."""
        if not isinstance(self._engine, LocalEngine):
            raise StoreError("published_index_read_only", corpus=self.corpus)
        return self._engine

    @property
    def _store(self) -> Store:
        """Return the SQLite file of the index. Raises StoreError if it is on a server."""
        return self._local.store

    def _publish(self) -> None:
        """Publish the newest version to the servers that the index is published to."""
        with self._local.open_version() as version:
            publish_everywhere(
                version, self.folder, self._on_progress, new_address=self._new_address
            )

    @contextmanager
    def _locked(self, *, wait: bool) -> Iterator[None]:
        """Hold the lock of the index. Raises StoreError if its folder has other files."""
        self._check_folder()
        with lock_for_writing(self.folder, wait=wait, on_progress=self._on_progress):
            yield

    def _set_corpus_from_index(self) -> None:
        """Set the corpus of an index that was named without it.

        Raises StoreError if it has no complete version yet, which would say so.
        """
        settings = self._engine.load_settings()
        if settings is None:
            raise make_unfinished_error(self.folder, "FOLDER")
        self.corpus = Path(settings.corpus)

    def _sync_if_new(self) -> None:
        """Sync if the index has no complete version yet; else check its corpus and model."""
        settings = self._engine.load_settings()
        if settings is None:
            self.sync()
        else:
            self._use_settings(settings)

    def _sync(self) -> Changes:
        settings = self._engine.load_settings()
        if settings is None:
            encoder = LazyEncoder(self.encoder)
        else:
            self._use_settings(settings)
            encoder = LazyEncoder(lambda: self._load_encoder_of(settings))
        return sync(self._store, encoder, self._sync_options())

    def _rebuild(self) -> Changes:
        if self._model is None:
            with suppress(StoreError):
                settings = self._engine.load_settings()
                self._model = settings.model if settings else None
        return rebuild(self._store, self.encoder(), self._sync_options())

    def _sync_options(self) -> SyncOptions:
        return SyncOptions(
            self.corpus, self._allow_empty, self._on_progress, self._ocr, self._workers
        )

    def _load_documents(self) -> dict[str, int]:
        """Return the extraction id of each document, by source."""
        with self._local.open_version() as version:
            return queries.load_documents(version.connection)

    def _check_folder(self) -> None:
        """Check that the folder contains an index, or nothing else. Raises StoreError."""
        store = self._store
        if not self.folder.is_dir():
            return
        is_index = store.read_state() is not StoreState.MISSING
        if not is_index and not has_only_our_files(self.folder):
            raise StoreError("index_folder_has_other_files", folder=self.folder)

    def _migrate(self) -> None:
        """Convert an index of an older format to the current format."""
        if self.is_read_only or self._store.read_state() is not StoreState.OUTDATED:
            return
        with self._locked(wait=True):
            # Another writer, which was waited for, may have done it.
            if self._store.read_state() is StoreState.OUTDATED:
                self._store.migrate()
