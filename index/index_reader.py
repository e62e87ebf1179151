"""Read an index: its status and its documents. No model is needed."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from fonti.index.corpus.changed_files import find_changed_files
from fonti.index.corpus.documents import read_documents
from fonti.index.corpus.files import find_files
from fonti.index.corpus.page_renderer import open_page_renderer
from fonti.index.corpus.uploads import find_upload, find_uploads
from fonti.index.engine import IndexEngine
from fonti.index.errors import Reason
from fonti.index.formats import PageLayout
from fonti.index.status import DocumentInfo, Status
from fonti.index.store.outline import OutlineEntry
from fonti.index.types import Document


class IndexReader:
    """The part of a library that reads its index, and needs no model.

    Attributes:
        corpus: The path of the folder or file that the index is made of.
        folder: The folder of the index. If the index is on a server, it has only what belongs to
            this machine, such as conversations.

    """

    def __init__(self, corpus: Path, folder: Path, engine: IndexEngine) -> None:
        self.corpus = corpus
        self.folder = folder
        self._engine = engine

    @property
    def version(self) -> str:
        """Return the name of the index's newest version."""
        with self._engine.open_version() as version:
            return version.settings.version

    def status(self) -> Status:
        """Return the status of the index: counts, settings, and what the last sync skipped."""
        with self._engine.open_version() as version:
            return version.load_status()

    def check(self) -> Iterator[Reason]:
        """Check every text, span, embedding, word and hash of the index; yield what is wrong.

        `str` of a reason is its English message.
        """
        with self._engine.open_version() as version:
            yield from version.find_faults()

    def document(self, source: str) -> Document | None:
        """Return a stored document; None if the index has no document of this source."""
        with self._engine.open_version() as version:
            return version.get_document(source)

    def outline(self, source: str) -> tuple[OutlineEntry, ...]:
        """Return the headings of a document in order; none if there is no such document."""
        with self._engine.open_version() as version:
            return version.get_outline(source)

    def documents(self) -> tuple[DocumentInfo, ...]:
        """Return the documents of the index without their texts, by source."""
        with self._engine.open_version() as version:
            return version.list_documents()

    def find_changed_documents(self, file_hashes: Mapping[str, str]) -> tuple[str, ...]:
        """Return which documents have a file that changed, or is gone, since the last sync.

        Uploads are left out: they stay as they were added. Only a file that was modified after the
        last sync is read.

        Args:
            file_hashes: The SHA-256 of the file of each document, by source.

        """
        if not self._engine.has_files:
            return ()
        with self._engine.open_version() as version:
            uploads = version.list_uploads()
            synced_at = version.synced_at
        files = {source: value for source, value in file_hashes.items() if source not in uploads}
        return tuple(find_changed_files(self.corpus, files, synced_at))

    def original(self, source: str) -> Path | None:
        """Return the file of an upload, also of one that was removed; None for any other source."""
        with self._engine.open_version() as version:
            is_file_of_corpus = source in version.list_sources() - version.list_uploads()
        return None if is_file_of_corpus else find_upload(self.folder, source)

    def page(self, source: str, number: int, *, sha256: str = "") -> bytes | None:
        """Render a page of a PDF document as a picture (PNG).

        Args:
            source: The source of the document.
            number: The page, counted from 1.
            sha256: The first digits of the SHA-256 of the file.

        Returns:
            None if it is not a PDF, or its file is not the one that was indexed.

        """
        pages = open_page_renderer(self.document(source), sha256, self.corpus, self.folder)
        return pages.render_page(number) if pages else None

    def layouts(
        self, source: str, numbers: range, span: tuple[int, int], *, sha256: str = ""
    ) -> tuple[PageLayout, ...]:
        """Return the picture sizes of some pages of a PDF, and where a span of the text is on them.

        Args:
            source: The source of the document.
            numbers: The pages, counted from 1.
            span: The start and end of the span, in code points.
            sha256: The first digits of the SHA-256 of the file.

        Returns:
            A layout for each page; nothing if the document is not a PDF, or its file is not the one
            that was indexed.

        """
        pages = open_page_renderer(self.document(source), sha256, self.corpus, self.folder)
        return pages.locate_span(numbers, span) if pages else ()

    def read(self, sources: Iterable[str]) -> dict[str, Document]:
        """Read the current files of some sources, and return the documents by source.

        A source is left out if its file is gone or cannot be read. No index is needed. If the files
        are on another machine, the texts of the newest version stand for them.

        Raises:
            CorpusError: The corpus cannot be listed.

        """
        if not self._engine.has_files:
            stored = {source: self.document(source) for source in sources}
            return {source: document for source, document in stored.items() if document}
        corpus_files = find_files(self.corpus, exclude=self.folder)
        return read_documents(chain(corpus_files, find_uploads(self.folder)), sources)

    def export(self) -> Iterator[dict[str, Any]]:
        """Yield each document of the index, sorted by source, as a dictionary that JSON can store.

        The dictionary has the metadata, the text, and the passages with their spans.
        """
        with self._engine.open_version() as version:
            yield from version.export_documents()
