"""An index on a Milvus server: find its newest version, and write, check and delete collections."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from fonti.index.errors import Reason
from fonti.index.milvus.connection import MilvusConnection
from fonti.index.milvus.expressions import Expression, is_in
from fonti.index.milvus.faults import make_incomplete_error, make_not_published_error
from fonti.index.milvus.manifest import Manifest, RowCount
from fonti.index.milvus.schema import (
    DATA_KINDS,
    CollectionKind,
    CollectionNames,
    ValueKind,
    make_indexes,
    make_schema,
)
from fonti.index.milvus.values import VALUE_FIELDS, join_values, split_value

# Rows that are sent at a time: 15 MB of values at most, a quarter of what a server accepts.
_BATCH_ROWS = 250


class ServerIndex:
    """The index at the address of a connection."""

    def __init__(self, connection: MilvusConnection) -> None:
        self.connection = connection
        self.address = connection.address
        self.names = CollectionNames(connection.address.name)

    def find_manifest_collection(self) -> str | None:
        """Return the collection of the newest version's manifest; None if nothing is published."""
        return self.connection.resolve_alias(self.names.alias)

    def load_manifest(self, collection: str | None) -> Manifest:
        """Return a manifest.

        Args:
            collection: The collection that `find_manifest_collection` returned.

        Raises:
            StoreError: There is no such collection, or it is damaged.
            FormatMismatch: Another version of Fonti published it.

        """
        if collection is None or self.names.read_token(collection) is None:
            raise make_not_published_error(self.address)
        rows = self.connection.iterate(collection, Expression(), VALUE_FIELDS, sees_all_writes=True)
        try:
            return Manifest.unpack(join_values(rows)[0], self.address)
        except (KeyError, TypeError, ValueError) as error:
            reason = Reason("published_manifest_unreadable")
            raise make_incomplete_error(self.address, reason) from error

    def load_values(self, token: str, kind: ValueKind, owners: Iterable[int]) -> dict[int, bytes]:
        """Return values by the ids of what they are of.

        Raises:
            StoreError: Some are missing or damaged.

        """
        wanted = set(owners)
        if not wanted:
            return {}
        collection = self.names.make_name(token, "values")
        condition = is_in("kind", [kind]) & is_in("owner", sorted(wanted))
        try:
            values = join_values(self.connection.select(collection, condition, VALUE_FIELDS))
        except (TypeError, ValueError) as error:
            reason = Reason("published_rows_damaged")
            raise make_incomplete_error(self.address, reason) from error
        if missing := wanted - values.keys():
            reason = Reason("published_rows_missing", {"count": len(missing)})
            raise make_incomplete_error(self.address, reason)
        return values

    def create_collection(
        self, name: str, kind: CollectionKind, *, dimension: int, rows: int
    ) -> None:
        """Create an empty collection for about so many rows."""
        self.connection.create_collection(
            name,
            lambda client, is_lite: (
                make_schema(client, kind, dimension),
                make_indexes(client, kind, rows=rows, is_lite=is_lite),
            ),
        )

    def write_rows(
        self, collection: str, rows: Iterable[dict[str, Any]]
    ) -> Iterator[list[dict[str, Any]]]:
        """Write rows to a collection, and store them; yield each batch that was written."""
        remaining = iter(rows)
        while batch := list(islice(remaining, _BATCH_ROWS)):
            self.connection.write(collection, batch)
            yield batch
        self.connection.flush(collection)

    def publish_manifest(self, manifest: Manifest) -> str:
        """Write a manifest, let the alias lead to it, and return its collection."""
        name = self.names.make_manifest_name(manifest.token)
        self.create_collection(name, "manifest", dimension=0, rows=1)
        rows = split_value(ValueKind.MANIFEST, 0, manifest.pack())
        numbered = ({"id": number, **row} for number, row in enumerate(rows))
        for _ in self.write_rows(name, numbered):
            pass
        self.connection.set_alias(self.names.alias, name)
        return name

    def count_rows(self, token: str, kind: CollectionKind, condition: Expression) -> RowCount:
        """Count rows of a collection, with their checksums, as they are on the server now."""
        collection = self.names.make_name(token, kind)
        identity = "key" if kind == "terms" else "id"
        rows = self.connection.iterate(
            collection, condition, (identity, "checksum"), sees_all_writes=True
        )
        return RowCount.of(rows)

    def find_faults(self, manifest: Manifest) -> Iterator[Reason]:
        """Yield the collections whose rows are not those that were published."""
        for kind, expected in manifest.counts.items():
            counted = self.count_rows(manifest.token, kind, Expression())
            if counted.rows != expected.rows:
                params = {"collection": kind, "count": counted.rows, "expected": expected.rows}
                yield Reason("published_row_count_wrong", params)
            elif counted != expected:
                yield Reason("published_checksum_wrong", {"collection": kind})

    def drop_all(self) -> None:
        """Delete the alias of the index, from which on it is no longer found, and all it has."""
        self.connection.drop_alias(self.names.alias)
        self.drop_others([])

    def drop_others(self, tokens: Sequence[str]) -> None:
        """Delete the collections of the index except those of the given tokens."""
        for collection in self.connection.list_collections():
            token = self.names.read_token(collection)
            if token is not None and token not in tokens:
                self.connection.drop_collection(collection)

    def drop_other_manifests(self, token: str, in_use: Sequence[str]) -> None:
        """Delete the collections of the manifests of a set but those in use."""
        data = [self.names.make_name(token, kind) for kind in DATA_KINDS]
        for collection in self.connection.list_collections():
            if self.names.read_token(collection) == token and collection not in (*data, *in_use):
                self.connection.drop_collection(collection)
