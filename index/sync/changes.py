"""What a sync changed: the difference between two versions of an index."""

from collections.abc import Mapping
from dataclasses import dataclass

from fonti.index.sync.insert import ScanResult
from fonti.index.types import Skipped


@dataclass(frozen=True, slots=True)
class Changes:
    """What a sync did, by source.

    Attributes:
        added: Documents that are new.
        changed: Documents whose files have other bytes now.
        renamed: The old source and the new one of documents that are only named otherwise.
        removed: Documents that are no longer there.
        unchanged: Documents that are as they were.
        skipped: What was not read, and why.
        passages: How many passages the whole index has.
        encodings: The encoding of each document that was read now and is not UTF-8.

    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    passages: int
    encodings: Mapping[str, str]

    @property
    def has_changes(self) -> bool:
        """Return whether a document was added, changed, renamed or removed."""
        return bool(self.added or self.changed or self.renamed or self.removed)


def compare_versions(
    before: Mapping[str, str], after: Mapping[str, str], scan: ScanResult, passages: int
) -> Changes:
    """Return how two versions differ.

    A source whose bytes are those of a source that went is that one, renamed.

    Args:
        before: The SHA-256 of each document's file in the old version, by source.
        after: The same in the new version.
        scan: What the sync read.
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
        passages=passages,
        encodings=scan.encodings,
    )
