"""Nearest embeddings: exactly those that a full comparison finds, within a mask, before and after saving."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vectors import FloatArray, VectorIndex


def units(count: int, dimension: int, seed: int) -> FloatArray:
    """Random rows of length 1."""
    rows = np.random.default_rng(seed).normal(size=(count, dimension))
    found: FloatArray = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return found


@given(st.integers(1, 60), st.integers(1, 70), st.integers(0, 1000), st.data())
def test_the_nearest_are_those_of_a_full_comparison(count: int, top_k: int, seed: int, data: st.DataObject) -> None:
    """Rows and cosines are numpy's, in order, whatever rows a mask lets through."""
    rows, query = units(count, 8, seed), units(1, 8, seed + 1)[0]
    mask = data.draw(st.none() | st.lists(st.booleans(), min_size=count, max_size=count).map(np.array))
    found = VectorIndex.build(8, [rows[:7], rows[7:]]).nearest(query, top_k, mask)
    allowed = np.arange(count) if mask is None else np.flatnonzero(mask)
    cosines = rows @ query
    expected = sorted(allowed.tolist(), key=lambda row: -cosines[row])[:top_k]
    assert [row for row, _ in found] == expected
    assert [score for _, score in found] == pytest.approx(cosines[expected].tolist(), abs=1e-5)


def test_an_empty_index_finds_nothing() -> None:
    """No rows, no hits; nor with a mask of none, nor for none asked."""
    query = units(1, 8, 0)[0]
    empty = VectorIndex.build(8, [])
    assert (len(empty), empty.dimension) == (0, 8)
    assert empty.nearest(query, 5, None) == empty.nearest(query, 5, np.zeros(0, bool)) == []
    assert VectorIndex.build(8, [units(3, 8, 1)]).nearest(query, 0, None) == []


def test_an_index_is_read_back(tmp_path: Path) -> None:
    """What was saved finds as what was built."""
    built = VectorIndex.build(8, [units(50, 8, 2)])
    built.save(tmp_path / "vectors.faiss")
    loaded = VectorIndex.load(tmp_path / "vectors.faiss", 50, 8)
    query = units(1, 8, 3)[0]
    assert (len(loaded), loaded.dimension) == (50, 8)
    assert loaded.nearest(query, 10, None) == built.nearest(query, 10, None)
    assert np.array_equal(loaded.rows(10, 5), units(50, 8, 2)[10:15])


@pytest.mark.parametrize(("rows", "dimension"), [(49, 8), (50, 7), (400, 1), (1 << 40, 8), (0, 8)])
def test_a_file_of_another_size_is_not_read(rows: int, dimension: int, tmp_path: Path) -> None:
    """What FAISS would trust is first held against how many vectors there should be."""
    VectorIndex.build(8, [units(50, 8, 2)]).save(tmp_path / "vectors.faiss")
    with pytest.raises(ValueError, match=f"not .*{rows}"):
        VectorIndex.load(tmp_path / "vectors.faiss", rows, dimension)
