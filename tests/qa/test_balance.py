"""Ten times as many documents in one language do not push out the other's answers."""

from collections import defaultdict

import pytest

from fonti.index import NO_READER, Encoder
from fonti.qa import Assistant, Question, read_questions
from tests.helpers.benchmark import benchmark_files
from tests.helpers.paths import BENCH

pytestmark = pytest.mark.model

# How many passages a reader reads of a question.
READ = 4


def list_answering_texts(question: Question) -> set[str]:
    """Return the texts of the paragraphs that answer a question."""
    texts = {
        gold.source: (BENCH / "corpus" / gold.source).read_text("utf-8") for gold in question.gold
    }
    return {texts[gold.source][gold.start : gold.end] for gold in question.gold}


def measure_citations(
    assistant: Assistant, asked: list[tuple[Question, set[str]]]
) -> tuple[float, float]:
    """Return the share of questions that the first citation answers, and one of the first four.

    Each question is asked of some documents alone.
    """
    places = []
    for question, sources in asked:
        texts = list_answering_texts(question)
        cited = assistant.search(question.text, sources=sources, top_k=READ)
        answers = [any(citation.passage.text in text for text in texts) for citation in cited]
        places.append(answers.index(True) if any(answers) else READ)

    first = sum(place == 0 for place in places) / len(asked)
    among_read = sum(place < READ for place in places) / len(asked)
    return first, among_read


@pytest.fixture(scope="module")
def benchmark_without_reader(
    benchmark_assistant: Assistant, embedded_encoder: Encoder
) -> Assistant:
    """Open the benchmark without a reader: what is read does not depend on how many others are."""
    return Assistant.open(
        benchmark_assistant.library.folder, model=embedded_encoder, reader=NO_READER
    )


@pytest.mark.parametrize(("few", "many"), [("it", "en"), ("en", "it")])
def test_ten_times_as_many_in_the_other_language_cost_little(
    few: str, many: str, benchmark_without_reader: Assistant
) -> None:
    """At most 2 in 100 more questions on the few passages are lost among the many.

    That holds for the first passage, and for those that a reader reads.
    """
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
    asked = asked[:: max(1, len(asked) // 100)]
    alone = measure_citations(benchmark_without_reader, asked)
    together = measure_citations(
        benchmark_without_reader, [(question, own | others) for question, own in asked]
    )
    assert len(asked) >= 100
    assert together[0] >= alone[0] - 0.02
    assert together[1] >= alone[1] - 0.02
