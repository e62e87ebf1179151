"""Nearest embeddings: those that a full comparison finds, within a mask, before and after saving and changing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index.search import vectors
from fonti.index.search.vectors import Blocks, Codes, VectorIndex
from fonti.index.types import FloatArray, IntArray


def units(count: int, dimension: int, seed: int) -> FloatArray:
    """Random rows of length 1, as they are at half precision."""
    rows = np.random.default_rng(seed).normal(size=(count, dimension))
    found: FloatArray = (
        (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16).astype(np.float32)
    )
    return found


def in_blocks(rows: FloatArray) -> Blocks:
    """Rows in blocks of at most 7."""
    return lambda: (rows[start : start + 7] for start in range(0, len(rows), 7))


def codes_of(rows: FloatArray) -> Codes:
    """The codes of some rows."""
    return Codes.of(rows.shape[1], len(rows), in_blocks(rows))


def reader(rows: FloatArray) -> Callable[[IntArray], FloatArray]:
    """What reads some rows."""
    return lambda places: rows[places]


@pytest.fixture(params=["whole", "sketched"])
def kind(request: pytest.FixtureRequest) -> Iterator[str]:
    """Either kind of codes, whatever their number."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "EXACT", 0 if request.param == "sketched" else 1 << 17)
        yield request.param


@pytest.mark.parametrize("exact", [0, 1 << 17], ids=["sketched", "whole"])
@given(st.integers(1, 60), st.integers(1, 70), st.integers(0, 1000), st.data())
def test_the_nearest_are_those_of_a_full_comparison(
    exact: int, count: int, top_k: int, seed: int, data: st.DataObject
) -> None:
    """Rows and cosines are numpy's, in order, whatever rows a mask and groups let through."""
    rows, query = units(count, 8, seed), units(1, 8, seed + 1)[0]
    mask = data.draw(
        st.none() | st.lists(st.booleans(), min_size=count, max_size=count).map(np.array)
    )
    groups = np.array(
        data.draw(st.lists(st.integers(0, 2), min_size=count, max_size=count)), np.int64
    )
    wanted = sorted(data.draw(st.sets(st.sampled_from(sorted(set(groups.tolist()))))))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "EXACT", exact)
        found = VectorIndex(codes_of(rows), 8, groups).nearest(
            query, top_k, wanted, mask, reader(rows)
        )
    allowed = np.flatnonzero(np.isin(groups, wanted) & (True if mask is None else mask))
    cosines = rows @ query
    expected = sorted(allowed.tolist(), key=lambda row: -cosines[row])[:top_k]
    assert [score for _, score in found] == pytest.approx(cosines[expected].tolist(), abs=1e-5)
    assert {row for row, _ in found} <= set(allowed.tolist())
    assert len({row for row, _ in found}) == len(expected)


@given(st.integers(1, 60), st.integers(0, 1000), st.data())
def test_embeddings_are_those_kept_or_read(count: int, seed: int, data: st.DataObject) -> None:
    """In the order asked for, in whatever groups they are."""
    rows = units(count, 8, seed).astype(np.float16).astype(np.float32)
    groups = np.array(
        data.draw(st.lists(st.integers(0, 2), min_size=count, max_size=count)), np.int64
    )
    asked = np.array(data.draw(st.lists(st.integers(0, count - 1))), np.int64)
    for exact in (0, 1 << 17):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(vectors, "EXACT", exact)
            found = VectorIndex(codes_of(rows), 8, groups).embeddings(asked, reader(rows))
        assert np.array_equal(found, rows[asked])


def test_an_empty_index_finds_nothing(kind: str) -> None:
    """No rows, no hits; nor with a mask of none, nor for none asked."""
    query, none, three = units(1, 8, 0)[0], units(0, 8, 0), units(3, 8, 1)
    empty = VectorIndex(codes_of(none), 8, np.zeros(0, np.int64))
    assert empty.nearest(query, 5, [], None, reader(none)) == []
    index = VectorIndex(codes_of(three), 8, np.zeros(3, np.int64))
    assert index.nearest(query, 0, [0], None, reader(three)) == []
    assert index.nearest(query, 5, [0], np.zeros(3, bool), reader(three)) == []
    assert len(index.nearest(query, 5, [0], None, reader(three))) == 3, kind


def test_a_group_without_rows_has_no_nearest(kind: str) -> None:
    """A language may have passages but no sentences, whether others come before it or after it."""
    rows = units(3, 8, 1)
    index = VectorIndex(codes_of(rows), 8, np.ones(3, np.int64))
    assert len(index.nearest(rows[0], 5, [0, 1, 2], None, reader(rows))) == 3, kind
    assert index.nearest(rows[0], 5, [2], None, reader(rows)) == []


def test_codes_are_read_back(kind: str, tmp_path: Path) -> None:
    """What was saved is what was made, and nothing of another kind, number or length is taken for it."""
    codes = codes_of(units(50, 8, 2))
    assert (codes.centre is None) == (kind == "whole")
    codes.save(tmp_path, "some")
    loaded = Codes.load(tmp_path, "some", 50, 8)
    assert np.array_equal(loaded.rows, codes.rows)
    assert loaded.hold(10, units(50, 8, 2)[10:15])
    assert not loaded.hold(11, units(50, 8, 2)[10:15])
    for count, dimension in ((49, 8), (50, 7), (50, 16), (0, 8)):
        with pytest.raises(ValueError, match=f"not of {count} embeddings"):
            Codes.load(tmp_path, "some", count, dimension)


@given(st.lists(st.booleans(), max_size=40), st.integers(0, 40), st.integers(0, 50))
def test_changed_codes_are_those_of_the_whole(kept: list[bool], coming: int, exact: int) -> None:
    """Dropping and adding rows gives what their embeddings give at once, through every change of kind."""
    mask, old, new = np.array(kept, bool), units(len(kept), 8, 3), units(coming, 8, 4)
    after = np.concatenate([old[mask], new])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "EXACT", exact)
        before = codes_of(old)
        changed = before.changed(mask, 8, coming, in_blocks(new))
        if changed is None:  # too few are left for sketches
            assert before.centre is not None
            assert len(after) <= exact
            return
        assert changed.hold(0, after)
        assert len(changed.rows) == len(after)
        assert (changed.centre is None) == (len(after) <= exact)


def test_sketches_find_what_was_planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of embeddings that all lean one way, as a model's do, nearly all true neighbours are found, filtered or not."""
    random = np.random.default_rng(5)
    lean, themes = random.normal(size=64), random.normal(size=(40, 64))
    rows = (
        lean * 2 + themes[random.integers(0, 40, 20_000)] + 0.7 * random.normal(size=(20_000, 64))
    )
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    monkeypatch.setattr(vectors, "EXACT", 1000)
    groups = np.arange(len(rows)) // 10 % 2
    index = VectorIndex(codes_of(rows), 64, groups)
    mask = np.arange(len(rows)) % 3 == 0
    shares = []
    for query in rows[::400] + 0.02 * random.normal(size=(50, 64)).astype(np.float32):
        for wanted, allowed in (([0, 1], None), ([1], None), ([0, 1], mask)):
            inside = np.flatnonzero(
                np.isin(groups, wanted) & (True if allowed is None else allowed)
            )
            expected = inside[np.argsort(-(rows[inside] @ query))[:10]]
            found = index.nearest(query, 10, wanted, allowed, reader(rows))
            shares.append(len({row for row, _ in found} & set(expected.tolist())) / 10)
    assert np.mean(shares) >= 0.97
