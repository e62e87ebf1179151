"""Ask Fonti and the usual pipeline a question of the benchmark, timed."""

import time
from pathlib import Path

from langchain_community.vectorstores import FAISS

from fonti.qa import Assistant, CitedPassage, Question
from tests.bench import usual
from tests.bench.scored import Asked, cite_chunk


def ask_fonti(assistant: Assistant, question: Question) -> Asked:
    """Ask Fonti."""
    languages = None if question.search_language is None else [question.search_language]
    started = time.perf_counter()
    citations = assistant.ask(question.text, languages=languages).citations
    seconds = time.perf_counter() - started

    first = [
        CitedPassage(
            citation.source,
            citation.passage.start,
            citation.passage.end,
            (citation.start, citation.end),
            citation.quote,
        )
        for citation in citations[:1]
    ]
    return Asked(question.kind, seconds, any(cited.contains_answer(question) for cited in first))


def ask_usual(store: FAISS, question: Question, corpus: Path) -> Asked:
    """Ask the usual pipeline's index of a corpus."""
    started = time.perf_counter()
    chunks = usual.find_nearest(store, question.text, question.search_language)
    seconds = time.perf_counter() - started

    is_right = any(cite_chunk(chunk, corpus).contains_answer(question) for chunk in chunks[:1])
    return Asked(question.kind, seconds, is_right)
