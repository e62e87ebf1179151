"""Convert stores of older formats to the current one; no file is read or encoded again.

Files were read in another way by the versions of Fonti that made such stores, so the next sync
reads them again; embeddings of texts that stay the same are not computed again.
"""

import sqlite3

from fonti.index.formats import suffix_of
from fonti.index.store.queries import (
    EXTRACTION_COLUMNS_OF_FORMAT_5,
    compute_documents_checksum,
    compute_extraction_checksum,
    save_extraction_checksum,
)
from fonti.index.store.schema import (
    BIBLIOGRAPHY_TABLE,
    EMBEDDING_TABLES,
    EXTRACTIONS_TABLE,
    FORMAT,
    SCHEMA,
    SKIPPED_TABLE,
    UNKNOWN_READING_VERSION,
)

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
    id, sha256, suffix, fingerprint, encoding, language, pages, warnings, reading, text, checksum
)
SELECT min(id), sha256, suffix(source), (SELECT value FROM settings WHERE key = 'fingerprint'),
       encoding, language, '[]', '[]', {UNKNOWN_READING_VERSION}, text, 0
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
"""
_FROM_5 = f"""
ALTER TABLE extractions RENAME TO old_extractions;
ALTER TABLE skipped RENAME TO old_skipped;
{EXTRACTIONS_TABLE}{SKIPPED_TABLE}
INSERT INTO extractions (id, {EXTRACTION_COLUMNS_OF_FORMAT_5}, warnings, reading, checksum)
SELECT id, {EXTRACTION_COLUMNS_OF_FORMAT_5}, '[]', {UNKNOWN_READING_VERSION}, checksum
FROM old_extractions;
INSERT INTO skipped SELECT source, reason, sha256, {UNKNOWN_READING_VERSION} FROM old_skipped;
DROP TABLE old_extractions;
DROP TABLE old_skipped;
"""

_FROM_6 = f"""
{BIBLIOGRAPHY_TABLE}
UPDATE settings SET value = '{FORMAT}' WHERE key = 'format';
"""

# Only titles, authors and dates were stored of a bibliography: it is read again by the next sync.
_FROM_7 = f"""
ALTER TABLE bibliography RENAME TO old_bibliography;
{BIBLIOGRAPHY_TABLE}
INSERT INTO bibliography SELECT source, title, author, date, 'null' FROM old_bibliography;
DROP TABLE old_bibliography;
UPDATE settings SET value = '' WHERE key = 'bibliographies';
UPDATE settings SET value = '{FORMAT}' WHERE key = 'format';
"""

# Passages and documents go on referring to `extractions` while that table is replaced.
_WITHOUT_REFERENCES = "PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON;"


def migrate(connection: sqlite3.Connection, store_format: int) -> None:
    """Convert a store of format 3, 4, 5, 6 or 7 to the current format, in one transaction.

    Args:
        connection: A connection that has the SQL function `checksum`. It does not check references
            afterwards.
        store_format: The format of the store.

    """
    match store_format:
        case 3:
            _migrate_from_3(connection)
        case 4:
            _migrate_from_4_or_5(connection, f"{_FROM_4} {_FROM_5} {_FROM_6}")
        case 5:
            _migrate_from_4_or_5(connection, f"{_FROM_5} {_FROM_6}")
        case 6:
            connection.executescript(f"BEGIN IMMEDIATE; {_FROM_6}")
        case _:
            _migrate_from_7(connection)
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


def _migrate_from_4_or_5(connection: sqlite3.Connection, script: str) -> None:
    connection.executescript(f"{_WITHOUT_REFERENCES} BEGIN IMMEDIATE; {script}")

    query = "SELECT id, checksum FROM extractions"
    for extraction, checksum in connection.execute(query).fetchall():
        # A text that is damaged keeps a checksum that is not its own.
        if checksum == compute_extraction_checksum(
            connection, extraction, EXTRACTION_COLUMNS_OF_FORMAT_5
        ):
            save_extraction_checksum(connection, extraction)


def _migrate_from_7(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    before = compute_documents_checksum(connection)
    # A script of several statements would end the transaction.
    for statement in filter(str.strip, _FROM_7.split(";")):
        connection.execute(statement)

    # A list that is damaged keeps a checksum that is not its own.
    row = (compute_documents_checksum(connection), before)
    connection.execute("UPDATE settings SET value = ? WHERE key = 'documents' AND value = ?", row)
