"""The seam between a library and what stores its index: this machine, or a Milvus server.

An engine opens versions of an index. A version is read without a model, and searched with one.
`LocalEngine` has an index in a folder (SQLite, FAISS, tantivy); `MilvusEngine` one that was
published to a server.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol

from fonti.index.errors import Reason
from fonti.index.models.encoder import Encoder
from fonti.index.search.backend import SearchBackend
from fonti.index.status import DocumentInfo, Status
from fonti.index.store.outline import OutlineEntry
from fonti.index.store.settings import IndexSettings
from fonti.index.types import Document


class IndexVersion(Protocol):
    """One complete version of an index; all calls see the same, whatever is published meanwhile."""

    @property
    def settings(self) -> IndexSettings:
        """Return what the version was made of, and with which model."""

    @property
    def synced_at(self) -> str | None:
        """Return when the last sync ended (ISO 8601); None if that is not known."""

    def load_status(self) -> Status:
        """Return the counts of the version, and what the last sync skipped."""

    def list_documents(self) -> tuple[DocumentInfo, ...]:
        """Return the documents without their texts, by source."""

    def list_sources(self) -> frozenset[str]:
        """Return the sources of the documents."""

    def list_uploads(self) -> frozenset[str]:
        """Return the sources of the documents that are uploads, not files of the corpus."""

    def get_document(self, source: str) -> Document | None:
        """Return a document with its text; None if there is no document of this source."""

    def get_outline(self, source: str) -> tuple[OutlineEntry, ...]:
        """Return the headings of a document in order; none if there is no such document."""

    def export_documents(self) -> Iterator[dict[str, Any]]:
        """Yield each document, sorted by source, as a dictionary that JSON can store."""

    def find_faults(self) -> Iterator[Reason]:
        """Check everything that the version has, and yield what is wrong."""

    def open_search(self, encoder: Encoder) -> SearchBackend:
        """Return the search of the version, as long as it is open.

        Args:
            encoder: The encoder that the version was made with.

        """


class IndexEngine(Protocol):
    """Opens the versions of one index."""

    @property
    def has_files(self) -> bool:
        """Return whether the files of the corpus are on this machine."""

    @property
    def is_read_only(self) -> bool:
        """Return whether the index can only be changed where it is made, not here."""

    def load_settings(self) -> IndexSettings | None:
        """Return the settings of the newest version; None if there is no complete version yet."""

    def open_version(self) -> AbstractContextManager[IndexVersion]:
        """Open the newest version.

        Raises:
            StoreError: There is no complete version, or it cannot be read.

        """
