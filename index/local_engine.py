"""The engine of an index in a folder of this machine: SQLite, FAISS and tantivy."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fonti.index.errors import Reason, exception_reason
from fonti.index.models.encoder import Encoder
from fonti.index.search.check import find_faults
from fonti.index.search.snapshot import Snapshot
from fonti.index.search.versions import SearchIndex, open_search_index
from fonti.index.status import (
    DocumentInfo,
    Status,
    export_documents,
    list_documents,
    load_status,
)
from fonti.index.store import queries
from fonti.index.store.database import Store
from fonti.index.store.index_files import make_damaged_error
from fonti.index.store.outline import OutlineEntry, load_outline
from fonti.index.store.settings import (
    IndexSettings,
    load_index_settings,
    load_settings,
    make_unfinished_error,
)
from fonti.index.types import Document


class LocalEngine:
    """Opens the versions of an index in a folder; implements `IndexEngine`.

    Attributes:
        corpus: The path of the corpus, as errors name it.
        store: The SQLite file of the index.

    """

    has_files = True
    is_read_only = False

    def __init__(self, corpus: Path, store: Store) -> None:
        self.corpus = corpus
        self.store = store
        self._search_index: SearchIndex | None = None
        self._search_index_lock = threading.Lock()

    def load_settings(self) -> IndexSettings | None:
        """Return the settings of the newest version; None if there is no complete version yet."""
        if not self.store.read_state().has_tables:
            return None
        with self.store.read_transaction() as connection:
            return load_index_settings(connection, self.store.folder)

    @contextmanager
    def open_version(self) -> Iterator["LocalVersion"]:
        """Open the newest version.

        Raises:
            StoreError: There is no complete version yet.

        """
        folder = self.store.folder
        with self.store.read_transaction(self.corpus) as connection:
            settings = load_index_settings(connection, folder)
            if settings is None:
                raise make_unfinished_error(folder, self.corpus)
            yield LocalVersion(self, connection, settings)

    def load_search_index(self, connection: sqlite3.Connection, version: str) -> SearchIndex:
        """Return the search files of a version, which are loaded once.

        Raises:
            StoreError: They cannot be loaded, nor built again.

        """
        folder = self.store.folder
        with self._search_index_lock:
            if self._search_index is None or self._search_index.version != version:
                try:
                    self._search_index = open_search_index(connection, folder)
                except (AssertionError, KeyError, ValueError, RuntimeError) as error:
                    raise make_damaged_error(folder, exception_reason(error)) from error
            return self._search_index


class LocalVersion:
    """One version of a local index, in a transaction of SQLite; implements `IndexVersion`."""

    def __init__(
        self, engine: LocalEngine, connection: sqlite3.Connection, settings: IndexSettings
    ) -> None:
        self.connection = connection
        self.settings = settings
        self._engine = engine

    @property
    def folder(self) -> Path:
        """Return the folder of the index."""
        return self._engine.store.folder

    @property
    def synced_at(self) -> str | None:
        """Return when the last sync ended (ISO 8601); None if that is not known."""
        return load_settings(self.connection).get("synced")

    def load_status(self) -> Status:
        """Return the counts of the version, and what the last sync skipped."""
        return load_status(self.connection, self.folder)

    def list_documents(self) -> tuple[DocumentInfo, ...]:
        """Return the documents without their texts, by source."""
        return list_documents(self.connection)

    def list_sources(self) -> frozenset[str]:
        """Return the sources of the documents."""
        return frozenset(queries.load_documents(self.connection))

    def list_uploads(self) -> frozenset[str]:
        """Return the sources of the documents that are uploads, not files of the corpus."""
        return queries.load_uploads(self.connection)

    def get_document(self, source: str) -> Document | None:
        """Return a document with its text; None if there is no document of this source."""
        return queries.load_document(self.connection, source)

    def get_outline(self, source: str) -> tuple[OutlineEntry, ...]:
        """Return the headings of a document in order; none if there is no such document."""
        return load_outline(self.connection, source)

    def export_documents(self) -> Iterator[dict[str, Any]]:
        """Yield each document, sorted by source, as a dictionary that JSON can store."""
        return export_documents(self.connection)

    def find_faults(self) -> Iterator[Reason]:
        """Check everything that the version has, and yield what is wrong."""
        return find_faults(self.connection, self._engine.store)

    def open_search(self, encoder: Encoder) -> Snapshot:
        """Return the search of the version, as long as it is open."""
        search_index = self._engine.load_search_index(self.connection, self.settings.version)
        return Snapshot(self.folder, self.connection, search_index, encoder)
