"""What is put into a store and taken out of it, row by row; a connection is the caller's, and so is its transaction."""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from weakref import WeakValueDictionary

import numpy as np
import numpy.typing as npt

from fonti.index.formats import Extract
from fonti.index.models.tokens import Tokens, pack
from fonti.index.store.schema import checksum
from fonti.index.text.passages import Piece
from fonti.index.types import Document, Skipped

STORED = np.dtype("<f2")  # embeddings at rest: half precision changes no cosine by more than 0.0005
_EXTRACTION = "sha256, suffix, fingerprint, encoding, language, title, author, date, pages, text"
# A setting, for an index that was made before there were uploads has none.
UPLOADED = (
    "source IN (SELECT value FROM json_each((SELECT value FROM settings WHERE key = 'uploaded')))"
)
# Documents that someone holds: who reads one of them again is given the same, since texts may be large.
_SHARED: WeakValueDictionary[tuple[str, str, int], Document] = WeakValueDictionary()
_UNNAMED = "id NOT IN (SELECT extraction FROM documents)"


def embedding_key(fingerprint: str, text: str) -> bytes:
    """What an embedding is kept by: a hash of the text under the encoder's fingerprint, 16 bytes."""
    return hashlib.blake2b(
        text.encode(), key=bytes.fromhex(fingerprint)[:64], digest_size=16
    ).digest()


def sources(connection: sqlite3.Connection) -> dict[str, str]:
    """The SHA-256 of each document's file, by source."""
    query = "SELECT source, sha256 FROM documents JOIN extractions ON extractions.id = extraction"
    return dict(connection.execute(query))


def document(connection: sqlite3.Connection, source: str) -> Document | None:
    """A document as it is stored, or None where there is none of that source. Raises sqlite3.DatabaseError."""
    query = (
        "SELECT source, text, sha256, encoding, language, title, author, date, pages FROM documents "
        "JOIN extractions ON extractions.id = extraction WHERE source = ?"
    )
    if (row := connection.execute(query, (source,)).fetchone()) is None:
        return None
    name, text, sha256, encoding, language, title, author, date, pages = row
    try:
        read = Document(
            name, text, sha256, encoding, language, title, author, date, tuple(json.loads(pages))
        )
        return _SHARED.setdefault((name, sha256, hash(text)), read)
    except (ValueError, TypeError) as error:
        raise sqlite3.DatabaseError(f"the pages of {name} cannot be read") from error


def uploaded(connection: sqlite3.Connection) -> frozenset[str]:
    """The sources of the documents that are uploads, not files of the corpus."""
    return frozenset(
        source for (source,) in connection.execute(f"SELECT source FROM documents WHERE {UPLOADED}")
    )


def put_uploaded(connection: sqlite3.Connection, uploads: Iterable[str]) -> None:
    """Remember which sources are those of uploads."""
    row = ("uploaded", json.dumps(sorted(uploads)))
    connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", row)


def named(connection: sqlite3.Connection) -> dict[str, int]:
    """The extraction of each document, by source."""
    return dict(connection.execute("SELECT source, extraction FROM documents"))


def extractions(connection: sqlite3.Connection, fingerprint: str) -> dict[tuple[str, str], int]:
    """What was read and cut for an encoder, documents yet or not, by the SHA-256 of a file's bytes and its suffix."""
    query = "SELECT sha256, suffix, id FROM extractions WHERE fingerprint = ?"
    return {
        (sha256, suffix): found
        for sha256, suffix, found in connection.execute(query, (fingerprint,))
    }


def put_extraction(
    connection: sqlite3.Connection,
    file: tuple[str, str],
    extract: Extract,
    language: str,
    pieces: list[Piece],
    fingerprint: str,
) -> int:
    """Add what was read of a `file` (its SHA-256 and suffix), with the passages cut from it; its id."""
    about = (language, extract.title, extract.author, extract.date, json.dumps(extract.pages))
    row = (*file, fingerprint, extract.encoding, *about, extract.text)
    statement = f"INSERT INTO extractions ({_EXTRACTION}, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"
    cursor = connection.execute(statement, row)
    extraction = cursor.lastrowid or 0
    for piece in pieces:
        text = piece.span.of(extract.text)
        key = embedding_key(fingerprint, text)
        passage = connection.execute(
            'INSERT INTO passages (extraction, "start", "end", heading, language, text, embedding) '
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                extraction,
                piece.span.start,
                piece.span.end,
                piece.heading,
                piece.language,
                text,
                key,
            ),
        )
        connection.executemany(
            'INSERT INTO sentences (passage, "start", "end", embedding) VALUES (?, ?, ?, ?)',
            [
                (
                    passage.lastrowid,
                    span.start,
                    span.end,
                    embedding_key(fingerprint, span.of(extract.text)),
                )
                for span in piece.sentences
            ],
        )
    seal(connection, extraction)
    return extraction


def seal(connection: sqlite3.Connection, extraction: int) -> None:
    """Keep the checksum of an extraction."""
    row = (extraction_checksum(connection, extraction), extraction)
    connection.execute("UPDATE extractions SET checksum = ? WHERE id = ?", row)


def extraction_checksum(connection: sqlite3.Connection, extraction: int) -> int:
    """The checksum of what was read of a file, and of the passages and sentences cut from it."""
    rows = connection.execute(
        f"SELECT {_EXTRACTION} FROM extractions WHERE id = ?", (extraction,)
    ).fetchall()
    for columns in (
        'p.id, p."start", p."end", p.heading, p.language, hex(p.embedding) FROM passages p WHERE p.extraction = ?',
        's.id, s."start", s."end", hex(s.embedding) FROM sentences s JOIN passages p ON p.id = s.passage '
        "WHERE p.extraction = ?",
    ):
        rows += connection.execute(f"SELECT {columns} ORDER BY 1", (extraction,))
    return zlib.crc32(json.dumps(rows).encode())


def documents_checksum(connection: sqlite3.Connection) -> str:
    """The checksum of which documents there are, and which extraction is whose."""
    return f"{zlib.crc32(json.dumps(sorted(named(connection).items())).encode()):08x}"


def put_documents(connection: sqlite3.Connection, documents: Mapping[str, int]) -> None:
    """Let the documents be some extractions, by their sources, and no others."""
    before = named(connection)
    gone = [(source,) for source in before.keys() - documents.keys()]
    connection.executemany("DELETE FROM documents WHERE source = ?", gone)
    changed = [item for item in documents.items() if before.get(item[0]) != item[1]]
    connection.executemany("INSERT OR REPLACE INTO documents VALUES (?, ?)", changed)


def drop_unnamed(connection: sqlite3.Connection) -> None:
    """Drop the extractions that no document names, with the embeddings that nothing else refers to."""
    passages = (
        f"SELECT id FROM passages WHERE extraction IN (SELECT id FROM extractions WHERE {_UNNAMED})"
    )
    connection.execute(
        f"CREATE TEMP TABLE dropped AS SELECT embedding FROM passages WHERE id IN ({passages}) "
        f"UNION SELECT embedding FROM sentences WHERE passage IN ({passages})"
    )
    connection.execute(f"DELETE FROM extractions WHERE {_UNNAMED}")
    unread = "SELECT embedding FROM dropped d WHERE NOT EXISTS (SELECT 1 FROM passages WHERE embedding = d.embedding)"
    unused = f"{unread} AND NOT EXISTS (SELECT 1 FROM sentences WHERE embedding = d.embedding)"
    connection.execute(f"DELETE FROM tokens WHERE key IN ({unread})")
    connection.execute(f"DELETE FROM embeddings WHERE key IN ({unused})")
    connection.execute("DROP TABLE dropped")


def put_skipped(connection: sqlite3.Connection, skipped: Iterable[Skipped]) -> None:
    """Remember what the last sync passed over, and nothing of those before it."""
    connection.execute("DELETE FROM skipped")
    rows = [(each.source, each.reason, each.sha256) for each in skipped]
    connection.executemany("INSERT INTO skipped VALUES (?, ?, ?)", rows)


def skipped(connection: sqlite3.Connection) -> list[Skipped]:
    """What the last sync passed over, by source."""
    return [
        Skipped(*row)
        for row in connection.execute("SELECT source, reason, sha256 FROM skipped ORDER BY source")
    ]


def put_embeddings(
    connection: sqlite3.Connection, keys: Sequence[bytes], rows: npt.NDArray[np.float32]
) -> None:
    """Keep embeddings, a row a key."""
    _put(
        connection,
        "embeddings",
        zip(keys, (row.tobytes() for row in rows.astype(STORED)), strict=True),
    )


def put_tokens(
    connection: sqlite3.Connection, keys: Sequence[bytes], tokens: Sequence[Tokens]
) -> None:
    """Keep the tokens of texts."""
    _put(connection, "tokens", zip(keys, map(pack, tokens), strict=True))


def copy_embeddings(connection: sqlite3.Connection, other: str) -> None:
    """Take over from another store's file the embeddings and tokens that are of use here and as they were written."""
    connection.execute("ATTACH ? AS other", (other,))
    of_use = {
        "embeddings": "SELECT embedding FROM passages UNION SELECT embedding FROM sentences",
        "tokens": "SELECT embedding FROM passages",
    }
    for table, keys in of_use.items():
        whole = (
            f"SELECT * FROM other.{table} WHERE key IN ({keys}) AND checksum = checksum(key, value)"
        )
        connection.execute(f"INSERT OR IGNORE INTO {table} {whole}")


def _put(connection: sqlite3.Connection, table: str, values: Iterable[tuple[bytes, bytes]]) -> None:
    rows = ((key, value, checksum(key, value)) for key, value in values)
    connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES (?, ?, ?)", rows)
