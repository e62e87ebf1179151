"""The Milvus collections of an index, their names and their fields.

Where this folder speaks of a collection, it is one of Milvus: a table, not a corpus with a name.

An index has an alias. It leads to a manifest, a collection of one value, which names a set of four
other collections by its hexadecimal token:

- `passages`: what passages are found by: embedding, words, language, document;
- `sentences`: the embeddings of sentences;
- `terms`: the number of each word and address, and how many passages have it;
- `values`: what is only read, as bytes in rows: passages, token embeddings, documents.

What is searched has numbers instead of names: a document is the id of its text in the record, a
language a code of the manifest, a word or an address the number that `terms` gives it.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal

from fonti.index.search.vectors import MAX_EXACT

CollectionKind = Literal["passages", "sentences", "terms", "values", "manifest"]

# The collections of a set.
DATA_KINDS: tuple[CollectionKind, ...] = ("passages", "sentences", "terms", "values")

# To be raised whenever the collections change: a server that has another format is refused.
FORMAT = 2

# The random bytes of the token of a set, and those of the key of a term.
_TOKEN_BYTES = 8
_KEY_BYTES = 16

# The most bytes of a text field, and the most entries of a list, that Milvus stores.
MAX_TEXT_BYTES = 65_535
MAX_LIST_ENTRIES = 4_096

# The graph over embeddings that are too many to be compared one by one (HNSW, Malkov and Yashunin,
# 2018): the neighbours of each, and how many are tried for them.
_GRAPH = {"M": 32, "efConstruction": 256}

# The numbers that many expressions are about.
_FILTERED_FIELDS: dict[CollectionKind, tuple[str, ...]] = {
    "passages": ("extraction",),
    "sentences": ("extraction", "owner"),
    "values": ("owner",),
}


class ValueKind(IntEnum):
    """What a value is of."""

    # A passage: its text, its heading, its sentences.
    PASSAGE = 1
    # The token embeddings of a passage.
    TOKENS = 2
    # The text of a document.
    TEXT = 3
    # A document, without its text.
    DOCUMENT = 4
    # The manifest of a version.
    MANIFEST = 5


@dataclass(frozen=True, slots=True)
class CollectionNames:
    """The names of the alias and of the collections of an index.

    Attributes:
        index: The name of the index on the server.

    """

    index: str

    @property
    def alias(self) -> str:
        """Return the alias, which leads to the manifest of the newest version."""
        return f"fonti_{self.index}"

    def make_name(self, token: str, kind: CollectionKind) -> str:
        """Return the name of a collection of a set."""
        return f"{self.alias}_{token}_{kind}"

    def make_manifest_name(self, token: str) -> str:
        """Return a new name for the collection of a manifest, of which a set can have several."""
        return f"{self.make_name(token, 'manifest')}_{make_token()}"

    def read_token(self, collection: str) -> str | None:
        """Return the token of the set of a collection; None if it is not one of the index."""
        kinds = "|".join((*DATA_KINDS, "manifest_[0-9a-f]{16}"))
        match = re.fullmatch(rf"{self.alias}_([0-9a-f]{{16}})_(?:{kinds})", collection)
        return match[1] if match else None


def make_token() -> str:
    """Return a new token, of 16 hexadecimal digits."""
    return secrets.token_hex(_TOKEN_BYTES)


def make_term_key(index_name: str, term: str) -> str:
    """Return the key of a term: a hash, in hexadecimal.

    Args:
        index_name: The language of a word, or "addresses".
        term: The word, as `stem_words` returns it, or the term of an address.

    """
    text = f"{index_name}\0{term}"
    return hashlib.blake2b(text.encode(), digest_size=_KEY_BYTES).hexdigest()


def make_schema(client: Any, kind: CollectionKind, dimension: int) -> Any:
    """Return the fields of a collection, as pymilvus defines them.

    Args:
        client: The client of pymilvus.
        kind: Which collection it is.
        dimension: The length of an embedding.

    """
    # Imported late: it is an extra.
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    numbers: tuple[str, ...] = ("extraction", "language")
    if kind == "terms":
        schema.add_field("key", DataType.VARCHAR, is_primary=True, max_length=2 * _KEY_BYTES)
        numbers = ("number", "frequency")
    else:
        schema.add_field("id", DataType.INT64, is_primary=True)

    if kind in ("passages", "sentences"):
        schema.add_field("embedding", DataType.FLOAT_VECTOR, dim=dimension)
    else:
        # Milvus has no collection without a vector.
        schema.add_field("unused", DataType.FLOAT_VECTOR, dim=2)

    if kind == "passages":
        numbers = ("extraction", "language", "start", "end")
        schema.add_field("words", DataType.SPARSE_FLOAT_VECTOR)
        for name in ("terms", "addresses"):
            schema.add_field(
                name,
                DataType.ARRAY,
                element_type=DataType.INT64,
                max_capacity=MAX_LIST_ENTRIES,
            )
    elif kind == "sentences":
        numbers = ("extraction", "language", "owner")
    elif kind in ("values", "manifest"):
        numbers = ("kind", "owner", "part")
        schema.add_field("data", DataType.VARCHAR, max_length=MAX_TEXT_BYTES)

    for name in (*numbers, "checksum"):
        schema.add_field(name, DataType.INT64)
    return schema


def make_indexes(client: Any, kind: CollectionKind, *, rows: int, is_lite: bool) -> Any:
    """Return the indexes of a collection, as pymilvus defines them.

    Args:
        client: The client of pymilvus.
        kind: Which collection it is.
        rows: How many rows it gets.
        is_lite: Whether the server is milvus-lite, which looks through lists without an index.

    """
    indexes = client.prepare_index_params()
    if kind not in ("passages", "sentences"):
        indexes.add_index("unused", index_type="FLAT", metric_type="L2")
    elif rows <= MAX_EXACT:
        indexes.add_index("embedding", index_type="FLAT", metric_type="IP")
    else:
        indexes.add_index("embedding", index_type="HNSW", metric_type="IP", params=_GRAPH)

    if kind == "passages":
        indexes.add_index("words", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        if not is_lite:
            indexes.add_index("terms", index_type="INVERTED")
            indexes.add_index("addresses", index_type="INVERTED")
    for field in _FILTERED_FIELDS.get(kind, ()):
        indexes.add_index(field, index_type="INVERTED")
    return indexes
