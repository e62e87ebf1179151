"""Exclude documents from an index although their files still exist.

The list of their sources is a separate file, so that it survives damage to the SQLite file.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from fonti.index.durable import replace_file
from fonti.index.errors import (
    CorpusError,
    Reason,
    StoreError,
    exception_reason,
    fonti_command,
    system_reason,
)

_FILE = "removed.json"


def load_exclusions(folder: Path) -> frozenset[str]:
    """Return the sources that an index excludes, from the index's folder.

    Raises:
        StoreError: The list cannot be read.

    """
    file = folder / _FILE
    try:
        stored = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return frozenset()
    except OSError as error:
        reason = system_reason(error, with_path=True)
        raise StoreError("exclusions_unreadable", file=file, reason=reason) from error
    except (RecursionError, ValueError) as error:
        reason = exception_reason(error)
        raise StoreError("exclusions_unreadable", file=file, reason=reason) from error

    return frozenset(_check_sources(file, stored))


def save_exclusions(folder: Path, sources: Iterable[str]) -> None:
    """Store the sources that an index excludes, in place of the stored ones. Raises OSError."""
    excluded = sorted(sources)
    stored = {"sources": excluded, "sha256": _compute_sha256(excluded)}
    replace_file(folder / _FILE, json.dumps(stored, ensure_ascii=False, indent=2))


def _check_sources(file: Path, stored: Any) -> list[str]:
    """Return the sources of a list that is whole.

    A damaged name would be one that no document has, and the document would be indexed again.

    Raises:
        StoreError: The list is damaged.

    """
    # Earlier versions stored the names alone.
    sources = stored.get("sources") if isinstance(stored, dict) else stored
    if not isinstance(sources, list) or not all(isinstance(source, str) for source in sources):
        raise StoreError("exclusions_unreadable", file=file, reason=Reason("exclusions_not_a_list"))

    if isinstance(stored, dict) and stored.get("sha256") != _compute_sha256(sources):
        raise StoreError("exclusions_unreadable", file=file, reason=Reason("exclusions_damaged"))
    return sources


def _compute_sha256(sources: Sequence[str]) -> str:
    """Return the SHA-256 of names, in hexadecimal."""
    return hashlib.sha256(json.dumps(sources).encode()).hexdigest()


def exclude_documents(
    folder: Path, documents: Mapping[str, int], sources: Iterable[str]
) -> dict[str, int]:
    """Exclude some documents of an index from later syncs, and return the others.

    Args:
        folder: The folder of the index.
        documents: The documents of the index: extraction ids by source.
        sources: The sources to exclude.

    Raises:
        CorpusError: The index has no document of a source; nothing is excluded.

    """
    excluded = set(sources)
    if unknown := sorted(excluded - documents.keys()):
        command = fonti_command("list", folder)
        raise CorpusError("document_not_found", source=unknown[0], command=command)

    save_exclusions(folder, load_exclusions(folder) | excluded)
    return {source: documents[source] for source in documents.keys() - excluded}


def include_documents(folder: Path, sources: Iterable[str]) -> None:
    """Include excluded documents again; the next sync indexes them.

    Raises:
        CorpusError: A source is not excluded; nothing is included.

    """
    included = set(sources)
    excluded = load_exclusions(folder)
    if unknown := sorted(included - excluded):
        command = fonti_command("status", "--index", folder)
        raise CorpusError(
            "document_not_excluded", source=unknown[0], folder=folder, command=command
        )
    save_exclusions(folder, excluded - included)
