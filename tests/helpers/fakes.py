"""A deterministic encoder without a model, corpora on disk, and arbitrary texts."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from fonti.index import EncodedText, Library, SearchFilters, TokenEmbeddings, stem_words

DIMENSION = 64
# The length of the vector of each stem. It is a power of two, so that dividing by it is exact.
STEM_LENGTH = 8

_WORD = re.compile(r"[^\W_]+")


class FakeEncoder:
    """An encoder that adds up one fixed random vector for each stem of a text.

    Texts that share words are near each other. `longest` is the most words that a passage may
    have; `encoded` counts the passages and sentences that were encoded.
    """

    def __init__(self, *, name: str = "fake", longest: int = 10_000) -> None:
        self.name = name
        self.fingerprint = hashlib.sha256(name.encode()).hexdigest()
        self.dimension = DIMENSION
        self.centre = np.zeros(DIMENSION, np.float32)
        self.encoded = 0
        self._longest = longest

    def fits(self, text: str) -> bool:
        """Return True if a text has few enough words."""
        return len(text.split()) <= self._longest

    def encode_passages(self, texts: Sequence[str]) -> list[EncodedText]:
        """Encode passages; each word is a token."""
        self.encoded += len(texts)
        return [self.encode_query(text) for text in texts]

    def encode_sentences(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Encode sentences as rows of length one, of shape (sentences, 64)."""
        self.encoded += len(texts)
        rows = [self.encode_query(text).embedding for text in texts]
        return np.array(rows, np.float32).reshape(len(texts), DIMENSION)

    def encode_query(self, text: str) -> EncodedText:
        """Encode a question; each word is a token."""
        words = list(_WORD.finditer(text))
        rows = [_word_vector(word[0]) for word in words]

        # A constant keeps a text without words from having no direction.
        total = np.full(DIMENSION, 0.01) + np.sum(rows, axis=0)
        unit = (total / np.linalg.norm(total)).astype(np.float32)

        spans = np.array([word.span() for word in words], np.int64).reshape(-1, 2)
        directions = np.array(rows, np.float32).reshape(-1, DIMENSION) / np.float32(STEM_LENGTH)
        weights = np.ones(len(words), np.float32)
        return EncodedText(unit, TokenEmbeddings(directions, weights, spans))


@lru_cache(maxsize=100_000)
def _word_vector(word: str) -> npt.NDArray[np.float64]:
    """Return the vector of a word, the same for all words of a stem."""
    vector = np.zeros(DIMENSION)
    for stem in stem_words(word, "en"):
        seed = int.from_bytes(hashlib.sha256(stem.encode()).digest()[:8], "big")
        vector += np.random.default_rng(seed).normal(size=DIMENSION)

    length = np.linalg.norm(vector)
    return STEM_LENGTH * vector / length if length else vector


def write_corpus(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write a folder of files, given by source; text is written as UTF-8, line ends unchanged."""
    folder.mkdir(parents=True, exist_ok=True)
    for source, content in files.items():
        path = folder / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


# White space, and what some programs take for it.
_SPACES = (
    "\r\n",
    "\r",
    "\n",
    "\n\n",
    "\r\n\r\n",
    "\t",
    "\xa0",
    "\u2028",
    "\u2029",
    "\u200b",
    "\v",
    "\f",
    "\x1c",
    "\x85",
)
# Control characters, combined characters and other scripts.
_CHARACTERS = (
    "\0",
    "\x1b",
    "\x7f",
    "e\u0301",
    "\u0301",
    "👩‍👩‍👧",
    "🇮🇹",
    "👍🏽",
    "İ",
    "ß",
    "ﬁ",
    "中文。",
    "עברית",
    "\ufeff",
    "\ufffd",
)
# Punctuation that ends a sentence or does not.
_PUNCTUATION = (
    ". ",
    "… ",
    "?! ",
    "art. 5 ",
    "D.Lgs. 81/2008",
    "«",
    "»",
    "“",
    "”",
    '"',
    "(",
    ")",
    "— ",
    "- ",
    "\n- ",
    "\n2. ",
)
# Long words and sentences.
_LONG = (
    "x" * 300,
    "parola " * 150,
    "a; b: c, " * 60,
    "1.250,50 ",
)
_PLAIN = (
    "Il gatto dorme sul tetto della casa. ",
    "The cat sleeps on the mat. ",
    "Titolo",
    "parola ",
    "\n\n",
    "\n",
    " ",
)


def arbitrary_texts() -> SearchStrategy[str]:
    """Return a strategy for any text, in which what is hard to split is likely."""
    odd = st.sampled_from((*_SPACES, *_CHARACTERS, *_PUNCTUATION, *_LONG))
    part = st.one_of(odd, st.sampled_from(_PLAIN), st.text(max_size=8))
    short = st.lists(part, max_size=8)
    long = st.lists(part, min_size=20, max_size=60)
    return st.one_of(short, long).map("".join)


def count_passages(library: Library) -> dict[str, int]:
    """Return the number of passages of each source.

    Fails if a passage does not stand in its document, or a sentence not in its passage.
    """
    counts = {}
    with library.snapshot() as snapshot:
        vector = snapshot.embed_query("any").embedding
        for source in snapshot.list_sources():
            document = snapshot.get_document(source)
            assert document is not None

            only_source = SearchFilters(sources=frozenset({source}))
            hits = snapshot.search_passages(vector, 10_000, only_source)
            for passage in snapshot.get_passages([hit.passage_id for hit in hits], only_source):
                assert document.text[passage.start : passage.end] == passage.text
                for sentence in passage.sentences:
                    assert passage.start <= sentence.start < sentence.end <= passage.end

            counts[source] = len(hits)

    return counts
