"""Folders that are made once for all processes of a test run."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def make_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that the first process that needs it makes; no test changes it.

    Args:
        factory: Names the temporary folder of the process.
        name: The name of the folder.
        make: Fills the folder, which exists and is empty or half made.

    """
    own = factory.getbasetemp()
    # Each process of xdist has its folder in that of the run.
    root = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder = root / name
    is_ready = root / f"{name}.ready"

    with FileLock(root / f"{name}.lock"):
        if not is_ready.exists():
            folder.mkdir(exist_ok=True)
            make(folder)
            is_ready.touch()
    return folder
