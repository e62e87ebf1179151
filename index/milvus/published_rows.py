"""Make the rows of a published version from the record, the SQLite file of a local index."""

import json
import sqlite3
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from fonti.index.errors import Reason
from fonti.index.milvus.documents import (
    PublishedDocument,
    iterate_published_texts,
    load_published_documents,
)
from fonti.index.milvus.schema import CollectionKind, ValueKind
from fonti.index.milvus.values import pack_json, split_value
from fonti.index.milvus.vocabulary import Vocabulary
from fonti.index.search.row_queries import (
    PassageText,
    iterate_passage_texts,
    load_embeddings,
    load_rows,
)
from fonti.index.search.rows import SearchRows
from fonti.index.types import FloatArray, IntArray

# Passages that are read from the record at a time.
_BLOCK_PASSAGES = 500

# A word of a passage is a number with a weight, and a number in a list.
_BYTES_PER_TERM = 16

Row = dict[str, Any]


class RowMaker:
    """Makes the rows that are published of a version of a local index.

    Args:
        connection: A connection to the version.

    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    @cached_property
    def search_rows(self) -> SearchRows:
        """Return the passages and sentences of the version."""
        return load_rows(self.connection)

    @cached_property
    def documents(self) -> list[PublishedDocument]:
        """Return the documents of the version, by source."""
        return load_published_documents(self.connection)

    def count_languages(self) -> dict[str, int]:
        """Return the number of passages by language, in the order of the languages' codes."""
        counts = Counter(self.search_rows.language_codes.tolist())
        return {language: counts[code] for code, language in enumerate(self.search_rows.languages)}

    def iterate_rows(self, kind: CollectionKind) -> Iterator[Row]:
        """Yield the rows of a collection.

        Raises:
            ValueError: The record lacks an embedding.

        """
        if kind == "sentences":
            yield from self._iterate_sentences()
        elif kind == "values":
            for number, row in enumerate(self._iterate_values()):
                yield {"id": number, **row}
        elif kind == "terms":
            yield from self._vocabulary.iterate_rows()
        else:
            yield from self._iterate_passages()

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self._iterate_texts())

    def _iterate_passages(self) -> Iterator[Row]:
        for block in self._iterate_blocks():
            ids = self.search_rows.passage_ids[block]
            embeddings = load_embeddings(self.connection, "passages", ids)
            spans = _load_spans(self.connection, ids)
            texts = {text.passage_id: text for text in self._iterate_texts(ids)}
            for row, passage_id, embedding in zip(block, ids.tolist(), embeddings, strict=True):
                start, end, _ = spans[passage_id]
                yield {
                    "id": passage_id,
                    "extraction": int(self.search_rows.extraction_ids[row]),
                    "language": int(self.search_rows.language_codes[row]),
                    "start": start,
                    "end": end,
                    "embedding": embedding,
                    **self._vocabulary.make_fields(texts[passage_id]),
                    "checksum": _compute_checksum(passage_id, embedding),
                }

    def _iterate_sentences(self) -> Iterator[Row]:
        for block in self._iterate_blocks():
            sentence_rows, _ = self.search_rows.find_sentences(block)
            ids = self.search_rows.sentence_ids[sentence_rows]
            embeddings = load_embeddings(self.connection, "sentences", ids)
            passages = self.search_rows.passage_of_sentence[sentence_rows]
            for passage, sentence_id, embedding in zip(
                passages, ids.tolist(), embeddings, strict=True
            ):
                yield {
                    "id": sentence_id,
                    "owner": int(self.search_rows.passage_ids[passage]),
                    "extraction": int(self.search_rows.extraction_ids[passage]),
                    "language": int(self.search_rows.language_codes[passage]),
                    "embedding": embedding,
                    "checksum": _compute_checksum(sentence_id, embedding),
                }

    def _iterate_values(self) -> Iterator[Row]:
        """Yield the rows of the values, without their ids."""
        for number, document in enumerate(self.documents):
            yield from split_value(ValueKind.DOCUMENT, number, pack_json(document.to_json()))
        for extraction, text in iterate_published_texts(self.connection, self.documents):
            yield from split_value(ValueKind.TEXT, extraction, pack_json(text.to_json()))
        for block in self._iterate_blocks():
            ids = self.search_rows.passage_ids[block]
            tokens = _load_tokens(self.connection, ids)
            for passage_id, passage in self._load_passages(block).items():
                yield from split_value(ValueKind.PASSAGE, passage_id, pack_json(passage))
                yield from split_value(ValueKind.TOKENS, passage_id, tokens[passage_id])

    def _load_passages(self, block: IntArray) -> dict[int, Row]:
        """Return the passages of some rows as values of JSON, by id."""
        ids = self.search_rows.passage_ids[block]
        spans = _load_spans(self.connection, ids)
        sentences = _load_sentences(self.connection, ids)
        passages = {}
        texts = self._iterate_texts(ids)
        for row, text in zip(block, texts, strict=True):
            start, end, heading = spans[text.passage_id]
            passages[text.passage_id] = {
                "extraction": int(self.search_rows.extraction_ids[row]),
                "start": start,
                "end": end,
                "text": text.text,
                "heading": heading,
                "language": text.language,
                "sentences": sentences[text.passage_id],
            }
        return passages

    def _iterate_texts(self, ids: IntArray | None = None) -> Iterator[PassageText]:
        """Yield the texts of passages whose ids follow each other, or of all."""
        ids = self.search_rows.passage_ids if ids is None else ids
        if len(ids):
            between = range(int(ids[0]), int(ids[-1]) + 1)
            yield from iterate_passage_texts(self.connection, between)

    def _iterate_blocks(self) -> Iterator[IntArray]:
        """Yield the rows of the passages in blocks."""
        count = len(self.search_rows.passage_ids)
        for start, end in pairwise([*range(0, count, _BLOCK_PASSAGES), count]):
            yield np.arange(start, end)


def measure_row(row: Row) -> int:
    """Return about how many bytes a row has."""
    embedding = row.get("embedding")
    return (
        len(row.get("data", ""))
        + (0 if embedding is None else embedding.nbytes)
        + _BYTES_PER_TERM * len(row.get("words", ()))
    )


def _load_spans(
    connection: sqlite3.Connection, ids: IntArray
) -> dict[int, tuple[int, int, str | None]]:
    """Return the starts, the ends and the headings of passages, by id."""
    query = (
        'SELECT id, "start", "end", heading FROM passages '
        "WHERE id IN (SELECT value FROM json_each(?))"
    )
    rows = connection.execute(query, (_to_json(ids),))
    return {passage_id: (start, end, heading) for passage_id, start, end, heading in rows}


def _load_sentences(
    connection: sqlite3.Connection, ids: IntArray
) -> defaultdict[int, list[Sequence[int]]]:
    """Return the ids, starts and ends of the sentences of passages, by the id of the passage."""
    query = (
        'SELECT passage, id, "start", "end" FROM sentences '
        'WHERE passage IN (SELECT value FROM json_each(?)) ORDER BY "start"'
    )
    sentences: defaultdict[int, list[Sequence[int]]] = defaultdict(list)
    for passage_id, *sentence in connection.execute(query, (_to_json(ids),)):
        sentences[passage_id].append(sentence)
    return sentences


def _load_tokens(connection: sqlite3.Connection, ids: IntArray) -> dict[int, bytes]:
    """Return the token embeddings of passages as they are stored, by id."""
    query = (
        "SELECT p.id, t.value FROM passages p JOIN tokens t ON t.key = p.embedding "
        "WHERE p.id IN (SELECT value FROM json_each(?))"
    )
    tokens = dict(connection.execute(query, (_to_json(ids),)))
    if len(tokens) != len(ids):
        raise ValueError(str(Reason("index_tokens_unreadable")))
    return tokens


def _compute_checksum(identity: int, embedding: FloatArray) -> int:
    return zlib.crc32(embedding.tobytes(), zlib.crc32(str(identity).encode()))


def _to_json(ids: IntArray) -> str:
    return json.dumps(ids.tolist())
