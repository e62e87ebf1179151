"""The documents and passages of a published version, as they are read from a Milvus server."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property

from fonti.index.errors import Reason
from fonti.index.milvus.documents import PublishedDocument, PublishedText
from fonti.index.milvus.expressions import is_greater, is_in, is_less
from fonti.index.milvus.faults import make_incomplete_error
from fonti.index.milvus.manifest import Manifest
from fonti.index.milvus.schema import ValueKind
from fonti.index.milvus.server_index import ServerIndex
from fonti.index.milvus.values import VALUE_FIELDS, join_values, unpack_json
from fonti.index.search.subjects import SubjectIndex
from fonti.index.types import Passage, SearchFilters, Sentence


def load_documents(server: ServerIndex, manifest: Manifest) -> dict[int, PublishedDocument]:
    """Return the documents of a published version by their numbers, without their texts.

    Raises:
        StoreError: They cannot be read.

    """
    collection = server.names.make_name(manifest.token, "values")
    rows = server.connection.iterate(
        collection, is_in("kind", [ValueKind.DOCUMENT]), VALUE_FIELDS, sees_all_writes=True
    )
    try:
        values = join_values(rows)
        return {
            number: PublishedDocument.from_json(unpack_json(value))
            for number, value in sorted(values.items())
            if number not in manifest.removed_documents
        }
    except (KeyError, TypeError, ValueError) as error:
        reason = Reason("published_rows_damaged")
        raise make_incomplete_error(server.address, reason) from error


class PublishedDocuments:
    """The documents of published versions, without their texts, which are loaded once.

    Attributes:
        subjects: The words that name the subjects of the documents.

    """

    def __init__(self, server: ServerIndex, manifest: Manifest) -> None:
        self._server = server
        self._manifest = manifest
        self.subjects = SubjectIndex()

    def is_of(self, manifest: Manifest) -> bool:
        """Return whether these are the documents of a manifest, too."""
        own = (self._manifest.token, self._manifest.removed_documents)
        return own == (manifest.token, manifest.removed_documents)

    @cached_property
    def documents(self) -> dict[str, PublishedDocument]:
        """Return the documents by source, in the order of their sources."""
        documents = load_documents(self._server, self._manifest).values()
        return {document.source: document for document in documents}

    @cached_property
    def sources_by_text(self) -> dict[int, list[str]]:
        """Return the sources of the documents that have a text, sorted, by the id of the text."""
        sources: defaultdict[int, list[str]] = defaultdict(list)
        for source, document in self.documents.items():
            sources[document.extraction].append(source)
        return dict(sources)

    @cached_property
    def languages(self) -> dict[str, int]:
        """Return the number of passages by language, the most first."""
        texts = {document.extraction: document for document in self.documents.values()}
        counts: Counter[str] = Counter()
        for document in texts.values():
            counts.update(document.languages)
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


class PublishedContents:
    """What is read of a published version: its documents, their texts, their passages.

    It never changes, so one is shared by all questions until another version is published.

    Attributes:
        server: The index on the server.
        manifest: What is published of the version.
        published_documents: The documents, without their texts.

    """

    def __init__(
        self, server: ServerIndex, manifest: Manifest, documents: PublishedDocuments
    ) -> None:
        self.server = server
        self.manifest = manifest
        self.published_documents = documents

    @property
    def documents(self) -> dict[str, PublishedDocument]:
        """Return the documents by source, in the order of their sources."""
        return self.published_documents.documents

    def load_text(self, source: str) -> PublishedText | None:
        """Return the text of a document; None if there is no document of this source.

        Raises:
            StoreError: The text cannot be read.

        """
        document = self.documents.get(source)
        if document is None:
            return None
        extraction = document.extraction
        values = self.server.load_values(self.manifest.token, ValueKind.TEXT, [extraction])
        return PublishedText.from_json(unpack_json(values[extraction]), document)

    def load_passages(self, passage_ids: Sequence[int], filters: SearchFilters) -> list[Passage]:
        """Return passages by their ids, in the order asked for.

        A passage that stands in several files has the first source that passes the filters.

        Raises:
            StoreError: A passage cannot be read.

        """
        values = self.server.load_values(self.manifest.token, ValueKind.PASSAGE, passage_ids)
        passages = []
        for passage_id in passage_ids:
            stored = unpack_json(values[passage_id])
            sources = self.published_documents.sources_by_text[stored.pop("extraction")]
            first = next(
                source for source in sources if filters.sources is None or source in filters.sources
            )
            stored["sentences"] = tuple(Sentence(*sentence) for sentence in stored["sentences"])
            copies = tuple(source for source in sources if source != first)
            passages.append(Passage(id=passage_id, source=first, copies=copies, **stored))
        return passages

    def load_passages_between(self, source: str, start: int, end: int) -> list[Passage]:
        """Return the passages of a document that overlap a span of it, in order.

        Raises:
            StoreError: A passage cannot be read.

        """
        document = self.documents.get(source)
        if document is None:
            return []
        overlaps = (
            is_in("extraction", [document.extraction])
            & is_less("start", end)
            & is_greater("end", start)
        )
        collection = self.server.names.make_name(self.manifest.token, "passages")
        rows = self.server.connection.select(collection, overlaps, ("id", "start"))
        in_order = sorted(rows, key=lambda row: row["start"])
        only_source = SearchFilters(sources=frozenset({source}))
        return self.load_passages([row["id"] for row in in_order], only_source)
