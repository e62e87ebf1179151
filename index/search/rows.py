"""The rows of what is searched: which passages and sentences there are, in the order of their ids."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fonti.index.store.database import settings
from fonti.index.store.queries import STORED
from fonti.index.types import FloatArray, IntArray, Mask

VISIBLE = "WHERE extraction IN (SELECT extraction FROM documents)"  # what is read for a version to come is not yet
GRAINS = ("passages", "sentences")
_PASSAGES, _SENTENCES, _LANGUAGES = "passages.rows.npy", "sentences.rows.npy", "languages.json"
# Of all documents, rows are walked in order; of a few, they are looked up.
_ALL = VISIBLE.replace("extraction IN", "+extraction IN", 1)
_SOME = "WHERE extraction IN (SELECT value FROM json_each(:extractions))"
_FROM = {
    "passages": "FROM passages {join} {which} ORDER BY passages.id",
    "sentences": "FROM sentences {order} JOIN passages ON passages.id = passage {join} {which} ORDER BY sentences.id",
}
_BLOCK = 10_000  # rows read at a time


@dataclass(frozen=True, slots=True)
class Rows:
    """Passages and sentences by row, in the order of their ids.

    `passage`, `extraction` and `language` are of the passages: their ids, their extractions' ids, and their languages
    as indices into `languages`. `sentence` and `passage_of` are of the sentences: their ids, and their passages' rows,
    which ascend, since a passage is stored with its sentences.
    """

    passage: IntArray
    extraction: IntArray
    language: IntArray
    sentence: IntArray
    passage_of: IntArray
    languages: tuple[str, ...]

    @classmethod
    def read(
        cls, connection: sqlite3.Connection, extractions: Iterable[int] | None = None
    ) -> "Rows":
        """The rows of some extractions, or of all documents."""
        found = _read(connection, "passages", "passages.id, extraction, language", extractions)
        passages = [(each, extraction, language) for each, extraction, language in found]
        languages = tuple(sorted({language for _, _, language in passages}))
        code = {language: number for number, language in enumerate(languages)}
        columns = [(each, extraction, code[language]) for each, extraction, language in passages]
        passage, extraction, language = np.array(columns, np.int64).reshape(-1, 3).T.copy()
        pairs = np.fromiter(
            _read(connection, "sentences", "sentences.id, passage", extractions),
            np.dtype((np.int64, 2)),
        )
        sentence, of = pairs.T.copy()
        return cls(passage, extraction, language, sentence, np.searchsorted(passage, of), languages)

    def changed(self, kept: Mask, new: "Rows") -> "Rows":
        """Without the passages that are not kept, and with new ones, whose ids are greater."""
        languages = tuple(
            sorted(
                {*(self.languages[code] for code in np.unique(self.language[kept])), *new.languages}
            )
        )
        code = {language: number for number, language in enumerate(languages)}
        codes = [
            np.array([code.get(language, -1) for language in one.languages], np.int64)
            for one in (self, new)
        ]
        with_kept, row = kept[self.passage_of], np.cumsum(kept) - 1
        return Rows(
            np.concatenate([self.passage[kept], new.passage]),
            np.concatenate([self.extraction[kept], new.extraction]),
            np.concatenate([codes[0][self.language[kept]], codes[1][new.language]]),
            np.concatenate([self.sentence[with_kept], new.sentence]),
            np.concatenate([row[self.passage_of[with_kept]], new.passage_of + int(kept.sum())]),
            languages,
        )

    def same(self, other: "Rows") -> bool:
        """Whether another's rows are these."""
        return all(
            np.array_equal(getattr(self, field.name), getattr(other, field.name))
            for field in fields(self)
        )

    def count(self, grain: str) -> int:
        """How many passages or sentences there are."""
        return len(self.passage if grain == "passages" else self.sentence)

    def sentences_of(self, passages: IntArray) -> tuple[IntArray, IntArray]:
        """The rows of the sentences of some passages, by their rows, those of each after those of the one before.

        With them, of shape (len(passages) + 1,), where those of each begin, and the last end.
        """
        first, last = np.searchsorted(self.passage_of, [passages, passages + 1])
        ends = np.cumsum([0, *(last - first)])
        return np.arange(ends[-1]) + np.repeat(first - ends[:-1], last - first), ends

    def save(self, folder: Path) -> None:
        """Write them into a folder. Raises OSError."""
        np.save(folder / _PASSAGES, np.stack([self.passage, self.extraction, self.language]))
        np.save(folder / _SENTENCES, np.stack([self.sentence, self.passage_of]))
        (folder / _LANGUAGES).write_text(json.dumps(self.languages), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Rows":
        """Rows as they were saved. Raises OSError or ValueError."""
        passages = np.load(folder / _PASSAGES, allow_pickle=False)
        sentences = np.load(folder / _SENTENCES, allow_pickle=False)
        languages = tuple(json.loads((folder / _LANGUAGES).read_text("utf-8")))
        passage, extraction, language = passages
        sentence, passage_of = sentences
        return cls(passage, extraction, language, sentence, passage_of, languages)


def count(connection: sqlite3.Connection, grain: str) -> int:
    """How many passages or sentences the documents have."""
    return int(connection.execute(f"SELECT count(*) {_from(grain, VISIBLE)}").fetchone()[0])


def embeddings(
    connection: sqlite3.Connection, grain: str, extractions: Iterable[int] | None = None
) -> Iterator[npt.NDArray[np.floating[Any]]]:
    """The embeddings of the passages or sentences of some extractions, or of all documents, in the order of their rows.

    They come as they are stored, in blocks of shape (n, dimension). One that is missing, or of another length, is left
    out.
    """
    join = f"JOIN embeddings e ON e.key = {grain}.embedding AND {_whole(connection)}"
    cursor = _read(connection, grain, "e.value", extractions, join)
    while rows := cursor.fetchmany(_BLOCK):
        yield np.frombuffer(b"".join(value for (value,) in rows), STORED).reshape(len(rows), -1)


def embeddings_of(connection: sqlite3.Connection, grain: str, ids: IntArray) -> FloatArray:
    """The embeddings of the passages or sentences of some ids, in their order.

    Raises ValueError where one is missing, or of another length.
    """
    query = (
        f"SELECT wanted.key, e.value FROM json_each(?) wanted JOIN {grain} r ON r.id = wanted.value "
        f"JOIN embeddings e ON e.key = r.embedding AND {_whole(connection)}"
    )
    found = dict(
        connection.execute(query, (json.dumps(ids.tolist()),))
    )  # SQLite would sort them on the disk
    if len(found) != len(ids):
        raise ValueError(f"embeddings are missing, those of {len(ids) - len(found)} {grain}")
    values = b"".join(found[place] for place in range(len(ids)))
    return (
        np.frombuffer(values, STORED).astype(np.float32).reshape(len(ids), _dimension(connection))
    )


def texts(connection: sqlite3.Connection, ids: range) -> Iterator[tuple[int, int, str, str]]:
    """The documents' passages of some ids, in order: each its id, its extraction's id, its language and its text."""
    query = f"SELECT passages.id, extraction, language, text FROM passages {_ALL} AND passages.id BETWEEN ? AND ?"
    yield from connection.execute(f"{query} ORDER BY passages.id", (ids.start, ids.stop - 1))


def _whole(connection: sqlite3.Connection) -> str:
    """The condition that an embedding is as long as it is to be."""
    return f"length(e.value) = {_dimension(connection) * STORED.itemsize}"


def _dimension(connection: sqlite3.Connection) -> int:
    return int(settings(connection)["dimension"])


def _from(grain: str, which: str, join: str = "") -> str:
    return _FROM[grain].format(join=join, which=which, order="CROSS" if which == _ALL else "")


def _read(
    connection: sqlite3.Connection,
    grain: str,
    columns: str,
    extractions: Iterable[int] | None,
    join: str = "",
) -> sqlite3.Cursor:
    if extractions is None:
        return connection.execute(f"SELECT {columns} {_from(grain, _ALL, join)}")
    some = {"extractions": json.dumps(list(extractions))}
    return connection.execute(f"SELECT {columns} {_from(grain, _SOME, join)}", some)
