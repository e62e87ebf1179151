"""The manifest of a published version: what it is of, where its rows are, and how many."""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from fonti.index.milvus.address import MilvusAddress
from fonti.index.milvus.faults import make_format_error
from fonti.index.milvus.schema import FORMAT, CollectionKind
from fonti.index.milvus.values import pack_json, unpack_json
from fonti.index.store.settings import IndexSettings

# Sums of checksums are computed modulo this, so that JSON can store them.
_MODULUS = 1 << 48


@dataclass(frozen=True, slots=True)
class RowCount:
    """How many rows there are, and the sum of their checksums, in whatever order they come."""

    rows: int = 0
    checksum: int = 0

    def __add__(self, other: "RowCount") -> "RowCount":
        checksum = (self.checksum + other.checksum) % _MODULUS
        return RowCount(self.rows + other.rows, checksum)

    def __sub__(self, other: "RowCount") -> "RowCount":
        checksum = (self.checksum - other.checksum) % _MODULUS
        return RowCount(self.rows - other.rows, checksum)

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> "RowCount":
        """Count rows, which have a checksum and an `id` or a `key`."""
        total = 0
        checksum = 0
        for row in rows:
            identity = row.get("id", row.get("key"))
            total += 1
            checksum += zlib.crc32(f"{identity} {row['checksum']}".encode())
        return cls(total, checksum % _MODULUS)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is published of a version.

    Attributes:
        format: The format of the collections.
        version: The name of the version, as in the record.
        corpus: The path of the corpus, on the machine where the record is.
        model: The name of the model.
        fingerprint: The fingerprint of the encoder.
        dimension: The length of an embedding.
        documents_checksum: The checksum of the documents, as in the record.
        synced_at: When the last sync ended (ISO 8601); None if that is not known.
        published_at: When the set of collections was published (ISO 8601).
        token: The token of the set of collections.
        previous_token: That of the set that it replaced; None if it is the first.
        languages: The number of passages by language when the set was published: the rarities of
            words are of that time, too. The code of a language is its place.
        sentences: The number of sentences.
        size: About how many bytes were sent.
        outdated: How many documents were read in another way than files are read now.
        skipped: What the last sync skipped: source, reason and hash.
        calibration: The calibration of the index; None if it has none of its own.
        counts: The rows of each collection of the set.
        removed_documents: The numbers of the documents of the set that were removed since.
        removed_texts: The ids of their texts, unless another document has the same.

    """

    format: int
    version: str
    corpus: str
    model: str
    fingerprint: str
    dimension: int
    documents_checksum: str
    synced_at: str | None
    published_at: str
    token: str
    previous_token: str | None
    languages: dict[str, int]
    sentences: int
    size: int
    outdated: int
    skipped: tuple[tuple[str, str, str | None], ...]
    calibration: str | None
    counts: dict[CollectionKind, RowCount]
    removed_documents: tuple[int, ...] = ()
    removed_texts: tuple[int, ...] = ()

    @property
    def settings(self) -> IndexSettings:
        """Return the settings of the version, as the record has them."""
        return IndexSettings(
            version=self.version,
            corpus=self.corpus,
            model=self.model,
            fingerprint=self.fingerprint,
            dimension=self.dimension,
            documents_checksum=self.documents_checksum,
        )

    def pack(self) -> bytes:
        """Return the manifest as bytes."""
        return pack_json(asdict(self))

    @classmethod
    def unpack(cls, packed: bytes, address: MilvusAddress) -> "Manifest":
        """Return the manifest that `pack` packed.

        Raises:
            FormatMismatch: Another version of Fonti published it.
            ValueError: It cannot be read.

        """
        # Imported late: pydantic takes a tenth of a second.
        from pydantic import TypeAdapter

        values = unpack_json(packed)
        if not isinstance(values, dict):
            raise ValueError("the manifest is no object")
        if values.get("format") != FORMAT:
            raise make_format_error(address, values.get("corpus"))
        return TypeAdapter(cls).validate_python(values)
