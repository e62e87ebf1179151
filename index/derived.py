"""What is derived from the record for searching: vectors and words, in a folder that carries the record's version.

The folder is written aside and moved to its name whole. The FAISS files' hashes are checked before they are read; a
folder that is missing or altered is built again from the record.
"""

import hashlib
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.store import STORED, settings
from index.vectors import FloatArray, VectorIndex
from index.words import WordIndex

_PREFIX = "version-"
_VECTORS = ("passages.faiss", "sentences.faiss")
_WORDS = "words"
_MANIFEST = "manifest.json"
_BLOCK = 10_000  # rows read at a time


@dataclass(frozen=True, slots=True)
class PassageTable:
    """Passages by row: their ids, their documents' ids, and their languages as indices into `languages`."""

    id: npt.NDArray[np.int64]
    document: npt.NDArray[np.int64]
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
    """The derived form of the version that a connection sees: loaded from an index's folder, or built there first."""
    version = settings(connection)["version"]
    at = folder / f"{_PREFIX}{version}"
    if not _whole(at):
        build(connection, folder)
    passages, passage_of_sentence = _tables(connection)
    vectors = [VectorIndex.load(at / name) for name in _VECTORS]
    return Derived(version, passages, passage_of_sentence, vectors[0], vectors[1], WordIndex.load(at / _WORDS))


def build(connection: sqlite3.Connection, folder: Path) -> None:
    """Write the derived form of the version that a connection sees, changes not yet committed among them."""
    found = settings(connection)
    at = folder / f"{_PREFIX}{found['version']}"
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=folder))
    try:
        hashes = {}
        for name, table in zip(_VECTORS, ("passages", "sentences"), strict=True):
            VectorIndex.build(int(found["dimension"]), _embeddings(connection, table)).save(building / name)
            hashes[name] = _sha256(building / name)
        query = "SELECT document, language, text FROM passages ORDER BY id"
        rows = ((row, *passage) for row, passage in enumerate(connection.execute(query)))
        WordIndex.build(building / _WORDS, rows)
        (building / _MANIFEST).write_text(json.dumps(hashes), "utf-8")
        shutil.rmtree(at, ignore_errors=True)
        building.rename(at)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def discard_others(folder: Path, version: str) -> None:
    """Remove the derived forms of other versions, and what a kill left of building one."""
    for path in [*folder.glob(f"{_PREFIX}*"), *folder.glob(".building-*")]:
        if path.name != f"{_PREFIX}{version}":
            shutil.rmtree(path, ignore_errors=True)


def _whole(at: Path) -> bool:
    try:
        hashes = json.loads((at / _MANIFEST).read_text("utf-8"))
        return hashes.keys() == set(_VECTORS) and all(_sha256(at / name) == hashes[name] for name in _VECTORS)
    except (OSError, ValueError, AttributeError):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _tables(connection: sqlite3.Connection) -> tuple[PassageTable, npt.NDArray[np.int64]]:
    rows = connection.execute("SELECT id, document, language FROM passages ORDER BY id").fetchall()
    languages = tuple(sorted({language for _, _, language in rows}))
    code = {language: number for number, language in enumerate(languages)}
    columns = np.array([(passage, document, code[language]) for passage, document, language in rows], np.int64)
    ids, documents, codes = columns.reshape(-1, 3).T
    passage_of = connection.execute("SELECT passage FROM sentences ORDER BY id").fetchall()
    return PassageTable(ids, documents, codes, languages), np.searchsorted(ids, np.array(passage_of, np.int64).ravel())


def _embeddings(connection: sqlite3.Connection, table: str) -> Iterator[FloatArray]:
    query = f"SELECT e.value FROM {table} t JOIN embeddings e ON e.key = t.embedding ORDER BY t.id"  # noqa: S608
    cursor = connection.execute(query)
    while rows := cursor.fetchmany(_BLOCK):
        yield np.frombuffer(b"".join(value for (value,) in rows), STORED).astype(np.float32).reshape(len(rows), -1)
