"""Convert stores of older formats to the current one; no file is read or encoded again."""

import sqlite3

from fonti.index.formats import suffix_of
from fonti.index.store.queries import compute_documents_checksum, save_extraction_checksum
from fonti.index.store.schema import EMBEDDING_TABLES, FORMAT, SCHEMA

_FROM_3 = f"""
ALTER TABLE documents RENAME TO old_documents;
ALTER TABLE passages RENAME TO old_passages;
ALTER TABLE sentences RENAME TO old_sentences;
ALTER TABLE embeddings RENAME TO old_embeddings;
ALTER TABLE tokens RENAME TO old_tokens;
ALTER TABLE settings RENAME TO old_settings;
DROP INDEX passages_of;
DROP INDEX sentences_of;
{SCHEMA}
INSERT OR IGNORE INTO settings SELECT * FROM old_settings;
INSERT INTO extractions (
    id, sha256, suffix, fingerprint, encoding, language, pages, text, checksum
)
SELECT min(id), sha256, suffix(source), (SELECT value FROM settings WHERE key = 'fingerprint'),
       encoding, language, '[]', text, 0
FROM old_documents GROUP BY sha256, suffix(source);
INSERT INTO documents SELECT source, e.id FROM old_documents o
JOIN extractions e ON e.sha256 = o.sha256 AND e.suffix = suffix(o.source);
INSERT INTO passages SELECT * FROM old_passages WHERE document IN (SELECT id FROM extractions);
INSERT INTO sentences SELECT * FROM old_sentences WHERE passage IN (SELECT id FROM passages);
INSERT INTO embeddings SELECT key, value, checksum(key, value) FROM old_embeddings;
INSERT INTO tokens SELECT key, value, checksum(key, value) FROM old_tokens;
DROP TABLE old_sentences;
DROP TABLE old_passages;
DROP TABLE old_documents;
DROP TABLE old_embeddings;
DROP TABLE old_tokens;
DROP TABLE old_settings;
UPDATE settings SET value = lower(hex(randomblob(8))) WHERE key = 'version';
"""
_FROM_4 = f"""
ALTER TABLE embeddings RENAME TO old_embeddings;
ALTER TABLE tokens RENAME TO old_tokens;
{EMBEDDING_TABLES}
INSERT INTO embeddings SELECT * FROM old_embeddings;
INSERT INTO tokens SELECT * FROM old_tokens;
DROP TABLE old_embeddings;
DROP TABLE old_tokens;
UPDATE settings SET value = '{FORMAT}' WHERE key = 'format';
"""


def migrate(connection: sqlite3.Connection, number: int) -> None:
    """Convert a store of format 3 or 4 to the current format, in one transaction.

    Args:
        connection: A connection that has the SQL function `checksum`.
        number: The format of the store.

    """
    if number == 3:
        _migrate_from_3(connection)
    else:
        _migrate_from_4(connection)
    connection.execute("COMMIT")


def _migrate_from_3(connection: sqlite3.Connection) -> None:
    connection.create_function("suffix", 1, suffix_of, deterministic=True)
    connection.executescript(f"BEGIN IMMEDIATE; {_FROM_3}")

    for (extraction,) in connection.execute("SELECT id FROM extractions").fetchall():
        save_extraction_checksum(connection, extraction)

    row = (compute_documents_checksum(connection),)
    connection.execute(
        "INSERT INTO settings SELECT 'documents', ? FROM settings WHERE key = 'version'", row
    )


def _migrate_from_4(connection: sqlite3.Connection) -> None:
    connection.executescript(f"BEGIN IMMEDIATE; {_FROM_4}")
