"""Publish a version of a local index to a Milvus server.

A version is a new set of collections. It is written beside the one that answers, then counted and
checked, and then the alias of the index is let to it, at once for every reader. The set before it
stays for the questions that still read it, and is deleted by a later publication. What a kill
leaves half written has no manifest: no reader sees it, and the next publication deletes it.

If a version only lacks documents of the published one, the set stays. A new manifest names what was
removed, so that no question finds it from then on. When the questions that were being answered are
done, the rows are deleted.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from fonti.index.errors import StoreError
from fonti.index.local_engine import LocalVersion
from fonti.index.milvus.contents import load_documents
from fonti.index.milvus.expressions import Expression, is_in
from fonti.index.milvus.faults import make_incomplete_error
from fonti.index.milvus.manifest import Manifest, RowCount
from fonti.index.milvus.record import Record, measure_row
from fonti.index.milvus.schema import DATA_KINDS, FORMAT, CollectionKind, ValueKind, make_token
from fonti.index.milvus.server_index import ServerIndex
from fonti.index.progress import ProgressCallback

# How long a question can take: rows of removed documents are deleted after that.
_QUESTION_SECONDS = 5.0

# How long the set of collections that was replaced stays at least.
_GRACE = timedelta(minutes=10)

# If more texts than this were removed from a set, a new one is written: every search names them.
_MAX_REMOVED = 1_000


def publish(version: LocalVersion, server: ServerIndex, on_progress: ProgressCallback) -> None:
    """Publish a version to a server, unless it is already there.

    Args:
        version: The version, whose writers' lock the caller holds.
        server: The index on the server.
        on_progress: Called with the number of rows that were written, and of all.

    Raises:
        StoreError: The server cannot be used, or has an index of another corpus under this name.
        ValueError: The record is damaged.

    """
    live_manifest = server.find_manifest()
    if live_manifest is None:
        _publish_set(version, server, None, on_progress)
        return

    live = server.load_manifest(live_manifest)
    if live.corpus != version.settings.corpus:
        raise StoreError(
            "published_index_of_other_corpus", address=server.address, corpus=live.corpus
        )

    if live.version != version.settings.version:
        shrunk = _find_removal(version, server, live)
        if shrunk is None:
            _publish_set(version, server, live, on_progress)
            return
        server.publish_manifest(shrunk)
        time.sleep(_QUESTION_SECONDS)
        server.connection.drop_collection(live_manifest)
        live = shrunk

    # An earlier publication may have been killed before it deleted them all.
    if live.removed_documents:
        _delete_removed_rows(server, live)


def _publish_set(
    version: LocalVersion,
    server: ServerIndex,
    live: Manifest | None,
    on_progress: ProgressCallback,
) -> None:
    """Publish a version as a new set of collections."""
    server.drop_others(_list_tokens_in_use(live))
    record = Record(version.connection)
    sizes = {"passages": record.rows.count("passages"), "sentences": record.rows.count("sentences")}
    total = sum(sizes.values())
    token = make_token()

    counts = {}
    size = 0
    done = 0
    for kind in DATA_KINDS:
        name = server.names.make_name(token, kind)
        dimension = version.settings.dimension
        server.create_collection(name, kind, dimension=dimension, rows=sizes.get(kind, 0))

        count = RowCount()
        for batch in server.write_rows(name, record.iterate_rows(kind)):
            count += RowCount.of(batch)
            size += sum(map(measure_row, batch))
            done += len(batch) if kind in sizes else 0
            on_progress("publishing", done, total)
        counts[kind] = count

    manifest = _make_manifest(version, record, live, token, counts, size)
    for fault in server.find_faults(manifest):
        raise make_incomplete_error(server.address, fault)
    server.publish_manifest(manifest)


def _make_manifest(
    version: LocalVersion,
    record: Record,
    live: Manifest | None,
    token: str,
    counts: dict[CollectionKind, RowCount],
    size: int,
) -> Manifest:
    """Return the manifest of a new set of collections."""
    settings = version.settings
    status = version.load_status()
    skipped = [(skip.source, skip.reason.to_text(), skip.sha256) for skip in status.skipped]
    return Manifest(
        format=FORMAT,
        version=settings.version,
        corpus=settings.corpus,
        model=settings.model,
        fingerprint=settings.fingerprint,
        dimension=settings.dimension,
        documents_checksum=settings.documents_checksum,
        synced_at=status.synced,
        published_at=datetime.now(UTC).isoformat(timespec="seconds"),
        token=token,
        previous_token=live.token if live else None,
        languages=record.count_languages(),
        sentences=record.rows.count("sentences"),
        size=size,
        outdated=status.outdated,
        skipped=tuple(skipped),
        counts=counts,
    )


def _list_tokens_in_use(live: Manifest | None) -> list[str]:
    """Return the tokens of the sets that questions may be reading."""
    if live is None:
        return []
    tokens = [live.token]
    age = datetime.now(UTC) - datetime.fromisoformat(live.published_at)
    if live.previous_token is not None and age < _GRACE:
        tokens.append(live.previous_token)
    return tokens


def _find_removal(version: LocalVersion, server: ServerIndex, live: Manifest) -> Manifest | None:
    """Return the manifest of a version that only lacks documents of a published one.

    Returns:
        The manifest; None if the version has what the published one has not, or lacks too much.

    """
    settings = version.settings
    if settings.fingerprint != live.fingerprint:
        return None

    record = Record(version.connection)
    remaining = {document.source: document for document in record.documents}
    removed_documents = list(live.removed_documents)
    lost_texts = set()
    for number, document in load_documents(server, live).items():
        stored = remaining.pop(document.source, None)
        if stored is None:
            removed_documents.append(number)
            lost_texts.add(document.extraction)
        elif stored != document:
            return None

    kept_texts = {document.extraction for document in record.documents}
    new_texts = sorted(lost_texts - kept_texts)
    removed_texts = (*live.removed_texts, *new_texts)
    if remaining or len(removed_texts) > _MAX_REMOVED:
        return None

    new_documents = removed_documents[len(live.removed_documents) :]
    removed_rows = _find_rows(server, live, new_documents, new_texts)
    counts = {}
    for kind, count in live.counts.items():
        for condition in removed_rows.get(kind, ()):
            count -= server.count_rows(live.token, kind, condition)
        counts[kind] = count

    return replace(
        live,
        version=settings.version,
        documents_checksum=settings.documents_checksum,
        sentences=record.rows.count("sentences"),
        counts=counts,
        removed_documents=tuple(removed_documents),
        removed_texts=removed_texts,
    )


def _delete_removed_rows(server: ServerIndex, live: Manifest) -> None:
    """Delete what was removed from a set of collections, if it is still there."""
    rows = _find_rows(server, live, live.removed_documents, live.removed_texts)
    # Passages are the last: by them, the rest is found if this is killed.
    for kind in reversed(DATA_KINDS):
        for condition in rows.get(kind, ()):
            server.connection.delete(server.names.make_name(live.token, kind), condition)


def _find_rows(
    server: ServerIndex, live: Manifest, documents: Sequence[int], texts: Sequence[int]
) -> dict[CollectionKind, list[Expression]]:
    """Return the conditions that the rows of some documents and texts meet, by collection."""
    of_texts = is_in("extraction", texts)
    passages = server.names.make_name(live.token, "passages")
    rows = server.connection.iterate(passages, of_texts, ("id",), sees_all_writes=True)
    passage_ids = [row["id"] for row in rows]
    owners = {
        ValueKind.DOCUMENT: documents,
        ValueKind.TEXT: texts,
        ValueKind.PASSAGE: passage_ids,
        ValueKind.TOKENS: passage_ids,
    }
    values = []
    for kind, ids in owners.items():
        if ids:
            values.append(is_in("kind", [kind]) & is_in("owner", ids))
    return {"passages": [of_texts], "sentences": [of_texts], "values": values}
