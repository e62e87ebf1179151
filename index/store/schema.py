"""The tables of a store.

What is read of a file (an extraction) is kept by the file's SHA-256 and the format it was read as, with the passages
cut from it; documents are the names under which extractions are found. So a rename changes one row, two files of the
same bytes are one text, and what was read before a kill is not read again: an extraction that no document names yet is
seen by no question. Embeddings are kept by the hash of their text, for the same reason.
"""

import zlib

FORMAT = 5  # to be raised whenever files are read, cut or kept otherwise than before
OLDEST = 3  # the oldest that migrations turn into this one
OURS = 0x466F6E74  # the application id that tells our files from other people's: "Font"
# With ids of their own: in a tree by their keys, pages would hold a few of such long rows, and the tree would be deep.
KEPT = """
CREATE TABLE embeddings (key BLOB NOT NULL PRIMARY KEY, value BLOB NOT NULL, checksum INTEGER NOT NULL);
CREATE TABLE tokens (key BLOB NOT NULL PRIMARY KEY, value BLOB NOT NULL, checksum INTEGER NOT NULL);
"""
SCHEMA = f"""
PRAGMA application_id = {OURS};
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO settings VALUES ('format', '{FORMAT}');
CREATE TABLE extractions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, sha256 TEXT NOT NULL, suffix TEXT NOT NULL, fingerprint TEXT NOT NULL,
    encoding TEXT NOT NULL, language TEXT NOT NULL, title TEXT, author TEXT, date TEXT, pages TEXT NOT NULL,
    text TEXT NOT NULL, checksum INTEGER NOT NULL, UNIQUE (sha256, suffix, fingerprint)
);
CREATE TABLE documents (
    source TEXT PRIMARY KEY, extraction INTEGER NOT NULL REFERENCES extractions
) WITHOUT ROWID;
CREATE INDEX documents_of ON documents (extraction);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, extraction INTEGER NOT NULL REFERENCES extractions ON DELETE CASCADE,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, heading TEXT, language TEXT NOT NULL, text TEXT NOT NULL,
    embedding BLOB NOT NULL
);
CREATE INDEX passages_of ON passages (extraction);
CREATE INDEX passages_with ON passages (embedding);
CREATE TABLE sentences (
    id INTEGER PRIMARY KEY AUTOINCREMENT, passage INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, embedding BLOB NOT NULL
);
CREATE INDEX sentences_of ON sentences (passage);
CREATE INDEX sentences_with ON sentences (embedding);
{KEPT}CREATE TABLE skipped (source TEXT NOT NULL, reason TEXT NOT NULL, sha256 TEXT);
"""


def checksum(key: bytes, value: bytes) -> int:
    """The checksum that a kept value carries."""
    return zlib.crc32(value, zlib.crc32(key))
