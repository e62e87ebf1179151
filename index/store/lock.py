"""The right to write an index: held by one at a time, and freed when its process ends, however it ends."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from fonti.index.errors import StoreError
from fonti.index.progress import ProgressCallback

_WAIT = 600.0  # seconds that a writer waits for another
_LOOK = 0.5  # seconds between two words of it
_LOCK, _WRITER = ".lock", ".writer"


@contextmanager
def right_to_write(folder: Path, *, wait: bool, on_progress: ProgressCallback) -> Iterator[None]:
    """Hold the lock of an index's folder, which is made where it is missing; another writer is waited for if asked.

    Raises StoreError where another one goes on writing, or the folder cannot be written.
    """
    from filelock import FileLock, Timeout  # imported late: who asks a question writes nothing

    lock = FileLock(folder / _LOCK)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(Timeout):
            lock.acquire(timeout=0)
        patience = time.monotonic() + _WAIT
        while wait and not lock.is_locked and time.monotonic() < patience:
            on_progress("waiting", 0, 1)  # again and again: who hears it may give up
            with suppress(Timeout):
                lock.acquire(timeout=_LOOK)
        if not lock.is_locked:
            raise Timeout(str(lock.lock_file))
        with suppress(OSError):  # on a full disk, what is written may be what frees it
            (folder / _WRITER).write_text(
                json.dumps({"process": os.getpid(), "since": datetime.now(UTC).isoformat()})
            )
    except Timeout as error:
        raise StoreError(
            f"{_writer(folder)} is writing the index in {folder}; wait for it to end"
        ) from error
    except OSError as error:
        lock.release()
        raise StoreError(
            f"the index cannot be written in {folder} ({error.strerror or error}); make that folder writable, free "
            "space, or name another with --index"
        ) from error
    try:
        yield
    finally:
        with suppress(OSError):
            (folder / _WRITER).unlink()
        lock.release()


def _writer(folder: Path) -> str:
    """Who holds the lock, as far as it said."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        found = json.loads((folder / _WRITER).read_text("utf-8"))
        since = datetime.fromisoformat(found["since"]).astimezone()
        return f"process {int(found['process'])}, since {since:%H:%M:%S},"
    return "another process"
