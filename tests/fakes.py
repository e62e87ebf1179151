"""A deterministic encoder for tests: the same text gives the same embedding, shared words bring texts nearer."""

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index import stems


class FakeEncoder:
    """Adds up a fixed random vector a stem; `longest` is the most words that a passage may have."""

    def __init__(self, *, name: str = "fake", longest: int = 10_000) -> None:
        self.name = name
        self.fingerprint = hashlib.sha256(name.encode()).hexdigest()
        self.dimension = 64
        self.encoded = 0
        self._longest = longest

    def fits(self, text: str) -> bool:
        """Whether a text has few enough words."""
        return len(text.split()) <= self._longest

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit rows of shape (len(texts), 64)."""
        self.encoded += len(texts)
        rows = [self.encode_query(text) for text in texts]
        return np.array(rows, np.float32).reshape(len(texts), self.dimension)

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        """A unit vector of shape (64,)."""
        vector = np.full(self.dimension, 0.01)
        for word in stems(text, "en"):
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
            vector += np.random.default_rng(seed).normal(size=self.dimension)
        unit: npt.NDArray[np.float32] = (vector / np.linalg.norm(vector)).astype(np.float32)
        return unit
