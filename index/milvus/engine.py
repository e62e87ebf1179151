"""The engine of an index that was published to a Milvus server."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fonti.index.milvus.address import MilvusAddress
from fonti.index.milvus.connection import MilvusConnection
from fonti.index.milvus.contents import PublishedContents, PublishedDocuments
from fonti.index.milvus.published_version import PublishedVersion
from fonti.index.milvus.server_index import ServerIndex
from fonti.index.store.settings import IndexSettings


class MilvusEngine:
    """Opens the versions of a published index; implements `IndexEngine`."""

    has_files = False
    is_read_only = True

    def __init__(self, address: MilvusAddress) -> None:
        self._server = ServerIndex(MilvusConnection(address))
        # The collection of the manifest that `_contents` were loaded from.
        self._manifest_collection: str | None = None
        self._contents: PublishedContents | None = None
        self._lock = threading.Lock()

    def load_settings(self) -> IndexSettings:
        """Return the settings of the newest version.

        Raises:
            StoreError: There is no complete version, or the server cannot be read.

        """
        with self.open_version() as version:
            return version.settings

    @contextmanager
    def open_version(self) -> Iterator[PublishedVersion]:
        """Open the newest version.

        Raises:
            StoreError: There is no complete version, or the server cannot be read.

        """
        yield PublishedVersion(self._load_contents())

    def _load_contents(self) -> PublishedContents:
        """Return the contents of the version that the alias leads to, which are loaded once.

        After a sync that changed no document, only the manifest is loaded again.
        """
        collection = self._server.find_manifest_collection()
        with self._lock:
            if self._contents is None or collection != self._manifest_collection:
                manifest = self._server.load_manifest(collection)
                documents = self._contents.published_documents if self._contents else None
                if documents is None or not documents.is_of(manifest):
                    documents = PublishedDocuments(self._server, manifest)
                self._contents = PublishedContents(self._server, manifest, documents)
                self._manifest_collection = collection
            return self._contents
