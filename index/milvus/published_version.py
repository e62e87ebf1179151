"""A published version of an index, opened to be read; no model is needed."""

from collections.abc import Iterator
from typing import Any

from fonti.index.errors import Reason
from fonti.index.extraction_warnings import PartlyRead
from fonti.index.milvus.contents import PublishedContents
from fonti.index.milvus.snapshot import MilvusSnapshot
from fonti.index.models.encoder import Encoder
from fonti.index.status import DocumentInfo, Status, document_to_json, export_passage
from fonti.index.store.outline import OutlineEntry
from fonti.index.store.settings import IndexSettings
from fonti.index.types import Document, Skipped, Span


class PublishedVersion:
    """One published version; implements `IndexVersion`."""

    def __init__(self, contents: PublishedContents) -> None:
        self._contents = contents
        self._manifest = contents.manifest

    @property
    def settings(self) -> IndexSettings:
        """Return what the version was made of, and with which model."""
        return self._manifest.settings

    @property
    def synced_at(self) -> str | None:
        """Return when the last sync ended (ISO 8601); None if that is not known."""
        return self._manifest.synced_at

    def load_status(self) -> Status:
        """Return the counts of the version, and what the last sync skipped."""
        documents = self.list_documents()
        languages = self._contents.published_documents.languages
        skipped = []
        for source, reason, sha256 in self._manifest.skipped:
            skipped.append(Skipped(source, Reason.from_text(reason), sha256))
        return Status(
            corpus=self._manifest.corpus,
            folder=str(self._contents.server.address),
            version=self._manifest.version,
            model=self._manifest.model,
            documents=len(documents),
            passages=sum(languages.values()),
            sentences=self._manifest.sentences,
            languages=languages,
            size=self._manifest.size,
            synced=self._manifest.synced_at,
            # What was removed is named nowhere on the server.
            excluded=(),
            skipped=tuple(skipped),
            partly_read=tuple(
                PartlyRead(document.source, document.warnings)
                for document in documents
                if document.warnings
            ),
            outdated=self._manifest.outdated,
            uploads=len(self.list_uploads()),
        )

    def list_documents(self) -> tuple[DocumentInfo, ...]:
        """Return the documents without their texts, by source."""
        return tuple(document.info for document in self._contents.documents.values())

    def list_sources(self) -> frozenset[str]:
        """Return the sources of the documents."""
        return frozenset(self._contents.documents)

    def list_uploads(self) -> frozenset[str]:
        """Return the sources of the documents that are uploads, not files of the corpus."""
        return frozenset(info.source for info in self.list_documents() if info.uploaded)

    def get_document(self, source: str) -> Document | None:
        """Return a document with its text; None if there is no document of this source."""
        text = self._contents.load_text(source)
        return text.document if text else None

    def get_outline(self, source: str) -> tuple[OutlineEntry, ...]:
        """Return the headings of a document in order; none if there is no such document."""
        text = self._contents.load_text(source)
        return text.outline if text else ()

    def export_documents(self) -> Iterator[dict[str, Any]]:
        """Yield each document, sorted by source, as a dictionary that JSON can store."""
        for source in self._contents.documents:
            document = self.get_document(source)
            if document is None:
                continue
            passages = [
                export_passage(
                    document,
                    Span(passage.start, passage.end),
                    passage.heading,
                    passage.language,
                    [Span(sentence.start, sentence.end) for sentence in passage.sentences],
                )
                for passage in self._contents.load_passages_between(source, 0, len(document.text))
            ]
            yield document_to_json(document) | {"passages": passages}

    def find_faults(self) -> Iterator[Reason]:
        """Check that all rows are there that were published, and yield what is wrong."""
        return self._contents.server.find_faults(self._manifest)

    def open_search(self, encoder: Encoder) -> MilvusSnapshot:
        """Return the search of the version."""
        return MilvusSnapshot(self._contents, encoder)
