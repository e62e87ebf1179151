"""Store uploads: files in the folder of an index that are indexed like those of its corpus."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from fonti.index.corpus.exclusions import load_exclusions, save_exclusions
from fonti.index.corpus.files import MAX_BYTES, SourceFile, compute_sha256, find_files, read_content
from fonti.index.corpus.upload_names import iterate_numbered_names, make_safe_upload_name
from fonti.index.durable import PRIVATE_FOLDER, create_file, remove_stale, sync_folder
from fonti.index.errors import CorpusError, StoreError, UploadError, exception_reason, system_reason
from fonti.index.formats import HEAD_BYTES, Unreadable, check_content_matches, suffix_of
from fonti.index.types import Skipped

_FOLDER = "uploads"

# How the name of a file begins until all of it is written.
_TEMPORARY_PREFIX = ".upload-"


@dataclass(frozen=True, slots=True)
class Upload:
    """A validated upload: the safe name of the file, and its bytes."""

    name: str
    content: bytes


def validate_upload(file: Path, name: str) -> Upload:
    """Return a file's safe name and its bytes, if an index can take it.

    Args:
        file: The file.
        name: The name that it is uploaded under, which is not trusted.

    Raises:
        UploadError: The name, the format or the content is not one that can be indexed.
        CorpusError: The file cannot be read.

    """
    safe_name = make_safe_upload_name(name)

    try:
        size = file.stat().st_size
    except (OSError, ValueError) as error:
        reason = exception_reason(error)
        raise CorpusError("upload_file_unreadable", file=file, reason=reason) from error
    if size > MAX_BYTES:
        raise UploadError(
            "upload_too_large", name=safe_name, size_mib=size >> 20, limit_mib=MAX_BYTES >> 20
        )

    content = read_content(safe_name, file.resolve())
    if isinstance(content, Skipped):
        raise CorpusError("upload_file_unstable", file=file, reason=content.reason)
    if not content:
        raise UploadError("upload_empty", name=safe_name)

    try:
        check_content_matches(suffix_of(safe_name), content[:HEAD_BYTES])
    except Unreadable as error:
        raise UploadError("upload_content_mismatch", name=safe_name, reason=error.reason) from error
    return Upload(safe_name, content)


def store_upload(index: Path, upload: Upload, file_hashes: Mapping[str, str]) -> str:
    """Store an upload under the first free one of its numbered names, and return that name.

    A file that is already stored under such a name is not written again.

    Args:
        index: The folder of the index.
        upload: The file.
        file_hashes: The SHA-256 of each document's file in the index, by source.

    Raises:
        StoreError: The file cannot be written.

    """
    folder = index / _FOLDER
    excluded = load_exclusions(index)
    sha256 = compute_sha256(upload.content)

    try:
        folder.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        for name in iterate_numbered_names(upload.name):
            is_other_document = file_hashes.get(name, sha256) != sha256
            if name in excluded or is_other_document:
                continue

            # A document of the same bytes may be a file of the corpus, which would win the name.
            if name not in file_hashes and find_upload(index, name) is None:
                path = folder / name
                if create_file(path, upload.content, prefix=_TEMPORARY_PREFIX):
                    return name

            stored = find_upload(index, name)
            if stored is not None and stored.read_bytes() == upload.content:
                return name
    except OSError as error:
        raise StoreError(
            "upload_not_stored", name=upload.name, folder=folder, reason=system_reason(error)
        ) from error
    raise AssertionError("there is always another numbered name")


def open_incoming_file(index: Path, name: str) -> AbstractContextManager[IO[bytes]]:
    """Return a file to receive an upload into, which is deleted when it is closed.

    Args:
        index: The folder of the index.
        name: The name of the upload, for the error.

    Raises:
        StoreError: It cannot be made.

    """
    folder = index / _FOLDER
    try:
        folder.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        return NamedTemporaryFile(prefix=_TEMPORARY_PREFIX, dir=folder)
    except OSError as error:
        raise StoreError(
            "upload_not_stored", name=name, folder=folder, reason=system_reason(error)
        ) from error


def find_upload(index: Path, source: str) -> Path | None:
    """Return the file of an upload; None if there is none.

    The source is compared with the names in the folder, so that it cannot lead out of it.
    """
    with suppress(FileNotFoundError), os.scandir(index / _FOLDER) as entries:
        for entry in entries:
            is_upload = not entry.name.startswith(".") and entry.is_file(follow_symlinks=False)
            if entry.name == source and is_upload:
                return Path(entry.path)
    return None


def find_uploads(index: Path) -> Iterator[SourceFile | Skipped]:
    """Yield the uploads of an index's folder in the order of their sources, and what is skipped.

    Raises:
        CorpusError: The folder of uploads cannot be listed.

    """
    if not (index / _FOLDER).is_dir():
        return
    for file in find_files(index / _FOLDER):
        is_direct = "/" not in file.source
        if is_direct and not file.source.startswith("."):
            yield file


def delete_upload(index: Path, corpus: Path, documents: Iterable[str], source: str) -> None:
    """Delete the file of an upload.

    Args:
        index: The folder of the index.
        corpus: The corpus, which the error names.
        documents: The sources of the documents in the index.
        source: The source of the upload.

    Raises:
        CorpusError: There is no such upload, or it is still in the index.
        StoreError: The file cannot be deleted.

    """
    path = find_upload(index, source)
    if path is None:
        raise CorpusError("upload_not_found", source=source, folder=index, corpus=corpus)
    if source in documents:
        raise CorpusError("upload_still_indexed", source=source, folder=index)

    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError("upload_not_deleted", file=path, reason=system_reason(error)) from error
    sync_folder(path.parent)

    save_exclusions(index, load_exclusions(index) - {source})


def remove_stale_uploads(index: Path) -> None:
    """Delete partly written uploads, which a killed process left."""
    remove_stale(index / _FOLDER, _TEMPORARY_PREFIX)
