"""The documents of a published version: as they are listed, and with their texts."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from fonti.index.bibliographic_data import BibliographicData
from fonti.index.extraction_warnings import DocumentWarning
from fonti.index.search.subjects import SubjectTexts, load_subject_texts
from fonti.index.status import DocumentInfo, document_to_json, list_documents
from fonti.index.store import queries
from fonti.index.store.bibliography import parse_reference
from fonti.index.store.outline import OutlineEntry, load_outline
from fonti.index.types import Document

# The languages of the passages of a text, with the number of each, as JSON.
_LANGUAGES = (
    "SELECT json_group_object(language, number) FROM (SELECT language, count(*) AS number "
    "FROM passages WHERE extraction = extractions.id GROUP BY language)"
)
_QUERY = (
    f"SELECT source, extractions.id, extractions.checksum, {queries.AUTHOR}, ({_LANGUAGES}), "
    f"reference "
    f"{queries.FROM_DOCUMENTS}"
)


@dataclass(frozen=True, slots=True)
class PublishedDocument:
    """A document of a published version, without its text.

    Attributes:
        info: The document as it is listed.
        extraction: The id of its text in the record.
        checksum: The checksum of the text, its passages and its sentences in the record.
        author: Its author, if one is stated.
        languages: The number of its passages by language.
        subject: Where its subject is named.
        reference: What a bibliography says of it, if one does.

    """

    info: DocumentInfo
    extraction: int
    checksum: int
    author: str | None
    languages: dict[str, int]
    subject: SubjectTexts
    reference: BibliographicData | None

    @property
    def source(self) -> str:
        """Return its source."""
        return self.info.source

    def to_json(self) -> dict[str, Any]:
        """Return the document as a value of JSON."""
        values = asdict(self)
        values["info"]["warnings"] = [warning.to_json() for warning in self.info.warnings]
        values["reference"] = None if self.reference is None else self.reference.to_json()
        return values

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "PublishedDocument":
        """Return the document from what `to_json` returned."""
        warnings = map(DocumentWarning.from_json, values["info"]["warnings"])
        info = DocumentInfo(**{**values["info"], "warnings": tuple(warnings)})
        subject = SubjectTexts(**values["subject"])
        stored = values["reference"]
        reference = None if stored is None else BibliographicData.from_json(stored)
        return cls(**{**values, "info": info, "subject": subject, "reference": reference})


@dataclass(frozen=True, slots=True)
class PublishedText:
    """The text of documents with the same bytes, and its headings.

    Attributes:
        document: One of the documents.
        outline: The headings of the text.

    """

    document: Document
    outline: tuple[OutlineEntry, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the text as a value of JSON."""
        outline = [asdict(entry) for entry in self.outline]
        return {"document": document_to_json(self.document), "outline": outline}

    @classmethod
    def from_json(cls, values: dict[str, Any], document: PublishedDocument) -> "PublishedText":
        """Return the text from what `to_json` returned, as that of a document.

        Documents with the same bytes may have other names, titles, authors and dates.
        """
        stored = values["document"]
        warnings = tuple(map(DocumentWarning.from_json, stored["warnings"]))
        own = {
            "source": document.source,
            "title": document.info.title,
            "author": document.author,
            "date": document.info.date,
            "reference": document.reference,
            "pages": tuple(stored["pages"]),
            "warnings": warnings,
        }
        outline = [
            OutlineEntry(tuple(entry["path"]), entry["start"], entry["end"])
            for entry in values["outline"]
        ]
        return cls(Document(**{**stored, **own}), tuple(outline))


def load_published_documents(connection: sqlite3.Connection) -> list[PublishedDocument]:
    """Return the documents of the version that a connection to a record sees, by source."""
    subjects = {subject.source: subject for subject in load_subject_texts(connection)}
    texts = {source: tuple(values) for source, *values in connection.execute(_QUERY)}

    documents = []
    for info in list_documents(connection):
        extraction, checksum, author, languages, reference = texts[info.source]
        documents.append(
            PublishedDocument(
                info=info,
                extraction=extraction,
                checksum=checksum,
                author=author,
                languages=json.loads(languages),
                subject=subjects[info.source],
                reference=parse_reference(info.source, reference),
            )
        )
    return documents


def iterate_published_texts(
    connection: sqlite3.Connection, documents: list[PublishedDocument]
) -> Iterator[tuple[int, PublishedText]]:
    """Yield the text of each extraction of some documents, with its id."""
    sources = {document.extraction: document.source for document in documents}
    for extraction, source in sorted(sources.items()):
        document = queries.load_document(connection, source)
        if document is not None:
            yield extraction, PublishedText(document, load_outline(connection, source))
