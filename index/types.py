"""The vocabulary of the project: documents, passages, sentences, hits, and the arrays of numbers.

Every offset is in code points of a document's stored text, and every span is half-open: `start` is
the first code point, `end` the one after the last.
"""

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fonti.index.bibliographic_data import BibliographicData
from fonti.index.errors import Reason
from fonti.index.extraction_warnings import DocumentWarning

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

# One boolean for each row of something, such as "may be searched".
Mask = npt.NDArray[np.bool_]

# Between the headings of a path.
HEADING_SEPARATOR = " › "


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open span of a text, in code points."""

    start: int
    end: int

    def slice(self, text: str) -> str:
        """Return the part of a text that lies in this span."""
        return text[self.start : self.end]

    def strip(self, text: str) -> "Span":
        """Return the span without the white space at its ends, which may be empty."""
        content = self.slice(text)
        stripped = content.lstrip()
        start = self.start + len(content) - len(stripped)
        return Span(start, start + len(stripped.rstrip()))


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that was not read, and why.

    Attributes:
        source: Its path relative to the corpus, with `/`; the path of a folder ends with `/`.
        reason: Why it was not read.
        sha256: The hash of its bytes in hexadecimal, if its content is the reason.
        transient: Whether the reason may be temporary, such as an error of the disk. If the file
            was indexed before, it stays indexed.

    """

    source: str
    reason: Reason
    sha256: str | None = None
    transient: bool = False


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Document:
    """The text of a file, which is stored and quoted, and the metadata of the file.

    Attributes:
        source: The path relative to the corpus, with `/`.
        text: The text.
        sha256: The hash of the file's bytes in hexadecimal.
        encoding: The encoding that plain text was decoded with.
        language: An ISO 639-1 code.
        title: The title that a bibliography gives it, or else its file, if any.
        author: The authors, in the same way.
        date: The date in ISO 8601, in the same way.
        pages: The offsets at which pages begin; empty for a format without pages.
        warnings: What was not read of the file, or not surely right, in its order.
        reference: What a bibliography says of it, if one does.

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
    warnings: tuple[DocumentWarning, ...] = ()
    reference: BibliographicData | None = None

    def page_number(self, offset: int) -> int | None:
        """Return the page that an offset lies on, counted from 1; None if there are no pages."""
        return bisect_right(self.pages, offset) if self.pages else None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stored sentence: its id, and its span in its document's text."""

    id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A stored passage, for which `document.text[start:end] == text`.

    Attributes:
        id: The id of the passage in the index.
        source: The source of its document.
        start: Where it begins in the document's text.
        end: Where it ends.
        text: Its text.
        heading: The path of the headings above it, joined by ` › `; None if there is none.
        language: An ISO 639-1 code, which can differ from the document's.
        sentences: Its sentences, in order, inside the passage.
        copies: Other sources whose files have the same bytes.

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

    @property
    def innermost_heading(self) -> str:
        """Return the last heading of the path above the passage; empty if there is none."""
        return (self.heading or "").rpartition(HEADING_SEPARATOR)[2]

    def sentence_text(self, sentence: Sentence) -> str:
        """Return the text of one of its sentences."""
        return self.text[sentence.start - self.start : sentence.end - self.start]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search returned, and its score: a cosine for embeddings, BM25 for words."""

    passage_id: int
    score: float


@dataclass(frozen=True, slots=True)
class SubjectMatch:
    """How the subject of a document matches a question.

    Attributes:
        share: How well, 0 to 1: the share of the words that it has, each weighted by its rarity.
        terms: These words, as terms of the question's language.
        title_terms: Those of them that stand in the document's title, its name or its first line.

    """

    share: float
    terms: frozenset[str]
    title_terms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """The languages and sources that a search is limited to; None for no limit."""

    languages: frozenset[str] | None = None
    sources: frozenset[str] | None = None
