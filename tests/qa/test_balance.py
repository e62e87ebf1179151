"""Ten times as many documents in one language do not push out the other's answers."""

from collections import defaultdict

import pytest

from fonti.qa import Assistant, Question, read_questions
from tests.helpers.benchmark import benchmark_files
from tests.helpers.paths import BENCH

pytestmark = pytest.mark.model


def list_answering_texts(question: Question) -> set[str]:
    """Return the texts of the paragraphs that answer a question."""
    texts = {
        gold.source: (BENCH / "corpus" / gold.source).read_text("utf-8") for gold in question.gold
    }
    return {texts[gold.source][gold.start : gold.end] for gold in question.gold}


def measure_first_citations(assistant: Assistant, asked: list[tuple[Question, set[str]]]) -> float:
    """Return the share of questions whose first citation is of a paragraph that answers.

    Each question is asked of some documents alone.
    """
    right = 0
    for question, sources in asked:
        cited = assistant.search(question.text, sources=sources, top_k=1)
        right += any(
            citation.passage.text in text
            for citation in cited
            for text in list_answering_texts(question)
        )
    return right / len(asked)


@pytest.mark.parametrize(("few", "many"), [("it", "en"), ("en", "it")])
def test_ten_times_as_many_in_the_other_language_cost_little(
    few: str, many: str, benchmark: Assistant
) -> None:
    """At most 2 in 100 more questions on the few passages are lost among the many."""
    files = benchmark_files()
    others = {name for name in files if name.startswith(many)}
    by_source = defaultdict(set)
    for name, text in files.items():
        for paragraph in text.split("\n\n"):
            by_source[paragraph].add(name)
    asked = []
    for question in read_questions(BENCH / "questions.jsonl"):
        own = {
            name
            for text in list_answering_texts(question)
            for name in by_source[text]
            if name.startswith(few)
        }
        if question.kind == few and own:
            asked.append((question, own))
    asked = asked[:: max(1, len(asked) // 150)]
    alone = measure_first_citations(benchmark, asked)
    together = measure_first_citations(
        benchmark, [(question, own | others) for question, own in asked]
    )
    assert len(asked) >= 100
    assert together >= alone - 0.02
