"""An answer as data: outcomes, reasons, citations. It holds no prose but quotations."""

from dataclasses import dataclass, fields
from typing import Any, Literal

from index import Passage

Outcome = Literal["answered", "related", "not_found"]
NEAR = 0.15  # confidence from which a passage is at least on the subject

Reason = Literal["answers", "unsure", "nothing_close", "filtered_out"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and where it stands: `document.text[start:end] == quote`, in code points of the stored text.

    `number` counts from 1 within the answer. `answers` says that the quote is offered as an answer; otherwise its
    passage is only among the nearest. `score`, 0 to 1, is how sure that is, as `Answer.confidence` is for the best.
    `page` is None for a format without pages, `heading` where the passage stands under none. `sha256` is of the
    document's file as it was read. `passage` is the context that the quote stands in.
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

    @property
    def near(self) -> bool:
        """Whether the passage is at least on the question's subject."""
        return self.score >= NEAR

    def to_json(self) -> dict[str, Any]:
        """The citation as plain values."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        return plain | {"passage": {key: getattr(self.passage, key) for key in ("start", "end", "text")}}


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked and what the documents say.

    `outcome` is `answered` (the first citations answer), `related` (the nearest citations, none of which answers) or
    `not_found` (no citations); `reason` says why. `confidence`, 0 to 1, is how sure that the corpus answers. `language`
    is the question's, `version` that of the index, `corpus` the folder the documents were read from.
    """

    question: str
    language: str
    outcome: Outcome
    reason: Reason
    confidence: float
    citations: tuple[Citation, ...]
    corpus: str
    version: str

    def to_json(self) -> dict[str, Any]:
        """The answer as plain values; `fonti verify` reads it back."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        return plain | {"citations": [citation.to_json() for citation in self.citations]}
