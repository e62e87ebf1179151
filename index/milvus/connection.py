"""The connection to a Milvus server; the only module that calls pymilvus.

Every call ends within a time limit. If the server cannot be reached, the call is tried again for a
few seconds. What fails is a StoreError with a code.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from fonti.index.errors import StoreError
from fonti.index.milvus.address import MilvusAddress, load_credentials
from fonti.index.milvus.expressions import Expression
from fonti.index.milvus.faults import is_lite, make_server_error, make_too_old_error
from fonti.index.types import FloatArray

Row = Mapping[str, Any]

# How long a call may take. If the server cannot be reached, pymilvus tries again for as long.
_TIMEOUT_SECONDS = 60.0

# How long a call may take that a question waits for: longer than a server behind a balancer is
# missed when another one takes over. If a node of a cluster ends, what it was asked is asked again.
_QUESTION_TIMEOUT_SECONDS = 5.0
_SECOND_TIMEOUT_SECONDS = 10.0

# How long it is tried to connect to a server.
_CONNECT_SECONDS = 5.0
_PAUSE_SECONDS = 0.5

# gRPC waits up to two minutes before it connects to a server again that was gone. Servers refuse
# clients that ask too often whether they are there; that every call has a time limit is enough.
_CHANNEL_OPTIONS = {
    "grpc.keepalive_time_ms": 600_000,
    "grpc.initial_reconnect_backoff_ms": 200,
    "grpc.min_reconnect_backoff_ms": 200,
    "grpc.max_reconnect_backoff_ms": 1_000,
}

# How long a question waits for a server that has to load a collection again.
_QUESTION_LOADING_SECONDS = 30.0

# Loading a collection, and building its index, takes longer the more rows it has.
_LOADING_TIMEOUT_SECONDS = 3_600.0

# Rows that are asked for at a time if all are wanted, and the most that one answer can have.
_ROWS_AT_A_TIME = 2_000
_MAX_ROWS = 16_384

# How many more neighbours than wanted are tried in a graph: then 99 of 100 are the nearest.
_MIN_TRIED = 128

# The oldest version whose known holes are closed in a release.
_OLDEST_VERSION = (2, 6, 10)

# The codes of Milvus for a collection that is not loaded, or not whole.
_NOT_LOADED_CODES = {101, 103}

# The codes for a collection and for an alias that do not exist; milvus-lite has one for both.
_NOT_FOUND_CODES = {100, 1600}


class MilvusConnection:
    """A connection to a server, which is opened when it is first needed.

    Threads can share one.
    """

    def __init__(self, address: MilvusAddress) -> None:
        self.address = address
        self._client: Any = None
        self._is_lite = False
        self._lock = threading.Lock()

    def resolve_alias(self, alias: str) -> str | None:
        """Return the collection that an alias leads to; None if there is no such alias."""
        description: Mapping[str, str] = self._call(
            "describe_alias", alias, timeout=_QUESTION_TIMEOUT_SECONDS, missing={}
        )
        return description.get("collection_name")

    def set_alias(self, alias: str, collection: str) -> None:
        """Let an alias lead to a collection, from the next call of any client on."""
        method = "create_alias" if self.resolve_alias(alias) is None else "alter_alias"
        try:
            self._call(method, collection, alias)
        except StoreError:
            # A call whose answer was lost is repeated, and fails if the first one created it.
            if self.resolve_alias(alias) != collection:
                raise

    def drop_alias(self, alias: str) -> None:
        """Delete an alias, if it exists."""
        self._call("drop_alias", alias, missing=None)

    def list_collections(self) -> list[str]:
        """Return the names of all collections."""
        return list(self._call("list_collections"))

    def create_collection(self, name: str, make: Callable[[Any, bool], tuple[Any, Any]]) -> None:
        """Create a collection.

        Args:
            name: Its name.
            make: Returns its schema and its indexes, from the client of pymilvus and whether the
                server is milvus-lite.

        """
        schema, indexes = make(self._open(), self._is_lite)
        self._call("create_collection", name, schema=schema, index_params=indexes)

    def drop_collection(self, name: str) -> None:
        """Delete a collection, if it exists."""
        self._call("drop_collection", name, missing=None)

    def load_collection(self, name: str) -> None:
        """Let a collection be searched; return when it can be."""
        self._call("load_collection", name, timeout=_LOADING_TIMEOUT_SECONDS)

    def write(self, collection: str, rows: Sequence[Row]) -> None:
        """Write rows, in place of those with the same ids: a call may be repeated."""
        self._call("upsert", collection, list(rows))

    def flush(self, collection: str) -> None:
        """Store all rows that were written, so that their index is built."""
        self._call("flush", collection, timeout=_LOADING_TIMEOUT_SECONDS)

    def wait_for_index(self, collection: str, field: str) -> None:
        """Return when all stored rows are in the index of a field, which a server builds later.

        Until then, a server searches them less exactly.

        Raises:
            StoreError: It takes too long.

        """
        deadline = time.monotonic() + _LOADING_TIMEOUT_SECONDS
        while self._call("describe_index", collection, field).get("pending_index_rows"):
            if time.monotonic() > deadline:
                raise StoreError("milvus_too_slow", address=self.address)
            time.sleep(_PAUSE_SECONDS)

    def delete(self, collection: str, rows: Expression) -> None:
        """Delete rows."""
        self._call("delete", collection, filter=rows.text)

    def search(
        self,
        collection: str,
        field: str,
        vector: FloatArray | Mapping[int, float],
        *,
        top_k: int,
        rows: Expression,
        output: Sequence[str] = ("id",),
    ) -> list[tuple[Row, float]]:
        """Return the rows whose vectors have the greatest products with another, best first.

        Args:
            collection: The collection.
            field: The field of the vectors.
            vector: The other vector; a sparse one has its values by their places.
            top_k: How many rows to return at most.
            rows: The rows that may be returned.
            output: The fields to return.

        """
        limit = min(top_k, _MAX_ROWS)
        if limit < 1:
            return []
        params: dict[str, Any] = {"metric_type": "IP"}
        if field == "embedding":
            params["params"] = {"ef": max(2 * limit, _MIN_TRIED)}
        (hits,) = self._read(
            "search",
            collection,
            [vector],
            anns_field=field,
            limit=limit,
            filter=rows.text,
            output_fields=list(output),
            search_params=params,
        )
        return [({"id": hit["id"], **hit["entity"]}, float(hit["distance"])) for hit in hits]

    def select(self, collection: str, rows: Expression, output: Sequence[str]) -> list[Row]:
        """Return some fields of all rows that meet a condition, which are not many.

        Args:
            collection: The collection.
            rows: The condition.
            output: The fields.

        """
        selected = self._read(
            "query", collection, filter=rows.text, output_fields=list(output), limit=_MAX_ROWS
        )
        if len(selected) < _MAX_ROWS:
            return list(selected)
        return list(self.iterate(collection, rows, output))

    def iterate(
        self,
        collection: str,
        rows: Expression,
        output: Sequence[str],
        *,
        sees_all_writes: bool = False,
    ) -> Iterator[Row]:
        """Yield some fields of all rows that meet a condition.

        Args:
            collection: The collection.
            rows: The condition.
            output: The fields.
            sees_all_writes: Whether rows that were written a moment ago must be among them, for
                which servers wait.

        """
        iterator = self._read(
            "query_iterator",
            collection,
            batch_size=_ROWS_AT_A_TIME,
            filter=rows.text,
            output_fields=list(output),
            consistency_level="Strong" if sees_all_writes else "Bounded",
            timeout=_TIMEOUT_SECONDS,
        )
        try:
            while batch := self._guard(iterator.next):
                yield from batch
        finally:
            self._guard(iterator.close)

    def _read(self, method: str, collection: str, *args: Any, **kwargs: Any) -> Any:
        """Call a method that reads a collection, which a server that restarted may have to load."""
        kwargs.setdefault("consistency_level", "Bounded")
        kwargs.setdefault("timeout", _QUESTION_TIMEOUT_SECONDS)
        try:
            return self._call(method, collection, *args, **kwargs)
        except StoreError as error:
            if getattr(error.__cause__, "code", None) not in _NOT_LOADED_CODES:
                raise
            self._load_for_question(collection)
            return self._call(method, collection, *args, **kwargs)

    def _load_for_question(self, collection: str) -> None:
        """Let the server load a collection, which goes on if the question cannot wait for it.

        Raises:
            StoreError: It takes longer than a question waits, or fails.

        """
        try:
            self._call("load_collection", collection, timeout=_QUESTION_LOADING_SECONDS)
        except StoreError as error:
            if error.code != "milvus_too_slow":
                raise
            raise StoreError("milvus_loading", address=self.address) from error

    def _call(
        self,
        method: str,
        *args: Any,
        timeout: float = _TIMEOUT_SECONDS,
        **kwargs: Any,
    ) -> Any:
        """Call a method of the client.

        Args:
            method: The name of the method.
            args: Its arguments.
            timeout: How long it may take.
            kwargs: Its other arguments. `missing`, if given, is what is returned if the server has
                no such collection or alias.

        """
        has_default = "missing" in kwargs
        default = kwargs.pop("missing", None)
        deadline = time.monotonic() + _CONNECT_SECONDS
        while True:
            try:
                function = getattr(self._open(), method)
                return self._guard(lambda: function(*args, timeout=timeout, **kwargs))  # noqa: B023
            except StoreError as error:
                if has_default and getattr(error.__cause__, "code", None) in _NOT_FOUND_CODES:
                    return default
                if error.code == "milvus_too_slow" and timeout == _QUESTION_TIMEOUT_SECONDS:
                    timeout = _SECOND_TIMEOUT_SECONDS
                    continue
                is_too_late = time.monotonic() + _PAUSE_SECONDS > deadline
                if error.code != "milvus_unreachable" or is_too_late:
                    raise
            time.sleep(_PAUSE_SECONDS)

    def _guard(self, call: Callable[[], Any]) -> Any:
        """Return what a call returns; an error of pymilvus becomes a StoreError."""
        import grpc
        from pymilvus import MilvusException

        try:
            return call()
        except (MilvusException, grpc.RpcError, grpc.FutureTimeoutError) as error:
            raise make_server_error(self.address, error) from error

    def _open(self) -> Any:
        """Return the client, which is connected.

        Raises:
            StoreError: pymilvus is not installed, or the server cannot be reached or is too old.

        """
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _connect(self) -> Any:
        try:
            from pymilvus import MilvusClient
        except ImportError as error:
            raise StoreError("milvus_not_installed", address=self.address) from error

        # It logs each error, with its stack, before it raises it.
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
        credentials = load_credentials()
        options: dict[str, Any] = {"dedicated": True, "grpc_options": _CHANNEL_OPTIONS}
        if credentials.tls:
            options["secure"] = True
        if credentials.certificates is not None:
            options["server_pem_path"] = str(credentials.certificates)

        uri = self.address.make_uri(tls=credentials.tls)
        client = self._guard(
            lambda: MilvusClient(uri, token=credentials.token, timeout=_CONNECT_SECONDS, **options)
        )
        version = self._guard(lambda: client.get_server_version(timeout=_CONNECT_SECONDS))
        self._is_lite = is_lite(version)
        too_old = make_too_old_error(self.address, version, _OLDEST_VERSION)
        if too_old is not None:
            raise too_old
        return client
