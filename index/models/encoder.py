"""The interface of an embedding model, which turns texts into unit vectors."""

import os
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Protocol

from fonti.index.models.model import Model, ModelOutput
from fonti.index.models.reader import Reader
from fonti.index.models.token_embeddings import EncodedText, make_token_embeddings
from fonti.index.types import FloatArray

# The name of the embedded model: the one that Fonti comes with, without a download.
EMBEDDED = "embedded"


class Encoder(Protocol):
    """Turns texts into embeddings, which do not depend on the other texts of a batch.

    If several processes encode, each gets a pickled copy: its class must then be in a module that
    they can import, not in the main script.
    """

    @property
    def name(self) -> str:
        """Return what the user calls the model."""

    @property
    def fingerprint(self) -> str:
        """Return what identifies the model: at most 64 bytes in hexadecimal.

        A compiled model has the same fingerprint as the original one: its embeddings have a cosine
        of at least .98 to those of the original, and .999 in the mean for the embedded model.
        """

    @property
    def dimension(self) -> int:
        """Return the length of an embedding."""

    @property
    def centre(self) -> FloatArray:
        """Return the mean embedding of unrelated texts, of shape (dimension,)."""

    def fits(self, text: str) -> bool:
        """Return whether the model reads all of a passage, without truncating it."""

    def encode_passages(self, texts: Sequence[str]) -> list[EncodedText]:
        """Encode passages with their tokens."""

    def encode_sentences(self, texts: Sequence[str]) -> FloatArray:
        """Encode sentences without tokens, as unit vectors of shape (len(texts), dimension)."""

    def encode_query(self, text: str) -> EncodedText:
        """Encode a question with its tokens."""


class ModelEncoder:
    """An encoder that uses a model, with the model's prompts for questions and passages.

    Args:
        model: The model.
        name: What the user calls it.
        fingerprint: What identifies it.
        question_model: The model that was trained from it to encode questions; None if it encodes
            them itself.
        question_fingerprint: What identifies that model. Without it, the fingerprint of the encoder
            does.
        load_reader: Loads the reader that was trained from the model; None if there is none.

    """

    def __init__(
        self,
        model: Model,
        *,
        name: str,
        fingerprint: str,
        question_model: Model | None = None,
        question_fingerprint: str | None = None,
        load_reader: Callable[[], Reader] | None = None,
    ) -> None:
        self._model = model
        self._question_model = question_model or model
        self._load_reader = load_reader
        self.name = name
        self.fingerprint = fingerprint
        self.question_fingerprint = question_fingerprint or fingerprint
        self.dimension = model.dimension

    @property
    def centre(self) -> FloatArray:
        """Return the mean embedding of unrelated texts, of shape (dimension,)."""
        return self._model.centres.embedding

    @cached_property
    def reader(self) -> Reader | None:
        """Return the reader of the model, which is loaded when it is first needed."""
        return None if self._load_reader is None else self._load_reader()

    def fits(self, text: str) -> bool:
        """Return whether the model reads all of a passage, without truncating it."""
        return self._model.fits(self._model.passage_prompt + text)

    def encode_passages(self, texts: Sequence[str]) -> list[EncodedText]:
        """Encode passages with their tokens."""
        outputs = self._model.encode_all(texts, self._model.passage_prompt)
        return [self._make_encoded_text(output) for output in outputs]

    def encode_sentences(self, texts: Sequence[str]) -> FloatArray:
        """Encode sentences without tokens, as unit vectors of shape (len(texts), dimension)."""
        return self._model.embed_all(texts, self._model.passage_prompt)

    def encode_query(self, text: str) -> EncodedText:
        """Encode a question with its tokens."""
        model = self._question_model
        return self._make_encoded_text(model.encode(text, model.query_prompt))

    def _make_encoded_text(self, output: ModelOutput) -> EncodedText:
        centre = self._model.centres.layers
        tokens = make_token_embeddings(output.layers, output.spans, centre)
        return EncodedText(output.embedding, tokens)


def get_question_fingerprint(encoder: Encoder) -> str:
    """Return what identifies how an encoder encodes questions.

    It is the fingerprint of the encoder, unless a model of its own encodes the questions. If that
    one changes, an index stays valid, and a calibration does not.
    """
    if isinstance(encoder, ModelEncoder):
        return encoder.question_fingerprint
    return encoder.fingerprint


def normalize_model_name(name: str | None) -> str | None:
    """Return a model's name as an index stores it: for a folder, its absolute path."""
    if name is None or name == EMBEDDED:
        return name

    # pathlib raises an error if there is no such user, or if the name is too long for a path.
    folder = os.path.expanduser(name)  # noqa: PTH111
    is_folder = bool(name) and os.path.isdir(folder)  # noqa: PTH112
    return os.path.realpath(folder) if is_folder else name
