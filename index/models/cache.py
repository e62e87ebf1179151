"""Models that are made once and cached in the user's cache folder.

A model is made in a temporary folder, which is then renamed, so that a kill at any moment leaves no
half-made model.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from filelock import FileLock
from platformdirs import user_cache_path

from fonti.index.durable import replace_folder, temporary_folder
from fonti.index.errors import ModelError, system_reason

# What a model was made from, and the sizes and hashes of its files.
_MANIFEST_FILE = "made-from.json"
_LOCK_FILE = ".lock"
_TEMPORARY_PREFIX = ".making-"


def get_models_folder(cache: Path | None = None) -> Path:
    """Return the folder of the models in a cache; None for the user's cache."""
    return (cache or user_cache_path("fonti", appauthor=False)) / "models"


def make_once(folder: Path, fingerprint: str, make: Callable[[Path], None]) -> Path:
    """Make a model unless it is there already and complete.

    Args:
        folder: The folder of the model.
        fingerprint: Identifies what the model is made from. A model that was made from something
            else is made again.
        make: Writes the model to the folder that it is called with.

    Returns:
        The folder.

    Raises:
        ModelError: The cache cannot be written, or `make` raised an OSError. Other errors of `make`
            are raised unchanged.

    """
    try:
        if not is_complete(folder, fingerprint):
            folder.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(folder.parent / _LOCK_FILE):
                # Another process may have made it meanwhile.
                if not is_complete(folder, fingerprint):
                    _make(folder, fingerprint, make)
    except OSError as error:
        raise ModelError(
            "model_not_made", folder=folder.parent, reason=system_reason(error)
        ) from error
    return folder


def remove_if_damaged(folder: Path) -> None:
    """Remove a model whose files are not those that were written, so that it is made again.

    A model that cannot be loaded or read for another reason, such as a shortage of memory or of
    open files, stays: other processes use it too. So does a folder without a manifest: it is being
    made, or will be.
    """
    # Under the lock, nobody replaces the model between comparison and removal. While another
    # model is made, this one stays until the next time.
    with suppress(OSError), FileLock(folder.parent / _LOCK_FILE, timeout=0):
        if _is_damaged(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_damaged(folder: Path) -> bool:
    """Return whether a model's files differ from what its manifest says. Raises OSError."""
    try:
        manifest = json.loads((folder / _MANIFEST_FILE).read_text("utf-8"))
        return bool(manifest["sha256"] != _hash_files(folder, manifest["sha256"]))
    except (ValueError, KeyError, TypeError):
        return True


def _hash_files(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of files of a folder, in hexadecimal, by name. Raises OSError."""
    hashes = {}
    for name in names:
        with (folder / name).open("rb") as file:
            hashes[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return hashes


def is_complete(folder: Path, fingerprint: str) -> bool:
    """Return whether a folder has the model of a fingerprint, with files of the right sizes."""
    try:
        manifest = json.loads((folder / _MANIFEST_FILE).read_text("utf-8"))
        sizes = {name: (folder / name).stat().st_size for name in manifest["sizes"]}
        return bool(manifest["fingerprint"] == fingerprint and manifest["sizes"] == sizes)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _make(folder: Path, fingerprint: str, make: Callable[[Path], None]) -> None:
    # Under the lock, nobody else makes one: these are of processes that were killed.
    for left_behind in folder.parent.glob(f"{_TEMPORARY_PREFIX}*"):
        shutil.rmtree(left_behind, ignore_errors=True)

    with temporary_folder(folder.parent, _TEMPORARY_PREFIX) as making:
        make(making)
        files = sorted(path for path in making.rglob("*") if path.is_file())
        sizes = {path.relative_to(making).as_posix(): path.stat().st_size for path in files}
        hashes = _hash_files(making, sizes)
        manifest = {"fingerprint": fingerprint, "sizes": sizes, "sha256": hashes}
        (making / _MANIFEST_FILE).write_text(json.dumps(manifest, indent=1), "utf-8")
        replace_folder(making, folder)
