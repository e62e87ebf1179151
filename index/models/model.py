"""The interface of a model, which is run by torch, or compiled and run by ONNX Runtime."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from fonti.index.errors import ModelError
from fonti.index.types import FloatArray, IntArray

# The layers whose token embeddings are used, as shares of all: earlier ones say more of the words
# themselves. One layer alone ranks worse (tests/bench/results/ranking.md).
LAYER_DEPTHS = (7 / 12, 10 / 12, 1.0)

# Unrelated sentences; the means of their embeddings and tokens are the centres of a model.
CENTRE_SENTENCES = tuple(Path(__file__).with_name("centre.txt").read_text("utf-8").splitlines())


@dataclass(frozen=True, slots=True)
class ModelOutput:
    """What a model returns for a text with n tokens that have a letter or a digit.

    Attributes:
        embedding: A unit vector of shape (dimension,).
        layers: The embeddings of the tokens at some layers, of shape (n, layers, dimension).
        spans: Where the tokens stand in the text, from their first visible character, of shape
            (n, 2).

    """

    embedding: FloatArray
    layers: FloatArray
    spans: IntArray


@dataclass(frozen=True, slots=True)
class Centres:
    """The means of what a model returns for unrelated sentences.

    Attributes:
        embedding: The mean embedding, of shape (dimension,).
        layers: The mean token embedding at each layer, of shape (layers, dimension).

    """

    embedding: FloatArray
    layers: FloatArray


class Model(Protocol):
    """Encodes texts, with a prompt before each.

    Its methods raise ModelError for an embedding that is not a number or has no length.

    Attributes:
        dimension: The length of an embedding.
        query_prompt: The prompt of the model for questions.
        passage_prompt: The prompt of the model for passages.

    """

    dimension: int
    query_prompt: str
    passage_prompt: str

    def fits(self, text: str) -> bool:
        """Return whether the model reads all of a text, which includes a prompt."""

    def encode(self, text: str, prompt: str) -> ModelOutput:
        """Encode a text with its tokens."""

    def encode_all(self, texts: Sequence[str], prompt: str) -> list[ModelOutput]:
        """Encode texts with their tokens."""

    def embed_all(self, texts: Sequence[str], prompt: str) -> FloatArray:
        """Encode texts without tokens, as unit vectors of shape (len(texts), dimension)."""

    @property
    def centres(self) -> Centres:
        """Return the means of what the model returns for unrelated sentences."""


def compute_centres(model: Model) -> Centres:
    """Return the centres of a model."""
    outputs = model.encode_all(CENTRE_SENTENCES, model.passage_prompt)
    embeddings = np.stack([output.embedding for output in outputs])
    layers = np.concatenate([output.layers for output in outputs])
    return Centres(embeddings.mean(axis=0), layers.mean(axis=0))


def make_model_output(
    text: str, prompt: str, embedding: FloatArray, layers: FloatArray, spans: IntArray
) -> ModelOutput:
    """Return the output for a text, without the tokens of its prompt and those without a letter.

    Args:
        text: The text.
        prompt: The prompt that was put before it.
        embedding: Its embedding.
        layers: The embeddings of all tokens, of shape (tokens, layers, dimension).
        spans: Where these stand in prompt and text, of shape (tokens, 2); (0, 0) for nowhere.

    """
    in_text = np.maximum(spans - len(prompt), 0)

    rows = []
    visible_spans = []
    for row, (start, end) in enumerate(in_text.tolist()):
        token = text[start:end]
        if any(map(str.isalnum, token)):
            rows.append(row)
            visible_spans.append((end - len(token.lstrip()), end))

    return ModelOutput(embedding, layers[rows], np.array(visible_spans, np.int64).reshape(-1, 2))


def check_and_normalize(embeddings: FloatArray, name: str) -> FloatArray:
    """Return embeddings with length 1, after checking that this is possible.

    Args:
        embeddings: Of shape (…, dimension).
        name: The name of the model, for the error.

    Raises:
        ModelError: One is not a number or has no length.

    """
    lengths = np.linalg.norm(embeddings, axis=-1, keepdims=True)
    if not np.isfinite(embeddings).all() or not (lengths > 0).all():
        raise ModelError("model_embedding_invalid", name=name)
    unit: FloatArray = (embeddings / lengths).astype(np.float32)
    return unit
