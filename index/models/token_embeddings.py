"""Token embeddings, by which the words of a question are matched one at a time (late interaction).

Contextual embeddings of tokens have a large part in common, so the encoder's centre is subtracted
from them, at several layers of the model. The mean of the resulting directions over the layers is
stored. The direction of this mean is the meaning of the token; its length, the strength, is how far
the layers agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fonti.index.types import FloatArray, IntArray

# How a start or an end of a span, and a strength, are stored.
_SPAN_DTYPE = np.dtype("<u2")
_STRENGTH_DTYPE = np.dtype("<f2")

# A coordinate is stored in four bits, from -7 to 7. It ranks as well as in 32 bits, within .001
# (tests/bench/results/ranking.md).
_MAX_LEVEL = 7

# The length from which on a vector has a direction.
_MIN_LENGTH = 1e-6

# Tokens that are unpacked at a time: so few that they stay in the processor's own cache.
_TOKENS_AT_A_TIME = 256


@dataclass(frozen=True, slots=True)
class TokenEmbeddings:
    """The embeddings of the n tokens of a text that have a letter or a digit, in order.

    Attributes:
        directions: Rows of length 1, of shape (n, dimension).
        strengths: How far the layers agree, 0 to 1, of shape (n,).
        spans: Where each token starts and ends in the text, in code points, of shape (n, 2).

    """

    directions: FloatArray
    strengths: FloatArray
    spans: IntArray

    def __len__(self) -> int:
        return len(self.strengths)


@dataclass(frozen=True, slots=True)
class EncodedText:
    """The output of an encoder for a text.

    Attributes:
        embedding: A unit vector of shape (dimension,).
        tokens: The embeddings of its tokens.

    """

    embedding: FloatArray
    tokens: TokenEmbeddings


@dataclass(frozen=True, slots=True)
class StoredTokenEmbeddings:
    """The token embeddings of several texts in the stored form, text by text; n tokens in all.

    Attributes:
        codes: The directions, four bits a coordinate, of shape (n, bytes).
        strengths: As in TokenEmbeddings, of shape (n,).
        spans: As in TokenEmbeddings, in code points of the token's text, of shape (n, 2).
        offsets: The first token of each text and the end of its tokens, of shape (texts, 2).

    """

    codes: npt.NDArray[np.uint8]
    strengths: FloatArray
    spans: IntArray
    offsets: IntArray

    def cosines(self, tokens: TokenEmbeddings) -> FloatArray:
        """Return the cosines between m other tokens and these n, of shape (m, n)."""
        dimension = tokens.directions.shape[1]
        width = self.codes.shape[1]

        # A byte has two coordinates. Unpacked, the even ones, from the high bits, come first.
        even_first = [tokens.directions[:, 0::2], tokens.directions[:, 1::2]]
        others = np.concatenate(even_first, axis=1).T

        cosines = np.empty((len(self.codes), len(tokens)), np.float32)
        for start in range(0, len(self.codes), _TOKENS_AT_A_TIME):
            codes = self.codes[start : start + _TOKENS_AT_A_TIME]
            levels = np.empty((len(codes), dimension), np.float32)
            levels[:, :width] = codes >> 4
            levels[:, width:] = codes[:, : dimension - width] & 15
            levels -= _MAX_LEVEL

            lengths = np.sqrt(np.einsum("ij,ij->i", levels, levels))
            products = levels @ others
            cosines[start : start + len(codes)] = (
                products / np.maximum(lengths, _MIN_LENGTH)[:, None]
            )
        return cosines.T


def make_token_embeddings(
    layers: FloatArray, spans: IntArray, centre: FloatArray
) -> TokenEmbeddings:
    """Return token embeddings relative to a centre.

    Args:
        layers: The embeddings of n tokens at some layers, of shape (n, layers, dimension).
        spans: Where the tokens stand, of shape (n, 2).
        centre: The mean of such embeddings, of shape (layers, dimension).

    """
    differences = layers - centre
    lengths = np.sqrt(np.einsum("...i,...i->...", differences, differences))
    weights = 1 / (layers.shape[1] * np.maximum(lengths, _MIN_LENGTH))
    mean_direction = np.einsum("nli,nl->ni", differences, weights)
    return TokenEmbeddings(
        directions=normalize_vectors(mean_direction),
        strengths=np.linalg.norm(mean_direction, axis=-1),
        spans=spans,
    )


def normalize_vectors(vectors: FloatArray) -> FloatArray:
    """Return vectors, of any shape (…, dimension), with length 1; a zero vector stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: FloatArray = vectors / np.maximum(lengths, _MIN_LENGTH)
    return unit


def pack_tokens(tokens: TokenEmbeddings) -> bytes:
    """Return the token embeddings of a text as the bytes that are stored.

    First all spans, then all strengths, then the directions, four bits a coordinate. Four bits
    change a direction by 7 degrees on average. A span can reach 65,535, more than any passage has.
    """
    largest = np.abs(tokens.directions).max(axis=1, keepdims=True, initial=_MIN_LENGTH)
    levels = np.rint(tokens.directions / largest * _MAX_LEVEL).astype(np.int8) + _MAX_LEVEL

    # Two coordinates share a byte.
    even = np.pad(levels, ((0, 0), (0, levels.shape[1] % 2))).astype(np.uint8)
    codes = even[:, 0::2] << 4 | even[:, 1::2]

    spans = tokens.spans.astype(_SPAN_DTYPE)
    strengths = tokens.strengths.astype(_STRENGTH_DTYPE)
    return b"".join([spans.tobytes(), strengths.tobytes(), codes.tobytes()])


def unpack_tokens(packed: Sequence[bytes], dimension: int) -> StoredTokenEmbeddings:
    """Return the token embeddings of several texts from their stored bytes.

    Args:
        packed: What `pack_tokens` returned for each text.
        dimension: The length of an embedding.

    Raises:
        ValueError: Some bytes are not token embeddings of this dimension.

    """
    width = (dimension + 1) // 2
    token_bytes = 2 * _SPAN_DTYPE.itemsize + _STRENGTH_DTYPE.itemsize + width

    counts = []
    spans = []
    strengths = []
    codes = []
    for text in packed:
        if len(text) % token_bytes:
            raise ValueError(f"{len(text)} bytes are not tokens of {token_bytes} bytes")

        count = len(text) // token_bytes
        spans_bytes = 2 * count * _SPAN_DTYPE.itemsize
        counts.append(count)
        spans.append(np.frombuffer(text, _SPAN_DTYPE, 2 * count))
        strengths.append(np.frombuffer(text, _STRENGTH_DTYPE, count, spans_bytes))
        codes.append(np.frombuffer(text, np.uint8, offset=len(text) - count * width))

    ends = np.cumsum([0, *counts])
    return StoredTokenEmbeddings(
        codes=_concatenate(codes, np.uint8).reshape(-1, width),
        strengths=_concatenate(strengths, np.float32),
        spans=_concatenate(spans, np.int64).reshape(-1, 2),
        offsets=np.stack([ends[:-1], ends[1:]], axis=1),
    )


def _concatenate(parts: list[npt.NDArray[Any]], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    return np.concatenate(parts).astype(dtype) if parts else np.empty(0, dtype)
