"""Publish a version of an index: its documents, and the files that are searched."""

import secrets
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from fonti.index.models.encoder import Encoder
from fonti.index.search import versions
from fonti.index.store import queries
from fonti.index.store.bibliography import load_bibliography, replace_bibliography
from fonti.index.store.database import Store
from fonti.index.store.settings import load_settings, save_settings
from fonti.index.sync.scan import ScanResult

# The name of a version is as many random bytes, in hexadecimal.
_VERSION_BYTES = 8


def publish_scan(
    store: Store, corpus: Path, scan: ScanResult, uploads: frozenset[str], encoder: Encoder
) -> None:
    """Store what a scan read and, if the documents changed, publish them as a new version.

    Args:
        store: The store, whose lock the caller holds.
        corpus: The path of the corpus.
        scan: The documents and what was skipped. Their texts are encoded.
        uploads: The sources that are uploads.
        encoder: The encoder of the index.

    """
    with store.write_transaction() as connection:
        queries.replace_skipped(connection, scan.skipped)
        queries.save_uploads(connection, uploads)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        save_settings(connection, {"synced": now})

        bibliographies = scan.bibliographies
        save_settings(connection, {"bibliographies": bibliographies.checksum})

        is_first = "version" not in load_settings(connection)
        is_same = (
            queries.load_documents(connection) == scan.documents
            and load_bibliography(connection) == bibliographies.entries
        )
        if is_first or not is_same:
            replace_bibliography(connection, bibliographies.entries)
            _publish_version(connection, store.folder, corpus, scan.documents, encoder)
        else:
            queries.delete_unused_extractions(connection)


def publish_removal(
    store: Store, corpus: Path, documents: Mapping[str, int], encoder: Encoder
) -> None:
    """Publish a version without some documents, and delete their texts everywhere.

    The texts are also deleted from older versions and from an interrupted rebuild.

    Args:
        store: The store, whose lock the caller holds.
        corpus: The path of the corpus.
        documents: The documents that stay: extraction ids by source.
        encoder: The encoder of the index.

    """
    with store.write_transaction() as connection:
        _publish_version(connection, store.folder, corpus, documents, encoder)
        # What bibliographies say of these is read again, should they come back.
        save_settings(connection, {"bibliographies": ""})

    store.find_rebuild_target().delete()
    store.truncate_log()
    delete_other_versions(store)


def delete_other_versions(store: Store) -> None:
    """Delete the search files of all versions but the one that a store holds."""
    with store.read_transaction() as connection:
        version = load_settings(connection)["version"]
    versions.delete_other_versions(store.folder, version)


def _publish_version(
    connection: sqlite3.Connection,
    folder: Path,
    corpus: Path,
    documents: Mapping[str, int],
    encoder: Encoder,
) -> None:
    """Store the documents as a new version, and build the files that are searched from it."""
    settings_before = load_settings(connection)

    queries.replace_documents(connection, documents)
    queries.delete_unused_extractions(connection)

    settings = {
        "version": secrets.token_hex(_VERSION_BYTES),
        "corpus": str(corpus),
        "documents": queries.compute_documents_checksum(connection),
    }
    if "fingerprint" not in settings_before:
        settings["model"] = encoder.name
        settings["fingerprint"] = encoder.fingerprint
        settings["dimension"] = str(encoder.dimension)
    save_settings(connection, settings)

    # The search files get their final name before the transaction is committed, so that a version
    # that is committed has them. A kill before the commit leaves a folder that no version names:
    # the next sync removes it.
    versions.build_version(connection, folder, settings_before.get("version"))
