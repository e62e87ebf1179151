"""Nearest embeddings, with FAISS; the only module that imports it. Exact inner product of unit vectors: the cosine."""

from collections.abc import Iterable
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

_HEADER = 256  # bytes of a file of exact vectors beside the vectors, at most
FloatArray = npt.NDArray[np.float32]


class VectorIndex:
    """Embeddings in rows, numbered from 0."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, dimension: int, blocks: Iterable[FloatArray]) -> "VectorIndex":
        """An index of the rows of some blocks, each of shape (n, dimension)."""
        index = faiss.IndexFlatIP(dimension)
        for block in blocks:
            index.add(block)
        return cls(index)

    @classmethod
    def load(cls, path: Path, rows: int, dimension: int) -> "VectorIndex":
        """An index of so many rows, as it was saved. Raises ValueError where the file is no such index's.

        FAISS trusts what it reads: the file's hash is to be checked before, and its size is here.
        """
        beside = path.stat().st_size - rows * dimension * np.dtype(np.float32).itemsize
        if not 0 < beside <= _HEADER:
            raise ValueError(f"{path.name} is not of {rows} vectors")
        index = faiss.read_index(str(path))
        if (index.ntotal, index.d) != (rows, dimension):
            raise ValueError(f"{path.name} holds {index.ntotal} vectors of {index.d}, not {rows} of {dimension}")
        return cls(index)

    def save(self, path: Path) -> None:
        """Write the index to a file. Raises OSError."""
        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError as error:
            raise OSError(f"{path.name}: {str(error).rpartition('failed: ')[2]}") from error

    @property
    def dimension(self) -> int:
        """The length of an embedding."""
        return int(self._index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def rows(self, first: int, count: int) -> FloatArray:
        """Some of the embeddings, of shape (count, dimension). Raises RuntimeError where there are fewer."""
        return np.asarray(self._index.reconstruct_n(first, count), np.float32)

    def nearest(self, vector: FloatArray, top_k: int, allowed: npt.NDArray[np.bool_] | None) -> list[tuple[int, float]]:
        """The `top_k` rows nearest to a unit vector of shape (dimension,), best first, with their cosines.

        `allowed`, of shape (rows,), limits the search to the rows where it is true.
        """
        parameters = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(allowed), faiss.swig_ptr(bits))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        top_k = min(top_k, len(self) if allowed is None else int(allowed.sum()))
        if not top_k:
            return []
        scores, rows = self._index.search(vector[None, :], top_k, params=parameters)
        return [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True) if row >= 0]
