"""A text token by token: what lets the words of a question be matched one at a time.

Contextual embeddings of tokens all lean the same way, so each is taken from the encoder's centre, at several layers of
the model. The mean of the ways in which it differs there is kept: a direction, which says what the token means, and a
strength, which is how far the layers agree on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fonti.index.types import FloatArray, IntArray

_SPAN, _STRENGTH = np.dtype("<u2"), np.dtype("<f2")
_LEAST = 1e-6  # length of what has a direction
_AT_ONCE = 256  # tokens unpacked at a time, so that they stay in the processor's own memory
_LEVELS = 7  # a coordinate is kept in four bits, from -7 to 7


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text that hold a letter or a digit, n of them, in order.

    `directions`, of shape (n, dimension), has rows of length 1; `strengths`, of shape (n,), go from 0 to 1; `spans`, of
    shape (n, 2), are half-open, in code points of the text.
    """

    directions: FloatArray
    strengths: FloatArray
    spans: IntArray

    def __len__(self) -> int:
        return len(self.strengths)


@dataclass(frozen=True, slots=True)
class EncodedText:
    """A text as a model reads it: its embedding, a unit vector of shape (dimension,), and its tokens."""

    vector: FloatArray
    tokens: Tokens


def centred(layers: FloatArray, spans: IntArray, centre: FloatArray) -> Tokens:
    """Tokens from their embeddings at some layers, of shape (n, layers, dimension).

    `centre`, of shape (layers, dimension), is what they are taken from.
    """
    differing = layers - centre
    lengths = np.sqrt(np.einsum("...i,...i->...", differing, differing))
    mean = np.einsum(
        "nli,nl->ni", differing, 1 / (layers.shape[1] * np.maximum(lengths, _LEAST))
    )  # of directions
    return Tokens(directions(mean), np.linalg.norm(mean, axis=-1), spans)


def directions(vectors: FloatArray) -> FloatArray:
    """Vectors, of any shape (…, dimension), at length 1; one of no length stays so."""
    unit: FloatArray = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), _LEAST)
    return unit


def pack(tokens: Tokens) -> bytes:
    """Tokens as they are stored: for each its span, its strength and four bits a coordinate of its direction.

    Reading them back turns a direction by 7 degrees on average. Spans reach 65,535 at most, longer than any passage.
    """
    top = np.abs(tokens.directions).max(axis=1, keepdims=True, initial=1e-6)
    levels = np.rint(tokens.directions / top * _LEVELS).astype(np.int8) + _LEVELS
    levels = np.pad(levels, ((0, 0), (0, levels.shape[1] % 2))).astype(np.uint8)
    codes = levels[:, 0::2] << 4 | levels[:, 1::2]
    return b"".join(
        [
            tokens.spans.astype(_SPAN).tobytes(),
            tokens.strengths.astype(_STRENGTH).tobytes(),
            codes.tobytes(),
        ]
    )


@dataclass(frozen=True, slots=True)
class StoredTokens:
    """The tokens of some texts as they are stored, those of each after those of the one before.

    `codes`, of shape (n, bytes), are their directions, four bits a coordinate; `strengths` and `spans` are as in
    Tokens, spans within each token's own text. `edges`, of shape (texts, 2), says which rows are whose.
    """

    codes: npt.NDArray[np.uint8]
    strengths: FloatArray
    spans: IntArray
    edges: IntArray

    def cosines(self, tokens: Tokens) -> FloatArray:
        """The cosine of each of some tokens to each of these, of shape (tokens, n)."""
        dimension, width = tokens.directions.shape[1], self.codes.shape[1]
        asked = np.concatenate([tokens.directions[:, 0::2], tokens.directions[:, 1::2]], axis=1).T
        found = np.empty((len(self.codes), len(tokens)), np.float32)
        for start in range(0, len(self.codes), _AT_ONCE):
            codes = self.codes[start : start + _AT_ONCE]
            levels = np.empty((len(codes), dimension), np.float32)
            levels[:, :width], levels[:, width:] = codes >> 4, codes[:, : dimension - width] & 15
            levels -= _LEVELS
            lengths = np.sqrt(np.einsum("ij,ij->i", levels, levels))
            found[start : start + _AT_ONCE] = (levels @ asked) / np.maximum(lengths, 1e-6)[:, None]
        return found.T


def unpack(stored: Sequence[bytes], dimension: int) -> StoredTokens:
    """The tokens of some texts as `pack` stored them; ValueError where it did not."""
    width = (dimension + 1) // 2
    size = 2 * _SPAN.itemsize + _STRENGTH.itemsize + width
    for each in stored:
        if len(each) % size:
            raise ValueError(f"{len(each)} bytes are not tokens of {size} bytes")
    counts = [len(each) // size for each in stored]
    ends = np.cumsum([0, *counts])
    spans, strengths, codes = [], [], []
    for each, count in zip(stored, counts, strict=True):
        spans.append(np.frombuffer(each, _SPAN, 2 * count))
        strengths.append(np.frombuffer(each, _STRENGTH, count, 2 * count * _SPAN.itemsize))
        codes.append(np.frombuffer(each, np.uint8, offset=len(each) - count * width))
    return StoredTokens(
        _joined(codes, np.uint8).reshape(-1, width),
        _joined(strengths, np.float32),
        _joined(spans, np.int64).reshape(-1, 2),
        np.stack([ends[:-1], ends[1:]], axis=1),
    )


def _joined(parts: list[npt.NDArray[Any]], kind: npt.DTypeLike) -> npt.NDArray[Any]:
    return np.concatenate(parts).astype(kind) if parts else np.empty(0, kind)
