"""Questions that were asked: how long each took, and whether the first citation was right."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from langchain_core.documents import Document

from fonti.qa import CitedPassage


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked.

    `is_right` tells whether the first citation holds an answer, in its place.
    """

    kind: str
    seconds: float
    is_right: bool


def cite_chunk(chunk: Document, corpus: Path) -> CitedPassage:
    """Return a chunk of the usual pipeline as a citation of the place that it names."""
    source = Path(chunk.metadata["source"]).relative_to(corpus).as_posix()
    text = chunk.page_content
    start = chunk.metadata["start_index"]
    end = start + len(text)
    return CitedPassage(source, start, end, (start, end), text)


def share_right(questions: Sequence[Asked], kind: str | None = None) -> float:
    """Return the share of questions, of one kind or of all, that were answered rightly."""
    counted = [question.is_right for question in questions if kind in (None, question.kind)]
    return sum(counted) / len(counted)
