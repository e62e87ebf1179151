"""Folders that are made once for all processes of a test run."""

from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def make_once(
    factory: pytest.TempPathFactory, worker: str, name: str, make: Callable[[Path], object]
) -> Path:
    """Return a folder that the first process that needs it makes; no test changes it.

    Args:
        factory: Names the temporary folder of the process.
        worker: The fixture `worker_id`: `master` if the tests run in one process.
        name: The name of the folder.
        make: Fills the folder, which exists and is empty or half made.

    """
    own = factory.getbasetemp()
    root = own if worker == "master" else own.parent
    folder = root / name
    is_ready = root / f"{name}.ready"

    with FileLock(root / f"{name}.lock"):
        if not is_ready.exists():
            folder.mkdir(exist_ok=True)
            make(folder)
            is_ready.touch()
    return folder
