"""A question as it was asked of Fonti or of the usual pipeline: how long it took, and whether it was right."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document

from qa import Assistant, Cited, Question
from tests.bench import usual


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's kind, the seconds that its answer took, and whether what came first holds an answer, in place."""

    kind: str
    seconds: float
    right: bool


def ask_fonti(assistant: Assistant, question: Question) -> Asked:
    """Ask Fonti."""
    languages = None if question.within is None else [question.within]
    began = time.perf_counter()
    citations = assistant.ask(question.text, languages=languages).citations
    took = time.perf_counter() - began
    spans = [Cited(c.source, c.passage.start, c.passage.end, (c.start, c.end), c.quote) for c in citations[:1]]
    return Asked(question.kind, took, any(cited.holds(question) for cited in spans))


def ask_usual(store: FAISS, question: Question, corpus: Path) -> Asked:
    """Ask the usual pipeline's index of a corpus."""
    began = time.perf_counter()
    chunks = usual.nearest(store, question.text, question.within)
    took = time.perf_counter() - began
    return Asked(question.kind, took, any(cited(chunk, corpus).holds(question) for chunk in chunks[:1]))


def cited(chunk: Document, corpus: Path) -> Cited:
    """A chunk as a citation of the place that it says it is from."""
    source = Path(chunk.metadata["source"]).relative_to(corpus).as_posix()
    start, text = chunk.metadata["start_index"], chunk.page_content
    return Cited(source, start, start + len(text), (start, start + len(text)), text)


def right(asked: Sequence[Asked], kind: str | None = None) -> float:
    """The share of questions, of one kind or of all, that were answered rightly."""
    counted = [each.right for each in asked if kind in (None, each.kind)]
    return sum(counted) / len(counted)
