"""Ask a question of the benchmark of Fonti and of the usual pipeline, timed."""

import time
from pathlib import Path

from langchain_community.vectorstores import FAISS

from fonti.qa import Assistant, CitedPassage, Question
from tests.bench import usual
from tests.bench.scored import Asked, cited


def ask_fonti(assistant: Assistant, question: Question) -> Asked:
    """Ask Fonti."""
    languages = None if question.search_language is None else [question.search_language]
    began = time.perf_counter()
    citations = assistant.ask(question.text, languages=languages).citations
    took = time.perf_counter() - began
    spans = [
        CitedPassage(c.source, c.passage.start, c.passage.end, (c.start, c.end), c.quote)
        for c in citations[:1]
    ]
    return Asked(question.kind, took, any(cited.contains_answer(question) for cited in spans))


def ask_usual(store: FAISS, question: Question, corpus: Path) -> Asked:
    """Ask the usual pipeline's index of a corpus."""
    began = time.perf_counter()
    chunks = usual.nearest(store, question.text, question.search_language)
    took = time.perf_counter() - began
    return Asked(
        question.kind, took, any(cited(chunk, corpus).contains_answer(question) for chunk in chunks[:1])
    )
