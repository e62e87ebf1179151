"""The passages that questions are trained on, encoded once as for an index."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from fonti.index import IntArray, normalize_vectors
from fonti.index.models.encoder import Encoder
from fonti.index.progress import ProgressCallback
from fonti.index.text.language import detect_language
from fonti.index.text.sentences import split_into_sentences

# Passages that are encoded between two reports of the progress.
_PASSAGES_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class EncodedPassages:
    """n passages with m sentences and t tokens.

    Attributes:
        texts: The passages.
        directions: Their embeddings from the encoder's centre, of shape (n, dimension).
        sentences: The embeddings of their sentences, of shape (m, dimension).
        sentence_passages: The passage of each sentence, of shape (m,).
        tokens: The directions of their tokens, of shape (t, dimension).
        token_offsets: The first token of each passage, and the end, of shape (n + 1,).
        centre: The encoder's centre, of shape (dimension,).

    """

    texts: Sequence[str]
    directions: torch.Tensor
    sentences: torch.Tensor
    sentence_passages: torch.Tensor
    tokens: torch.Tensor
    token_offsets: IntArray
    centre: torch.Tensor


def encode_passages(
    encoder: Encoder, texts: Sequence[str], on_progress: ProgressCallback, dtype: torch.dtype
) -> EncodedPassages:
    """Encode passages, their sentences and their tokens, and return embeddings of a type."""
    embeddings = []
    sentences = []
    tokens = []
    for first in range(0, len(texts), _PASSAGES_AT_ONCE):
        on_progress("encoding", first, len(texts))
        block = texts[first : first + _PASSAGES_AT_ONCE]
        for encoded in encoder.encode_passages(block):
            embeddings.append(encoded.embedding)
            tokens.append(encoded.tokens.directions.astype(np.float16))
        sentences += [encoder.encode_sentences(split_sentences(text)) for text in block]
    on_progress("encoding", len(texts), len(texts))

    sentence_counts = [len(rows) for rows in sentences]
    return EncodedPassages(
        texts=texts,
        directions=_make_tensor(normalize_vectors(np.array(embeddings) - encoder.centre), dtype),
        sentences=_make_tensor(np.concatenate(sentences), dtype),
        sentence_passages=torch.arange(len(texts)).repeat_interleave(torch.tensor(sentence_counts)),
        tokens=_make_tensor(np.concatenate(tokens), dtype),
        token_offsets=np.cumsum([0, *map(len, tokens)]),
        centre=torch.tensor(encoder.centre),
    )


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a passage; the passage if it has none."""
    spans = split_into_sentences(text, detect_language(text))
    return [text[span.start : span.end] for span in spans] or [text]


def _make_tensor(values: npt.NDArray[Any], dtype: torch.dtype) -> torch.Tensor:
    return torch.from_numpy(values.astype(np.float32)).to(dtype)
