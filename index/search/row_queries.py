"""Read passages, sentences and their embeddings from SQLite, in the order of the search rows."""

import json
import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fonti.index.search.rows import RowKind, SearchRows
from fonti.index.store.embeddings import EMBEDDING_DTYPE
from fonti.index.store.settings import load_settings
from fonti.index.types import FloatArray, IntArray

# Texts that were read for a version to come belong to no document yet.
WHERE_OF_DOCUMENTS = "WHERE extraction IN (SELECT extraction FROM documents)"

# The same for a query that returns all rows: without the `+`, SQLite would look them up by
# extraction and sort them afterwards, instead of walking them in order.
_WHERE_OF_ALL_DOCUMENTS = "WHERE +extraction IN (SELECT extraction FROM documents)"
_WHERE_OF_EXTRACTIONS = "WHERE extraction IN (SELECT value FROM json_each(:extractions))"

# Embeddings read at a time, so that memory stays small: 10,000 of the embedded model are 8 MB.
_BLOCK_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class PassageText:
    """The values of a passage that the word index contains.

    Attributes:
        passage_id: The id of the passage.
        extraction_id: The id of the text that it is a part of.
        language: The language of the passage.
        text: Its text.
        heading: The title of the document and the headings above the passage.
        pages: The pages that it stands on.

    """

    passage_id: int
    extraction_id: int
    language: str
    text: str
    heading: str = ""
    pages: tuple[int, ...] = ()


def load_rows(
    connection: sqlite3.Connection, extraction_ids: Iterable[int] | None = None
) -> SearchRows:
    """Return the search rows of some extractions, or of all documents if none are named."""
    columns = "passages.id, extraction, language"
    passages = _select(connection, "passages", columns, extraction_ids).fetchall()
    languages = tuple(sorted({language for _, _, language in passages}))
    codes = {language: code for code, language in enumerate(languages)}

    numbers = [(passage, extraction, codes[language]) for passage, extraction, language in passages]
    ids, extractions, language_codes = np.array(numbers, np.int64).reshape(-1, 3).T.copy()

    sentences = _select(connection, "sentences", "sentences.id, passage", extraction_ids)
    pairs = np.fromiter(sentences, np.dtype((np.int64, 2)))
    sentence_ids, sentence_passages = pairs.T.copy()

    return SearchRows(
        passage_ids=ids,
        extraction_ids=extractions,
        language_codes=language_codes,
        sentence_ids=sentence_ids,
        passage_of_sentence=np.searchsorted(ids, sentence_passages),
        languages=languages,
    )


def count_rows(connection: sqlite3.Connection, kind: RowKind) -> int:
    """Return how many passages or sentences the documents have."""
    tables = "passages"
    if kind == "sentences":
        tables = "sentences JOIN passages ON passages.id = passage"
    row = connection.execute(f"SELECT count(*) FROM {tables} {WHERE_OF_DOCUMENTS}").fetchone()
    return int(row[0])


def iterate_embeddings(
    connection: sqlite3.Connection, kind: RowKind, extraction_ids: Iterable[int] | None = None
) -> Iterator[npt.NDArray[np.floating[Any]]]:
    """Yield the embeddings of passages or sentences in blocks, in the order of the search rows.

    If an embedding is missing or has a wrong length, its row is left out.

    Args:
        connection: A connection to the index.
        kind: Whether to read the embeddings of passages or of sentences.
        extraction_ids: The extractions to read; None for those of all documents.

    Yields:
        Blocks of shape (rows, dimension), in half precision, as SQLite stores them.

    """
    join = f"JOIN embeddings e ON e.key = {kind}.embedding AND {_make_length_condition(connection)}"
    cursor = _select(connection, kind, "e.value", extraction_ids, join)
    while rows := cursor.fetchmany(_BLOCK_ROWS):
        values = b"".join(value for (value,) in rows)
        yield np.frombuffer(values, EMBEDDING_DTYPE).reshape(len(rows), -1)


def load_embeddings(connection: sqlite3.Connection, kind: RowKind, ids: IntArray) -> FloatArray:
    """Return the embeddings of passages or sentences, in the order of the given ids.

    Returns:
        Embeddings of shape (len(ids), dimension).

    Raises:
        ValueError: An embedding is missing or has another length.

    """
    query = (
        f"SELECT wanted.key, e.value FROM json_each(?) wanted JOIN {kind} r ON r.id = wanted.value "
        f"JOIN embeddings e ON e.key = r.embedding AND {_make_length_condition(connection)}"
    )
    # They are put in order here: SQLite would sort them on the disk.
    values = dict(connection.execute(query, (json.dumps(ids.tolist()),)))
    if len(values) != len(ids):
        raise ValueError(f"embeddings are missing, those of {len(ids) - len(values)} {kind}")

    joined = b"".join(values[index] for index in range(len(ids)))
    embeddings = np.frombuffer(joined, EMBEDDING_DTYPE).astype(np.float32)
    return embeddings.reshape(len(ids), _load_dimension(connection))


def iterate_passage_texts(connection: sqlite3.Connection, ids: range) -> Iterator[PassageText]:
    """Yield the texts of the documents' passages in a range of ids, by id."""
    query = (
        'SELECT passages.id, extraction, language, text, heading, "start", "end" FROM passages '
        f"{_WHERE_OF_ALL_DOCUMENTS} AND passages.id BETWEEN ? AND ? ORDER BY passages.id"
    )
    layouts: dict[int, tuple[str, list[int]]] = {}
    for passage_id, extraction, language, text, heading, start, end in connection.execute(
        query, (ids.start, ids.stop - 1)
    ):
        if extraction not in layouts:
            layouts[extraction] = _load_title_and_pages(connection, extraction)

        title, pages = layouts[extraction]
        first = bisect_right(pages, start)
        last = bisect_left(pages, end)
        yield PassageText(
            passage_id=passage_id,
            extraction_id=extraction,
            language=language,
            text=text,
            heading=f"{title}\n{heading or ''}",
            pages=tuple(range(max(first, 1), last + 1)) if pages else (),
        )


def _load_title_and_pages(connection: sqlite3.Connection, extraction: int) -> tuple[str, list[int]]:
    """Return the title of a text, "" if it has none, and the offsets at which its pages begin."""
    query = "SELECT title, pages FROM extractions WHERE id = ?"
    title, pages = connection.execute(query, (extraction,)).fetchone()
    return title or "", [int(offset) for offset in json.loads(pages)]


def _select(
    connection: sqlite3.Connection,
    kind: RowKind,
    columns: str,
    extraction_ids: Iterable[int] | None,
    join: str = "",
) -> sqlite3.Cursor:
    """Select columns of passages or sentences, by id."""
    is_all = extraction_ids is None
    tables = "passages"
    if kind == "sentences":
        # Of all documents, sentences are walked in order; a CROSS JOIN keeps SQLite to that.
        join_type = "CROSS JOIN" if is_all else "JOIN"
        tables = f"sentences {join_type} passages ON passages.id = passage"

    condition = _WHERE_OF_ALL_DOCUMENTS if is_all else _WHERE_OF_EXTRACTIONS
    query = f"SELECT {columns} FROM {tables} {join} {condition} ORDER BY {kind}.id"
    if extraction_ids is None:
        return connection.execute(query)
    return connection.execute(query, {"extractions": json.dumps(list(extraction_ids))})


def _make_length_condition(connection: sqlite3.Connection) -> str:
    """Return the condition that an embedding has the length of the index's embeddings."""
    return f"length(e.value) = {_load_dimension(connection) * EMBEDDING_DTYPE.itemsize}"


def _load_dimension(connection: sqlite3.Connection) -> int:
    return int(load_settings(connection)["dimension"])
