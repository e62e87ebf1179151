"""A question that was asked: how long it took, and whether what came first holds an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from langchain_core.documents import Document

from fonti.qa import CitedPassage


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's kind, the seconds that its answer took, and whether what came first holds an answer, in place."""

    kind: str
    seconds: float
    right: bool


def cited(chunk: Document, corpus: Path) -> CitedPassage:
    """A chunk as a citation of the place that it says it is from."""
    source = Path(chunk.metadata["source"]).relative_to(corpus).as_posix()
    start, text = chunk.metadata["start_index"], chunk.page_content
    return CitedPassage(source, start, start + len(text), (start, start + len(text)), text)


def right(asked: Sequence[Asked], kind: str | None = None) -> float:
    """The share of questions, of one kind or of all, that were answered rightly."""
    counted = [each.right for each in asked if kind in (None, each.kind)]
    return sum(counted) / len(counted)
