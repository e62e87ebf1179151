"""Test that stored token embeddings come back as near as four bits allow."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from fonti.index import FloatArray, IntArray, StoredTokenEmbeddings, TokenEmbeddings
from fonti.index.models.token_embeddings import make_token_embeddings, pack_tokens, unpack_tokens

# The last offset that a stored span reaches.
MAX_OFFSET = 65_535


def no_spans(count: int) -> IntArray:
    """Return spans that are all (0, 0)."""
    return np.zeros((count, 2), np.int64)


def make_tokens(directions: FloatArray) -> TokenEmbeddings:
    """Return token embeddings of full strength."""
    count = len(directions)
    return TokenEmbeddings(directions, np.ones(count, np.float32), no_spans(count))


def normalize(rows: FloatArray) -> FloatArray:
    """Return rows of length 1; one that has hardly any length points along the first axis."""
    rows = rows.copy()
    rows[np.linalg.norm(rows, axis=1) < 1e-3, 0] = 1
    unit: FloatArray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


@st.composite
def any_tokens(draw: st.DrawFn) -> TokenEmbeddings:
    """Draw token embeddings of any number and dimension; extreme directions are likely."""
    count = draw(st.integers(0, 6))
    dimension = draw(st.integers(1, 40))
    coordinates = st.floats(-1, 1, width=32)
    rows = draw(arrays.arrays(np.float32, (count, dimension), elements=coordinates))
    strengths = draw(arrays.arrays(np.float32, count, elements=st.floats(0.125, 100, width=32)))
    spans = draw(arrays.arrays(np.int64, (count, 2), elements=st.integers(0, MAX_OFFSET)))
    return TokenEmbeddings(normalize(rows), strengths, spans)


def min_cosines(directions: FloatArray) -> FloatArray:
    """Return how near to itself each direction of length 1 must come back, of shape (n,).

    With M its largest coordinate, every other is off by at most min(itself, M/14), and M not at
    all. So what comes back is off by at most sqrt(min((dimension - 1) M²/196, 1 - M²)), which
    bounds the sine of the angle.
    """
    largest_squared = np.abs(directions).max(axis=1, initial=0) ** 2
    rounding = (directions.shape[1] - 1) * largest_squared / 196
    sines_squared = np.minimum(rounding, 1 - largest_squared)
    cosines: FloatArray = np.sqrt(1 - np.clip(sines_squared, 0, 1))
    return cosines


def unpack_directions(stored: StoredTokenEmbeddings, dimension: int) -> FloatArray:
    """Return the directions of stored tokens: their cosines to each axis."""
    axes = make_tokens(np.eye(dimension, dtype=np.float32))
    return stored.cosines(axes).T


@given(any_tokens())
def test_tokens_come_back(tokens: TokenEmbeddings) -> None:
    """Spans are exact, strengths in half precision, and directions as near as four bits allow."""
    dimension = tokens.directions.shape[1]
    stored = unpack_tokens([pack_tokens(tokens)], dimension)
    directions = unpack_directions(stored, dimension)

    assert directions.shape == tokens.directions.shape
    assert np.array_equal(stored.spans, tokens.spans)
    assert np.allclose(stored.strengths, tokens.strengths, rtol=2**-11, atol=0)
    assert np.allclose(np.linalg.norm(directions, axis=1), 1, atol=1e-5)
    cosines = np.sum(directions * tokens.directions, axis=1)
    assert (cosines >= min_cosines(tokens.directions) - 1e-4).all()


def test_a_usual_direction_turns_by_a_few_degrees() -> None:
    """Coordinates of about the same size, as models give, lose far less than the bound."""
    rows = normalize(np.random.default_rng(7).normal(size=(200, 384)).astype(np.float32))
    stored = unpack_tokens([pack_tokens(make_tokens(rows))], 384)
    angles = np.degrees(np.arccos(np.sum(rows * unpack_directions(stored, 384), axis=1)))
    assert angles.mean() < 8
    assert angles.max() < 15


@given(st.lists(any_tokens(), max_size=4), st.integers(0, 3))
def test_texts_that_are_unpacked_together_stay_apart(
    texts: list[TokenEmbeddings], seed: int
) -> None:
    """The rows of a text are those that it has alone; a text without tokens has none."""
    dimension = texts[0].directions.shape[1] if texts else 3
    packed = [pack_tokens(text) for text in texts if text.directions.shape[1] == dimension]
    together = unpack_tokens(packed, dimension)
    assert together.offsets.shape == (len(packed), 2)

    random_rows = np.random.default_rng(seed).normal(size=(2, dimension)).astype(np.float32)
    others = make_tokens(random_rows)
    cosines = together.cosines(others)
    for text, (start, end) in zip(packed, together.offsets.tolist(), strict=True):
        alone = unpack_tokens([text], dimension)
        assert np.array_equal(together.spans[start:end], alone.spans)
        assert np.array_equal(together.strengths[start:end], alone.strengths)
        assert np.allclose(cosines[:, start:end], alone.cosines(others), atol=1e-5)


@given(st.binary(max_size=200), st.integers(1, 20))
def test_bytes_that_are_not_tokens_are_refused(packed: bytes, dimension: int) -> None:
    """Any bytes are either whole tokens, whose numbers are finite, or a ValueError."""
    token_bytes = 6 + (dimension + 1) // 2
    if len(packed) % token_bytes:
        with pytest.raises(ValueError, match="are not tokens"):
            unpack_tokens([packed], dimension)
    else:
        stored = unpack_tokens([packed], dimension)
        assert stored.offsets.tolist() == [[0, len(packed) // token_bytes]]
        assert np.isfinite(unpack_directions(stored, dimension)).all()


def test_a_record_of_the_wrong_length_is_refused() -> None:
    """A byte less or more is noticed."""
    packed = pack_tokens(make_tokens(normalize(np.ones((3, 5), np.float32))))
    for altered in (packed[:-1], packed + b"\0", packed[1:]):
        with pytest.raises(ValueError, match=f"{len(altered)} bytes are not tokens"):
            unpack_tokens([packed, altered], 5)


@given(any_tokens(), st.integers(1, 3))
def test_layers_that_agree_give_full_strength(tokens: TokenEmbeddings, layer_count: int) -> None:
    """A token that differs alike from the centre of each layer has that direction."""
    scales = np.arange(1, layer_count + 1, dtype=np.float32)[:, None]
    centre = scales * np.linspace(-1, 1, tokens.directions.shape[1], dtype=np.float32)
    layers = centre + scales * tokens.directions[:, None]

    made = make_token_embeddings(layers, tokens.spans, centre)
    assert np.allclose(made.strengths, 1, atol=1e-4)
    assert np.allclose(made.directions, tokens.directions, atol=1e-3)
    assert made.spans is tokens.spans


def test_layers_that_disagree_give_less_strength() -> None:
    """Layers at a right angle leave .71 of it; opposite ones leave none."""
    at_right_angle = [[1, 0, 0], [0, 2, 0]]
    opposite = [[1, 0, 0], [-5, 0, 0]]
    layers = np.array([at_right_angle, opposite], np.float32)

    made = make_token_embeddings(layers, no_spans(2), np.zeros((2, 3), np.float32))
    assert np.allclose(made.strengths, [np.sqrt(0.5), 0])
    assert np.allclose(made.directions[0], [np.sqrt(0.5), np.sqrt(0.5), 0])


def test_a_token_at_the_centre_has_no_direction() -> None:
    """Its strength is 0, and no number is out of range."""
    centre = np.array([[1, 2, 3]], np.float32)
    layers = np.array([[[1, 2, 3]], [[1, 2, 5]]], np.float32)

    made = make_token_embeddings(layers, no_spans(2), centre)
    assert made.strengths.tolist() == [0, 1]
    assert made.directions.tolist() == [[0, 0, 0], [0, 0, 1]]
