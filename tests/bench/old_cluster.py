"""Publish an index to the old cluster of the tests, and ask it, as far as that can.

Milvus 2.3.5 lacks two things, which `OldClusterConnection` does in its place:

- It has no sparse vectors. What `search` finds by words is found here, in this process, in the same
  weights, by the same sums. The time of that is measured (`words_seconds`).
- Its broker, which is in memory, has no room for gigabytes. So rows are written to files, which the
  cluster imports. Writing rows through the broker is therefore not measured.
"""

import json
import os
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import yaml

from fonti.index import FloatArray, IntArray
from fonti.index.milvus.connection import MilvusConnection, Row
from fonti.index.milvus.expressions import Expression
from fonti.index.milvus.schema import ValueKind
from tests.cluster.milvus_cluster import MilvusCluster

# A file of rows that is imported is no longer than about this.
_FILE_BYTES = 1 << 28

# How long an import, or an index of what was imported, may take.
_IMPORT_SECONDS = 3_600
_PAUSE_SECONDS = 0.5

# Where the processor time of a process stands in its `stat`, behind its name: as user, as system.
_USER_TICKS = 11

# No address has this number.
_NO_ADDRESS = 0

# In a condition, which values are read.
_VALUE_KIND = re.compile(r"kind in \[(\d+)\]")

# The states of an import.
_IMPORTED = 6
_IMPORT_FAILED = 1


class ScaleCluster(MilvusCluster):
    """The cluster with the settings of a large index: what it loads is mapped from the disk."""

    def __enter__(self) -> "ScaleCluster":
        super().__enter__()
        return self

    def measure_processor_time(self) -> float:
        """Return the seconds of processor time that all its processes have used."""
        ticks = 0
        for process in self._processes.values():
            # What stands before it is the name of the program, which may have spaces.
            values = Path(f"/proc/{process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
            ticks += int(values[_USER_TICKS]) + int(values[_USER_TICKS + 1])
        return ticks / os.sysconf("SC_CLK_TCK")

    def _write_configuration(self, broker: str) -> None:
        super()._write_configuration(broker)
        file = self._folder / "configuration" / "milvus.yaml"
        settings = yaml.safe_load(file.read_text("utf-8"))
        mapped = self._folder / "mapped"
        mapped.mkdir()
        settings["queryNode"]["mmapDirPath"] = str(mapped)
        file.write_text(yaml.safe_dump(settings), "utf-8")


class WordIndex:
    """Which passages have a word, with the weight of it, by the number of the word."""

    def __init__(self) -> None:
        self._rows: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
        self._ids: list[int] = []
        self._lists: dict[int, tuple[IntArray, FloatArray]] = {}

    def add(self, passage_id: int, words: Mapping[int, float]) -> None:
        """Add a passage."""
        row = len(self._ids)
        self._ids.append(passage_id)
        for number, weight in words.items():
            self._rows[number].append((row, weight))

    def search(self, rarities: Mapping[int, float], top_k: int) -> list[tuple[Row, float]]:
        """Return the passages with the greatest products, best first."""
        scores = np.zeros(len(self._ids), np.float32)
        for number, rarity in rarities.items():
            rows, weights = self._load(number)
            scores[rows] += np.float32(rarity) * weights
        limit = min(top_k, int(np.count_nonzero(scores)))
        best = np.argpartition(-scores, max(limit - 1, 0))[:limit]
        in_order = best[np.argsort(-scores[best])]
        return [({"id": self._ids[row]}, float(scores[row])) for row in in_order.tolist()]

    def _load(self, number: int) -> tuple[IntArray, FloatArray]:
        if number not in self._lists:
            pairs = self._rows.pop(number, [])
            rows = np.array([row for row, _ in pairs], np.int64)
            weights = np.array([weight for _, weight in pairs], np.float32)
            self._lists[number] = (rows, weights)
        return self._lists[number]


class OldClusterConnection(MilvusConnection):
    """A connection to the old cluster; all connections of a process share its word indexes.

    Attributes:
        import_folder: Where the files to import are written; the cluster can read it.
        calls: How often each method of the client was called.
        words_seconds: How long each search for words took, which no server was asked.

    """

    import_folder: ClassVar[Path]
    calls: ClassVar[Counter[str]] = Counter()
    words_seconds: ClassVar[list[float]] = []
    _words: ClassVar[defaultdict[str, WordIndex]] = defaultdict(WordIndex)
    _row_counts: ClassVar[defaultdict[str, int]] = defaultdict(int)

    def create_collection(self, name: str, make: Callable[[Any, bool], tuple[Any, Any]]) -> None:
        """Create a collection without sparse vectors, and with the indexes that there were."""

        def make_old(client: Any, is_lite: bool) -> tuple[Any, Any]:
            from pymilvus import CollectionSchema

            schema, indexes = make(client, is_lite)
            fields = [field for field in schema.fields if field.name != "words"]
            old_indexes = client.prepare_index_params()
            for index in indexes:
                if index.index_type in ("FLAT", "HNSW"):
                    old_indexes.append(index)
                elif index.field_name in ("extraction", "owner"):
                    old_indexes.add_index(index.field_name, index_type="STL_SORT")
            return CollectionSchema(fields), old_indexes

        super().create_collection(name, make_old)

    def write(self, collection: str, rows: Sequence[Row]) -> None:
        """Write rows to a file that is imported when it is long enough."""
        file = self._import_file(collection)
        with file.open("a", encoding="utf-8") as output:
            for row in rows:
                values = dict(row)
                words = values.pop("words", None)
                if words is not None:
                    self._words[collection].add(values["id"], words)
                if values.get("addresses") == []:
                    # It does not load a column of which all lists are empty.
                    values["addresses"] = [_NO_ADDRESS]
                if isinstance(values.get("embedding"), np.ndarray):
                    values["embedding"] = values["embedding"].tolist()
                output.write(f"{',' if output.tell() else ''}{json.dumps(values)}\n")
                self._row_counts[collection] += 1
            length = output.tell()
        if length > _FILE_BYTES:
            self._import(collection)

    def flush(self, collection: str) -> None:
        """Import what was written, and wait until all rows are indexed and loaded."""
        self._import(collection)
        deadline = time.monotonic() + _IMPORT_SECONDS
        while self._count(collection) != self._row_counts[collection]:
            if time.monotonic() > deadline:
                raise TimeoutError(collection)
            time.sleep(_PAUSE_SECONDS)

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
        """Search the cluster, or for words in this process.

        Words of another language have other numbers: that is all that `rows` says here.
        """
        if not isinstance(vector, Mapping):
            return super().search(collection, field, vector, top_k=top_k, rows=rows, output=output)
        if not re.fullmatch(r"language in \[[\d, ]+\]( and language in \[[\d, ]+\])?", rows.text):
            raise NotImplementedError(rows.text)
        started = time.perf_counter()
        hits = self._words[collection].search(vector, top_k)
        self.words_seconds.append(time.perf_counter() - started)
        return hits

    def _call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call a method of the client, and count the call, by what it reads."""
        words = [method]
        if method in ("search", "query"):
            words.append(str(args[0]).rpartition("_")[2])
        if match := _VALUE_KIND.search(kwargs.get("filter", "")):
            words.append(ValueKind(int(match[1])).name.lower())
        self.calls[" ".join(words)] += 1
        return super()._call(method, *args, **kwargs)

    def _count(self, collection: str) -> int:
        """Return how many rows of a collection are loaded."""
        (row,) = self._call(
            "query", collection, filter="", output_fields=["count(*)"], consistency_level="Bounded"
        )
        return int(row["count(*)"])

    def _import_file(self, collection: str) -> Path:
        return self.import_folder / f"{collection}.rows"

    def _import(self, collection: str) -> None:
        """Let the cluster import the file of a collection, and wait for it."""
        rows = self._import_file(collection)
        if not rows.exists():
            return
        file = rows.with_suffix(".json")
        with file.open("wb") as output, rows.open("rb") as content:
            output.write(b'{"rows":[')
            while block := content.read(1 << 24):
                output.write(block)
            output.write(b"]}")
        rows.unlink()

        handler = self._open()._get_connection()
        task = handler.do_bulk_insert(collection, "", [str(file)], timeout=60)
        deadline = time.monotonic() + _IMPORT_SECONDS
        while (state := handler.get_bulk_insert_state(task, timeout=60)).state != _IMPORTED:
            if state.state == _IMPORT_FAILED or time.monotonic() > deadline:
                raise RuntimeError(f"{collection}: {state}")
            time.sleep(_PAUSE_SECONDS)
        file.unlink()
