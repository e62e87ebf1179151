"""Nearest embeddings, with FAISS; the only module that imports it. Exact inner product of unit vectors: the cosine."""

from collections.abc import Iterable
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

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
    def load(cls, path: Path) -> "VectorIndex":
        """An index as it was saved; the file's hash is to be checked before, since FAISS trusts what it reads."""
        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        faiss.write_index(self._index, str(path))

    @property
    def dimension(self) -> int:
        """The length of an embedding."""
        return int(self._index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal)

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
