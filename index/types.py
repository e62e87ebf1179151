"""The vocabulary of the project: documents, passages, sentences, and the arrays that are computed with them."""

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder (its name ends with `/`) that was not read, and why.

    `sha256` is of its bytes, where these are what cannot be read. `passing` where the reason lies with the disk or the
    moment: what is indexed of it stays.
    """

    source: str
    reason: str
    sha256: str | None = None
    transient: bool = False


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Document:
    """A file's text, as it is stored and quoted.

    `source` is the path relative to the corpus root, with `/`; `sha256` is of the file's bytes, in hexadecimal;
    `encoding` is the name that plain text was decoded with; `language` is an ISO 639-1 code. `title`, `author`, `date`
    (ISO 8601) and `pages` (the code points at which pages begin) are as the file has them.
    """

    source: str
    text: str
    sha256: str
    encoding: str
    language: str
    title: str | None = None
    author: str | None = None
    date: str | None = None
    pages: tuple[int, ...] = ()

    def page(self, at: int) -> int | None:
        """The number of the page, from 1, that a code point stands on; None for a format without pages."""
        return bisect_right(self.pages, at) if self.pages else None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stored sentence: its id, and its span in code points of its document's text."""

    id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A stored passage: `document.text[start:end] == text`; its sentences lie inside it, in order.

    `heading` is the heading that it stands under, `language` an ISO 639-1 code. `copies` are other sources whose files
    hold the same bytes.
    """

    id: int
    source: str
    start: int
    end: int
    text: str
    heading: str | None
    language: str
    sentences: tuple[Sentence, ...]
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage's id, and how well it matches: a cosine for embeddings, BM25 for words."""

    passage: int
    score: float


@dataclass(frozen=True, slots=True)
class Filter:
    """What a search is limited to: passages in these languages, of these sources; None is no limit."""

    languages: frozenset[str] | None = None
    sources: frozenset[str] | None = None
