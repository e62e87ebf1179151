"""An answer as data: outcomes, reasons, citations. It holds no prose but quotations."""

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any, Literal

from fonti.index import Passage

Outcome = Literal["answered", "related", "not_found"]
Reason = Literal["answers", "unsure", "words_absent", "nothing_close", "filtered_out", "empty"]
ANSWERS = 0.7  # confidence from which a passage is taken to answer
NEAR = 0.15  # confidence from which it is at least on the subject


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and where it stands: `document.text[start:end] == quote`, in code points of the stored text.

    `number` counts from 1 within the answer. `answers` says that the quote is offered as an answer; otherwise its
    passage is only among the nearest. `score`, 0 to 1, is how sure that is; the first's is `Answer.confidence`, and
    none is surer. `page`, from 1, is where the quote begins, None for a format without pages; `heading` is None where
    the passage stands under none, `title` where the file gives none. `sha256` is of the document's file as it was read.
    `marks` are the words of the quote that carry the match, as spans like its own. `parallel` is the number of the
    citation that says the same in another language, None for most. `passage` is the context that the quote stands in.
    """

    number: int
    source: str
    start: int
    end: int
    quote: str
    page: int | None
    heading: str | None
    language: str
    score: float
    answers: bool
    sha256: str
    passage: Passage
    marks: tuple[tuple[int, int], ...] = ()
    parallel: int | None = None
    title: str | None = None

    @property
    def copies(self) -> tuple[str, ...]:
        """Other sources whose files hold the same bytes."""
        return self.passage.copies

    @property
    def near(self) -> bool:
        """Whether the passage is at least on the question's subject."""
        return self.score >= NEAR

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """The quote in parts that together are all of it, and whether each is marked."""
        edges = [self.start, *(edge for mark in self.marks for edge in mark), self.end]
        spans = [(first - self.start, last - self.start) for first, last in pairwise(edges)]
        return [
            (self.quote[first:last], place % 2 == 1)
            for place, (first, last) in enumerate(spans)
            if first < last
        ]

    def to_json(self) -> dict[str, Any]:
        """The citation as plain values."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        passage = {key: getattr(self.passage, key) for key in ("start", "end", "text")}
        return plain | {
            "marks": [list(mark) for mark in self.marks],
            "passage": passage,
            "copies": list(self.copies),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked and what the documents say.

    `outcome` is `answered` (the first citations answer), `related` (the nearest citations, none of which answers) or
    `not_found` (the nearest all the same); `reason` says why: `answers`; `unsure`; `words_absent` (close, but
    no near passage speaks of the question's words in `missing`); `nothing_close`; `filtered_out` (the filters left no
    passage); `empty` (the index has none). `confidence`, 0 to 1, is how sure that the corpus answers. `topic` is an
    earlier question that this one was taken to follow, None where it stands alone. `language` is the question's,
    `version` that of the index, `corpus` the folder the documents were read from. `languages` and `sources` are what
    the search was limited to, sorted; None is no limit.
    """

    question: str
    language: str
    outcome: Outcome
    reason: Reason
    confidence: float
    citations: tuple[Citation, ...]
    corpus: str
    version: str
    missing: tuple[str, ...] = ()
    topic: str | None = None
    languages: tuple[str, ...] | None = None
    sources: tuple[str, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """The answer as plain values; `fonti verify` reads it back."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        lists = {name: list(value) for name, value in plain.items() if isinstance(value, tuple)}
        return plain | lists | {"citations": [citation.to_json() for citation in self.citations]}
