"""Parts that tests share: a deterministic encoder, in which shared words bring texts nearer, and corpora."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from fonti.index import EncodedText, Filter, Library, Tokens, stems

_WORD = re.compile(r"[^\W_]+")


class FakeEncoder:
    """Adds up a fixed random vector a stem; `longest` is the most words that a passage may have."""

    def __init__(self, *, name: str = "fake", longest: int = 10_000) -> None:
        self.name = name
        self.fingerprint = hashlib.sha256(name.encode()).hexdigest()
        self.dimension = 64
        self.centre = np.zeros(64, np.float32)
        self.encoded = 0
        self._longest = longest

    def fits(self, text: str) -> bool:
        """Whether a text has few enough words."""
        return len(text.split()) <= self._longest

    def encode_passages(self, texts: Sequence[str]) -> list[EncodedText]:
        """Passages, a token a word."""
        self.encoded += len(texts)
        return [self.encode_query(text) for text in texts]

    def encode_sentences(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit rows of shape (len(texts), 64)."""
        self.encoded += len(texts)
        rows = [self.encode_query(text).vector for text in texts]
        return np.array(rows, np.float32).reshape(len(texts), self.dimension)

    def encode_query(self, text: str) -> EncodedText:
        """A question, a token a word."""
        words = list(_WORD.finditer(text))
        rows = [self._meaning(word[0]) for word in words]
        vector = np.full(self.dimension, 0.01) + np.sum(rows, axis=0)
        unit = (vector / np.linalg.norm(vector)).astype(np.float32)
        spans = np.array([word.span() for word in words], np.int64).reshape(-1, 2)
        directions = np.array(rows, np.float32).reshape(-1, self.dimension)
        return EncodedText(
            unit, Tokens(directions / np.float32(8), np.ones(len(words), np.float32), spans)
        )

    def _meaning(self, word: str) -> npt.NDArray[np.float64]:
        """A vector of length 8 for all words of a stem."""
        vector = np.zeros(self.dimension)
        for stem in stems(word, "en"):
            seed = int.from_bytes(hashlib.sha256(stem.encode()).digest()[:8], "big")
            vector += np.random.default_rng(seed).normal(size=self.dimension)
        length = np.linalg.norm(vector)
        return 8 * vector / length if length else vector


def write_corpus(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """A folder that holds some files, by their sources; text is written as UTF-8 with its own line ends."""
    folder.mkdir(parents=True, exist_ok=True)
    for source, content in files.items():
        path = folder / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


_ODD = [
    *(
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
    ),
    *(
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
    ),
    *(
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
    ),
    *("x" * 300, "parola " * 150, "a; b: c, " * 60, "1.250,50 "),
]
_PLAIN = [
    "Il gatto dorme sul tetto della casa. ",
    "The cat sleeps on the mat. ",
    "Titolo",
    "parola ",
    "\n\n",
    "\n",
    " ",
]


def texts() -> SearchStrategy[str]:
    """Any text, with what trips splitters up made likely."""
    part = st.one_of(st.sampled_from(_ODD), st.sampled_from(_PLAIN), st.text(max_size=8))
    return st.one_of(st.lists(part, max_size=8), st.lists(part, min_size=20, max_size=60)).map(
        "".join
    )


def whole(library: Library) -> dict[str, int]:
    """How many passages each source has; fails where one, or a sentence, does not stand in its document."""
    counts = {}
    with library.snapshot() as snapshot:
        vector = snapshot.embed("any").vector
        for source in snapshot.sources():
            document = snapshot.document(source)
            assert document is not None
            within = Filter(sources=frozenset({source}))
            hits = snapshot.nearest_passages(vector, 10_000, within)
            for passage in snapshot.passages([hit.passage for hit in hits], within):
                assert document.text[passage.start : passage.end] == passage.text
                assert all(
                    passage.start <= one.start < one.end <= passage.end for one in passage.sentences
                )
            counts[source] = len(hits)
    return counts
