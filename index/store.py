"""The record: one SQLite file that holds documents, passages, sentences, embeddings and settings.

A change is one transaction, so that a kill at any moment leaves the last whole version. Embeddings are kept by the hash
of their text, apart from changes: work that was encoded before a kill is not encoded again.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.documents import Document
from index.errors import FormatMismatch, StoreError
from index.passages import Piece
from index.tokens import Tokens, pack

FORMAT = 3  # to be raised whenever files are read, cut or kept otherwise than before
FILE = "fonti.sqlite"
_OURS = 0x466F6E74  # the application id that tells our files from other people's: "Font"
SETTINGS = frozenset({"format", "version", "corpus", "model", "fingerprint", "dimension"})
_PATIENCE = 30.0  # seconds that a connection waits for another's lock
STORED = np.dtype("<f2")  # embeddings at rest: half precision changes no cosine by more than 0.0005
_SCHEMA = f"""
PRAGMA application_id = {_OURS};
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO settings VALUES ('format', '{FORMAT}');
CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL,
    encoding TEXT NOT NULL, language TEXT NOT NULL, text TEXT NOT NULL
);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, heading TEXT, language TEXT NOT NULL, text TEXT NOT NULL,
    embedding BLOB NOT NULL
);
CREATE INDEX passages_of ON passages (document);
CREATE TABLE sentences (
    id INTEGER PRIMARY KEY AUTOINCREMENT, passage INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, embedding BLOB NOT NULL
);
CREATE INDEX sentences_of ON sentences (passage);
CREATE TABLE embeddings (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE tokens (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
"""  # noqa: S608 - two numbers of ours


def embedding_key(fingerprint: str, text: str) -> bytes:
    """What an embedding is kept by: a hash of the text under the encoder's fingerprint, 16 bytes."""
    return hashlib.blake2b(text.encode(), key=bytes.fromhex(fingerprint)[:64], digest_size=16).digest()


class Store:
    """The SQLite file of an index folder. Raises FormatMismatch for another version's, StoreError for a damaged one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._path = folder / FILE

    @property
    def exists(self) -> bool:
        """Whether the folder holds a store; one that was killed while it was made is none yet."""
        try:
            if not self._path.is_file():
                return False
            with closing(self._connect()) as connection:
                return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None
        except (OSError, sqlite3.Error):
            return True  # something is there, and using it will say what is wrong

    @property
    def begun(self) -> bool:
        """Whether the folder holds the file of a store, whole or not."""
        return self._path.exists()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A read-only connection that sees one version, whatever is written meanwhile."""
        if not self.exists:
            raise StoreError(f"no index in {self.folder}; run: fonti index FOLDER --index {self.folder}")
        with self._explained(), closing(self._connect()) as connection:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")
            self._check_format(connection)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: committed as a whole, or not at all."""
        with self._explained(), closing(self._connect()) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                connection.execute("PRAGMA journal_mode = WAL")
                connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT")
            self._check_format(connection)
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    def put_away_unreadable(self) -> None:
        """Rename a store that is damaged or of another format, so that a new one can be written in its place."""
        if not self.exists:
            return
        try:
            with self.reading():
                return
        except FormatMismatch:
            pass
        except StoreError as error:
            if not isinstance(error.__cause__, sqlite3.DatabaseError) or _busy(error.__cause__):
                raise
        for path in (self._path, *(self._path.with_name(f"{FILE}-{part}") for part in ("wal", "shm"))):
            if path.exists():
                path.replace(path.with_name(f"{path.name}.unreadable"))

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def _check_format(self, connection: sqlite3.Connection) -> None:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        if application != _OURS:
            raise StoreError(f"{self._path} is not an index of Fonti; name another place with --index")
        found = settings(connection).get("format")
        if found != str(FORMAT):
            raise FormatMismatch(
                f"the index in {self.folder} is of format {found}, this version of Fonti reads format {FORMAT}; "
                f"run: fonti index {settings(connection).get('corpus', 'FOLDER')} --rebuild --index {self.folder}"
            )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"the index in {self.folder} cannot be used ({error}); check the disk and the folder's permissions, or "
                f"run: fonti index FOLDER --rebuild --index {self.folder}"
            ) from error


def damaged(folder: Path, how: str) -> StoreError:
    """The error for a record that is not whole."""
    return StoreError(f"the index in {folder} is damaged: {how}; run: fonti index FOLDER --index {folder} --rebuild")


def _busy(error: BaseException | None) -> bool:
    return getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def settings(connection: sqlite3.Connection) -> dict[str, str]:
    """The settings of a store."""
    return dict(connection.execute("SELECT key, value FROM settings"))


def set_settings(connection: sqlite3.Connection, values: dict[str, str]) -> None:
    """Set some settings of a store."""
    connection.executemany("INSERT OR REPLACE INTO settings VALUES (?, ?)", values.items())


def missing_keys(connection: sqlite3.Connection, keys: Iterable[bytes], *, tokens: bool) -> set[bytes]:
    """Those of some keys under which no embedding is kept, or no tokens."""
    query = f"SELECT 1 FROM {'tokens' if tokens else 'embeddings'} WHERE key = ?"  # noqa: S608
    return {key for key in keys if not connection.execute(query, (key,)).fetchone()}


def put_embeddings(connection: sqlite3.Connection, keys: Sequence[bytes], rows: npt.NDArray[np.float32]) -> None:
    """Keep embeddings, a row a key."""
    blobs = (row.tobytes() for row in rows.astype(STORED))
    connection.executemany("INSERT OR IGNORE INTO embeddings VALUES (?, ?)", zip(keys, blobs, strict=True))


def put_tokens(connection: sqlite3.Connection, keys: Sequence[bytes], tokens: Sequence[Tokens]) -> None:
    """Keep the tokens of texts."""
    connection.executemany("INSERT OR IGNORE INTO tokens VALUES (?, ?)", zip(keys, map(pack, tokens), strict=True))


def put_document(connection: sqlite3.Connection, document: Document, pieces: list[Piece], fingerprint: str) -> None:
    """Add a document, or put it in the place of the one of the same source."""
    remove_document(connection, document.source)
    row = (document.source, document.sha256, document.encoding, document.language, document.text)
    cursor = connection.execute(
        "INSERT INTO documents (source, sha256, encoding, language, text) VALUES (?, ?, ?, ?, ?)", row
    )
    document_id = cursor.lastrowid
    for piece in pieces:
        text = piece.span.of(document.text)
        passage = connection.execute(
            'INSERT INTO passages (document, "start", "end", heading, language, text, embedding) '
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (document_id, piece.span.start, piece.span.end, piece.heading, piece.language, text,
             embedding_key(fingerprint, text)),
        )  # fmt: skip
        connection.executemany(
            'INSERT INTO sentences (passage, "start", "end", embedding) VALUES (?, ?, ?, ?)',
            [
                (passage.lastrowid, span.start, span.end, embedding_key(fingerprint, span.of(document.text)))
                for span in piece.sentences
            ],
        )


def remove_document(connection: sqlite3.Connection, source: str) -> None:
    """Remove a document with its passages and sentences."""
    connection.execute("DELETE FROM documents WHERE source = ?", (source,))


def prune_embeddings(connection: sqlite3.Connection) -> None:
    """Drop the embeddings that no passage and no sentence refers to, and the tokens that no passage does."""
    connection.execute(
        "DELETE FROM embeddings WHERE key NOT IN (SELECT embedding FROM passages UNION SELECT embedding FROM sentences)"
    )
    connection.execute("DELETE FROM tokens WHERE key NOT IN (SELECT embedding FROM passages)")
