"""Bring an index up to its corpus: read, cut and encode what is new, and write the change as one transaction."""

import secrets
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from fonti.index.corpus.exclusions import excluded
from fonti.index.corpus.uploads import sweep
from fonti.index.errors import CorpusError, StoreError
from fonti.index.formats import READERS
from fonti.index.formats.worker import Parser
from fonti.index.models.encoder import Encoder
from fonti.index.progress import ProgressCallback
from fonti.index.search import versions as derived
from fonti.index.store import queries as records
from fonti.index.store.database import Store, set_settings, settings
from fonti.index.store.settings import model_mismatch
from fonti.index.sync.encode import encode_missing
from fonti.index.sync.scan import Found, Held, Scanner
from fonti.index.types import Skipped


@dataclass(frozen=True, slots=True)
class Changes:
    """What a sync did, by source; `renamed` are pairs of the old name and the new one.

    `passages` counts those of the whole index. `encodings` names the encoding of each document read now that is not
    UTF-8.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    passages: int
    encodings: dict[str, str]

    @property
    def has_changes(self) -> bool:
        """Whether a document came, changed, was renamed or went."""
        return bool(self.added or self.changed or self.renamed or self.removed)


@dataclass(frozen=True, slots=True)
class _Before:
    """The version that serves before a sync: the SHA-256 of each document's file by source, and which are uploads."""

    settings: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    uploads: frozenset[str] = frozenset()

    @classmethod
    def of(cls, store: Store) -> "_Before":
        """The version of a store; an empty one where it holds none yet."""
        if not store.exists:
            return cls()
        with store.reading() as connection:
            return cls(
                settings(connection), records.sources(connection), records.uploaded(connection)
            )


def sync(
    store: Store,
    corpus: Path,
    encoder: Callable[[], Encoder],
    on_progress: ProgressCallback,
    *,
    empty: bool,
) -> Changes:
    """Bring a store up to a corpus and its uploads. The caller holds the index's lock.

    A new one may be `empty`. Raises CorpusError when nothing can be read, ModelMismatch when new text is to be encoded
    by another model.
    """
    before = _Before.of(store)

    def agreeing() -> Encoder:
        loaded = encoder()
        if "version" in before.settings and before.settings["fingerprint"] != loaded.fingerprint:
            raise model_mismatch(store.folder, before.settings, loaded)
        return loaded

    changes = _follow(store, corpus, agreeing, before, on_progress, empty=empty)
    derived.discard_others(store.folder, version_of(store))
    return changes


def rebuild(
    store: Store, corpus: Path, encoder: Encoder, on_progress: ProgressCallback, *, empty: bool
) -> Changes:
    """Read, cut and write everything anew, beside the store, which serves until the new one is whole.

    One that was interrupted goes on. Embeddings made by the same encoder that are as they were written are taken over.
    The caller holds the index's lock. A new one may be `empty`. Raises CorpusError when nothing can be read.
    """
    before = _Before()
    new = store.beside()
    if not _unfinished(new, encoder):
        new.discard()
    with suppress(StoreError):
        before = _Before.of(store)
    changes = _follow(new, corpus, lambda: encoder, before, on_progress, empty=empty, older=store)
    new.serve()
    derived.discard_others(store.folder, version_of(new))
    return changes


def _unfinished(store: Store, encoder: Encoder) -> bool:
    """Whether a store is what an interrupted rebuild left, and was not finished with another encoder."""
    try:
        with store.reading() as connection:
            return (
                settings(connection).get("fingerprint", encoder.fingerprint) == encoder.fingerprint
            )
    except StoreError:
        return False


def _follow(
    store: Store,
    corpus: Path,
    encoder: Callable[[], Encoder],
    before: _Before,
    on_progress: ProgressCallback,
    *,
    empty: bool,
    older: Store | None = None,
) -> Changes:
    """Bring a store up to a corpus and its uploads, and tell how that differs from what was before.

    Embeddings that an older store holds are taken from there.
    """
    sweep(store.folder)
    held = _held(store, encoder)
    with Parser() as parser:
        found = Scanner(store, held, encoder, parser).scan(corpus, on_progress)
    _refuse_nothing(corpus, found, held.excluded, before, empty=empty)
    if new := set(found.extractions.values()) - set(held.sources.values()):
        if older and older.exists:
            with suppress(StoreError), store.writing() as connection:
                records.copy_embeddings(connection, str(older.path))
        encode_missing(store, encoder(), new, on_progress)
    with store.writing() as connection:
        records.put_skipped(connection, found.skipped)
        records.put_uploaded(connection, found.uploads)
        set_settings(connection, {"synced": datetime.now(UTC).isoformat(timespec="seconds")})
        if "version" not in settings(connection) or records.named(connection) != found.extractions:
            new_version(connection, store.folder, corpus, found.extractions, encoder)
        else:
            records.drop_unnamed(connection)
    with store.reading() as connection:
        after = records.sources(connection)
        (passages,) = connection.execute("SELECT count(*) FROM passages").fetchone()
    return _changes(before.sources, after, found, passages)


def _refuse_nothing(
    corpus: Path, found: Found, removed: frozenset[str], before: _Before, *, empty: bool
) -> None:
    """Raise CorpusError where a corpus has nothing to read, but its documents are indexed: its disk may not be there.

    So too for a new index, where there are no uploads either, unless it may be `empty`.
    """
    skipped = [each for each in found.skipped if each.source not in found.uploads]
    if (found.extractions.keys() - found.uploads) or removed.intersection(
        each.source for each in skipped
    ):
        return
    new = "version" not in before.settings and not found.extractions
    if before.sources.keys() - before.uploads or (new and not empty):
        raise CorpusError(_nothing(corpus, skipped))


def new_version(
    connection: sqlite3.Connection,
    folder: Path,
    corpus: Path,
    extractions: Mapping[str, int],
    encoder: Callable[[], Encoder],
) -> None:
    """Let the documents be some extractions by their sources, as a new version, with what is derived from it."""
    before = settings(connection).get("version")
    records.put_documents(connection, extractions)
    records.drop_unnamed(connection)
    documents = records.documents_checksum(connection)
    found = {"version": secrets.token_hex(8), "corpus": str(corpus), "documents": documents}
    if "fingerprint" not in settings(connection):
        made = encoder()
        found |= {
            "model": made.name,
            "fingerprint": made.fingerprint,
            "dimension": str(made.dimension),
        }
    set_settings(connection, found)
    derived.build(connection, folder, before)


def publish(
    store: Store, corpus: Path, extractions: Mapping[str, int], encoder: Callable[[], Encoder]
) -> None:
    """Write a version of fewer documents, and leave nothing of those that it lacks.

    Not in an older version either, nor in a rebuild that was interrupted. The caller holds the index's lock.
    """
    with store.writing() as connection:
        new_version(connection, store.folder, corpus, extractions, encoder)
    store.beside().discard()
    store.empty_log()
    derived.discard_others(store.folder, version_of(store))


def version_of(store: Store) -> str:
    """The version that a store holds."""
    with store.reading() as connection:
        return settings(connection)["version"]


def _held(store: Store, encoder: Callable[[], Encoder]) -> Held:
    kept_out = excluded(store.folder)
    if not store.exists:
        return Held({}, {}, {}, kept_out)
    with store.reading() as connection:
        fingerprint = settings(connection).get("fingerprint") or encoder().fingerprint
        refused = {each.source: each for each in records.skipped(connection) if each.sha256}
        return Held(
            records.named(connection),
            records.extractions(connection, fingerprint),
            refused,
            kept_out,
        )


def _changes(
    before: Mapping[str, str], after: Mapping[str, str], found: Found, passages: int
) -> Changes:
    """How two versions differ; a source that came with the bytes of one that went is that one, renamed."""
    gone = sorted(before.keys() - after.keys(), reverse=True)
    by_bytes = {before[source]: source for source in gone}
    renamed, added = [], []
    for source in sorted(after.keys() - before.keys()):
        old = by_bytes.pop(after[source], None)
        if old is None:
            added.append(source)
        else:
            renamed.append((old, source))
    kept = sorted(before.keys() & after.keys())
    return Changes(
        added=tuple(added),
        changed=tuple(source for source in kept if before[source] != after[source]),
        renamed=tuple(renamed),
        removed=tuple(sorted({*gone} - {old for old, _ in renamed})),
        unchanged=tuple(source for source in kept if before[source] == after[source]),
        skipped=tuple(found.skipped),
        passages=passages,
        encodings=found.encodings,
    )


def _nothing(corpus: Path, skipped: list[Skipped]) -> str:
    reasons = "; ".join(f"{each.source}: {each.reason}" for each in skipped[:3])
    seen = (
        f"{len(skipped)} skipped ({reasons}{'; …' if len(skipped) > 3 else ''})"
        if skipped
        else "it is empty"
    )
    return f"nothing to quote in {corpus}: {seen}; add documents ({', '.join(READERS)})"
