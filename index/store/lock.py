"""The lock of an index, which one writer holds at a time.

The system frees it when the writer's process ends, however it ends.
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fonti.index.durable import PRIVATE_FILE, PRIVATE_FOLDER, replace_file, set_folder_aside
from fonti.index.errors import StoreError, system_reason
from fonti.index.progress import ProgressCallback

if TYPE_CHECKING:
    from filelock import FileLock

_LOCK_FILE = ".lock"

# Says which process holds the lock, and since when.
_WRITER_FILE = ".writer"

# How long a writer waits for another one.
_TIMEOUT_SECONDS = 600.0

# How often a writer that waits reports it, so that the caller can give up.
_REPORT_EVERY_SECONDS = 0.5


@contextmanager
def lock_for_writing(folder: Path, *, wait: bool, on_progress: ProgressCallback) -> Iterator[None]:
    """Hold the lock of an index's folder, which is made if it is missing.

    A new folder can be read only by its owner: the documents may be private.

    Args:
        folder: The folder of the index.
        wait: Whether to wait for another writer.
        on_progress: Called while it waits.

    Raises:
        StoreError: Another writer holds the lock, or the folder cannot be written.

    """
    # Imported late: asking a question needs no lock.
    from filelock import FileLock

    lock = FileLock(folder / _LOCK_FILE, mode=PRIVATE_FILE)
    try:
        folder.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        set_folder_aside(folder / _LOCK_FILE)
        _acquire(lock, wait=wait, on_progress=on_progress)
    except OSError as error:
        lock.release()
        raise StoreError(
            "index_not_writable", folder=folder, reason=system_reason(error)
        ) from error

    if not lock.is_locked:
        raise _make_locked_error(folder)

    try:
        _record_writer(folder)
        yield
    finally:
        with suppress(OSError):
            (folder / _WRITER_FILE).unlink()
        lock.release()


def _acquire(lock: "FileLock", *, wait: bool, on_progress: ProgressCallback) -> None:
    """Try to acquire a lock, for some time if it may wait. Raises OSError."""
    from filelock import Timeout

    with suppress(Timeout):
        lock.acquire(timeout=0)

    deadline = time.monotonic() + _TIMEOUT_SECONDS
    while wait and not lock.is_locked and time.monotonic() < deadline:
        on_progress("waiting", 0, 1)
        with suppress(Timeout):
            lock.acquire(timeout=_REPORT_EVERY_SECONDS)


def _record_writer(folder: Path) -> None:
    """Write which process holds the lock."""
    writer = {"process": os.getpid(), "since": datetime.now(UTC).isoformat()}

    # On a full disk, the change that follows may be what frees it.
    with suppress(OSError):
        replace_file(folder / _WRITER_FILE, json.dumps(writer))


def _make_locked_error(folder: Path) -> StoreError:
    """Return the error that names the writer, if it has written who it is."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        writer = json.loads((folder / _WRITER_FILE).read_text("utf-8"))
        process = int(writer["process"])
        since = datetime.fromisoformat(writer["since"]).astimezone()
        return StoreError(
            "index_being_written_by", process=process, since=f"{since:%H:%M:%S}", folder=folder
        )
    return StoreError("index_being_written", folder=folder)
