"""Encode the passages of a store that have no embeddings yet, and their sentences."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from fonti.index.models.encoder import Encoder
from fonti.index.progress import ProgressCallback
from fonti.index.store.database import Store
from fonti.index.store.embeddings import compute_embedding_key, insert_embeddings
from fonti.index.sync.shards import Shard, encode_shards

# How many passages are encoded and stored at a time: a kill loses the work on so many of each
# process that encodes.
_SHARD_PASSAGES = 64

# How many sentences a shard has at most: a file may have hundreds of them in each passage.
_SHARD_SENTENCES = 2_048

_SELECT_UNENCODED = """
SELECT embedding, id FROM passages p WHERE extraction = ? AND (
    NOT EXISTS (SELECT 1 FROM tokens t WHERE t.key = p.embedding)
    OR NOT EXISTS (SELECT 1 FROM embeddings e WHERE e.key = p.embedding)
    OR EXISTS (SELECT 1 FROM sentences s LEFT JOIN embeddings e ON e.key = s.embedding
               WHERE s.passage = p.id AND e.key IS NULL)
)
"""


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys of texts that are being encoded, which the store does not have yet."""

    passages: set[bytes] = field(default_factory=set)
    sentences: set[bytes] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Texts:
    """Texts by the keys of their embeddings."""

    passages: dict[bytes, str] = field(default_factory=dict)
    sentences: dict[bytes, str] = field(default_factory=dict)


def encode_missing(
    store: Store,
    encoder: Encoder,
    extractions: Iterable[int],
    on_progress: ProgressCallback,
    workers: int | None = None,
) -> None:
    """Encode the passages and sentences of some extractions that the store has no embeddings of.

    Args:
        store: The store, whose lock the caller holds.
        encoder: The encoder of the index.
        extractions: The ids of the extractions.
        on_progress: Called with the number of passages that are encoded, and of all that must be.
        workers: How many processes encode; None for this one alone.

    Raises:
        ModelError: A text cannot be encoded.

    """
    rows = []
    with store.read_transaction() as connection:
        for extraction in extractions:
            rows += connection.execute(_SELECT_UNENCODED, (extraction,)).fetchall()

    # In the order of the hashes of their texts: long passages then come as often at the beginning
    # as at the end, and the time that is left can be estimated.
    passages = [passage for _, passage in sorted(rows)]

    running = _Keys()
    shards = _make_shards(store, encoder.fingerprint, passages, running)
    done = 0
    on_progress("encoding", done, len(passages))
    # Closed at once if storing is interrupted: the processes end then.
    with closing(encode_shards(shards, encoder, workers)) as encoded_shards:
        for encoded in encoded_shards:
            with store.write_transaction() as connection:
                insert_embeddings(connection, encoded.packed)

            running.passages.difference_update(encoded.shard.passages)
            running.sentences.difference_update(encoded.shard.sentences)
            done += encoded.shard.completed_passages
            on_progress("encoding", done, len(passages))


def _make_shards(
    store: Store, fingerprint: str, passages: Sequence[int], running: _Keys
) -> Iterator[Shard]:
    """Yield the texts that the store has no embeddings of, each once.

    Args:
        store: The store.
        fingerprint: The fingerprint of the encoder.
        passages: The ids of the passages.
        running: The keys that were yielded and are not stored; those that are yielded are added.

    """
    for start in range(0, len(passages), _SHARD_PASSAGES):
        batch = passages[start : start + _SHARD_PASSAGES]
        with store.read_transaction() as connection:
            texts = _load_texts(connection, fingerprint, batch)
            new_passages = texts.passages.keys() - running.passages
            passage_keys = _find_missing_keys(connection, ("tokens", "embeddings"), new_passages)

            # A sentence that is a whole passage is encoded with it.
            new_sentences = texts.sentences.keys() - running.sentences - running.passages
            new_sentences -= set(passage_keys)
            sentence_keys = _find_missing_keys(connection, ("embeddings",), new_sentences)

        running.passages.update(passage_keys)
        running.sentences.update(sentence_keys)
        yield Shard(
            {key: texts.passages[key] for key in passage_keys},
            {key: texts.sentences[key] for key in sentence_keys[:_SHARD_SENTENCES]},
            len(batch),
        )
        for first in range(_SHARD_SENTENCES, len(sentence_keys), _SHARD_SENTENCES):
            keys = sentence_keys[first : first + _SHARD_SENTENCES]
            yield Shard({}, {key: texts.sentences[key] for key in keys})


def _load_texts(
    connection: sqlite3.Connection, fingerprint: str, passages: Iterable[int]
) -> _Texts:
    texts = _Texts()
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
