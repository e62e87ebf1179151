"""Made-up documents and embeddings, as many as are needed, the same ones at each run."""

import hashlib
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from fonti.index import EncodedText, FloatArray, TokenEmbeddings

PASSAGES_PER_DOCUMENT = 10
SENTENCES_PER_PASSAGE = 5
WORDS_PER_SENTENCE = 10
DIMENSION = 384
THEMES = 2000

# The parts of an embedding: what all texts share, the theme of the text, and noise. Unrelated
# texts have a cosine of .76 then, as with the embedded model.
_SHARED = 0.87
_THEME = 0.35
_NOISE = 0.35

# The noise that is added to the embedding of a question.
_QUESTION_NOISE = 0.25

# The common and the rare words of each language.
_WORDS = {
    "it": (
        "di che la il un per non sono della con",
        "consiglio bilancio strada mare ponte città legge prezzo casa",
    ),
    "en": (
        "the of and to in that is was with for",
        "council budget road sea bridge city law price house harbour",
    ),
}


class MadeUpEncoder:
    """An encoder that draws embeddings from the hash of a text.

    An embedding is a theme and noise around what all texts share. That of a question is near the
    sentence that the question repeats. There are no token embeddings.
    """

    def __init__(self) -> None:
        self.name = "made-up"
        self.fingerprint = hashlib.sha256(b"made-up").hexdigest()
        self.dimension = DIMENSION

        generator = np.random.default_rng(0)
        self.centre = _normalize(generator.standard_normal((1, DIMENSION), np.float32))[0]
        themes = generator.standard_normal((THEMES, DIMENSION), np.float32)
        self._themes = themes / np.sqrt(DIMENSION)

    def fits(self, text: str) -> bool:
        """Return True if a text is no longer than a passage."""
        return len(text.split()) <= SENTENCES_PER_PASSAGE * WORDS_PER_SENTENCE

    def encode_passages(self, texts: Sequence[str]) -> list[EncodedText]:
        """Encode passages, without tokens."""
        no_tokens = TokenEmbeddings(
            np.empty((0, DIMENSION), np.float32),
            np.empty(0, np.float32),
            np.empty((0, 2), np.int64),
        )
        return [EncodedText(row, no_tokens) for row in self.encode_sentences(texts)]

    def encode_sentences(self, texts: Sequence[str]) -> FloatArray:
        """Encode sentences as rows of length one, of shape (sentences, 384)."""
        rows = np.array([self._draw(text) for text in texts], np.float32)
        return _normalize(rows.reshape(-1, DIMENSION))

    def encode_query(self, text: str) -> EncodedText:
        """Encode a question, near the sentence of the same words."""
        (passage,) = self.encode_passages([text])
        noise = np.random.default_rng(_seed(text) + 1).standard_normal((1, DIMENSION), np.float32)
        row = passage.embedding + _QUESTION_NOISE * noise / np.sqrt(DIMENSION)
        return EncodedText(_normalize(row)[0], passage.tokens)

    def _draw(self, text: str) -> FloatArray:
        generator = np.random.default_rng(_seed(text))
        noise = generator.standard_normal(DIMENSION, np.float32) / np.float32(np.sqrt(DIMENSION))
        theme = self._themes[generator.integers(THEMES)]
        row: FloatArray = _SHARED * self.centre + _THEME * theme + _NOISE * noise
        return row


def write_documents(folder: Path, sentences: int) -> None:
    """Write documents with so many sentences together, in folders of a thousand."""
    count = max(1, sentences // (PASSAGES_PER_DOCUMENT * SENTENCES_PER_PASSAGE))
    for number in range(count):
        path = folder / f"{number // 1000:03}" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make_document(number), "utf-8")


def make_document(number: int) -> str:
    """Make the text of a document, Italian if its number is even."""
    generator = random.Random(number)
    common, rare = _WORDS["en" if number % 2 else "it"]
    passages = []
    for _ in range(PASSAGES_PER_DOCUMENT):
        sentences = [
            _make_sentence(generator, common.split(), rare.split())
            for _ in range(SENTENCES_PER_PASSAGE)
        ]
        passages.append(" ".join(sentences))
    return "\n\n".join(passages) + "\n"


def _make_sentence(generator: random.Random, common: list[str], rare: list[str]) -> str:
    """Make a sentence of four common words, three rare ones, and words that hardly occur again."""
    words = [*generator.choices(common, k=4), *generator.choices(rare, k=3)]
    for _ in range(WORDS_PER_SENTENCE - len(words)):
        stem = generator.choice(rare)
        letter = generator.choice("abcdefgh")
        words.append(f"{stem}{letter}{generator.randrange(3000)}")

    generator.shuffle(words)
    return " ".join(words).capitalize() + "."


def _normalize(rows: FloatArray) -> FloatArray:
    unit: FloatArray = rows / np.linalg.norm(rows, axis=-1, keepdims=True)
    return unit


def _seed(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1
