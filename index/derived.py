"""What is derived from the record for searching: vectors and words, in a folder that carries the record's version.

The folder is written aside and moved to its name whole. Its files' hashes are checked before they are read, since FAISS
trusts what it reads; a folder that is missing or altered is built again from the record.
"""

import hashlib
import json
import re
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.errors import StoreError
from index.records import STORED
from index.store import damaged, settings
from index.vectors import FloatArray, VectorIndex
from index.words import WordIndex

FOLDER = "derived"
_VERSION = re.compile(r"[0-9a-f]{16}")
_ABANDONED = 3600.0  # seconds after which an unfinished folder is nobody's
_BUILDING = ".building-"
VISIBLE = "WHERE extraction IN (SELECT extraction FROM documents)"  # what is read for a version to come is not yet
_VECTORS = ("passages", "sentences")
_ROWS = {
    "passages": f"FROM passages {{}} {VISIBLE} ORDER BY passages.id",
    "sentences": f"FROM sentences JOIN passages ON passages.id = passage {{}} {VISIBLE} ORDER BY sentences.id",
}
_WORDS = "words"
_MANIFEST = "manifest.json"
_BLOCK = 10_000  # rows read at a time


@dataclass(frozen=True, slots=True)
class PassageTable:
    """Passages by row: their ids, their extractions' ids, and their languages as indices into `languages`."""

    id: npt.NDArray[np.int64]
    extraction: npt.NDArray[np.int64]
    language: npt.NDArray[np.int64]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Derived:
    """The searchable form of one version; `passage_of_sentence` gives a sentence row its passage row."""

    version: str
    passages: PassageTable
    passage_of_sentence: npt.NDArray[np.int64]
    passage_vectors: VectorIndex
    sentence_vectors: VectorIndex
    words: WordIndex


def derive(connection: sqlite3.Connection, folder: Path) -> Derived:
    """The derived form of the version that a connection sees: loaded from an index's folder, or built there."""
    at = folder / FOLDER / settings(connection)["version"]
    if not _VERSION.fullmatch(at.name):  # it becomes the name of a folder
        raise ValueError(f"its version is {at.name!r}")
    try:
        if not whole(at):
            raise FileNotFoundError(at)
        loaded = _load(connection, at)
        if not _still_there(at):  # tantivy takes a file that goes while it loads for one that is not needed
            raise FileNotFoundError(at)
        return loaded
    except (OSError, RuntimeError, ValueError):  # missing or altered, or a newer version just took its place
        with _built(connection, folder) as building:
            derived = _load(connection, building)
            _publish(building, at)
            return derived


def whole(at: Path) -> bool:
    """Whether a folder holds what was written there, to the byte."""
    try:
        return bool(json.loads((at / _MANIFEST).read_text("utf-8")) == _hashes(at))
    except (OSError, ValueError):
        return False


def _still_there(at: Path) -> bool:
    """Whether no file of a folder is gone, for a newer version took its place."""
    return all((at / name).exists() for name in json.loads((at / _MANIFEST).read_text("utf-8")))


def build(connection: sqlite3.Connection, folder: Path) -> None:
    """Write the derived form of the version that a connection sees, changes not yet committed among them."""
    with _built(connection, folder) as building:
        _publish(building, folder / FOLDER / settings(connection)["version"])


@contextmanager
def _built(connection: sqlite3.Connection, folder: Path) -> Iterator[Path]:
    """A folder aside that holds the whole derived form, and is removed unless it was moved to its name."""
    building = _aside(folder / FOLDER)
    try:
        _write(connection, folder, building)
        yield building
    except OSError as error:
        raise StoreError(
            f"the index in {folder} cannot be used: what is searched cannot be written ({error}); free some space"
        ) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _write(connection: sqlite3.Connection, folder: Path, building: Path) -> None:
    dimension = int(settings(connection)["dimension"])
    for name in _VECTORS:
        vectors = VectorIndex.build(dimension, embeddings(connection, name))
        if missing := count(connection, name) - len(vectors):
            raise damaged(folder, f"embeddings are missing, those of {missing} {name}")
        vectors.save(building / f"{name}.faiss")
    WordIndex.build(building / _WORDS, ((row, *text) for row, text in enumerate(texts(connection))))
    (building / _MANIFEST).write_text(json.dumps(_hashes(building)), "utf-8")


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
    found = settings(connection)
    passages, passage_of_sentence = _tables(connection)
    rows = (len(passages.id), len(passage_of_sentence))
    vectors = [
        VectorIndex.load(at / f"{name}.faiss", count, int(found["dimension"]))
        for name, count in zip(_VECTORS, rows, strict=True)
    ]
    words = WordIndex.load(at / _WORDS)
    return Derived(found["version"], passages, passage_of_sentence, vectors[0], vectors[1], words)


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


def _hashes(at: Path) -> dict[str, str]:
    """The SHA-256 of each file, by its path in the folder."""
    files = (path for path in sorted(at.rglob("*")) if path.is_file() and path.suffix != ".lock")
    return {path.relative_to(at).as_posix(): _sha256(path) for path in files if path.name != _MANIFEST}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def count(connection: sqlite3.Connection, name: str) -> int:
    """How many passages or sentences the documents have."""
    query = f"SELECT count(*) {_ROWS[name].format('')}"
    return int(connection.execute(query).fetchone()[0])


def embeddings(connection: sqlite3.Connection, name: str) -> Iterator[FloatArray]:
    """The embeddings of the passages or sentences, in blocks of shape (n, dimension), in the order of their rows.

    One that is missing, or is of another length, is left out.
    """
    length = int(settings(connection)["dimension"]) * STORED.itemsize
    query = _ROWS[name].format(f"JOIN embeddings e ON e.key = {name}.embedding AND length(e.value) = {length}")
    cursor = connection.execute(f"SELECT e.value {query}")
    while rows := cursor.fetchmany(_BLOCK):
        yield np.frombuffer(b"".join(value for (value,) in rows), STORED).astype(np.float32).reshape(len(rows), -1)


def texts(connection: sqlite3.Connection) -> Iterator[tuple[int, str, str]]:
    """The passages in the order of their rows: each its extraction's id, its language and its text."""
    yield from connection.execute(f"SELECT extraction, language, text {_ROWS['passages'].format('')}")


def _tables(connection: sqlite3.Connection) -> tuple[PassageTable, npt.NDArray[np.int64]]:
    rows = connection.execute(f"SELECT id, extraction, language {_ROWS['passages'].format('')}").fetchall()
    languages = tuple(sorted({language for _, _, language in rows}))
    code = {language: number for number, language in enumerate(languages)}
    columns = np.array([(passage, extraction, code[language]) for passage, extraction, language in rows], np.int64)
    ids, extractions, codes = columns.reshape(-1, 3).T
    passage_of = connection.execute(f"SELECT passage {_ROWS['sentences'].format('')}").fetchall()
    table = PassageTable(ids, extractions, codes, languages)
    return table, np.searchsorted(ids, np.array(passage_of, np.int64).ravel())
