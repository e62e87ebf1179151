"""Ask a question of the benchmark of Fonti and of the usual pipeline, timed."""

import time
from pathlib import Path

from langchain_community.vectorstores import FAISS

from fonti.qa import Assistant, Cited, Question
from tests.bench import usual
from tests.bench.scored import Asked, cited


def ask_fonti(assistant: Assistant, question: Question) -> Asked:
    """Ask Fonti."""
    languages = None if question.within is None else [question.within]
    began = time.perf_counter()
    citations = assistant.ask(question.text, languages=languages).citations
    took = time.perf_counter() - began
    spans = [
        Cited(c.source, c.passage.start, c.passage.end, (c.start, c.end), c.quote)
        for c in citations[:1]
    ]
    return Asked(question.kind, took, any(cited.holds(question) for cited in spans))


def ask_usual(store: FAISS, question: Question, corpus: Path) -> Asked:
    """Ask the usual pipeline's index of a corpus."""
    began = time.perf_counter()
    chunks = usual.nearest(store, question.text, question.within)
    took = time.perf_counter() - began
    return Asked(
        question.kind, took, any(cited(chunk, corpus).holds(question) for chunk in chunks[:1])
    )
