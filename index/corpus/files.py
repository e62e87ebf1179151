"""The files of a corpus: which may be read, and their bytes; what is passed over and why."""

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from fonti.index.errors import CorpusError
from fonti.index.formats import READERS, suffix_of
from fonti.index.types import Skipped

MAX_BYTES = 256 * 1024 * 1024
_READ = ", ".join(READERS)
_ATTEMPTS = 3  # at reading a file that changes meanwhile
# Should a pipe or a link take the place of a file just now, it is neither waited for nor followed.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)


def find_files(
    corpus: Path, *, exclude: Path | None = None
) -> Iterator[tuple[str, Path] | Skipped]:
    """The files of a corpus (a folder, recursively, or one file), in order of their source, and what is passed over.

    A folder that is to be left `exclude`, such as the index's own, is as if it were not there. Raises CorpusError when
    the corpus does not exist or cannot be listed.
    """
    if not os.path.exists(corpus):  # noqa: PTH110 - a name that is too long is no error here
        raise CorpusError(f"no such file or folder: {corpus}; name a folder of documents")
    if not corpus.is_dir():
        yield _judge(corpus.name, corpus)
        return
    waiting = [(corpus, "")]
    while waiting:  # not by calls within calls: folders may be deeper than these
        folder, its_source = waiting.pop()
        inside = []
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield _unlisted(folder, its_source, error)
            continue
        for entry in entries:
            path, source = Path(entry.path), its_source + _shown(entry.name)
            if path == exclude:
                continue
            if not entry.is_dir():
                yield _judge(source, path)
            elif entry.is_symlink():
                yield Skipped(f"{source}/", "a link, not followed")
            elif entry.name.startswith("."):
                yield Skipped(f"{source}/", "a hidden folder")
            else:
                inside.append((path, f"{source}/"))
        waiting.extend(reversed(inside))


def _shown(name: str) -> str:
    """A file's name as a citation shows it: other bytes than text escaped."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _unlisted(folder: Path, source: str, error: OSError) -> Skipped:
    if not source:
        raise CorpusError(
            f"cannot list the folder {folder}: {error.strerror}; check its permissions"
        ) from error
    return _unread(source, error)


def _unread(source: str, error: OSError) -> Skipped:
    return Skipped(source, f"cannot be read: {error.strerror}", transient=True)


def _judge(source: str, path: Path) -> tuple[str, Path] | Skipped:
    if path.name.startswith("."):
        return Skipped(source, "a hidden file")
    if path.name.startswith("~$"):
        return Skipped(source, "a lock of a word processor, no document")
    if suffix_of(path.name) not in READERS:
        return Skipped(
            source, f"not a format that is read ({path.suffix or 'no suffix'}; read are {_READ})"
        )
    try:
        found = path.lstat()
    except OSError as error:
        return _unread(source, error)
    if stat.S_ISLNK(found.st_mode):
        return Skipped(source, "a link, not followed")
    if not stat.S_ISREG(found.st_mode):
        return Skipped(source, "not a regular file")
    if found.st_size > MAX_BYTES:
        return Skipped(source, f"larger than {MAX_BYTES >> 20} MiB ({found.st_size >> 20} MiB)")
    return source, path


def read_content(source: str, path: Path) -> bytes | Skipped:
    """The bytes of a file, as they were at one moment; Skipped, with the reason, where it cannot be read."""
    try:
        for _ in range(_ATTEMPTS):
            content = bytes_at_rest(path)
            if content is not None:
                return content
    except OSError as error:
        return _unread(source, error)
    return Skipped(
        source,
        "cannot be read: it changes all the while; index again when it rests",
        transient=True,
    )


def bytes_at_rest(path: Path) -> bytes | None:
    """The bytes of a regular file; None where it changed while it was read. Raises OSError."""
    with open(os.open(path, _FLAGS), "rb") as file:  # noqa: PTH123 - a descriptor, no path
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        content = file.read(
            min(before.st_size, MAX_BYTES) + 1
        )  # room for more takes longer to make than to read
        after = os.fstat(file.fileno())
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return content if same and len(content) == after.st_size else None


def sha256_of(content: bytes) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
