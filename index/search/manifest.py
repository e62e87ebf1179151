"""The manifest of a folder of search files: the SHA-256 that each file was written with.

FAISS and tantivy do not validate the files that they load, so the hashes are checked before.
"""

import hashlib
import json
from collections.abc import Container
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from fonti.index.search import lexical, vectors

_MANIFEST_FILE = "manifest.json"

# Search files of other versions of these are built again: terms and sketches may differ.
_MADE_BY = f"{vectors.MADE_BY}, {lexical.MADE_BY}"


def is_intact(folder: Path) -> bool:
    """Return whether a folder contains exactly the files that were written there."""
    try:
        return load_manifest(folder) == hash_files(folder)
    except (OSError, ValueError):
        return False


def is_outdated(folder: Path) -> bool:
    """Return whether a folder was written by another version of Fonti or of its libraries."""
    with suppress(OSError, ValueError):
        manifest = json.loads((folder / _MANIFEST_FILE).read_text("utf-8"))
        return isinstance(manifest, dict) and manifest.get("made by") != _MADE_BY
    return False


def has_all_files(folder: Path) -> bool:
    """Return whether all files of a folder are there. Raises OSError or ValueError."""
    return all((folder / name).exists() for name in load_manifest(folder))


def load_manifest(folder: Path) -> dict[str, str]:
    """Return the SHA-256 that each file of a folder was written with, by its relative path.

    Raises:
        OSError: There is no manifest.
        ValueError: It is not a manifest of this version of Fonti and its libraries.

    """
    manifest = json.loads((folder / _MANIFEST_FILE).read_text("utf-8"))
    is_ours = isinstance(manifest, dict) and manifest.get("made by") == _MADE_BY
    if not is_ours or not isinstance(manifest.get("files"), dict):
        raise ValueError(f"{folder} is not made by {_MADE_BY}")
    return {str(name): str(sha256) for name, sha256 in manifest["files"].items()}


def load_reusable_manifest(folder: Path) -> dict[str, str]:
    """Return the manifest of a version if its rows and vectors are intact; else an empty one.

    The word files, which are in subfolders, are not checked: they are reused with their hashes.
    """
    try:
        manifest = load_manifest(folder)
        own = {name: sha256 for name, sha256 in manifest.items() if "/" not in name}
        in_folders = manifest.keys() - own.keys()
        return manifest if own == hash_files(folder, exclude=in_folders) else {}
    except (OSError, ValueError):
        return {}


def write_manifest(folder: Path, known: dict[str, str]) -> None:
    """Write the manifest of a folder.

    Args:
        folder: The folder.
        known: The hashes of files that are not hashed again.

    Raises:
        OSError: A file cannot be read, or the manifest not written.

    """
    files = known | hash_files(folder, exclude=known)
    manifest = {"made by": _MADE_BY, "files": files}
    (folder / _MANIFEST_FILE).write_text(json.dumps(manifest), "utf-8")


def hash_files(folder: Path, exclude: Container[str] = ()) -> dict[str, str]:
    """Return the SHA-256 of the files of a folder by relative path, without locks and manifest."""
    files: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        is_ours = path.suffix != ".lock" and name != _MANIFEST_FILE
        if is_ours and name not in exclude and path.is_file():
            files[name] = path

    # Threads hash large files at the same time.
    with ThreadPoolExecutor() as pool:
        return dict(zip(files, pool.map(_hash_file, files.values()), strict=True))


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
