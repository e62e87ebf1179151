"""The one seam to an embedding model: texts in, unit vectors out."""

import os
from collections.abc import Sequence
from typing import Protocol

from fonti.index.models.model import Model, ModelOutput
from fonti.index.models.tokens import EncodedText, centred
from fonti.index.types import FloatArray

EMBEDDED = "embedded"  # the name of the embedded model, where a model is named


class Encoder(Protocol):
    """Turns texts into embeddings; the same text always gives the same one, whatever is encoded beside it.

    `name` is what the user calls the model. `fingerprint` (hexadecimal, at most 64 bytes) changes with the model, not
    with how it is run: compiled, its embeddings are those of the model to a cosine of .995. `dimension` is the length
    of an embedding. `centre`, of shape (dimension,), is the mean embedding of texts on many subjects: what all share.
    """

    name: str
    fingerprint: str
    dimension: int

    @property
    def centre(self) -> FloatArray:
        """The mean embedding of texts on many subjects, of shape (dimension,)."""

    def fits(self, text: str) -> bool:
        """Whether the model reads the whole of a passage, and does not cut its end off."""

    def encode_passages(self, texts: Sequence[str]) -> list[EncodedText]:
        """Passages, each with its tokens."""

    def encode_sentences(self, texts: Sequence[str]) -> FloatArray:
        """Embeddings of sentences, each read on its own: of shape (len(texts), dimension), rows of length 1."""

    def encode_query(self, text: str) -> EncodedText:
        """A question with its tokens."""


class ModelEncoder:
    """Encodes by a model, with its own prompts for queries and passages."""

    def __init__(self, model: Model, *, name: str, fingerprint: str) -> None:
        self._model = model
        self.name = name
        self.fingerprint = fingerprint
        self.dimension = model.dimension

    @property
    def centre(self) -> FloatArray:
        """The mean embedding of texts on many subjects, of shape (dimension,)."""
        return self._model.centres[0]

    def fits(self, text: str) -> bool:
        """Whether the model reads the whole of a passage, and does not cut its end off."""
        return self._model.fits(self._model.passage_prompt + text)

    def encode_passages(self, texts: Sequence[str]) -> list[EncodedText]:
        """Passages, each with its tokens."""
        return [
            self._encoded(read) for read in self._model.read_all(texts, self._model.passage_prompt)
        ]

    def encode_sentences(self, texts: Sequence[str]) -> FloatArray:
        """Embeddings of sentences, each read on its own: of shape (len(texts), dimension), rows of length 1."""
        return self._model.embed_all(texts, self._model.passage_prompt)

    def encode_query(self, text: str) -> EncodedText:
        """A question with its tokens."""
        return self._encoded(self._model.read(text, self._model.query_prompt))

    def _encoded(self, read: ModelOutput) -> EncodedText:
        return EncodedText(read.vector, centred(read.layers, read.spans, self._model.centres[1]))


def model_name(name: str | None) -> str | None:
    """A model's name as an index records it: a folder by its whole path, so that it is the same from anywhere."""
    if name is None or name == EMBEDDED:
        return name
    folder = os.path.expanduser(name)  # noqa: PTH111 - pathlib raises where there is no such user or the name is long
    return os.path.realpath(folder) if name and os.path.isdir(folder) else name  # noqa: PTH112
