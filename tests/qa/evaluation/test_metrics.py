"""Metrics of a run: as the benchmark's scorer gives them, within their bounds, and by hand."""

import json
import math
import runpy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import QuestionsError
from fonti.qa import (
    Assistant,
    CitedPassage,
    EvaluatedQuestion,
    Gold,
    GoldAnswer,
    Question,
    compute_metrics,
    evaluate,
    format_run,
    list_misses,
)
from tests.helpers.fakes import FakeEncoder
from tests.helpers.paths import BENCH

SCORER = BENCH / "scoring.py"
SOURCES = ["a.txt", "b.txt"]


def create_question(number: int, *, is_answerable: bool, kind: str = "it") -> Question:
    """Return a question that characters 10 to 15 of a.txt answer, or nothing."""
    gold = (Gold("a.txt", 0, 100, (GoldAnswer("right", 10),)),) if is_answerable else ()
    return Question(str(number), f"Question {number}?", gold, kind, None, None)


def create_evaluated(
    question: Question, confidence: float, *starts: int, answered: bool | None = None
) -> EvaluatedQuestion:
    """Return a question with citations of ten characters of a.txt.

    Args:
        question: The question.
        confidence: The confidence.
        starts: Where the cited passages start; the first six characters of each are highlighted.
        answered: Whether it was answered; by default, if the confidence is at least 0.5.

    """
    citations = tuple(
        CitedPassage("a.txt", start, start + 10, (start, start + 6), "quoted") for start in starts
    )
    is_answered = confidence >= 0.5 if answered is None else answered
    return EvaluatedQuestion(question, is_answered, confidence, citations)


@st.composite
def spans(draw: st.DrawFn) -> tuple[int, int]:
    """Return a short span near the start of a document, so that spans often overlap."""
    start = draw(st.integers(0, 20))
    return start, start + draw(st.integers(1, 20))


@st.composite
def golds(draw: st.DrawFn) -> Gold:
    """Return a place that is its own answer."""
    start, end = draw(spans())
    answer = GoldAnswer("x" * (end - start), start)
    return Gold(draw(st.sampled_from(SOURCES)), start, end, (answer,))


@st.composite
def cited_passages(draw: st.DrawFn) -> CitedPassage:
    """Return a citation of any passage, with any highlight."""
    start, end = draw(spans())
    highlight = draw(spans())
    quote = "x" * (highlight[1] - highlight[0])
    return CitedPassage(draw(st.sampled_from(SOURCES)), start, end, highlight, quote)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Return a question, answerable or not; its id is set by the run."""
    if draw(st.booleans()):
        gold = tuple(draw(st.lists(golds(), min_size=1, max_size=2)))
        kind = draw(st.sampled_from(["it", "en"]))
        return Question("", "q", gold, kind, draw(st.sampled_from([None, "en"])), None)
    return Question("", "q", (), "unanswerable-it", None, None)


@st.composite
def runs(draw: st.DrawFn) -> list[EvaluatedQuestion]:
    """Return a run over two documents, in which confidences are often the same."""
    confidences = st.one_of(st.sampled_from([0.0, 0.1, 0.5, 0.7, 1.0]), st.floats(0, 1))
    run = []
    for number in range(draw(st.integers(1, 20))):
        question = replace(draw(questions()), id=str(number))
        citations = tuple(draw(st.lists(cited_passages(), max_size=12)))
        run.append(EvaluatedQuestion(question, draw(st.booleans()), draw(confidences), citations))
    return run


def to_benchmark(question: Question) -> dict[str, Any]:
    """Return a question as the benchmark writes it."""
    gold = [
        {
            "file": place.source,
            "answers": [{"text": answer.text, "start": answer.start} for answer in place.answers],
        }
        for place in question.gold
    ]
    return {
        "id": question.id,
        "kind": question.kind,
        "filter": question.search_language,
        "gold": gold,
    }


def without_none(row: dict[str, float | None]) -> dict[str, float]:
    """Return the metrics of a row that are not None."""
    return {name: value for name, value in row.items() if value is not None}


@pytest.fixture(scope="module")
def score() -> Callable[[list[Any], list[Any]], dict[str, Any]]:
    """Load the benchmark's own scorer."""
    if not SCORER.exists():
        pytest.skip(f"the benchmark is not beside the checkout: {SCORER}")
    function: Callable[[list[Any], list[Any]], dict[str, Any]] = runpy.run_path(str(SCORER))[
        "score"
    ]
    return function


@given(run=runs())
def test_metrics_are_those_of_the_benchmark(
    run: list[EvaluatedQuestion], score: Callable[..., dict[str, Any]]
) -> None:
    """They are the same metrics with the same values, and no others."""
    lines = [json.loads(line) for line in format_run(run).splitlines()]

    theirs = score([to_benchmark(evaluated.question) for evaluated in run], lines)
    ours = compute_metrics(run)

    assert theirs.pop("missing") == 0
    assert theirs.pop("answerable_auroc") == pytest.approx(ours.answerable_auroc, abs=1e-4)
    assert list(theirs) == list(ours.kinds)
    for kind, row in ours.kinds.items():
        assert without_none(row) == pytest.approx(theirs[kind], abs=1e-4)


@given(runs(), st.randoms(use_true_random=False))
def test_metrics_keep_their_bounds_in_any_order(run: list[EvaluatedQuestion], random: Any) -> None:
    """Shares are between 0 and 1, coverage grows to 1, and the order does not matter."""
    metrics = compute_metrics(run)

    coverages = [coverage for coverage, _ in metrics.risk_coverage]
    assert coverages == sorted(set(coverages))
    assert coverages[-1] == 1
    assert all(0 <= risk <= 1 for _, risk in metrics.risk_coverage)
    assert 0 <= metrics.risk_coverage_area <= 1 + 1e-9
    assert 0 <= metrics.calibration_error <= 1
    assert metrics.n == len(run)
    assert sum(item.n for item in metrics.bins) == len(run)
    for item in metrics.bins:
        assert item.low <= item.confidence + 1e-9
        assert item.confidence <= item.high + 1e-9
    json.dumps(metrics.to_json(), allow_nan=False)

    shuffled = compute_metrics(random.sample(run, len(run)))
    assert shuffled.risk_coverage == metrics.risk_coverage
    assert shuffled.answerable_auroc == metrics.answerable_auroc
    assert shuffled.calibration_error == pytest.approx(metrics.calibration_error)


def test_metrics_computed_by_hand() -> None:
    """One question is right, one wrong, one unanswerable, and one right but unanswered."""
    answerable = [create_question(number, is_answerable=True) for number in range(3)]
    unanswerable = create_question(3, is_answerable=False, kind="none")
    run = [
        create_evaluated(answerable[0], 0.9, 8, 50),
        create_evaluated(answerable[1], 0.8, 50, 60, 10),
        create_evaluated(unanswerable, 0.7, 8),
        create_evaluated(answerable[2], 0.1, 10),
    ]

    metrics = compute_metrics(run)

    expected = {
        "n": 3,
        "answer@1": 2 / 3,
        "answer@3": 1,
        "answer@5": 1,
        "answer@10": 1,
        "mrr@10": 7 / 9,
        # The highlight from 8 to 14 cuts the answer.
        "highlight@1": 1 / 3,
        "passage_chars": 10,
        "highlight_chars": 6,
        "answered": 2 / 3,
    }
    assert without_none(metrics.kinds["it"]) == pytest.approx(expected)
    assert without_none(metrics.kinds["none"]) == {"n": 1, "abstained": 0}
    assert metrics.answerable_auroc == pytest.approx(2 / 3)

    curve = [(1 / 4, 0), (2 / 4, 1 / 2), (3 / 4, 2 / 3), (1, 1 / 2)]
    for point, expected_point in zip(metrics.risk_coverage, curve, strict=True):
        assert point == pytest.approx(expected_point)
    assert metrics.risk_coverage_area == pytest.approx((0 + 1 / 2 + 2 / 3 + 1 / 2) / 4)
    assert metrics.coverage == 0.75
    assert metrics.risk == pytest.approx(2 / 3)
    assert metrics.calibration_error == pytest.approx((0.1 + 0.2 + 0.7 + 0.9) / 4)


def test_questions_of_one_confidence_are_one_point() -> None:
    """No threshold lies between them, the last bin has a confidence of 1, and risk may be None."""
    run = [
        create_evaluated(create_question(number, is_answerable=number < 2), 1.0, 10, answered=False)
        for number in range(4)
    ]

    metrics = compute_metrics(run)

    assert metrics.risk_coverage == ((1.0, 0.5),)
    assert [(item.low, item.high, item.n) for item in metrics.bins] == [(0.9, 1.0, 4)]
    assert (metrics.coverage, metrics.risk) == (0, None)


def test_misses_come_worst_first() -> None:
    """Wrong answers from the surest come first, then unanswered questions from the least sure."""
    answerable = create_question(0, is_answerable=True)
    unanswerable = create_question(1, is_answerable=False)
    wrong = create_evaluated(answerable, 0.6, 50)
    surely_wrong = create_evaluated(unanswerable, 0.9, 10)
    silent = create_evaluated(answerable, 0.1, 10)
    hardly_silent = create_evaluated(answerable, 0.4)
    right = [create_evaluated(answerable, 0.9, 10), create_evaluated(unanswerable, 0.3, 10)]

    ordered = list_misses([hardly_silent, *right, wrong, silent, surely_wrong])

    assert ordered == [surely_wrong, wrong, silent, hardly_silent]


def test_a_run_records_what_was_asked(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """Questions are asked within their filters, and quotes stand in their passages."""
    text = "Who rang the bell in the fog?"
    anywhere = Question("0", text, (), "it", None, None)
    in_italian = Question("1", text, (), "it", "it", None)
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=encoder)
    progress: list[tuple[str, int, int]] = []

    run = evaluate(assistant, [anywhere, in_italian], lambda *stage: progress.append(stage))

    assert progress == [("asking", 0, 2), ("asking", 1, 2), ("asking", 2, 2)]
    assert [evaluated.question for evaluated in run] == [anywhere, in_italian]
    assert {citation.source for citation in run[1].citations} <= {"biblioteca.txt"}
    for evaluated, languages in zip(run, (None, ["it"]), strict=True):
        answer = assistant.ask(text, languages=languages, top_k=10)
        assert evaluated.confidence == answer.confidence
        assert evaluated.answered == answer.is_answered
        assert len(evaluated.citations) == len(answer.citations)
        for citation in evaluated.citations:
            document = (corpus / citation.source).read_text("utf-8")
            start, end = citation.highlight
            assert document[start:end] == citation.quote
            assert citation.start <= start < end <= citation.end
    assert not math.isnan(compute_metrics(run).calibration_error)


def test_answers_that_stand_elsewhere_are_refused(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """They are refused before anything is asked, be they in no document or at another place."""
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=encoder)
    text = (corpus / "biblioteca.txt").read_text("utf-8")

    def create(name: str, source: str, place: int) -> Question:
        """Return a question whose answer is five characters, which it says are at 3."""
        gold = Gold(source, 0, 99, (GoldAnswer(text[place : place + 5], 3),))
        return Question(name, "Quando apre?", (gold,), "it", None, "it")

    stands = create("stands", "biblioteca.txt", 3)
    moved = create("moved", "biblioteca.txt", 4)
    gone = create("gone", "no.txt", 3)

    evaluate(assistant, [stands])
    with pytest.raises(QuestionsError, match=r"'moved'.*does not stand at 3 of 'biblioteca.txt'"):
        evaluate(assistant, [stands, moved])
    with pytest.raises(QuestionsError, match=r"'gone'.*'no.txt'.*does not hold"):
        evaluate(assistant, [stands, gone])
