"""What is derived from the record for searching: vectors and words, in a folder that carries the record's version.

The folder is written aside and moved to its name whole. Its files' hashes are checked before they are read, since FAISS
and tantivy trust what they are given; a folder that is missing or altered is built again from the record. A new version
is made from the one before (index/deriving.py); files that both have are one on the disk.
"""

import hashlib
import json
import re
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Container, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from fonti.index.errors import StoreError
from fonti.index.search import lexical as words
from fonti.index.search import vectors
from fonti.index.search.build import WORDS, write
from fonti.index.search.lexical import WordIndex
from fonti.index.search.rows import GRAINS, Rows
from fonti.index.search.vectors import Codes, VectorIndex
from fonti.index.store.database import settings

FOLDER = "derived"
_VERSION = re.compile(r"[0-9a-f]{16}")
_ABANDONED = 3600.0  # seconds after which an unfinished folder is nobody's
_BUILDING = ".building-"
_MANIFEST = "manifest.json"
_MADE_BY = f"{vectors.MADE_BY}, {words.MADE_BY}"  # by others, it is made again: stems and files may be other ones


@dataclass(frozen=True, slots=True)
class Derived:
    """The searchable form of one version; vectors are numbered as the rows are, their groups are the languages."""

    version: str
    rows: Rows
    passage_vectors: VectorIndex
    sentence_vectors: VectorIndex
    words: WordIndex


def derive(connection: sqlite3.Connection, folder: Path) -> Derived:
    """The derived form of the version that a connection sees: loaded from an index's folder, or built there."""
    at = _place(folder, settings(connection)["version"])
    try:
        if not whole(at):
            raise FileNotFoundError(at)
        loaded = _load(connection, at)
        if not _still_there(
            at
        ):  # tantivy takes a file that goes while it loads for one that is not needed
            raise FileNotFoundError(at)
        return loaded
    except (
        OSError,
        RuntimeError,
        ValueError,
    ):  # missing or altered, or a newer version just took its place
        with _built(connection, folder, None) as building:
            derived = _load(connection, building)
            _publish(building, at)
            return derived


def _place(folder: Path, version: str) -> Path:
    """Where the derived form of a version is. Raises ValueError for one of another kind: it becomes a folder's name."""
    if not _VERSION.fullmatch(version):
        raise ValueError(f"its version is {version!r}")
    return folder / FOLDER / version


def whole(at: Path) -> bool:
    """Whether a folder holds what was written there, to the byte."""
    try:
        return _manifest(at) == _hashes(at)
    except (OSError, ValueError):
        return False


def _manifest(at: Path) -> dict[str, str]:
    """The SHA-256 that each file of a folder was written with, by its path. Raises OSError or ValueError."""
    read = json.loads((at / _MANIFEST).read_text("utf-8"))
    if (
        not isinstance(read, dict)
        or read.get("made by") != _MADE_BY
        or not isinstance(read.get("files"), dict)
    ):
        raise ValueError(f"{at} is not made by {_MADE_BY}")
    return {str(name): str(sha256) for name, sha256 in read["files"].items()}


def outdated(at: Path) -> bool:
    """Whether what is searched was made by another version of Fonti, or of what it searches with."""
    with suppress(OSError, ValueError):
        read = json.loads((at / _MANIFEST).read_text("utf-8"))
        return isinstance(read, dict) and read.get("made by") != _MADE_BY
    return False


def _still_there(at: Path) -> bool:
    """Whether no file of a folder is gone, for a newer version took its place."""
    return all((at / name).exists() for name in _manifest(at))


def build(connection: sqlite3.Connection, folder: Path, before: str | None) -> None:
    """Write the derived form of the version that a connection sees, changes not yet committed among them.

    It is made from that of the version `before`, as far as there is one and it serves.
    """
    earlier = folder / FOLDER / before if before and _VERSION.fullmatch(before) else None
    with _built(connection, folder, earlier) as building:
        _publish(building, _place(folder, settings(connection)["version"]))


@contextmanager
def _built(connection: sqlite3.Connection, folder: Path, before: Path | None) -> Iterator[Path]:
    """A folder aside that holds the whole derived form, and is removed unless it was moved to its name."""
    building = _aside(folder / FOLDER)
    try:
        kept = _kept(before) if before else {}
        taken = {
            f"{WORDS}/{block}"
            for block in write(connection, folder, building, before if kept else None)
        }
        carried = {name: sha256 for name, sha256 in kept.items() if name.rsplit("/", 2)[0] in taken}
        files = carried | _hashes(building, exclude=carried)
        (building / _MANIFEST).write_text(
            json.dumps({"made by": _MADE_BY, "files": files}), "utf-8"
        )
        yield building
    except OSError as error:
        raise StoreError(
            f"the index in {folder} cannot be used: what is searched cannot be written ({error}); free some space"
        ) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _aside(within: Path) -> Path:
    """A new folder to build in: in the index, or where that cannot be written in the system's own place."""
    try:
        within.mkdir(exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=_BUILDING, dir=within))
    except OSError:
        return Path(tempfile.mkdtemp(prefix="fonti-"))


def _publish(building: Path, at: Path) -> None:
    """Move a whole folder to its name; where another process was faster, its folder is as good."""
    shutil.rmtree(at, ignore_errors=True)
    with suppress(OSError):
        building.rename(at)


def _load(connection: sqlite3.Connection, at: Path) -> Derived:
    found, rows = settings(connection), Rows.load(at)
    dimension = int(found["dimension"])
    groups = {"passages": rows.language, "sentences": rows.language[rows.passage_of]}
    passages, sentences = (
        VectorIndex(Codes.load(at, grain, rows.count(grain), dimension), dimension, groups[grain])
        for grain in GRAINS
    )
    words = WordIndex.load(sorted((at / WORDS).iterdir(), key=lambda block: int(block.name)))
    return Derived(found["version"], rows, passages, sentences, words)


def discard_others(folder: Path, version: str) -> None:
    """Remove the derived forms of other versions, and what a kill left of building one."""
    for path in (folder / FOLDER).glob("*"):
        ours = _VERSION.fullmatch(path.name) or path.name.startswith(_BUILDING)
        if ours and path.name != version and not _in_work(path):
            shutil.rmtree(path, ignore_errors=True)


def _in_work(path: Path) -> bool:
    """Whether another process may be building there, or has moved it away just now."""
    try:
        return path.name.startswith(_BUILDING) and time.time() - path.stat().st_mtime < _ABANDONED
    except FileNotFoundError:
        return True


def _kept(before: Path) -> dict[str, str]:
    """The manifest of a version, where it is as it was written; words are not looked at, and carry their hashes on."""
    try:
        kept = _manifest(before)
        own = {name: sha256 for name, sha256 in kept.items() if "/" not in name}
        return kept if own == _hashes(before, exclude=kept.keys() - own.keys()) else {}
    except (OSError, ValueError):
        return {}


def _hashes(at: Path, exclude: Container[str] = ()) -> dict[str, str]:
    """The SHA-256 of each file, by its path in the folder; but for some."""
    files = (
        (path.relative_to(at).as_posix(), path) for path in sorted(at.rglob("*")) if path.is_file()
    )
    ours = {
        name: path
        for name, path in files
        if path.suffix != ".lock" and name != _MANIFEST and name not in exclude
    }
    with ThreadPoolExecutor() as pool:  # which hashes large files at once
        return dict(zip(ours, pool.map(_sha256, ours.values()), strict=True))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
