"""Encode the passages of a store that have no embeddings yet, and their sentences."""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from fonti.index.models.encoder import Encoder
from fonti.index.progress import ProgressCallback
from fonti.index.store.database import Store
from fonti.index.store.embeddings import compute_embedding_key, insert_embeddings, insert_tokens

# How many passages are encoded and stored at a time: a kill loses at most the work on so many.
_BATCH_PASSAGES = 64

# How many sentences are encoded at a time: a file may have hundreds of them in each passage.
_BATCH_SENTENCES = 2_048

_SELECT_UNENCODED = """
SELECT embedding, id FROM passages p WHERE extraction = ? AND (
    NOT EXISTS (SELECT 1 FROM tokens t WHERE t.key = p.embedding)
    OR NOT EXISTS (SELECT 1 FROM embeddings e WHERE e.key = p.embedding)
    OR EXISTS (SELECT 1 FROM sentences s LEFT JOIN embeddings e ON e.key = s.embedding
               WHERE s.passage = p.id AND e.key IS NULL)
)
"""


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of some passages and of their sentences, by the keys of their embeddings."""

    passages: dict[bytes, str]
    sentences: dict[bytes, str]


def encode_missing(
    store: Store, encoder: Encoder, extractions: Iterable[int], on_progress: ProgressCallback
) -> None:
    """Encode the passages and sentences of some extractions that the store has no embeddings of.

    Args:
        store: The store, whose lock the caller holds.
        encoder: The encoder of the index.
        extractions: The ids of the extractions.
        on_progress: Called with the number of passages that are encoded, and of all that must be.

    """
    rows = []
    with store.read_transaction() as connection:
        for extraction in extractions:
            rows += connection.execute(_SELECT_UNENCODED, (extraction,)).fetchall()

    # In the order of the hashes of their texts: long passages then come as often at the beginning
    # as at the end, and the time that is left can be estimated.
    passages = [passage for _, passage in sorted(rows)]

    for start in range(0, len(passages), _BATCH_PASSAGES):
        on_progress("encoding", start, len(passages))
        _encode_batch(store, encoder, passages[start : start + _BATCH_PASSAGES])
    on_progress("encoding", len(passages), len(passages))


def _encode_batch(store: Store, encoder: Encoder, passages: Sequence[int]) -> None:
    """Encode passages with their tokens, and sentences without, and store the embeddings."""
    with store.read_transaction() as connection:
        texts = _load_texts(connection, encoder.fingerprint, passages)
        passage_keys = _find_missing_keys(connection, ("tokens", "embeddings"), texts.passages)

        # A sentence that is a whole passage is encoded with it.
        other_sentences = texts.sentences.keys() - passage_keys
        sentence_keys = _find_missing_keys(connection, ("embeddings",), other_sentences)

    encoded = encoder.encode_passages([texts.passages[key] for key in passage_keys])
    with store.write_transaction() as connection:
        if passage_keys:
            passage_embeddings = np.stack([text.embedding for text in encoded])
            insert_embeddings(connection, passage_keys, passage_embeddings)
            insert_tokens(connection, passage_keys, [text.tokens for text in encoded])

    for start in range(0, len(sentence_keys), _BATCH_SENTENCES):
        keys = sentence_keys[start : start + _BATCH_SENTENCES]
        sentence_embeddings = encoder.encode_sentences([texts.sentences[key] for key in keys])
        with store.write_transaction() as connection:
            insert_embeddings(connection, keys, sentence_embeddings)


def _load_texts(
    connection: sqlite3.Connection, fingerprint: str, passages: Iterable[int]
) -> _Texts:
    texts = _Texts({}, {})
    for passage in passages:
        passage_start, text, key = connection.execute(
            'SELECT "start", text, embedding FROM passages WHERE id = ?', (passage,)
        ).fetchone()
        texts.passages[key] = text

        spans = connection.execute(
            'SELECT "start", "end" FROM sentences WHERE passage = ?', (passage,)
        )
        for start, end in spans:
            sentence = text[start - passage_start : end - passage_start]
            texts.sentences[compute_embedding_key(fingerprint, sentence)] = sentence
    return texts


def _find_missing_keys(
    connection: sqlite3.Connection, tables: Sequence[str], keys: Collection[bytes]
) -> list[bytes]:
    """Return the keys that at least one of some tables lacks, sorted."""
    missing = []
    for key in sorted(keys):
        for table in tables:
            query = f"SELECT 1 FROM {table} WHERE key = ?"
            if connection.execute(query, (key,)).fetchone() is None:
                missing.append(key)
                break
    return missing
