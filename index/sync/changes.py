"""Compare two versions of an index: what a sync changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from fonti.index.extraction_warnings import PartlyRead
from fonti.index.sync.scan import ScanResult
from fonti.index.types import Skipped


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes that a sync made, by source.

    Attributes:
        added: Documents that are new.
        changed: Documents whose files have other bytes now.
        renamed: The old and the new source of documents of which only the name changed.
        removed: Documents whose files are gone.
        unchanged: Documents whose sources and bytes are the same.
        skipped: What was not read, and why.
        partly_read: The documents that were not read whole, or not surely right, and why.
        passages: The number of passages in the index.
        encodings: The encoding of each document that was read now and is not UTF-8.

    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    partly_read: tuple[PartlyRead, ...]
    passages: int
    encodings: Mapping[str, str]

    @property
    def has_changes(self) -> bool:
        """Return whether a document was added, changed, renamed or removed."""
        return bool(self.added or self.changed or self.renamed or self.removed)


def compare_versions(
    before: Mapping[str, str],
    after: Mapping[str, str],
    scan: ScanResult,
    partly_read: tuple[PartlyRead, ...],
    passages: int,
) -> Changes:
    """Return how two versions differ.

    A new source with the same bytes as a removed one is counted as renamed.

    Args:
        before: The SHA-256 of each document's file in the old version, by source.
        after: The same in the new version.
        scan: What the sync read.
        partly_read: The documents of the new version that were not read whole.
        passages: How many passages the new version has.

    """
    gone = sorted(before.keys() - after.keys(), reverse=True)
    gone_by_hash = {before[source]: source for source in gone}

    renamed = []
    added = []
    for source in sorted(after.keys() - before.keys()):
        old_source = gone_by_hash.pop(after[source], None)
        if old_source is None:
            added.append(source)
        else:
            renamed.append((old_source, source))

    changed = []
    unchanged = []
    for source in sorted(before.keys() & after.keys()):
        if before[source] == after[source]:
            unchanged.append(source)
        else:
            changed.append(source)

    renamed_from = {old_source for old_source, _ in renamed}
    return Changes(
        added=tuple(added),
        changed=tuple(changed),
        renamed=tuple(renamed),
        removed=tuple(sorted(set(gone) - renamed_from)),
        unchanged=tuple(unchanged),
        skipped=scan.skipped,
        partly_read=partly_read,
        passages=passages,
        encodings=scan.encodings,
    )
