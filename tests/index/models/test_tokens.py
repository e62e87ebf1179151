"""Stored tokens: what is read back is what was written, as near as four bits allow, and nothing else is read."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from fonti.index import FloatArray, StoredTokenEmbeddings, TokenEmbeddings
from fonti.index.models.tokens import centred, pack, unpack

_LARGEST = 65_535  # the last place that a stored span reaches
SPANS = np.zeros((2, 2), np.int64)


def _unit(rows: FloatArray) -> FloatArray:
    """Rows of length 1; one that has hardly any length points along the first axis."""
    rows = rows.copy()
    rows[np.linalg.norm(rows, axis=1) < 1e-3, 0] = 1
    unit: FloatArray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


@st.composite
def tokens(draw: st.DrawFn) -> TokenEmbeddings:
    """Any tokens, none among them, of odd and even dimensions; single directions are as likely as even ones."""
    count, dimension = draw(st.integers(0, 6)), draw(st.integers(1, 40))
    rows = draw(arrays.arrays(np.float32, (count, dimension), elements=st.floats(-1, 1, width=32)))
    strengths = draw(arrays.arrays(np.float32, count, elements=st.floats(0.125, 100, width=32)))
    spans = draw(arrays.arrays(np.int64, (count, 2), elements=st.integers(0, _LARGEST)))
    return TokenEmbeddings(_unit(rows), strengths, spans)


def least_cosine(directions: FloatArray) -> FloatArray:
    """How near to itself each direction of length 1 must come back, of shape (n,).

    With M its largest coordinate, every other is off by at most min(its own, M/14), and M not at all. So what comes
    back is off by at most sqrt(min((dimension - 1) M²/196, 1 - M²)), which bounds the sine of the angle.
    """
    largest = np.abs(directions).max(axis=1, initial=0) ** 2
    sines = np.minimum((directions.shape[1] - 1) * largest / 196, 1 - largest)
    least: FloatArray = np.sqrt(1 - np.clip(sines, 0, 1))
    return least


def directions_of(stored: StoredTokenEmbeddings, dimension: int) -> FloatArray:
    """The directions of stored tokens: their cosines to each axis."""
    axes = np.eye(dimension, dtype=np.float32)
    return stored.cosines(
        TokenEmbeddings(axes, np.ones(dimension, np.float32), np.zeros((dimension, 2), np.int64))
    ).T


@given(tokens())
def test_tokens_come_back(kept: TokenEmbeddings) -> None:
    """Spans are the same, strengths to half precision, directions within what four bits can say, and of length 1."""
    dimension = kept.directions.shape[1]
    back = unpack([pack(kept)], dimension)
    directions = directions_of(back, dimension)
    assert directions.shape == kept.directions.shape
    assert np.array_equal(back.spans, kept.spans)
    assert np.allclose(back.strengths, kept.strengths, rtol=2**-11, atol=0)
    assert np.allclose(np.linalg.norm(directions, axis=1), 1, atol=1e-5)
    assert (
        np.sum(directions * kept.directions, axis=1) >= least_cosine(kept.directions) - 1e-4
    ).all()


def test_a_direction_of_usual_size_turns_by_a_few_degrees() -> None:
    """Even coordinates, as models give, lose far less than the bound."""
    rows = _unit(np.random.default_rng(7).normal(size=(200, 384)).astype(np.float32))
    back = unpack([pack(TokenEmbeddings(rows, np.ones(200, np.float32), np.zeros((200, 2), np.int64)))], 384)
    angles = np.degrees(np.arccos(np.sum(rows * directions_of(back, 384), axis=1)))
    assert angles.mean() < 8
    assert angles.max() < 15


@given(st.lists(tokens(), max_size=4), st.integers(0, 3))
def test_tokens_of_many_texts_are_told_apart(kept: list[TokenEmbeddings], seed: int) -> None:
    """Each text's rows are what it has alone, none for a text of none."""
    dimension = kept[0].directions.shape[1] if kept else 3
    packed = [pack(each) for each in kept if each.directions.shape[1] == dimension]
    together = unpack(packed, dimension)
    axis = np.random.default_rng(seed).normal(size=(2, dimension)).astype(np.float32)
    asked = TokenEmbeddings(axis, np.ones(2, np.float32), SPANS)
    assert together.offsets.shape == (len(packed), 2)
    for stored, (first, last) in zip(packed, together.offsets.tolist(), strict=True):
        alone = unpack([stored], dimension)
        assert np.array_equal(together.spans[first:last], alone.spans)
        assert np.array_equal(together.strengths[first:last], alone.strengths)
        assert np.allclose(together.cosines(asked)[:, first:last], alone.cosines(asked), atol=1e-5)


@given(st.binary(max_size=200), st.integers(1, 20))
def test_bytes_that_are_no_tokens_are_refused(stored: bytes, dimension: int) -> None:
    """Any bytes either are whole tokens, of numbers in range, or a ValueError."""
    size = 6 + (dimension + 1) // 2
    if len(stored) % size:
        with pytest.raises(ValueError, match="are not tokens"):
            unpack([stored], dimension)
    else:
        back = unpack([stored], dimension)
        assert back.offsets.tolist() == [[0, len(stored) // size]]
        assert np.isfinite(directions_of(back, dimension)).all()


def test_a_cut_record_is_refused() -> None:
    """A byte less or more is noticed."""
    stored = pack(
        TokenEmbeddings(
            _unit(np.ones((3, 5), np.float32)), np.ones(3, np.float32), np.zeros((3, 2), np.int64)
        )
    )
    for altered in (stored[:-1], stored + b"\0", stored[1:]):
        with pytest.raises(ValueError, match=f"{len(altered)} bytes are not tokens"):
            unpack([stored, altered], 5)


@given(tokens(), st.integers(1, 3))
def test_layers_that_agree_are_as_strong_as_can_be(kept: TokenEmbeddings, count: int) -> None:
    """Where a token differs from every layer's centre the same way, that is its direction, however far it lies."""
    layers = np.arange(1, count + 1, dtype=np.float32)[:, None]
    centre = layers * np.linspace(-1, 1, kept.directions.shape[1], dtype=np.float32)
    found = centred(centre + layers * kept.directions[:, None], kept.spans, centre)
    assert np.allclose(found.strengths, 1, atol=1e-4)
    assert np.allclose(found.directions, kept.directions, atol=1e-3)
    assert found.spans is kept.spans


def test_layers_that_part_are_weak() -> None:
    """Half of them each way leave half the strength, along what they share."""
    centre = np.zeros((2, 3), np.float32)
    found = centred(
        np.array([[[1, 0, 0], [0, 2, 0]], [[1, 0, 0], [-5, 0, 0]]], np.float32), SPANS, centre
    )
    assert np.allclose(found.strengths, [np.sqrt(0.5), 0])
    assert np.allclose(found.directions[0], [np.sqrt(0.5), np.sqrt(0.5), 0])


def test_a_token_at_the_centre_says_nothing() -> None:
    """It has no direction, and is no number out of range."""
    centre = np.array([[1, 2, 3]], np.float32)
    found = centred(np.array([[[1, 2, 3]], [[1, 2, 5]]], np.float32), SPANS, centre)
    assert found.strengths.tolist() == [0, 1]
    assert found.directions.tolist() == [[0, 0, 0], [0, 0, 1]]
