"""Encode the passages of a store, and their sentences, that are not encoded yet; each batch is kept at once."""

import sqlite3
from collections.abc import Iterable, Sequence

import numpy as np

from fonti.index.models.encoder import Encoder
from fonti.index.progress import ProgressCallback
from fonti.index.store.database import Store
from fonti.index.store.queries import embedding_key, put_embeddings, put_tokens

_BATCH = 64  # passages encoded between two reports, and kept even if what follows is killed
_MISSING = """
SELECT embedding, id FROM passages p WHERE extraction = ? AND (
    NOT EXISTS (SELECT 1 FROM tokens t WHERE t.key = p.embedding)
    OR NOT EXISTS (SELECT 1 FROM embeddings e WHERE e.key = p.embedding)
    OR EXISTS (SELECT 1 FROM sentences s LEFT JOIN embeddings e ON e.key = s.embedding
               WHERE s.passage = p.id AND e.key IS NULL)
)
"""


def encode_missing(
    store: Store, encoder: Encoder, extractions: Iterable[int], on_progress: ProgressCallback
) -> None:
    """Encode what some extractions hold and the store does not: passages with their tokens, sentences without."""
    with store.reading() as connection:
        rows = (
            row for extraction in extractions for row in connection.execute(_MISSING, (extraction,))
        )
        # By the hashes of their texts, so that long ones come as often at first as at last, and progress is true.
        missing = [passage for _, passage in sorted(rows)]
    for start in range(0, len(missing), _BATCH):
        on_progress("encoding", start, len(missing))
        _encode(store, encoder, missing[start : start + _BATCH])
    on_progress("encoding", len(missing), len(missing))


def _encode(store: Store, encoder: Encoder, ids: Sequence[int]) -> None:
    with store.reading() as connection:
        passages, sentences = _texts(connection, encoder.fingerprint, ids)
        unread = _without(connection, ("tokens", "embeddings"), passages)
        alone = _without(connection, ("embeddings",), sentences.keys() - unread)
    encoded = encoder.encode_passages([passages[key] for key in unread])
    rows = encoder.encode_sentences([sentences[key] for key in alone])
    with store.writing() as connection:
        if unread:
            put_embeddings(connection, unread, np.stack([each.vector for each in encoded]))
            put_tokens(connection, unread, [each.tokens for each in encoded])
        put_embeddings(connection, alone, rows)


def _texts(
    connection: sqlite3.Connection, fingerprint: str, ids: Sequence[int]
) -> tuple[dict[bytes, str], dict[bytes, str]]:
    """The texts of some passages, and those of their sentences, each once, by their keys."""
    passages, sentences = {}, {}
    for passage in ids:
        query = 'SELECT "start", text, embedding FROM passages WHERE id = ?'
        first, text, key = connection.execute(query, (passage,)).fetchone()
        passages[key] = text
        spans = connection.execute(
            'SELECT "start", "end" FROM sentences WHERE passage = ?', (passage,)
        )
        for sentence in (text[start - first : end - first] for start, end in spans):
            sentences[embedding_key(fingerprint, sentence)] = sentence
    return passages, sentences


def _without(
    connection: sqlite3.Connection, tables: Sequence[str], keys: Iterable[bytes]
) -> list[bytes]:
    """Those of some keys under which a table lacks something, in a fixed order."""
    queries = [f"SELECT 1 FROM {table} WHERE key = ?" for table in tables]
    return [
        key
        for key in sorted(keys)
        if not all(connection.execute(each, (key,)).fetchone() for each in queries)
    ]
