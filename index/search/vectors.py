"""Nearest embeddings, with FAISS; the only module that imports it. Inner product of unit vectors: the cosine.

Up to `EXACT` embeddings are kept whole, in half precision as in the record, and each is compared. Above, a sketch of
each is kept, two bits a coordinate of how it differs from the mean (RaBitQ): all sketches are compared, and of the
nearest `SHORTLIST` the embeddings themselves are read from the record, so that cosines are exact and only who is on the
list is approximate. A sketch depends on its own embedding and the mean alone: nothing is trained, rows come and go
without a rebuild, and a filter costs no recall, as it does with an inverted file (tests/bench/RESULTS.md, Size).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from fonti.index.types import FloatArray, IntArray, Mask

EXACT = 1 << 17  # embeddings that are all compared within 15 ms
SHORTLIST = 64  # sketches a language, at least, whose embeddings are read
_BITS, _QUERY_BITS = (
    2,
    4,
)  # of a coordinate: of a sketch, and of the query while it is compared with sketches
MADE_BY = f"faiss {faiss.__version__}"  # what sketches are read by again
_BLOCK = 10_000  # embeddings looked at together
_WHOLE = np.dtype("<f2")
Block = npt.NDArray[
    np.floating[Any]
]  # embeddings of shape (n, dimension), in half precision or more
FetchEmbeddings = Callable[
    [IntArray], FloatArray
]  # gives the embeddings of some rows, as the record has them
Blocks = Callable[[], Iterator[Block]]  # all of some embeddings, each time from the first on


@dataclass(frozen=True, slots=True)
class Codes:
    """Embeddings as they are compared: whole in half precision, or sketches of how they differ from a centre.

    `rows` is of shape (n, dimension) or (n, bytes of a sketch); `centre`, of shape (dimension,), None for whole ones.
    """

    rows: npt.NDArray[Any]
    centre: FloatArray | None

    @classmethod
    def of(cls, dimension: int, count: int, blocks: Blocks) -> "Codes":
        """Those of so many embeddings, or of fewer where fewer come."""
        if count <= EXACT:
            return cls(
                _stacked(
                    (block.astype(_WHOLE, copy=False) for block in blocks()), dimension, _WHOLE
                ),
                None,
            )
        total = np.zeros(dimension)
        for block in blocks():
            total += block.sum(axis=0, dtype=np.float64)
        centre = (total / count).astype(np.float32)
        return cls(_sketches(centre, blocks), centre)

    def changed(self, kept: Mask, dimension: int, count: int, blocks: Blocks) -> "Codes | None":
        """Without the rows not kept, and with so many embeddings that come; None where too few remain for sketches."""
        total = int(kept.sum()) + count
        old = self.rows if kept.all() else self.rows[kept]
        if self.centre is None:
            parts = [old[start : start + _BLOCK] for start in range(0, len(old), _BLOCK)]
            return Codes.of(dimension, total, lambda: chain(parts, blocks()))
        if total <= EXACT:
            return None
        return Codes(np.concatenate([old, _sketches(self.centre, blocks)]), self.centre)

    def hold(self, first: int, block: Block) -> bool:
        """Whether the rows from one on are those of some embeddings: of sketches, whether their signs are.

        What stands beside the signs is made of sums of floats, which another processor may round otherwise.
        """
        rows = self.rows[first : first + len(block)]
        if self.centre is None:
            return np.array_equal(rows, block.astype(_WHOLE))
        made, signs = (
            _sketcher(self.centre).sa_encode(block.astype(np.float32)),
            -(-block.shape[1] // 8),
        )
        return np.array_equal(rows[:, :signs], made[:, :signs])

    def save(self, folder: Path, name: str) -> None:
        """Write them into a folder. Raises OSError."""
        np.save(folder / f"{name}.npy", self.rows)
        if self.centre is not None:
            np.save(folder / f"{name}.centre.npy", self.centre)

    @classmethod
    def load(cls, folder: Path, name: str, count: int, dimension: int) -> "Codes":
        """Those of so many embeddings, as they were saved. Raises OSError, or ValueError for any others."""
        rows, at = (
            np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False),
            folder / f"{name}.centre.npy",
        )
        centre = np.load(at, allow_pickle=False) if at.exists() else None
        expected: tuple[object, ...] = ((count, dimension), _WHOLE, None)
        if centre is not None:
            expected = (
                (count, _sketcher(np.zeros(dimension)).code_size),
                np.dtype(np.uint8),
                (dimension,),
            )
        if (rows.shape, rows.dtype, None if centre is None else centre.shape) != expected:
            raise ValueError(f"{name}.npy is not of {count} embeddings of length {dimension}")
        return cls(rows, centre)


class VectorIndex:
    """Embeddings in rows, numbered from 0, each of a group, such as its language: groups are searched apart."""

    def __init__(self, codes: Codes, dimension: int, groups: IntArray) -> None:
        self.dimension, self._sketched, self._groups = dimension, codes.centre is not None, groups
        self._rows = {int(group): np.flatnonzero(groups == group) for group in np.unique(groups)}
        self._indexes = {
            group: _index(codes, dimension, rows) for group, rows in self._rows.items()
        }

    def embeddings(self, rows: IntArray, read: FetchEmbeddings) -> FloatArray:
        """The embeddings of some rows, of shape (len(rows), dimension): as kept, or read where sketches are kept."""
        if self._sketched:
            return read(rows)
        found = np.empty((len(rows), self.dimension), np.float32)
        for group in np.unique(self._groups[rows]).tolist():
            own = self._groups[rows] == group
            found[own] = self._indexes[group].reconstruct_batch(
                np.searchsorted(self._rows[group], rows[own])
            )
        return found

    def nearest(
        self,
        vector: FloatArray,
        top_k: int,
        groups: Sequence[int],
        allowed: Mask | None,
        read: FetchEmbeddings,
    ) -> list[tuple[int, float]]:
        """The `top_k` rows of some groups nearest to a unit vector, of shape (dimension,), best first, with cosines.

        `allowed`, of shape (rows,), limits the search to the rows where it is true.
        """
        faiss.omp_set_num_threads(
            1
        )  # of this thread: others answer meanwhile, and waiting for them takes longer
        found = [
            self._in_group(vector, top_k, group, allowed) for group in groups if group in self._rows
        ]
        rows = np.concatenate([rows for rows, _ in found]) if found else np.empty(0, np.int64)
        if not len(rows):
            return []
        scores = (
            read(rows) @ vector
            if self._sketched
            else np.concatenate([scores for _, scores in found])
        )
        best = np.lexsort((rows, -scores))[:top_k]
        return [(int(rows[each]), float(scores[each])) for each in best]

    def _in_group(
        self, vector: FloatArray, top_k: int, group: int, allowed: Mask | None
    ) -> tuple[IntArray, FloatArray]:
        rows, count = self._rows[group], len(self._rows[group])
        parameters: Any = (
            faiss.RaBitQSearchParameters() if self._sketched else faiss.SearchParameters()
        )
        if self._sketched:
            parameters.qb = _QUERY_BITS
            top_k = max(2 * top_k, SHORTLIST) if top_k else 0
        if allowed is not None:
            inside = allowed[rows]
            count = int(inside.sum())
            bits = np.packbits(inside, bitorder="little")
            parameters.sel = faiss.IDSelectorBitmap(len(inside), faiss.swig_ptr(bits))
        if not min(top_k, count):
            return np.empty(0, np.int64), np.empty(0, np.float32)
        scores, places = self._indexes[group].search(
            vector[None, :], min(top_k, count), params=parameters
        )
        return rows[places[0]], scores[0]


def _sketcher(centre: npt.NDArray[Any]) -> Any:
    """A FAISS index without rows that makes and compares sketches; nothing is random in them."""
    index = faiss.IndexRaBitQ(len(centre), faiss.METRIC_INNER_PRODUCT, _BITS)
    faiss.copy_array_to_vector(centre.astype(np.float32), index.center)
    index.is_trained = True
    return index


def _sketches(centre: FloatArray, blocks: Blocks) -> npt.NDArray[Any]:
    sketcher = _sketcher(centre)
    return _stacked(
        (sketcher.sa_encode(block.astype(np.float32)) for block in blocks()),
        sketcher.code_size,
        np.dtype(np.uint8),
    )


def _stacked(
    blocks: Iterator[npt.NDArray[Any]], width: int, dtype: np.dtype[Any]
) -> npt.NDArray[Any]:
    """Blocks of rows one below the other."""
    return np.concatenate([np.empty((0, width), dtype), *blocks])


def _index(codes: Codes, dimension: int, rows: IntArray) -> Any:
    """A FAISS index of some rows."""
    if codes.centre is None:
        index = faiss.IndexScalarQuantizer(
            dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
    else:
        index = _sketcher(codes.centre)
    faiss.copy_array_to_vector(codes.rows[rows].view(np.uint8).ravel(), index.codes)
    index.ntotal = len(rows)
    return index
