"""Search embeddings with FAISS; this is the only module that imports it.

The score is the inner product of unit vectors: the cosine.

Up to MAX_EXACT embeddings are stored exactly, in half precision as in SQLite, and all are compared.
If there are more, a sketch of each is stored: its difference from the mean, in two bits a
coordinate (RaBitQ, Gao and Long, SIGMOD 2024). All sketches are compared, and the embeddings of the
nearest ones are read from SQLite. So cosines are exact, and only the choice of the nearest is
approximate. A sketch depends only on its embedding and the mean: nothing is trained, rows are added
and removed without a rebuild, and filters do not reduce recall, as they do with an inverted file
(tests/bench/RESULTS.md, Size).
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

# The most embeddings that are stored exactly: this many are compared within 15 ms
# (tests/bench/results/size.md).
MAX_EXACT = 1 << 17

# At least so many embeddings are read in each language, those of the nearest sketches. Among 64 are
# all of the ten nearest (tests/bench/results/size.md).
MIN_SHORTLIST = 64

# Sketches made by another version of FAISS may differ.
MADE_BY = f"faiss {faiss.__version__}"

# Bits a coordinate: of a sketch, and of a query while it is compared with sketches. With fewer, not
# all of the nearest are found; more take longer (tests/bench/results/size.md).
_SKETCH_BITS = 2
_QUERY_BITS = 4

# Embeddings that are encoded at a time, so that memory stays small.
_BLOCK_ROWS = 10_000

_HALF_PRECISION = np.dtype("<f2")

# Embeddings of shape (n, dimension), in half precision or more.
Block = npt.NDArray[np.floating[Any]]

# Returns an iterator over all of some embeddings, each time from the first on.
IterateBlocks = Callable[[], Iterator[Block]]

# Returns the embeddings of some rows, of shape (len(rows), dimension), as SQLite stores them.
FetchEmbeddings = Callable[[IntArray], FloatArray]


@dataclass(frozen=True, slots=True)
class StoredVectors:
    """Embeddings for comparison: exact, or as sketches of their differences from a centre.

    Attributes:
        codes: Of shape (n, dimension) in half precision, or (n, bytes of a sketch).
        centre: The mean of the embeddings, of shape (dimension,); None if they are exact.

    """

    codes: npt.NDArray[Any]
    centre: FloatArray | None

    @classmethod
    def encode(cls, dimension: int, count: int, blocks: IterateBlocks) -> "StoredVectors":
        """Store embeddings exactly, or as sketches if they are many.

        Args:
            dimension: The length of an embedding.
            count: How many are expected. There may be fewer, if some are missing.
            blocks: Iterates over the embeddings.

        """
        if count <= MAX_EXACT:
            halved = (block.astype(_HALF_PRECISION, copy=False) for block in blocks())
            return cls(_stack_blocks(halved, dimension, _HALF_PRECISION), None)

        total = np.zeros(dimension)
        for block in blocks():
            total += block.sum(axis=0, dtype=np.float64)
        centre = (total / count).astype(np.float32)
        return cls(_make_sketches(centre, blocks), centre)

    def drop_and_append(
        self, stays: Mask, dimension: int, count: int, blocks: IterateBlocks
    ) -> "StoredVectors | None":
        """Return vectors without some rows, followed by new ones.

        Args:
            stays: Which rows stay, of shape (n,).
            dimension: The length of an embedding.
            count: How many new embeddings there are.
            blocks: Iterates over the new embeddings.

        Returns:
            The vectors; None if these are sketches and so few rows remain that they must be exact.

        """
        total = int(stays.sum()) + count
        old = self.codes if stays.all() else self.codes[stays]

        if self.centre is None:
            parts = [old[start : start + _BLOCK_ROWS] for start in range(0, len(old), _BLOCK_ROWS)]
            return StoredVectors.encode(dimension, total, lambda: chain(parts, blocks()))

        if total <= MAX_EXACT:
            return None
        sketches = _make_sketches(self.centre, blocks)
        return StoredVectors(np.concatenate([old, sketches]), self.centre)

    def matches(self, first: int, block: Block) -> bool:
        """Return whether the rows that begin at `first` were made from a block of embeddings.

        Of sketches, only the signs are compared. The rest comes from sums of floats, which other
        processors may round differently.
        """
        codes = self.codes[first : first + len(block)]
        if self.centre is None:
            return np.array_equal(codes, block.astype(_HALF_PRECISION))

        sketches = _make_sketcher(self.centre).sa_encode(block.astype(np.float32))
        sign_bytes = -(-block.shape[1] // 8)
        return np.array_equal(codes[:, :sign_bytes], sketches[:, :sign_bytes])

    def save(self, folder: Path, name: str) -> None:
        """Write the vectors to a folder. Raises OSError."""
        np.save(folder / f"{name}.npy", self.codes)
        if self.centre is not None:
            np.save(folder / f"{name}.centre.npy", self.centre)

    @classmethod
    def load(cls, folder: Path, name: str, count: int, dimension: int) -> "StoredVectors":
        """Return the vectors that `save` wrote to a folder.

        Raises:
            OSError: They cannot be read.
            ValueError: They are not `count` embeddings of length `dimension`.

        """
        codes = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        centre_file = folder / f"{name}.centre.npy"
        centre = None
        expected_shape = (count, dimension)
        expected_dtype: np.dtype[Any] = _HALF_PRECISION

        if centre_file.exists():
            centre = np.load(centre_file, allow_pickle=False)
            expected_shape = (count, _make_sketcher(np.zeros(dimension)).code_size)
            expected_dtype = np.dtype(np.uint8)

        is_centre_valid = centre is None or centre.shape == (dimension,)
        if (codes.shape, codes.dtype) != (expected_shape, expected_dtype) or not is_centre_valid:
            raise ValueError(f"{name}.npy is not of {count} embeddings of length {dimension}")
        return cls(codes, centre)


class VectorIndex:
    """Embeddings that can be searched, each group (a language) separately."""

    def __init__(self, vectors: StoredVectors, dimension: int, groups: IntArray) -> None:
        self.dimension = dimension
        self._has_sketches = vectors.centre is not None
        self._groups = groups
        self._rows = {int(group): np.flatnonzero(groups == group) for group in np.unique(groups)}
        self._indexes = {
            group: _make_index(vectors, dimension, rows) for group, rows in self._rows.items()
        }

    def get_embeddings(self, rows: IntArray, fetch: FetchEmbeddings) -> FloatArray:
        """Return the embeddings of some rows, of shape (len(rows), dimension).

        They are fetched if only sketches are stored here.
        """
        if self._has_sketches:
            return fetch(rows)

        embeddings = np.empty((len(rows), self.dimension), np.float32)
        for group in np.unique(self._groups[rows]).tolist():
            in_group = self._groups[rows] == group
            rows_in_index = np.searchsorted(self._rows[group], rows[in_group])
            embeddings[in_group] = self._indexes[group].reconstruct_batch(rows_in_index)
        return embeddings

    def search(
        self,
        embedding: FloatArray,
        top_k: int,
        groups: Sequence[int],
        allowed: Mask | None,
        fetch: FetchEmbeddings,
    ) -> list[tuple[int, float]]:
        """Return the rows nearest to a query, best first, with their cosines.

        Args:
            embedding: A unit vector of shape (dimension,).
            top_k: How many rows to return at most.
            groups: The groups to search.
            allowed: Which rows may be returned, of shape (rows,); None for all.
            fetch: Fetches embeddings of which only sketches are stored here.

        """
        # Search with this thread alone: other threads answer other questions meanwhile, and waiting
        # for them would take longer.
        faiss.omp_set_num_threads(1)

        in_groups = [
            self._search_group(embedding, top_k, group, allowed)
            for group in groups
            if group in self._rows
        ]
        rows = np.concatenate([np.empty(0, np.int64), *(rows for rows, _ in in_groups)])
        if not len(rows):
            return []

        if self._has_sketches:
            scores = fetch(rows) @ embedding
        else:
            scores = np.concatenate([scores for _, scores in in_groups])

        best = np.lexsort((rows, -scores))[:top_k]
        return [(int(rows[index]), float(scores[index])) for index in best]

    def _search_group(
        self, embedding: FloatArray, top_k: int, group: int, allowed: Mask | None
    ) -> tuple[IntArray, FloatArray]:
        """Return the nearest rows of a group, with their scores by what is stored here."""
        rows = self._rows[group]
        count = len(rows)

        parameters: Any = faiss.SearchParameters()
        if self._has_sketches:
            parameters = faiss.RaBitQSearchParameters()
            parameters.qb = _QUERY_BITS
            top_k = max(2 * top_k, MIN_SHORTLIST) if top_k else 0

        if allowed is not None:
            is_allowed = allowed[rows]
            count = int(is_allowed.sum())
            # FAISS keeps a pointer to the bits: they must live as long as the search.
            bits = np.packbits(is_allowed, bitorder="little")
            parameters.sel = faiss.IDSelectorBitmap(len(is_allowed), faiss.swig_ptr(bits))

        limit = min(top_k, count)
        if not limit:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        scores, hits = self._indexes[group].search(embedding[None, :], limit, params=parameters)
        return rows[hits[0]], scores[0]


def _make_sketcher(centre: npt.NDArray[Any]) -> Any:
    """Return a FAISS index without rows that makes and compares sketches; nothing is random."""
    index = faiss.IndexRaBitQ(len(centre), faiss.METRIC_INNER_PRODUCT, _SKETCH_BITS)
    faiss.copy_array_to_vector(centre.astype(np.float32), index.center)
    index.is_trained = True
    return index


def _make_sketches(centre: FloatArray, blocks: IterateBlocks) -> npt.NDArray[Any]:
    sketcher = _make_sketcher(centre)
    sketches = (sketcher.sa_encode(block.astype(np.float32)) for block in blocks())
    return _stack_blocks(sketches, sketcher.code_size, np.dtype(np.uint8))


def _stack_blocks(
    blocks: Iterator[npt.NDArray[Any]], width: int, dtype: np.dtype[Any]
) -> npt.NDArray[Any]:
    """Return the rows of all blocks in one array."""
    return np.concatenate([np.empty((0, width), dtype), *blocks])


def _make_index(vectors: StoredVectors, dimension: int, rows: IntArray) -> Any:
    """Return a FAISS index of some rows."""
    if vectors.centre is None:
        index = faiss.IndexScalarQuantizer(
            dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
    else:
        index = _make_sketcher(vectors.centre)

    faiss.copy_array_to_vector(vectors.codes[rows].view(np.uint8).ravel(), index.codes)
    index.ntotal = len(rows)
    return index
