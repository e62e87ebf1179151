"""What reads texts for an encoder: a sentence-transformers model, as it is or compiled."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from fonti.index.errors import ModelError
from fonti.index.types import FloatArray, IntArray

DEPTHS = (
    7 / 12,
    10 / 12,
    1.0,
)  # layers whose tokens are read, as shares of all: earlier ones say more of the words
# Sentences on many subjects, whose tokens lie around their centre.
SUBJECTS = tuple(Path(__file__).with_name("centre.txt").read_text("utf-8").splitlines())


@dataclass(frozen=True, slots=True)
class ModelOutput:
    """A text as a model read it.

    `vector`, of shape (dimension,), is its embedding, of length 1. `layers`, of shape (n, layers, dimension), are those
    of its n tokens that hold a letter or a digit, at some layers; `spans`, of shape (n, 2), is where these stand in the
    text, from the first visible character.
    """

    vector: FloatArray
    layers: FloatArray
    spans: IntArray


class Model(Protocol):
    """Reads texts, with a prompt before each. Raises ModelError for what is no embedding."""

    dimension: int
    query_prompt: str
    passage_prompt: str

    def fits(self, text: str) -> bool:
        """Whether the model reads the whole of a text, its prompt included, and does not cut its end off."""

    def read(self, text: str, prompt: str) -> ModelOutput:
        """A text, read token by token."""

    def read_all(self, texts: Sequence[str], prompt: str) -> list[ModelOutput]:
        """Texts, read token by token."""

    def embed_all(self, texts: Sequence[str], prompt: str) -> FloatArray:
        """The embeddings of texts alone, of shape (len(texts), dimension), rows of length 1."""

    @property
    def centres(self) -> tuple[FloatArray, FloatArray]:
        """The mean embedding of texts on many subjects, and that of their tokens, of shape (layers, dimension)."""


def centres(model: Model) -> tuple[FloatArray, FloatArray]:
    """The centres of a model, as it reads sentences of ours."""
    read = model.read_all(SUBJECTS, model.passage_prompt)
    vectors: FloatArray = np.stack([each.vector for each in read]).mean(axis=0)
    layers: FloatArray = np.concatenate([each.layers for each in read]).mean(axis=0)
    return vectors, layers


def model_output(
    text: str, prompt: str, vector: FloatArray, layers: FloatArray, spans: IntArray
) -> ModelOutput:
    """A text as it was read after its prompt.

    `layers` and `spans` are of all tokens, those of the prompt and others that stand nowhere, (0, 0), included.
    """
    spans = np.maximum(spans - len(prompt), 0)
    kept = [
        row
        for row, (start, end) in enumerate(spans.tolist())
        if any(map(str.isalnum, text[start:end]))
    ]
    visible = [(end - len(text[start:end].lstrip()), end) for start, end in spans[kept].tolist()]
    return ModelOutput(vector, layers[kept], np.array(visible, np.int64).reshape(-1, 2))


def unit(rows: FloatArray, name: str) -> FloatArray:
    """Embeddings at length 1. Raises ModelError, with the model's name, where one is no number or has no length."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    if not np.isfinite(rows).all() or not (lengths > 0).all():
        raise ModelError(
            f"the model {name!r} gave an embedding that is not a number or has no length; use another model"
        )
    at_length: FloatArray = (rows / lengths).astype(np.float32)
    return at_length
