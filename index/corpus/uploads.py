"""Uploads: files that an index keeps itself, flat in a folder of its own, and reads beside those of its corpus."""

import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from fonti.index.corpus.exclusions import excluded
from fonti.index.corpus.files import MAX_BYTES, find_files, read_content, sha256_of
from fonti.index.corpus.names import numbered, upload_name
from fonti.index.durable import sync_folder
from fonti.index.errors import CorpusError, StoreError, UploadError
from fonti.index.formats import HEAD, Unreadable, refuse_unlike, suffix_of
from fonti.index.types import Skipped

_FOLDER = "uploads"
_ASIDE = ".upload-"  # what a file is called until it is whole
_ABANDONED = 3600.0  # seconds after which such a file is nobody's


def look_at(file: Path, name: str) -> tuple[str, bytes]:
    """The safe name of a file that is to be uploaded under a name, and its bytes.

    Raises UploadError where an index cannot be given it, CorpusError where it cannot be read.
    """
    source = upload_name(name)
    try:
        size = file.stat().st_size
    except (OSError, ValueError) as error:
        raise CorpusError(
            f"{file} cannot be read: {getattr(error, 'strerror', error)}; name a file"
        ) from error
    if size > MAX_BYTES:
        told = f"{size >> 20:,} MiB; at most {MAX_BYTES >> 20} are read"
        raise UploadError("too_large", f"{source}: too large ({told}); split it")
    content = read_content(source, file.resolve())
    if isinstance(content, Skipped):
        raise CorpusError(f"{file} {content.reason}; name a file that rests")
    if not content:
        raise UploadError("empty", f"{source}: empty (0 bytes); choose another file")
    try:
        refuse_unlike(suffix_of(source), content[:HEAD])
    except Unreadable as error:
        raise UploadError("content", f"{source}: {error}") from error
    return source, content


def keep(index: Path, name: str, content: bytes, indexed: Mapping[str, str]) -> str:
    """Put bytes among the uploads of an index's folder, under the first of a name's numbers that is free; that name.

    `indexed` is the SHA-256 of each document of the index by source. What was kept under the name before is not
    written again. Raises StoreError.
    """
    folder, removed, sha256 = index / _FOLDER, excluded(index), sha256_of(content)

    def keeps(source: str) -> bool:
        """Whether the bytes are kept under a name, now if not before."""
        if source in removed or indexed.get(source, sha256) != sha256:
            return False
        if (
            source not in indexed
            and upload(index, source) is None
            and _write(folder / source, content)
        ):
            return True
        there = upload(index, source)
        return there is not None and there.read_bytes() == content

    try:
        folder.mkdir(parents=True, exist_ok=True)
        return next(filter(keeps, numbered(name)))
    except OSError as error:
        raise StoreError(
            f"{name} cannot be kept in {folder} ({error.strerror}); make that folder writable, or free space"
        ) from error


def upload(index: Path, source: str) -> Path | None:
    """The file of an upload; None where there is none. A source is looked for in a list, so that it leads nowhere."""
    with suppress(FileNotFoundError), os.scandir(index / _FOLDER) as entries:
        for entry in entries:
            if (
                entry.name == source
                and not source.startswith(".")
                and entry.is_file(follow_symlinks=False)
            ):
                return Path(entry.path)
    return None


def find_uploads(index: Path) -> Iterator[tuple[str, Path] | Skipped]:
    """The uploads of an index's folder, in order of their source, and what is passed over. Raises CorpusError."""
    if not (index / _FOLDER).is_dir():
        return
    for listed in find_files(index / _FOLDER):
        source = listed.source if isinstance(listed, Skipped) else listed[0]
        if "/" not in source and not source.startswith("."):
            yield listed


def erase(path: Path) -> None:
    """Delete the file of an upload. Raises StoreError."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(
            f"{path} cannot be deleted ({error.strerror}); make its folder writable"
        ) from error
    sync_folder(path.parent)


def sweep(index: Path) -> None:
    """Delete what kills left of uploads that were not whole yet."""
    for path in (index / _FOLDER).glob(f"{_ASIDE}*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _ABANDONED:
                path.unlink()


def _write(path: Path, content: bytes) -> bool:
    """Write a file aside, then give it its name; whether that was free. Raises OSError."""
    descriptor, name = tempfile.mkstemp(prefix=_ASIDE, dir=path.parent)
    aside = Path(name)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor, no path
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        _name(aside, path)
    except FileExistsError:
        return False
    finally:
        aside.unlink(missing_ok=True)
    sync_folder(path.parent)
    return True


def _name(aside: Path, path: Path) -> None:
    """Give a whole file its name, which must be free. Raises OSError."""
    try:
        os.link(aside, path)
    except FileExistsError:
        raise
    except OSError:  # a disk that has no links
        if os.path.lexists(path):  # no link is followed
            raise FileExistsError(path) from None
        aside.rename(path)
