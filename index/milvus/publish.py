"""Publish a version of a local index to a Milvus server.

A version is a new set of collections. It is written beside the one that answers, then counted and
checked, and then the alias of the index is switched to it, at once for every reader. The set before
it stays for the questions that still read it, and is deleted by a later publication. What a kill
leaves half written has no manifest: no reader sees it, and the next publication deletes it.

If a version only lacks documents of the published one, the set stays. A new manifest names what was
removed, so that no question finds it from then on. When the questions that were being answered are
done, the rows are deleted. If only what the last sync reported differs, or the calibration of the
index, a new manifest has that.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from fonti.index.errors import FormatMismatch, StoreError
from fonti.index.local_engine import LocalVersion
from fonti.index.milvus.contents import load_documents
from fonti.index.milvus.expressions import Expression, is_in
from fonti.index.milvus.faults import make_incomplete_error
from fonti.index.milvus.manifest import Manifest, RowCount
from fonti.index.milvus.published_rows import RowMaker, measure_row
from fonti.index.milvus.schema import DATA_KINDS, FORMAT, CollectionKind, ValueKind, make_token
from fonti.index.milvus.server_index import ServerIndex
from fonti.index.progress import ProgressCallback
from fonti.index.store.calibration import load_calibration

# How long the rows of removed documents stay for questions that were asked before. A question that
# takes longer fails, and can be asked again.
_REMOVAL_DELAY_SECONDS = 5.0

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
    # Loaded first: if it is damaged, no hours are spent on the rows.
    state = _describe_state(version)
    live_collection = server.find_manifest_collection()
    if live_collection is None:
        _publish_set(version, server, state, [], on_progress)
        return

    try:
        live_manifest = server.load_manifest(live_collection)
    except FormatMismatch as error:
        _check_corpus(version, server, error.params["corpus"])
        tokens_in_use = [server.names.read_token(live_collection) or ""]
        _publish_set(version, server, state, tokens_in_use, on_progress)
        return
    _check_corpus(version, server, live_manifest.corpus)

    manifest: Manifest | None = live_manifest
    if live_manifest.version != version.settings.version:
        manifest = _find_removal(version, server, live_manifest)
    if manifest is None:
        _publish_set(version, server, state, _list_tokens_in_use(live_manifest), on_progress)
        return

    manifest = replace(manifest, **state)
    if manifest != live_manifest:
        collections_in_use = [server.publish_manifest(manifest)]
        if manifest.removed_documents != live_manifest.removed_documents:
            time.sleep(_REMOVAL_DELAY_SECONDS)
        else:
            # A question may be about to read it.
            collections_in_use.append(live_collection)
        server.drop_other_manifests(manifest.token, collections_in_use)

    # An earlier publication may have been killed before it deleted them all.
    if manifest.removed_documents:
        _delete_removed_rows(server, manifest)


def _check_corpus(version: LocalVersion, server: ServerIndex, corpus: object) -> None:
    """Raise StoreError if what is published is of another corpus than a version."""
    if corpus != version.settings.corpus:
        raise StoreError("published_index_of_other_corpus", address=server.address, corpus=corpus)


def _publish_set(
    version: LocalVersion,
    server: ServerIndex,
    state: dict[str, Any],
    tokens_in_use: Sequence[str],
    on_progress: ProgressCallback,
) -> None:
    """Publish a version as a new set of collections.

    Args:
        version: The version.
        server: The index on the server.
        state: What `_describe_state` returned.
        tokens_in_use: The tokens of the sets that questions may be reading, the newest first.
        on_progress: Called with the number of rows that were written, and of all.

    """
    server.drop_others(tokens_in_use)
    settings = version.settings
    row_maker = RowMaker(version.connection)
    token = make_token()
    counts, size = _write_rows(server, row_maker, token, settings.dimension, on_progress)
    manifest = Manifest(
        format=FORMAT,
        version=settings.version,
        corpus=settings.corpus,
        model=settings.model,
        fingerprint=settings.fingerprint,
        dimension=settings.dimension,
        documents_checksum=settings.documents_checksum,
        published_at=datetime.now(UTC).isoformat(timespec="seconds"),
        token=token,
        previous_token=next(iter(tokens_in_use), None),
        languages=row_maker.count_languages(),
        sentences=row_maker.search_rows.count("sentences"),
        size=size,
        counts=counts,
        **state,
    )
    for fault in server.find_faults(manifest):
        raise make_incomplete_error(server.address, fault)
    server.publish_manifest(manifest)


def _write_rows(
    server: ServerIndex,
    row_maker: RowMaker,
    token: str,
    dimension: int,
    on_progress: ProgressCallback,
) -> tuple[dict[CollectionKind, RowCount], int]:
    """Write the rows of a new set; return how many each collection has, and about their bytes."""
    sizes = {
        "passages": row_maker.search_rows.count("passages"),
        "sentences": row_maker.search_rows.count("sentences"),
    }
    total = sum(sizes.values())

    counts = {}
    size = 0
    done = 0
    for kind in DATA_KINDS:
        name = server.names.make_name(token, kind)
        server.create_collection(name, kind, dimension=dimension, rows=sizes.get(kind, 0))

        count = RowCount()
        for batch in server.write_rows(name, row_maker.iterate_rows(kind)):
            count += RowCount.of(batch)
            size += sum(map(measure_row, batch))
            done += len(batch) if kind in sizes else 0
            on_progress("publishing", done, total)
        counts[kind] = count
        if kind in sizes:
            server.connection.wait_for_index(name, "embedding")
    return counts, size


def _describe_state(version: LocalVersion) -> dict[str, Any]:
    """Return the members of a manifest that can change without a new version."""
    calibration = load_calibration(version.folder)
    status = version.load_status()
    skipped = [(skip.source, skip.reason.to_text(), skip.sha256) for skip in status.skipped]
    return {
        "synced_at": status.synced,
        "outdated": status.outdated,
        "skipped": tuple(skipped),
        "calibration": calibration.text if calibration else None,
    }


def _list_tokens_in_use(live_manifest: Manifest) -> list[str]:
    """Return the tokens of the sets that questions may be reading, the newest first."""
    tokens = [live_manifest.token]
    age = datetime.now(UTC) - datetime.fromisoformat(live_manifest.published_at)
    if live_manifest.previous_token is not None and age < _GRACE:
        tokens.append(live_manifest.previous_token)
    return tokens


def _find_removal(
    version: LocalVersion, server: ServerIndex, live_manifest: Manifest
) -> Manifest | None:
    """Return the manifest of a version that only lacks documents of a published one.

    Returns:
        The manifest; None if the version has what the published one has not, or lacks too much.

    """
    settings = version.settings
    if settings.fingerprint != live_manifest.fingerprint:
        return None

    row_maker = RowMaker(version.connection)
    remaining = {document.source: document for document in row_maker.documents}
    removed_documents = list(live_manifest.removed_documents)
    lost_texts = set()
    for number, document in load_documents(server, live_manifest).items():
        stored = remaining.pop(document.source, None)
        if stored is None:
            removed_documents.append(number)
            lost_texts.add(document.extraction)
        elif stored != document:
            return None

    kept_texts = {document.extraction for document in row_maker.documents}
    new_texts = sorted(lost_texts - kept_texts)
    removed_texts = (*live_manifest.removed_texts, *new_texts)
    if remaining or len(removed_texts) > _MAX_REMOVED:
        return None

    new_documents = removed_documents[len(live_manifest.removed_documents) :]
    removed_rows = _find_rows(server, live_manifest, new_documents, new_texts)
    counts = {}
    for kind, count in live_manifest.counts.items():
        for condition in removed_rows.get(kind, ()):
            count -= server.count_rows(live_manifest.token, kind, condition)
        counts[kind] = count

    return replace(
        live_manifest,
        version=settings.version,
        documents_checksum=settings.documents_checksum,
        sentences=row_maker.search_rows.count("sentences"),
        counts=counts,
        removed_documents=tuple(removed_documents),
        removed_texts=removed_texts,
    )


def _delete_removed_rows(server: ServerIndex, live_manifest: Manifest) -> None:
    """Delete what was removed from a set of collections, if it is still there."""
    rows = _find_rows(
        server, live_manifest, live_manifest.removed_documents, live_manifest.removed_texts
    )
    # Passages are the last: by them, the rest is found if this is killed.
    for kind in reversed(DATA_KINDS):
        for condition in rows.get(kind, ()):
            server.connection.delete(server.names.make_name(live_manifest.token, kind), condition)


def _find_rows(
    server: ServerIndex, live_manifest: Manifest, documents: Sequence[int], texts: Sequence[int]
) -> dict[CollectionKind, list[Expression]]:
    """Return the conditions that the rows of some documents and texts meet, by collection."""
    of_texts = is_in("extraction", texts)
    passages = server.names.make_name(live_manifest.token, "passages")
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
