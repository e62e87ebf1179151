"""Folders that are made once, in the user's cache: built aside, and moved to their name whole.

So a kill at any moment leaves no half-made folder.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock
from platformdirs import user_cache_path

from fonti.index.errors import ModelError

_MANIFEST = "made-from.json"  # the fingerprint, and the sizes of the files that were made


def models_folder(cache: Path | None = None) -> Path:
    """Where made models are: in a cache (default: the user's)."""
    return (cache or user_cache_path("fonti", appauthor=False)) / "models"


def made(folder: Path, fingerprint: str, make: Callable[[Path], None]) -> Path:
    """A folder that holds what `make` writes into the one it is given, made now unless it is there whole.

    `fingerprint` names what it is made from; a folder made from something else is made anew. Raises ModelError where
    the cache cannot be written, or what `make` raises.
    """
    try:
        if not _whole(folder, fingerprint):
            folder.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(folder.parent / ".lock"):
                if not _whole(folder, fingerprint):
                    _make(folder, fingerprint, make)
    except OSError as error:
        raise ModelError(
            f"cannot make the model in {folder.parent}: {error.strerror or error}; make that folder writable or set "
            "XDG_CACHE_HOME to one that is (1.5 GB while the embedded model is made, then half)"
        ) from error
    return folder


def _whole(folder: Path, fingerprint: str) -> bool:
    try:
        manifest = json.loads((folder / _MANIFEST).read_text("utf-8"))
        sizes = {name: (folder / name).stat().st_size for name in manifest["sizes"]}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(manifest["fingerprint"] == fingerprint and sizes == manifest["sizes"])


def _make(folder: Path, fingerprint: str, make: Callable[[Path], None]) -> None:
    for left in folder.parent.glob(".making-*"):
        shutil.rmtree(left, ignore_errors=True)
    making = Path(tempfile.mkdtemp(prefix=".making-", dir=folder.parent))
    try:
        make(making)
        files = sorted(path for path in making.rglob("*") if path.is_file())
        sizes = {path.relative_to(making).as_posix(): path.stat().st_size for path in files}
        (making / _MANIFEST).write_text(
            json.dumps({"fingerprint": fingerprint, "sizes": sizes}, indent=1), "utf-8"
        )
        for path in [
            *files,
            making / _MANIFEST,
        ]:  # a name may outlast a loss of power that what it names does not
            with path.open("r+b") as file:
                os.fsync(file.fileno())
        shutil.rmtree(folder, ignore_errors=True)
        making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
