"""Count, list and export what an index contains."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import starmap
from pathlib import Path
from typing import Any

from fonti.index.corpus.exclusions import load_exclusions
from fonti.index.extraction_warnings import DocumentWarning, PartlyRead
from fonti.index.search.row_queries import WHERE_OF_DOCUMENTS, count_rows
from fonti.index.store import queries
from fonti.index.store.settings import load_settings
from fonti.index.text.openings import OPENING_CHARACTERS, find_opening
from fonti.index.types import Document, Skipped, Span


@dataclass(frozen=True, slots=True)
class Status:
    """The counts and settings of an index, and what its last sync skipped.

    Attributes:
        corpus: The path of the corpus.
        folder: The folder of the index.
        version: The name of the version.
        model: The name of the model.
        documents: The number of documents.
        passages: The number of passages.
        sentences: The number of sentences.
        languages: The number of passages by language.
        size: The size of the folder in bytes.
        synced: When the last sync ended (ISO 8601, UTC); None for an index of an older version of
            Fonti.
        excluded: The sources that were removed with `Library.remove`.
        skipped: What the last sync skipped.
        partly_read: The documents that were not read whole, or not surely right, and why.
        outdated: The number of documents that an older version of Fonti read in another way. The
            next sync reads them again.
        uploads: The number of documents that were added with `Library.add`.

    """

    corpus: str
    folder: str
    version: str
    model: str
    documents: int
    passages: int
    sentences: int
    languages: dict[str, int]
    size: int
    synced: str | None
    excluded: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    partly_read: tuple[PartlyRead, ...]
    outdated: int
    uploads: int


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document as it is listed, without its text.

    Attributes:
        source: Its source.
        title: The title that a bibliography gives it, or else its file.
        opening: The first words of its text, which stand for a title that is not stated.
        language: An ISO 639-1 code.
        pages: The number of pages; None for a format without pages.
        characters: The length of its text in code points.
        passages: The number of passages.
        date: The date that a bibliography gives it, or else its file, in ISO 8601.
        uploaded: Whether it is an upload, not a file of the corpus.
        warnings: What was not read of its file, or not surely right.

    """

    source: str
    title: str | None
    opening: str
    language: str
    pages: int | None
    characters: int
    passages: int
    date: str | None
    uploaded: bool
    warnings: tuple[DocumentWarning, ...]


def load_status(connection: sqlite3.Connection, folder: Path) -> Status:
    """Return the status of the version that a connection sees."""
    settings = load_settings(connection)

    (documents,) = connection.execute("SELECT count(*) FROM documents").fetchone()
    query = (
        f"SELECT language, count(*) FROM passages {WHERE_OF_DOCUMENTS} "
        "GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    languages = dict(connection.execute(query))

    return Status(
        corpus=settings["corpus"],
        folder=str(folder),
        version=settings["version"],
        model=settings["model"],
        documents=documents,
        passages=sum(languages.values()),
        sentences=count_rows(connection, "sentences"),
        languages=languages,
        size=_folder_size(folder),
        synced=settings.get("synced"),
        excluded=tuple(sorted(load_exclusions(folder))),
        skipped=tuple(queries.load_skipped(connection)),
        partly_read=queries.load_partly_read(connection),
        outdated=queries.count_outdated(connection),
        uploads=len(queries.load_uploads(connection)),
    )


def list_documents(connection: sqlite3.Connection) -> tuple[DocumentInfo, ...]:
    """Return the documents of the version that a connection sees, by source."""
    query = (
        f"SELECT source, {queries.TITLE}, language, nullif(json_array_length(pages), 0), "
        "length(text), "
        "(SELECT count(*) FROM passages WHERE passages.extraction = extractions.id), "
        f"{queries.DATE}, {queries.IS_UPLOAD}, warnings, substr(text, 1, ?) "
        f"{queries.FROM_DOCUMENTS} ORDER BY source"
    )
    documents = []
    for row in connection.execute(query, (OPENING_CHARACTERS,)):
        source, title, language, pages, characters, passages = row[:6]
        date, is_upload, warnings, beginning = row[6:]
        documents.append(
            DocumentInfo(
                source=source,
                title=title,
                opening=find_opening(beginning),
                language=language,
                pages=pages,
                characters=characters,
                passages=passages,
                date=date,
                uploaded=bool(is_upload),
                warnings=queries.parse_warnings(source, warnings),
            )
        )
    return tuple(documents)


def export_documents(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Yield each document as a dictionary: its metadata, its text, its passages with spans."""
    for source in sorted(queries.load_documents(connection)):
        document = queries.load_document(connection, source)
        if document is None:
            continue

        passages = []
        for passage, start, end, heading, language in _load_passages(connection, source):
            query = 'SELECT "start", "end" FROM sentences WHERE passage = ? ORDER BY "start"'
            sentences = connection.execute(query, (passage,))
            exported = export_passage(
                document, Span(start, end), heading, language, starmap(Span, sentences)
            )
            passages.append(exported)
        yield document_to_json(document) | {"passages": passages}


def document_to_json(document: Document) -> dict[str, Any]:
    """Return a document with its text as a dictionary that JSON can store."""
    values = {field.name: getattr(document, field.name) for field in fields(document)}
    values["pages"] = list(document.pages)
    values["warnings"] = [warning.to_json() for warning in document.warnings]
    reference = document.reference
    values["reference"] = None if reference is None else reference.to_json()
    return values


def export_passage(
    document: Document,
    span: Span,
    heading: str | None,
    language: str,
    sentences: Iterable[Span],
) -> dict[str, Any]:
    """Return a passage of a document as it is exported.

    Args:
        document: The document.
        span: The passage's span.
        heading: The path of the headings above it.
        language: Its language.
        sentences: The spans of its sentences.

    """
    return {
        "start": span.start,
        "end": span.end,
        "page": document.page_number(span.start),
        "heading": heading,
        "language": language,
        "sentences": [[sentence.start, sentence.end] for sentence in sentences],
    }


def _load_passages(
    connection: sqlite3.Connection, source: str
) -> list[tuple[int, int, int, str | None, str]]:
    return connection.execute(
        'SELECT p.id, p."start", p."end", p.heading, p.language FROM passages p '
        'JOIN documents d ON d.extraction = p.extraction WHERE d.source = ? ORDER BY p."start"',
        (source,),
    ).fetchall()


def _folder_size(folder: Path) -> int:
    """Return the bytes of all files of a folder and of the folders in it."""
    size = 0
    for path, _, names in os.walk(folder):
        for name in names:
            size += _file_size(Path(path) / name)
    return size


def _file_size(path: Path) -> int:
    """Return the bytes of a file; 0 for one that was deleted meanwhile."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
