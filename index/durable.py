"""Write files and folders so that a kill or a loss of power leaves the old content or the new one.

The new content is written under a temporary name in the same folder, synced to the disk, and
renamed. A kill can leave a file or folder of a temporary name, which `remove_stale` removes.
"""

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# Begins the temporary names of files, in whatever folder they are: it says whose they are.
TEMPORARY_PREFIX = ".fonti-new-"

# Something of a temporary name that is older than this belongs to a process that was killed.
# Long enough for any upload, and for building the search files of a large index.
STALE_AFTER_SECONDS = 3600.0

# The permissions of files and folders that their owner alone may read and write.
PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def replace_file(path: Path, content: bytes | str, *, mode: int = PRIVATE_FILE) -> None:
    """Write a file, and replace the one that is there.

    Args:
        path: The file. A symbolic link is replaced, not followed.
        content: Its bytes, or text to be encoded as UTF-8.
        mode: The permissions, from which the umask is taken.

    Raises:
        OSError: The file cannot be written; the old one is unchanged.

    """
    remove_stale(path.parent, TEMPORARY_PREFIX)
    temporary = _write_temporary(path.parent, TEMPORARY_PREFIX, content, mode)

    try:
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise

    sync_folder(path.parent)


def create_file(
    path: Path, content: bytes | str, *, prefix: str = TEMPORARY_PREFIX, mode: int = PRIVATE_FILE
) -> bool:
    """Write a new file, and return whether its name was free.

    An existing file, also one that another process creates at the same time, is never overwritten.

    Args:
        path: The file.
        content: Its bytes, or text to be encoded as UTF-8.
        prefix: How its temporary name begins.
        mode: The permissions, from which the umask is taken.

    Raises:
        OSError: The file cannot be written.

    """
    temporary = _write_temporary(path.parent, prefix, content, mode)

    try:
        _link_or_rename(temporary, path)
    except FileExistsError:
        return False
    finally:
        temporary.unlink(missing_ok=True)

    sync_folder(path.parent)
    return True


def erase_file(path: Path) -> None:
    """Overwrite a file with zeros and remove it, so that its content cannot be recovered easily.

    Raises:
        FileNotFoundError: There is no such file.
        OSError: The file cannot be written or removed.

    """
    with path.open("r+b") as file:
        file.write(bytes(os.fstat(file.fileno()).st_size))
        file.flush()
        os.fsync(file.fileno())

    path.unlink()
    sync_folder(path.parent)


@contextmanager
def temporary_folder(parent: Path, prefix: str, *, mode: int = PRIVATE_FOLDER) -> Iterator[Path]:
    """Create a folder to build something in, and remove it at the end if it was not moved away.

    Args:
        parent: The folder to create it in.
        prefix: How its name begins.
        mode: The permissions, from which the umask is taken.

    Raises:
        OSError: The folder cannot be created.

    """
    folder = parent / _random_name(prefix)
    folder.mkdir(mode=mode)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def replace_folder(new: Path, path: Path, *, sync: bool = True) -> None:
    """Move a finished folder to its final name, and remove the folder that was there.

    A folder cannot be replaced in one step. If the process is killed between the two renames, there
    is no folder at `path`, and the old one has the name of `new` with `-old` appended.

    Args:
        new: The finished folder, on the same disk as `path`.
        path: Its final name.
        sync: Whether to sync the files first, so that a loss of power does not damage them.

    Raises:
        OSError: The folder cannot be moved; the old one is unchanged.

    """
    if sync:
        sync_files(new)

    old = new.with_name(f"{new.name}-old")
    try:
        with suppress(FileNotFoundError):
            path.rename(old)
        new.rename(path)
    except BaseException:
        if old.exists() and not path.exists():
            old.rename(path)
        raise
    finally:
        if path.exists():
            shutil.rmtree(old, ignore_errors=True)

    sync_folder(path.parent)


def set_folder_aside(path: Path) -> None:
    """Give a folder that is where a file should be a temporary name. Raises OSError."""
    if path.is_dir() and not path.is_symlink():
        path.rename(path.with_name(_random_name(TEMPORARY_PREFIX)))


def remove_stale(folder: Path, prefix: str) -> None:
    """Remove files and folders of temporary names that a killed process left in a folder.

    What cannot be removed is left. What is younger than STALE_AFTER_SECONDS is left too, since it
    may be in use.
    """
    oldest = time.time() - STALE_AFTER_SECONDS

    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(prefix):
                with suppress(OSError):
                    _remove_if_older(entry, oldest)


def make_private(folder: Path) -> None:
    """Let only the owner read and write a folder, and all that is in it. Raises OSError."""
    folder.chmod(PRIVATE_FOLDER)
    for path in folder.rglob("*"):
        path.chmod(PRIVATE_FOLDER if path.is_dir() else PRIVATE_FILE)


def sync_files(folder: Path) -> None:
    """Sync each file of a folder, and of the folders in it, to the disk. Raises OSError."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("r+b") as file:
                os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Sync the names in a folder to the disk, on systems that can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _random_name(prefix: str) -> str:
    return prefix + secrets.token_hex(8)


def _write_temporary(parent: Path, prefix: str, content: bytes | str, mode: int) -> Path:
    """Write and sync a file of a temporary name, and return it."""
    path = parent / _random_name(prefix)
    data = content.encode() if isinstance(content, str) else content
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, mode)

    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor has no path
            file.write(data)
            file.flush()
            os.fsync(descriptor)
    except BaseException:
        path.unlink(missing_ok=True)
        raise

    return path


def _link_or_rename(temporary: Path, path: Path) -> None:
    """Give a file its final name, which must be free. Raises FileExistsError or OSError."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        # The disk has no hard links. A symbolic link of that name is not followed.
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        temporary.rename(path)


def _remove_if_older(entry: "os.DirEntry[str]", oldest: float) -> None:
    if entry.stat(follow_symlinks=False).st_mtime > oldest:
        return
    if entry.is_dir(follow_symlinks=False):
        shutil.rmtree(entry.path, ignore_errors=True)
    else:
        os.unlink(entry.path)  # noqa: PTH108 - an entry has a path as text
