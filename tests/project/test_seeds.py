"""The demo corpus: its two documents, and the answers of the embedded model from them."""

import hashlib
import json
from pathlib import Path
from typing import NotRequired, TypedDict

import pytest

from fonti.index import demo_corpus
from fonti.qa import Assistant

SEEDS = {
    "000_ad83a34d79cadf6d.txt": "7d4507eac5d8897ab29fd3dd58669b41c8683fec0ba01cbfdc937e6804fb07b6",
    "003_14d89d1072a11cbd.txt": "35f9a03a1dfb4adc1238785c4d3fdc3a6c1d85472860bae8ff2a58877f537642",
}


class SeedQuestion(TypedDict):
    """A question about the demo corpus.

    `kind` is the languages of the question and of the document, or `none` if the documents do not
    answer it. The quote that answers it holds one of the strings of `gold`. A question with
    `is_known_failure` is answered wrongly today. Of one with `depends_on_processor`, the confidence
    is so near a threshold that the outcome differs between processors, whose 8-bit arithmetic does.
    """

    question: str
    kind: str
    source: str | None
    gold: list[str]
    is_known_failure: NotRequired[bool]
    depends_on_processor: NotRequired[bool]


QUESTIONS: list[SeedQuestion] = json.loads(
    Path(__file__).with_name("seeds_questions.json").read_text("utf-8")
)


def as_parameter(question: SeedQuestion) -> object:
    """Return a question as a parameter; one that is answered wrongly today is expected to fail."""
    marks = []
    if question.get("is_known_failure"):
        is_strict = not question.get("depends_on_processor")
        marks.append(pytest.mark.xfail(strict=is_strict, reason="answered wrongly"))
    return pytest.param(question, id=f"{question['kind']}: {question['question']}", marks=marks)


def test_the_seeds_are_the_two_documents() -> None:
    """The folder has these two files, to the byte, and nothing else."""
    hashes = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in demo_corpus().iterdir()
    }
    assert hashes == SEEDS


def test_every_gold_string_stands_in_its_source() -> None:
    """The questions are about the seeds as they are."""
    for question in QUESTIONS:
        source = question["source"]
        text = (demo_corpus() / source).read_text("utf-8") if source else ""
        assert all(gold in text for gold in question["gold"])

    texts = [question["question"] for question in QUESTIONS]
    assert len(set(texts)) == len(texts)


@pytest.mark.model
@pytest.mark.parametrize("question", [as_parameter(question) for question in QUESTIONS])
def test_a_question_on_the_seeds_is_answered_rightly(
    question: SeedQuestion, demo_assistant: Assistant
) -> None:
    """The first quote has the answer, from the right document; others are not answered."""
    answer = demo_assistant.ask(question["question"])
    if question["kind"] == "none":
        assert answer.outcome != "answered"
        return

    assert answer.outcome in ("answered", "probable")
    first = answer.citations[0]
    assert first.source == question["source"]
    assert any(gold in first.quote for gold in question["gold"])


@pytest.mark.model
@pytest.mark.parametrize(
    "question", ["What is the capital of Australia?", "Qual è la capitale dell'Australia?"]
)
def test_nothing_is_near_where_nothing_was_found(question: str, demo_assistant: Assistant) -> None:
    """No further passage is surer than the first, by which the outcome is judged."""
    answer = demo_assistant.ask(question, top_k=10)
    assert answer.outcome == "not_found"
    assert answer.citations
    assert not any(citation.is_near for citation in answer.citations)
    assert max(citation.score for citation in answer.citations) == answer.confidence
