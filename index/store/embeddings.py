"""Insert the embeddings of a store: those of passages and sentences, and those of tokens.

They are stored by a hash of their text, so that equal texts are encoded once.
"""

import hashlib
import sqlite3
from dataclasses import dataclass

import numpy as np

from fonti.index.store.schema import compute_checksum
from fonti.index.types import FloatArray

# The type of stored embeddings: half precision changes no cosine by more than 0.0005.
EMBEDDING_DTYPE = np.dtype("<f2")

# Length of the key of an embedding, in bytes: so long that no two texts have the same key.
_KEY_BYTES = 16


def compute_embedding_key(fingerprint: str, text: str) -> bytes:
    """Return the key of an embedding: a hash of the encoder's fingerprint and the text."""
    key = bytes.fromhex(fingerprint)[:64]
    return hashlib.blake2b(text.encode(), key=key, digest_size=_KEY_BYTES).digest()


@dataclass(frozen=True, slots=True)
class PackedEmbeddings:
    """Embeddings as they are stored, by the keys of their texts.

    Attributes:
        embeddings: The embeddings of passages and sentences.
        tokens: The token embeddings of the passages.

    """

    embeddings: dict[bytes, bytes]
    tokens: dict[bytes, bytes]


def pack_embedding(embedding: FloatArray) -> bytes:
    """Return an embedding as the bytes that are stored."""
    return embedding.astype(EMBEDDING_DTYPE).tobytes()


def insert_embeddings(connection: sqlite3.Connection, packed: PackedEmbeddings) -> None:
    """Insert embeddings, except those of stored keys."""
    for table, values in (("embeddings", packed.embeddings), ("tokens", packed.tokens)):
        rows = [(key, value, compute_checksum(key, value)) for key, value in values.items()]
        connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES (?, ?, ?)", rows)


def copy_embeddings(connection: sqlite3.Connection, other: str) -> None:
    """Copy the embeddings that this store needs from another store's file, if they are undamaged.

    Args:
        connection: The connection of this store.
        other: The path of the other file.

    """
    connection.execute("ATTACH ? AS other", (other,))

    needed_keys = {
        "embeddings": "SELECT embedding FROM passages UNION SELECT embedding FROM sentences",
        "tokens": "SELECT embedding FROM passages",
    }
    for table, keys in needed_keys.items():
        connection.execute(
            f"INSERT OR IGNORE INTO {table} SELECT * FROM other.{table} "
            f"WHERE key IN ({keys}) AND checksum = checksum(key, value)"
        )
