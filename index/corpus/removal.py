"""Take documents out of an index, for good or until they are put back."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from fonti.index.corpus.exclusions import exclude, excluded
from fonti.index.corpus.uploads import erase, upload
from fonti.index.errors import CorpusError, run


def take_out(index: Path, documents: Mapping[str, int], sources: Iterable[str]) -> dict[str, int]:
    """Let no sync read some of the documents of an index's folder again; the others. Raises CorpusError."""
    taken = set(sources)
    if unknown := sorted(taken - documents.keys()):
        listing = run("export", "--index", index)
        raise CorpusError(
            f"no document {unknown[0]!r} in the index; to list all of them, {listing}"
        )
    exclude(index, excluded(index) | taken)
    return {source: extraction for source, extraction in documents.items() if source not in taken}


def put_back(index: Path, sources: Iterable[str]) -> None:
    """Let the next sync read sources again that were taken out. Raises CorpusError for one that was not."""
    removed = excluded(index)
    if unknown := sorted(set(sources) - removed):
        raise CorpusError(
            f"{unknown[0]!r} was not removed from the index in {index}; to see what was, "
            f"{run('status', '--index', index)}"
        )
    exclude(index, removed.difference(sources))


def delete_upload(index: Path, corpus: Path, documents: Iterable[str], source: str) -> None:
    """Delete an upload's file. Raises CorpusError where there is none, or it is one of the documents, or StoreError."""
    if source in documents:
        raise CorpusError(f"{source!r} is in the index in {index}; remove it before it is deleted")
    if (found := upload(index, source)) is None:
        raise CorpusError(f"no upload {source!r} in {index}; files of {corpus} are only read")
    erase(found)
    exclude(index, excluded(index) - {source})
