"""Questions whose answers are known, and the parts of documents that answer them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GoldAnswer:
    """An answer in a document: its text, and where it starts, in code points."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Return where the answer ends, in code points of the document."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Gold:
    """A part of a document that answers a question.

    Attributes:
        source: The name of the document.
        start: Where the part (a paragraph, say) starts, in code points.
        end: Where it ends.
        answers: The answers in it.
        sha256: The hash of the document's file when the question was written, or None.

    """

    source: str
    start: int
    end: int
    answers: tuple[GoldAnswer, ...]
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question with every part of the documents that answers it.

    Attributes:
        id: A name that no other question of the file has.
        text: The question.
        gold: What answers it; empty if the documents do not answer.
        kind: The row of the table in which the question counts.
        search_language: The language that the search is limited to; None for no limit.
        language: The language of the question, if the file states it.
        is_known: Whether it is known what answers it.

    """

    id: str
    text: str
    gold: tuple[Gold, ...]
    kind: str
    search_language: str | None
    language: str | None
    is_known: bool = True

    @property
    def is_answerable(self) -> bool:
        """Return whether the documents are known to answer the question."""
        return bool(self.gold)
