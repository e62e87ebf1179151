"""Find the documents whose files are no longer what was indexed."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from fonti.index.corpus.files import compute_sha256, read_content
from fonti.index.types import Skipped


def find_changed_files(
    corpus: Path, hashes: Mapping[str, str], synced_at: str | None
) -> Iterator[str]:
    """Yield the sources of a corpus whose files changed, or are gone, since they were indexed.

    Only a file that was modified after the last sync is read: one that was replaced by an older
    file, or modified while the sync ran, is not noticed.

    Args:
        corpus: The folder or file of documents. If it is not there, nothing is known to have
            changed.
        hashes: The SHA-256 of the bytes that were indexed, by source.
        synced_at: When the last sync ended (ISO 8601); None if that is not known.

    """
    if not corpus.exists():
        return
    for source, sha256 in hashes.items():
        path = corpus / source if corpus.is_dir() else corpus
        if _has_changed(source, path, sha256, synced_at):
            yield source


def _has_changed(source: str, path: Path, sha256: str, synced_at: str | None) -> bool:
    """Return whether a file has other bytes than those with a hash, or is gone."""
    try:
        modified_at = path.stat().st_mtime
    except FileNotFoundError:
        # A name with bytes that are no text is escaped in the source.
        return "\\" not in source
    except OSError:
        return False
    if synced_at is not None and modified_at < datetime.fromisoformat(synced_at).timestamp():
        return False
    content = read_content(source, path)
    return not isinstance(content, Skipped) and compute_sha256(content) != sha256
