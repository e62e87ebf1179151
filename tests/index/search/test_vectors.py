"""Test the search of embeddings against a full comparison, before and after saving and changing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index.search import vectors
from fonti.index.search.vectors import IterateBlocks, StoredVectors, VectorIndex
from fonti.index.types import FloatArray, IntArray, Mask

BLOCK_ROWS = 7

# With either number, vectors are always stored as sketches or always whole.
ALWAYS_SKETCHES = 0
ALWAYS_WHOLE = 1 << 17


def make_units(count: int, dimension: int, seed: int) -> FloatArray:
    """Return random rows of length 1, rounded to half precision."""
    rows = np.random.default_rng(seed).normal(size=(count, dimension))
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    rounded: FloatArray = unit.astype(np.float16).astype(np.float32)
    return rounded


def iterate_in_blocks(rows: FloatArray) -> IterateBlocks:
    """Return what iterates over rows in small blocks."""
    starts = range(0, len(rows), BLOCK_ROWS)
    return lambda: (rows[start : start + BLOCK_ROWS] for start in starts)


def store(rows: FloatArray) -> StoredVectors:
    """Return some rows as they are stored."""
    return StoredVectors.encode(rows.shape[1], len(rows), iterate_in_blocks(rows))


def fetch_from(rows: FloatArray) -> Callable[[IntArray], FloatArray]:
    """Return what fetches the embeddings of some rows."""
    return lambda places: rows[places]


def find_allowed(groups: IntArray, wanted: list[int], mask: Mask | None) -> IntArray:
    """Return the rows that are in the wanted groups and that a mask allows."""
    return np.flatnonzero(np.isin(groups, wanted) & (True if mask is None else mask))


@pytest.fixture(params=["whole", "sketches"])
def kind(request: pytest.FixtureRequest) -> Iterator[str]:
    """Store vectors in either way, whatever their number."""
    limit = ALWAYS_SKETCHES if request.param == "sketches" else ALWAYS_WHOLE
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "MAX_EXACT", limit)
        yield request.param


@pytest.mark.parametrize("max_exact", [ALWAYS_SKETCHES, ALWAYS_WHOLE], ids=["sketches", "whole"])
@given(st.integers(1, 60), st.integers(1, 70), st.integers(0, 1000), st.data())
def test_search_returns_the_nearest_rows_of_a_full_comparison(
    max_exact: int, count: int, top_k: int, seed: int, data: st.DataObject
) -> None:
    """The rows and cosines are numpy's, in order, whatever rows a mask and groups allow."""
    rows = make_units(count, 8, seed)
    query = make_units(1, 8, seed + 1)[0]
    booleans = st.lists(st.booleans(), min_size=count, max_size=count)
    mask = data.draw(st.none() | booleans.map(np.array))
    group_of_each = st.lists(st.integers(0, 2), min_size=count, max_size=count)
    groups = np.array(data.draw(group_of_each), np.int64)
    wanted = sorted(data.draw(st.sets(st.sampled_from(sorted(set(groups.tolist()))))))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "MAX_EXACT", max_exact)
        index = VectorIndex(store(rows), 8, groups)
        hits = index.search(query, top_k, wanted, mask, fetch_from(rows))

    allowed = find_allowed(groups, wanted, mask).tolist()
    cosines = rows @ query
    expected = sorted(allowed, key=lambda row: -cosines[row])[:top_k]
    hit_rows = {row for row, _ in hits}
    assert [score for _, score in hits] == pytest.approx(cosines[expected].tolist(), abs=1e-5)
    assert hit_rows <= set(allowed)
    assert len(hit_rows) == len(expected)


@pytest.mark.parametrize("max_exact", [ALWAYS_SKETCHES, ALWAYS_WHOLE], ids=["sketches", "whole"])
@given(st.integers(1, 60), st.integers(0, 1000), st.data())
def test_embeddings_are_returned_in_the_order_asked_for(
    max_exact: int, count: int, seed: int, data: st.DataObject
) -> None:
    """Stored or fetched, the embeddings are the same, in whatever groups they are."""
    rows = make_units(count, 8, seed)
    group_of_each = st.lists(st.integers(0, 2), min_size=count, max_size=count)
    groups = np.array(data.draw(group_of_each), np.int64)
    places = np.array(data.draw(st.lists(st.integers(0, count - 1))), np.int64)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "MAX_EXACT", max_exact)
        index = VectorIndex(store(rows), 8, groups)
        embeddings = index.get_embeddings(places, fetch_from(rows))

    assert np.array_equal(embeddings, rows[places])


def test_nothing_is_returned_if_nothing_can_be(kind: str) -> None:
    """There are no hits without rows, with a mask that allows none, or if none are asked for."""
    query = make_units(1, 8, 0)[0]
    no_rows = make_units(0, 8, 0)
    empty = VectorIndex(store(no_rows), 8, np.zeros(0, np.int64))
    assert empty.search(query, 5, [], None, fetch_from(no_rows)) == []

    rows = make_units(3, 8, 1)
    index = VectorIndex(store(rows), 8, np.zeros(3, np.int64))
    assert index.search(query, 0, [0], None, fetch_from(rows)) == []
    assert index.search(query, 5, [0], np.zeros(3, bool), fetch_from(rows)) == []
    assert len(index.search(query, 5, [0], None, fetch_from(rows))) == 3, kind


def test_a_group_without_rows_has_no_hits(kind: str) -> None:
    """A language can have passages but no sentences; those of other languages are returned."""
    rows = make_units(3, 8, 1)
    index = VectorIndex(store(rows), 8, np.ones(3, np.int64))
    assert len(index.search(rows[0], 5, [0, 1, 2], None, fetch_from(rows))) == 3, kind
    assert index.search(rows[0], 5, [2], None, fetch_from(rows)) == []


def test_vectors_are_loaded_as_they_were_saved(kind: str, tmp_path: Path) -> None:
    """Files of another kind, number or length of vectors are refused."""
    rows = make_units(50, 8, 2)
    stored = store(rows)
    assert (stored.centre is None) == (kind == "whole")

    stored.save(tmp_path, "some")
    loaded = StoredVectors.load(tmp_path, "some", 50, 8)
    assert np.array_equal(loaded.codes, stored.codes)
    assert loaded.matches(10, rows[10:15])
    assert not loaded.matches(11, rows[10:15])

    for count, dimension in ((49, 8), (50, 7), (50, 16), (0, 8)):
        with pytest.raises(ValueError, match=f"not of {count} embeddings"):
            StoredVectors.load(tmp_path, "some", count, dimension)


@given(st.lists(st.booleans(), max_size=40), st.integers(0, 40), st.integers(0, 50))
def test_changed_vectors_are_those_that_encoding_all_gives(
    which_stay: list[bool], new_count: int, max_exact: int
) -> None:
    """Rows can be dropped and appended through every change of the way in which they are stored."""
    stays = np.array(which_stay, bool)
    old = make_units(len(which_stay), 8, 3)
    new = make_units(new_count, 8, 4)
    after = np.concatenate([old[stays], new])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "MAX_EXACT", max_exact)
        before = store(old)
        changed = before.drop_and_append(stays, 8, new_count, iterate_in_blocks(new))

        # Too few remain for sketches.
        if changed is None:
            assert before.centre is not None
            assert len(after) <= max_exact
            return
        assert changed.matches(0, after)
        assert len(changed.codes) == len(after)
        assert (changed.centre is None) == (len(after) <= max_exact)


def test_sketches_find_nearly_all_true_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Embeddings that all lean one way, as a model's do, are found with filters and without."""
    count = 20_000
    random = np.random.default_rng(5)
    lean = random.normal(size=64)
    themes = random.normal(size=(40, 64))
    theme_of_each = random.integers(0, 40, count)
    noise = 0.7 * random.normal(size=(count, 64))
    leaning = lean * 2 + themes[theme_of_each] + noise
    rows = (leaning / np.linalg.norm(leaning, axis=1, keepdims=True)).astype(np.float32)
    queries = rows[::400] + 0.02 * random.normal(size=(50, 64)).astype(np.float32)

    monkeypatch.setattr(vectors, "MAX_EXACT", 1000)
    groups = np.arange(count) // 10 % 2
    index = VectorIndex(store(rows), 64, groups)
    mask = np.arange(count) % 3 == 0
    filters: list[tuple[list[int], Mask | None]] = [([0, 1], None), ([1], None), ([0, 1], mask)]

    recalls = []
    for query in queries:
        for wanted, allowed in filters:
            places = find_allowed(groups, wanted, allowed)
            expected = places[np.argsort(-(rows[places] @ query))[:10]]
            hits = index.search(query, 10, wanted, allowed, fetch_from(rows))
            recalls.append(len({row for row, _ in hits} & set(expected.tolist())) / 10)
    assert np.mean(recalls) >= 0.97
