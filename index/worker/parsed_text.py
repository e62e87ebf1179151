"""Define what the child process returns for a file, and encode it for the parent.

A text and its spans can be large, so they are sent as they are in memory, without JSON. The parent
builds no object for a passage before it is stored.
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from fonti.index.extraction_warnings import ExtractionWarning
from fonti.index.text.passages import PassageSpan
from fonti.index.types import IntArray, Span

# For a passage: its span, its heading (-1 for none), its language, and the count of its sentences.
_PASSAGE_FIELDS = 5


@dataclass(frozen=True, slots=True)
class PassageArrays:
    """The passages of a text as arrays.

    Attributes:
        passages: For n passages their fields, of shape (n, 5).
        sentences: The spans of all their sentences, of shape (m, 2).
        headings: The paths of the headings that the passages stand under.
        languages: The languages that the passages have.

    """

    passages: IntArray
    sentences: IntArray
    headings: tuple[str, ...]
    languages: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.passages)

    def __iter__(self) -> Iterator[PassageSpan]:
        first = 0
        for row in self.passages:
            start, end, heading, language, count = map(int, row)
            spans = self.sentences[first : first + count].tolist()
            first += count
            yield PassageSpan(
                span=Span(start, end),
                sentences=tuple(Span(*span) for span in spans),
                heading=None if heading < 0 else self.headings[heading],
                language=self.languages[language],
            )


@dataclass(frozen=True, slots=True)
class ParsedText:
    """The text of a file and its metadata, with what is made of it before it is encoded.

    Attributes:
        text: The text.
        language: Its language, an ISO 639-1 code.
        passages: Its passages, in order.
        encoding: The encoding that plain text was decoded with.
        title: The title, or None.
        author: The author, or None.
        date: The date in ISO 8601, or None.
        pages: The code points at which the pages begin; empty for a format without pages.
        warnings: What was not read, in the order of the file.

    """

    text: str
    language: str
    passages: PassageArrays
    encoding: str = "utf-8"
    title: str | None = None
    author: str | None = None
    date: str | None = None
    pages: tuple[int, ...] = ()
    warnings: tuple[ExtractionWarning, ...] = ()


class PassageArraysBuilder:
    """Builds the arrays of the passages of a text, one passage after another."""

    def __init__(self) -> None:
        self._passages = array("q")
        self._sentences = array("q")
        self._headings: dict[str, int] = {}
        self._languages: dict[str, int] = {}

    @property
    def sentence_count(self) -> int:
        """Return the number of sentences so far."""
        return len(self._sentences) // 2

    def add(self, passage: PassageSpan) -> None:
        """Add the next passage."""
        heading = -1
        if passage.heading is not None:
            heading = self._headings.setdefault(passage.heading, len(self._headings))
        language = self._languages.setdefault(passage.language, len(self._languages))

        span = passage.span
        count = len(passage.sentences)
        self._passages.extend((span.start, span.end, heading, language, count))
        for sentence in passage.sentences:
            self._sentences.extend((sentence.start, sentence.end))

    def build(self) -> PassageArrays:
        """Return the arrays."""
        return PassageArrays(
            passages=_to_rows(self._passages, _PASSAGE_FIELDS),
            sentences=_to_rows(self._sentences, 2),
            headings=tuple(self._headings),
            languages=tuple(self._languages),
        )


def encode_parsed_text(parsed: ParsedText) -> tuple[dict[str, Any], list[bytes]]:
    """Return a text as values for JSON, and the messages that follow them."""
    passages = parsed.passages
    values = {
        "language": parsed.language,
        "encoding": parsed.encoding,
        "title": parsed.title,
        "author": parsed.author,
        "date": parsed.date,
        "pages": parsed.pages,
        "warnings": [warning.to_json() for warning in parsed.warnings],
        "passages": {"headings": passages.headings, "languages": passages.languages},
    }
    text = parsed.text.encode("utf-8", "surrogatepass")
    return values, [text, passages.passages.tobytes(), passages.sentences.tobytes()]


def decode_parsed_text(values: dict[str, Any], messages: Iterable[bytes]) -> ParsedText:
    """Return the text that `encode_parsed_text` encoded.

    Raises:
        ValueError, TypeError or KeyError: It did not encode them.

    """
    encoded_text, passages, sentences = messages
    text = encoded_text.decode("utf-8", "surrogatepass")
    arrays = PassageArrays(
        passages=_to_rows(passages, _PASSAGE_FIELDS),
        sentences=_to_rows(sentences, 2),
        headings=tuple(values["passages"]["headings"]),
        languages=tuple(values["passages"]["languages"]),
    )
    _check_spans(arrays, len(text))

    converted = {
        "text": text,
        "passages": arrays,
        "pages": tuple(values["pages"]),
        "warnings": tuple(map(ExtractionWarning.from_json, values["warnings"])),
    }
    return ParsedText(**{**values, **converted})


def _to_rows(values: "bytes | array[int]", columns: int) -> IntArray:
    return np.frombuffer(values, np.int64).reshape(-1, columns)


def _check_spans(arrays: PassageArrays, length: int) -> None:
    """Check that passages lie within a text, and their sentences within them.

    Raises:
        ValueError: They do not.

    """
    starts, ends, headings, languages, counts = arrays.passages.T
    if (counts < 0).any() or (counts > len(arrays.sentences)).any():
        raise ValueError("sentences outside their text")
    if counts.sum() != len(arrays.sentences):
        raise ValueError("sentences outside their text")

    is_passage = (starts >= 0) & (starts < ends) & (ends <= length)
    has_heading = headings < len(arrays.headings)
    has_language = (languages >= 0) & (languages < len(arrays.languages))
    if not (is_passage & has_heading & has_language).all():
        raise ValueError("passages outside their text")

    owners = np.repeat(np.arange(len(arrays)), counts)
    sentence_starts, sentence_ends = arrays.sentences.T
    is_inside = (sentence_starts >= starts[owners]) & (sentence_ends <= ends[owners])
    if not (is_inside & (sentence_starts < sentence_ends)).all():
        raise ValueError("sentences outside their passages")
