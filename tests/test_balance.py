"""Ten times as many documents in one language do not push out the other's answers."""

from collections import defaultdict
from pathlib import Path

import pytest

from index import Encoder
from qa import Assistant, Question, read_questions
from tests.fakes import write_corpus

BENCH = Path(__file__).parents[2] / "shared" / "bench"
PART = 12  # paragraphs of a part of an Italian article; an English article has five

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(not BENCH.exists(), reason="the benchmark is not beside the checkout"),
]


def parts(language: str, articles: int) -> dict[str, str]:
    """Some articles of the benchmark; Italian ones in parts of twelve paragraphs, by their place among all."""
    found = {}
    for path in sorted((BENCH / "corpus" / language).glob("*.txt"))[:articles]:
        paragraphs = path.read_text("utf-8").split("\n\n")
        size = PART if language == "it" else len(paragraphs)
        for number in range(0, len(paragraphs), size):
            name = f"{language}/{path.stem}-{number}.txt"
            found[name] = "\n\n".join(paragraphs[number : number + size])
    return found


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """All English articles, 125 passages, and three Italian ones."""
    return parts("en", 25) | parts("it", 3)


@pytest.fixture(scope="module")
def assistant(files: dict[str, str], embedded: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant of those articles."""
    folder = tmp_path_factory.mktemp("balance")
    return Assistant.open(write_corpus(folder / "corpus", files), index=folder / "index", model=embedded)


def golden(question: Question) -> set[str]:
    """The texts of the paragraphs that answer a question."""
    texts = {gold.source: (BENCH / "corpus" / gold.source).read_text("utf-8") for gold in question.gold}
    return {texts[gold.source][gold.start : gold.end] for gold in question.gold}


def first_right(assistant: Assistant, asked: list[tuple[Question, set[str]]]) -> float:
    """The share of questions whose first citation is of a paragraph that answers, limited to some documents."""
    right = 0
    for question, sources in asked:
        cited = assistant.search(question.text, sources=sources, top_k=1)
        right += any(citation.passage.text in text for citation in cited for text in golden(question))
    return right / len(asked)


@pytest.mark.parametrize(("few", "many"), [("it", "en"), ("en", "it")])
def test_ten_times_as_many_in_the_other_language_cost_little(
    few: str, many: str, assistant: Assistant, files: dict[str, str]
) -> None:
    """Of questions on ten passages in one language, at most 2 in 100 more are lost among 100 in the other."""
    others = {name for name in files if name.startswith(many)}
    by_source = defaultdict(set)
    for name, text in files.items():
        for paragraph in text.split("\n\n"):
            by_source[paragraph].add(name)
    asked = []
    for question in read_questions(BENCH / "questions.jsonl"):
        own = {name for text in golden(question) for name in by_source[text] if name.startswith(few)}
        if question.kind == few and own:
            asked.append((question, own))
    asked = asked[:: max(1, len(asked) // 150)]
    alone = first_right(assistant, asked)
    together = first_right(assistant, [(question, own | others) for question, own in asked])
    assert len(asked) >= 100
    assert together >= alone - 0.02
