"""Insert the embeddings of a store: those of passages and sentences, and those of tokens.

They are stored by a hash of their text, so that equal texts are encoded once.
"""

import hashlib
import sqlite3
from collections.abc import Sequence

import numpy as np

from fonti.index.models.token_embeddings import TokenEmbeddings, pack_tokens
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


def insert_embeddings(
    connection: sqlite3.Connection, keys: Sequence[bytes], embeddings: FloatArray
) -> None:
    """Insert embeddings, of shape (len(keys), dimension), except those of stored keys."""
    values = [row.tobytes() for row in embeddings.astype(EMBEDDING_DTYPE)]
    _insert_values(connection, "embeddings", keys, values)


def insert_tokens(
    connection: sqlite3.Connection, keys: Sequence[bytes], tokens: Sequence[TokenEmbeddings]
) -> None:
    """Insert the token embeddings of texts, except those of stored keys."""
    values = [pack_tokens(text_tokens) for text_tokens in tokens]
    _insert_values(connection, "tokens", keys, values)


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


def _insert_values(
    connection: sqlite3.Connection, table: str, keys: Sequence[bytes], values: Sequence[bytes]
) -> None:
    rows = []
    for key, value in zip(keys, values, strict=True):
        rows.append((key, value, compute_checksum(key, value)))
    connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES (?, ?, ?)", rows)
