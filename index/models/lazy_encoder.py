"""Wrap an encoder so that its model is loaded when it is first needed."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from fonti.index.models.encoder import Encoder
from fonti.index.models.token_embeddings import EncodedText
from fonti.index.types import FloatArray


class LazyEncoder:
    """An encoder that loads another one when it is first used, since loading takes seconds.

    Args:
        load: Returns the encoder. If it raises an error, so does every method and attribute here.

    """

    def __init__(self, load: Callable[[], Encoder]) -> None:
        self._load = load

    def __reduce__(self) -> tuple[Any, ...]:
        # Another process gets the encoder itself.
        return _unpickle, (self._encoder,)

    @cached_property
    def _encoder(self) -> Encoder:
        return self._load()

    @cached_property
    def name(self) -> str:
        """Return the name of the model."""
        return self._encoder.name

    @cached_property
    def fingerprint(self) -> str:
        """Return what identifies the model, in hexadecimal."""
        return self._encoder.fingerprint

    @cached_property
    def dimension(self) -> int:
        """Return the length of an embedding."""
        return self._encoder.dimension

    @property
    def centre(self) -> FloatArray:
        """Return the mean embedding of unrelated texts, of shape (dimension,)."""
        return self._encoder.centre

    def fits(self, text: str) -> bool:
        """Return whether the model reads all of a passage."""
        return self._encoder.fits(text)

    def encode_passages(self, texts: Sequence[str]) -> list[EncodedText]:
        """Return the embeddings and token embeddings of passages."""
        return self._encoder.encode_passages(texts)

    def encode_sentences(self, texts: Sequence[str]) -> FloatArray:
        """Return the embeddings of sentences, of shape (len(texts), dimension)."""
        return self._encoder.encode_sentences(texts)

    def encode_query(self, text: str) -> EncodedText:
        """Return the embedding and the token embeddings of a question."""
        return self._encoder.encode_query(text)


def _unpickle(encoder: Encoder) -> Encoder:
    return encoder
