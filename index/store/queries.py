"""Insert, load and delete the documents of a store, and what the last sync skipped.

Each function works on a connection of the caller, in the caller's transaction. An extraction is the
text of a file, with its passages and sentences (see `fonti.index.store.schema`).
"""

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from weakref import WeakValueDictionary

from fonti.index.errors import Reason
from fonti.index.extraction_warnings import DocumentWarning, PartlyRead, group_by_reason
from fonti.index.store.bibliography import parse_reference
from fonti.index.store.embeddings import compute_embedding_key
from fonti.index.store.schema import READING_VERSION
from fonti.index.text.passages import PassageSpan
from fonti.index.types import Document, Skipped
from fonti.index.worker.parsed_text import ParsedText

# The SQL condition that a document is an upload. An index that was made before there were uploads
# has no such setting.
IS_UPLOAD = (
    "source IN (SELECT value FROM json_each((SELECT value FROM settings WHERE key = 'uploaded')))"
)

# The columns of an extraction that its checksum covers, in stores of the formats 4 and 5 and now.
EXTRACTION_COLUMNS_OF_FORMAT_5 = (
    "sha256, suffix, fingerprint, encoding, language, title, author, date, pages, text"
)
_EXTRACTION_COLUMNS = f"{EXTRACTION_COLUMNS_OF_FORMAT_5}, warnings, reading"

# The documents with their extractions, and the metadata that are shown of each.
FROM_DOCUMENTS = (
    "FROM documents JOIN extractions ON extractions.id = extraction "
    "LEFT JOIN bibliography USING (source)"
)
TITLE = "coalesce(bibliography.title, extractions.title)"
DATE = "coalesce(bibliography.date, extractions.date)"
AUTHOR = "coalesce(bibliography.author, extractions.author)"

_HAS_NO_DOCUMENT = "id NOT IN (SELECT extraction FROM documents)"

# Documents that are in use: loading one of them again returns the same, since texts can be large.
_LOADED_DOCUMENTS: WeakValueDictionary[tuple[int, str], Document] = WeakValueDictionary()


@dataclass(frozen=True, slots=True)
class FileKey:
    """The key of the text of a file: the SHA-256 of the file's bytes, and its suffix."""

    sha256: str
    suffix: str


@dataclass(frozen=True, slots=True)
class NewText:
    """A text that is to be inserted: what was read of a file, and its passages for the encoder."""

    key: FileKey
    parsed: ParsedText
    passages: Iterable[PassageSpan]


def load_file_hashes(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the SHA-256 of each document's file, by source."""
    query = "SELECT source, sha256 FROM documents JOIN extractions ON extractions.id = extraction"
    return dict(connection.execute(query))


def load_document(connection: sqlite3.Connection, source: str) -> Document | None:
    """Return a stored document; None if there is no document of this source.

    Raises:
        sqlite3.DatabaseError: The document cannot be read.

    """
    query = (
        f"SELECT source, text, sha256, encoding, language, {TITLE}, {AUTHOR}, {DATE}, pages, "
        f"warnings, reference {FROM_DOCUMENTS} WHERE source = ?"
    )
    row = connection.execute(query, (source,)).fetchone()
    if row is None:
        return None

    name, text, sha256, encoding, language, title, author, date, pages, warnings, reference = row
    try:
        document = Document(
            source=name,
            text=text,
            sha256=sha256,
            encoding=encoding,
            language=language,
            title=title,
            author=author,
            date=date,
            pages=tuple(json.loads(pages)),
            warnings=parse_warnings(name, warnings),
            reference=parse_reference(name, reference),
        )
    except (ValueError, TypeError) as error:
        raise sqlite3.DatabaseError(f"the pages of {source} cannot be read") from error
    # The hash of a warning does not depend on its parameters.
    return _LOADED_DOCUMENTS.setdefault((hash(document), warnings), document)


def load_partly_read(connection: sqlite3.Connection) -> tuple[PartlyRead, ...]:
    """Return the documents with warnings of what was not read, by source."""
    query = (
        "SELECT source, warnings FROM documents JOIN extractions ON extractions.id = extraction "
        "WHERE warnings <> '[]' ORDER BY source"
    )
    return tuple(
        PartlyRead(source, parse_warnings(source, warnings))
        for source, warnings in connection.execute(query)
    )


def count_outdated(connection: sqlite3.Connection) -> int:
    """Return how many documents were read in another way than files are read now."""
    query = (
        "SELECT count(*) FROM documents JOIN extractions ON extractions.id = extraction "
        "WHERE reading <> ?"
    )
    (count,) = connection.execute(query, (READING_VERSION,)).fetchone()
    return int(count)


def parse_warnings(source: str, warnings: str) -> tuple[DocumentWarning, ...]:
    """Return the warnings of a document from the JSON that is stored.

    Raises:
        sqlite3.DatabaseError: They are damaged.

    """
    try:
        return tuple(map(DocumentWarning.from_json, json.loads(warnings)))
    except (ValueError, TypeError, KeyError) as error:
        raise sqlite3.DatabaseError(f"the warnings of {source} cannot be read") from error


def load_uploads(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the sources of the documents that are uploads, not files of the corpus."""
    rows = connection.execute(f"SELECT source FROM documents WHERE {IS_UPLOAD}")
    return frozenset(source for (source,) in rows)


def save_uploads(connection: sqlite3.Connection, sources: Iterable[str]) -> None:
    """Store which sources are uploads."""
    row = ("uploaded", json.dumps(sorted(sources)))
    connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", row)


def load_documents(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the id of each document's extraction, by source."""
    return dict(connection.execute("SELECT source, extraction FROM documents"))


def load_extraction_ids(
    connection: sqlite3.Connection,
    fingerprint: str,
    is_readable_now: Callable[[Reason], bool],
) -> dict[FileKey, int]:
    """Return the ids of the extractions that were split for an encoder, used or not.

    Those that were read in another way than now are left out.

    Args:
        connection: The connection.
        fingerprint: The fingerprint of the encoder.
        is_readable_now: Returns whether what a warning is about can be read now. An extraction with
            such a warning is left out too.

    """
    query = (
        "SELECT sha256, suffix, id, warnings FROM extractions WHERE fingerprint = ? AND reading = ?"
    )
    extractions = {}
    for sha256, suffix, extraction, warnings in connection.execute(
        query, (fingerprint, READING_VERSION)
    ):
        reasons = [DocumentWarning.from_json(value).reason for value in json.loads(warnings)]
        if not any(map(is_readable_now, reasons)):
            extractions[FileKey(sha256, suffix)] = extraction
    return extractions


def insert_text(connection: sqlite3.Connection, new: NewText, fingerprint: str) -> int:
    """Insert a text with its passages and sentences, and return the id of the extraction.

    An earlier extraction of the same file stays until no document needs it.
    """
    _outdate_extraction(connection, new.key, fingerprint)
    parsed = new.parsed
    row = (
        new.key.sha256,
        new.key.suffix,
        fingerprint,
        parsed.encoding,
        parsed.language,
        parsed.title,
        parsed.author,
        parsed.date,
        json.dumps(parsed.pages),
        parsed.text,
        json.dumps([warning.to_json() for warning in group_by_reason(parsed.warnings)]),
        READING_VERSION,
    )
    marks = ", ".join("?" * len(row))
    cursor = connection.execute(
        f"INSERT INTO extractions ({_EXTRACTION_COLUMNS}, checksum) VALUES ({marks}, 0)", row
    )
    extraction = cursor.lastrowid or 0

    for passage in new.passages:
        _insert_passage(connection, extraction, parsed.text, passage, fingerprint)
    save_extraction_checksum(connection, extraction)
    return extraction


def _outdate_extraction(connection: sqlite3.Connection, key: FileKey, fingerprint: str) -> None:
    """Give the extraction of a file a reading version of its own, so that it no longer counts."""
    query = (
        "UPDATE extractions SET reading = -id "
        "WHERE sha256 = ? AND suffix = ? AND fingerprint = ? AND reading = ? RETURNING id"
    )
    values = (key.sha256, key.suffix, fingerprint, READING_VERSION)
    for (extraction,) in connection.execute(query, values).fetchall():
        save_extraction_checksum(connection, extraction)


def _insert_passage(
    connection: sqlite3.Connection,
    extraction: int,
    text: str,
    passage: PassageSpan,
    fingerprint: str,
) -> None:
    passage_text = passage.span.slice(text)
    row = (
        extraction,
        passage.span.start,
        passage.span.end,
        passage.heading,
        passage.language,
        passage_text,
        compute_embedding_key(fingerprint, passage_text),
    )
    cursor = connection.execute(
        'INSERT INTO passages (extraction, "start", "end", heading, language, text, embedding) '
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        row,
    )

    rows = []
    for span in passage.sentences:
        key = compute_embedding_key(fingerprint, span.slice(text))
        rows.append((cursor.lastrowid, span.start, span.end, key))
    connection.executemany(
        'INSERT INTO sentences (passage, "start", "end", embedding) VALUES (?, ?, ?, ?)', rows
    )


def save_extraction_checksum(connection: sqlite3.Connection, extraction: int) -> None:
    """Store the current checksum of an extraction."""
    row = (compute_extraction_checksum(connection, extraction), extraction)
    connection.execute("UPDATE extractions SET checksum = ? WHERE id = ?", row)


def compute_extraction_checksum(
    connection: sqlite3.Connection, extraction: int, columns: str = _EXTRACTION_COLUMNS
) -> int:
    """Return the checksum of some columns of an extraction, and of its passages and sentences.

    It is that of the JSON of all rows, of which there can be many: they are read one by one.
    """
    queries = (
        f"SELECT {columns} FROM extractions WHERE id = ? ORDER BY 1",
        'SELECT p.id, p."start", p."end", p.heading, p.language, hex(p.embedding) '
        "FROM passages p WHERE p.extraction = ? ORDER BY 1",
        'SELECT s.id, s."start", s."end", hex(s.embedding) '
        "FROM sentences s JOIN passages p ON p.id = s.passage WHERE p.extraction = ? ORDER BY 1",
    )
    rows = chain.from_iterable(connection.execute(query, (extraction,)) for query in queries)
    checksum = zlib.crc32(b"[")
    for number, row in enumerate(rows):
        separator = ", " if number else ""
        checksum = zlib.crc32(f"{separator}{json.dumps(row)}".encode(), checksum)
    return zlib.crc32(b"]", checksum)


def compute_documents_checksum(connection: sqlite3.Connection) -> str:
    """Return the checksum of the documents, their extractions and bibliography, in hexadecimal."""
    rows: list[object] = [*sorted(load_documents(connection).items())]
    rows += connection.execute("SELECT * FROM bibliography ORDER BY source")
    return f"{zlib.crc32(json.dumps(rows).encode()):08x}"


def replace_documents(connection: sqlite3.Connection, documents: Mapping[str, int]) -> None:
    """Store the documents, as extraction ids by source, and delete all other documents.

    What bibliographies say of those is deleted, too.
    """
    before = load_documents(connection)

    deleted = [(source,) for source in before.keys() - documents.keys()]
    connection.executemany("DELETE FROM documents WHERE source = ?", deleted)
    connection.executemany("DELETE FROM bibliography WHERE source = ?", deleted)

    changed = documents.items() - before.items()
    connection.executemany("INSERT OR REPLACE INTO documents VALUES (?, ?)", changed)


def delete_unused_extractions(connection: sqlite3.Connection) -> None:
    """Delete the extractions that no document refers to, and the embeddings of only these."""
    passages = (
        "SELECT id FROM passages "
        f"WHERE extraction IN (SELECT id FROM extractions WHERE {_HAS_NO_DOCUMENT})"
    )
    connection.execute(
        "CREATE TEMP TABLE deleted AS "
        f"SELECT embedding FROM passages WHERE id IN ({passages}) "
        f"UNION SELECT embedding FROM sentences WHERE passage IN ({passages})"
    )
    connection.execute(f"DELETE FROM extractions WHERE {_HAS_NO_DOCUMENT}")

    keys_without_passage = (
        "SELECT embedding FROM deleted d "
        "WHERE NOT EXISTS (SELECT 1 FROM passages WHERE embedding = d.embedding)"
    )
    has_no_sentence = "NOT EXISTS (SELECT 1 FROM sentences WHERE embedding = d.embedding)"
    connection.execute(f"DELETE FROM tokens WHERE key IN ({keys_without_passage})")
    connection.execute(
        f"DELETE FROM embeddings WHERE key IN ({keys_without_passage} AND {has_no_sentence})"
    )
    connection.execute("DROP TABLE deleted")


def replace_skipped(connection: sqlite3.Connection, skipped: Iterable[Skipped]) -> None:
    """Store what the last sync skipped; what earlier ones skipped is deleted."""
    connection.execute("DELETE FROM skipped")
    rows = [(skip.source, skip.reason.to_text(), skip.sha256, READING_VERSION) for skip in skipped]
    connection.executemany("INSERT INTO skipped VALUES (?, ?, ?, ?)", rows)


def delete_skipped(connection: sqlite3.Connection, source: str) -> None:
    """Forget that the last sync skipped a file."""
    connection.execute("DELETE FROM skipped WHERE source = ?", (source,))


def load_skipped(connection: sqlite3.Connection) -> list[Skipped]:
    """Return what the last sync skipped, by source.

    Older versions of Fonti stored the English message, which becomes a `stored_reason`.
    """
    query = "SELECT source, reason, sha256 FROM skipped ORDER BY source"
    return _to_skipped(connection.execute(query))


def load_unreadable(connection: sqlite3.Connection) -> list[Skipped]:
    """Return the files that the last sync skipped for their content, if it read as is done now."""
    query = "SELECT source, reason, sha256 FROM skipped WHERE sha256 IS NOT NULL AND reading = ?"
    return _to_skipped(connection.execute(query, (READING_VERSION,)))


def _to_skipped(rows: Iterable[tuple[str, str, str | None]]) -> list[Skipped]:
    """Return skipped files from their rows.

    Raises:
        sqlite3.DatabaseError: A row is damaged.

    """
    try:
        return [Skipped(source, Reason.from_text(text), sha256) for source, text, sha256 in rows]
    except (TypeError, KeyError) as error:
        raise sqlite3.DatabaseError("the skipped files cannot be read") from error
