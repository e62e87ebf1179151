"""The tables of a store.

An extraction is the text of a file, with its passages and sentences. Its key is the SHA-256 of the
file's bytes, the format that the file was read as, the version of that reading, and the encoder
that the passages were split for. A document is a source that refers to an extraction. So if a file
is renamed, one row changes; two files with the same bytes share one extraction; and what was read
before a kill is not read again. Questions are not answered from an extraction that no document
refers to. Embeddings are stored by the hash of their text, for the same reason.
"""

import zlib

# To be raised whenever the tables change; `migrations` converts the stores of older formats.
FORMAT = 8

# To be raised whenever files are read or split in another way than before. What was read in another
# way can be asked about as before, and is read again by the next sync.
READING_VERSION = 7

# The reading version of the texts in a store of an older format, which did not record it.
UNKNOWN_READING_VERSION = 0

# The oldest format that `migrations` turns into the current one.
OLDEST_FORMAT = 3

# The application id of SQLite files, which marks a file as one of Fonti: "Font".
APPLICATION_ID = 0x466F6E74

# `warnings` is a list in JSON, of `DocumentWarning`.
EXTRACTIONS_TABLE = """
CREATE TABLE extractions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL, suffix TEXT NOT NULL, fingerprint TEXT NOT NULL,
    encoding TEXT NOT NULL, language TEXT NOT NULL,
    title TEXT, author TEXT, date TEXT, pages TEXT NOT NULL,
    warnings TEXT NOT NULL, reading INTEGER NOT NULL,
    text TEXT NOT NULL, checksum INTEGER NOT NULL,
    UNIQUE (sha256, suffix, fingerprint, reading)
);
"""

SKIPPED_TABLE = """
CREATE TABLE skipped (
    source TEXT NOT NULL, reason TEXT NOT NULL, sha256 TEXT, reading INTEGER NOT NULL
);
"""

# What bibliographies say of documents; it comes before what their files state. `reference` is JSON.
BIBLIOGRAPHY_TABLE = """
CREATE TABLE bibliography (
    source TEXT PRIMARY KEY, title TEXT, author TEXT, date TEXT, reference TEXT NOT NULL
) WITHOUT ROWID;
"""

# These have row ids: in a tree by their keys, a page would hold few of such long rows, and the tree
# would be deep.
EMBEDDING_TABLES = """
CREATE TABLE embeddings (
    key BLOB NOT NULL PRIMARY KEY, value BLOB NOT NULL, checksum INTEGER NOT NULL
);
CREATE TABLE tokens (
    key BLOB NOT NULL PRIMARY KEY, value BLOB NOT NULL, checksum INTEGER NOT NULL
);
"""

SCHEMA = f"""
PRAGMA application_id = {APPLICATION_ID};
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO settings VALUES ('format', '{FORMAT}');
{EXTRACTIONS_TABLE}CREATE TABLE documents (
    source TEXT PRIMARY KEY, extraction INTEGER NOT NULL REFERENCES extractions
) WITHOUT ROWID;
CREATE INDEX documents_of ON documents (extraction);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    extraction INTEGER NOT NULL REFERENCES extractions ON DELETE CASCADE,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
    heading TEXT, language TEXT NOT NULL, text TEXT NOT NULL,
    embedding BLOB NOT NULL
);
CREATE INDEX passages_of ON passages (extraction);
CREATE INDEX passages_with ON passages (embedding);
CREATE TABLE sentences (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    passage INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, embedding BLOB NOT NULL
);
CREATE INDEX sentences_of ON sentences (passage);
CREATE INDEX sentences_with ON sentences (embedding);
{EMBEDDING_TABLES}{SKIPPED_TABLE}{BIBLIOGRAPHY_TABLE}"""


def compute_checksum(key: bytes, value: bytes) -> int:
    """Return the checksum that is stored with an embedding."""
    return zlib.crc32(value, zlib.crc32(key))
