"""Figures of a run: as the benchmark's scorer gives them, within their bounds, and right where they can be counted."""

import json
import math
import runpy
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import QuestionsError
from fonti.qa import (
    Asked,
    Assistant,
    Cited,
    Gold,
    GoldAnswer,
    Question,
    evaluate,
    measure,
    misses,
    run_lines,
)
from tests.helpers.fakes import FakeEncoder
from tests.helpers.paths import BENCH

SCORER = BENCH / "scoring.py"
SOURCES = ["a.txt", "b.txt"]


def a_question(
    number: int, *, answerable: bool, kind: str = "it", within: str | None = None
) -> Question:
    """A question answered, if at all, by characters 10 to 15 of a.txt."""
    gold = (Gold("a.txt", 0, 100, (GoldAnswer("right", 10),)),) if answerable else ()
    return Question(str(number), f"Question {number}?", gold, kind, within, None)


def asked(
    question: Question, confidence: float, *starts: int, answered: bool | None = None
) -> Asked:
    """An answer that cites ten characters of a.txt from each of some places, and highlights the first six."""
    cited = tuple(
        Cited("a.txt", start, start + 10, (start, start + 6), "quoted") for start in starts
    )
    return Asked(question, confidence >= 0.5 if answered is None else answered, confidence, cited)


@st.composite
def runs(draw: st.DrawFn) -> list[Asked]:
    """Made-up runs over two documents, in which spans often meet; confidences are often the same."""

    def span() -> tuple[int, int]:
        start = draw(st.integers(0, 20))
        return start, start + draw(st.integers(1, 20))

    run = []
    for number in range(draw(st.integers(1, 20))):
        answerable, within = draw(st.booleans()), None
        gold = []
        for _ in range(draw(st.integers(1, 2)) if answerable else 0):
            start, end = span()
            gold.append(
                Gold(
                    draw(st.sampled_from(SOURCES)),
                    start,
                    end,
                    (GoldAnswer("x" * (end - start), start),),
                )
            )
        if answerable:
            within = draw(st.sampled_from([None, "en"]))
        kind = draw(st.sampled_from(["it", "en"])) if answerable else "unanswerable-it"
        cited = [
            Cited(
                draw(st.sampled_from(SOURCES)),
                *span(),
                highlight,
                "x" * (highlight[1] - highlight[0]),
            )
            for highlight in (span() for _ in range(draw(st.integers(0, 12))))
        ]
        confidence = draw(st.one_of(st.sampled_from([0.0, 0.1, 0.5, 0.7, 1.0]), st.floats(0, 1)))
        question = Question(str(number), "q", tuple(gold), kind, within, None)
        run.append(Asked(question, draw(st.booleans()), confidence, tuple(cited)))
    return run


def bench_form(question: Question) -> dict[str, Any]:
    """A question as the benchmark writes it."""
    gold = [
        {
            "file": gold.source,
            "answers": [{"text": answer.text, "start": answer.start} for answer in gold.answers],
        }
        for gold in question.gold
    ]
    return {"id": question.id, "kind": question.kind, "filter": question.within, "gold": gold}


def told(row: dict[str, float | None]) -> dict[str, float]:
    """The figures of a row that there are."""
    return {name: value for name, value in row.items() if value is not None}


@pytest.fixture(scope="module")
def score() -> Callable[[list[Any], list[Any]], dict[str, Any]]:
    """The benchmark's own scorer."""
    if not SCORER.exists():
        pytest.skip(f"the benchmark is not beside the checkout: {SCORER}")
    function: Callable[[list[Any], list[Any]], dict[str, Any]] = runpy.run_path(str(SCORER))[
        "score"
    ]
    return function


@given(run=runs())
def test_figures_are_those_of_the_benchmark(
    run: list[Asked], score: Callable[..., dict[str, Any]]
) -> None:
    """Every figure that the benchmark's scorer gives of a run is ours too, and no other is told."""
    lines = [json.loads(line) for line in run_lines(run).splitlines()]
    theirs, ours = score([bench_form(asked.question) for asked in run], lines), measure(run)
    assert theirs.pop("missing") == 0
    assert theirs.pop("answerable_auroc") == pytest.approx(ours.answerable_auroc, abs=1e-4)
    assert list(theirs) == list(ours.kinds)
    for kind, row in ours.kinds.items():
        assert told(row) == pytest.approx(theirs[kind], abs=1e-4)


@given(runs(), st.randoms(use_true_random=False))
def test_figures_keep_their_bounds_whatever_the_order(run: list[Asked], random: Any) -> None:
    """Shares stay between 0 and 1, coverage grows to all, and nothing depends on the order of questions."""
    figures = measure(run)
    coverages = [coverage for coverage, _ in figures.risk_coverage]
    assert coverages == sorted(set(coverages))
    assert coverages[-1] == 1
    assert all(0 <= risk <= 1 for _, risk in figures.risk_coverage)
    assert 0 <= figures.risk_coverage_area <= 1 + 1e-9
    assert 0 <= figures.calibration_error <= 1
    assert sum(each.n for each in figures.bins) == figures.n == len(run)
    assert all(
        each.low <= each.confidence + 1e-9 and each.confidence <= each.high + 1e-9
        for each in figures.bins
    )
    again = measure(random.sample(run, len(run)))
    assert again.risk_coverage == figures.risk_coverage
    assert again.answerable_auroc == figures.answerable_auroc
    assert again.calibration_error == pytest.approx(figures.calibration_error)
    json.dumps(figures.to_json(), allow_nan=False)


def test_figures_that_can_be_counted() -> None:
    """Four questions: right and sure, wrong and sure, unanswerable and rather sure, right but silent."""
    answerable = [a_question(number, answerable=True) for number in range(3)]
    run = [
        asked(answerable[0], 0.9, 8, 50),
        asked(answerable[1], 0.8, 50, 60, 10),
        asked(a_question(3, answerable=False, kind="none"), 0.7, 8),
        asked(answerable[2], 0.1, 10),
    ]
    figures = measure(run)
    counted = {
        "n": 3,
        "answer@1": 2 / 3,
        "answer@3": 1,
        "answer@5": 1,
        "answer@10": 1,
        "mrr@10": 7 / 9,
    }
    shown = {
        "highlight@1": 1 / 3,
        "passage_chars": 10,
        "highlight_chars": 6,
    }  # 8 to 14 cuts the answer
    row = {**counted, **shown, "answered": 2 / 3}
    assert told(figures.kinds["it"]) == pytest.approx(row)
    assert told(figures.kinds["none"]) == {"n": 1, "abstained": 0}
    assert figures.answerable_auroc == pytest.approx(2 / 3)
    curve = [(1 / 4, 0), (2 / 4, 1 / 2), (3 / 4, 2 / 3), (1, 1 / 2)]
    assert list(sum(figures.risk_coverage, ())) == pytest.approx(list(sum(curve, ())))
    assert figures.risk_coverage_area == pytest.approx((0 + 1 / 2 + 2 / 3 + 1 / 2) / 4)
    assert figures.coverage == 0.75
    assert figures.risk == pytest.approx(2 / 3)
    assert figures.calibration_error == pytest.approx((0.1 + 0.2 + 0.7 + 0.9) / 4)


def test_questions_of_one_confidence_are_one_point() -> None:
    """No threshold comes between them; the last bin takes a confidence of 1, and no risk is told of no answers."""
    run = [
        asked(a_question(number, answerable=number < 2), 1.0, 10, answered=False)
        for number in range(4)
    ]
    figures = measure(run)
    assert figures.risk_coverage == ((1.0, 0.5),)
    assert [(each.low, each.high, each.n) for each in figures.bins] == [(0.9, 1.0, 4)]
    assert (figures.coverage, figures.risk) == (0, None)


def test_misses_come_worst_first() -> None:
    """Wrong answers from the surest, then answers left out from the least sure; what went well is none."""
    answerable, not_answerable = (a_question(number, answerable=not number) for number in (0, 1))
    wrong = asked(answerable, 0.6, 50)
    surely_wrong = asked(not_answerable, 0.9, 10)
    no_progress, hardly_silent = asked(answerable, 0.1, 10), asked(answerable, 0.4)
    fine = [asked(answerable, 0.9, 10), asked(not_answerable, 0.3, 10)]
    assert misses([hardly_silent, *fine, wrong, no_progress, surely_wrong]) == [
        surely_wrong,
        wrong,
        no_progress,
        hardly_silent,
    ]


def test_asking_is_recorded(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """Each question is asked within its filter; what was quoted stands in its passage; progress is told."""
    heard: list[tuple[str, int, int]] = []

    def questions(*texts: tuple[str, str | None]) -> Sequence[Question]:
        return [
            Question(str(at), text, (), "it", within, None)
            for at, (text, within) in enumerate(texts)
        ]

    assistant = Assistant.open(corpus, index=tmp_path / "index", model=encoder)
    asked_for = questions(
        ("Who rang the bell in the fog?", None), ("Who rang the bell in the fog?", "it")
    )
    run = evaluate(assistant, asked_for, lambda *told: heard.append(told))
    assert heard == [("asking", 0, 2), ("asking", 1, 2), ("asking", 2, 2)]
    assert [each.question for each in run] == asked_for
    assert {cited.source for cited in run[1].citations} <= {"biblioteca.txt"}
    for each, question in zip(run, asked_for, strict=True):
        answer = assistant.ask(
            question.text, languages=question.within and [question.within], top_k=10
        )
        assert (each.confidence, each.answered) == (answer.confidence, answer.outcome == "answered")
        assert len(each.citations) == len(answer.citations)
        for cited in each.citations:
            text = (corpus / cited.source).read_text("utf-8")
            start, end = cited.highlight
            assert text[start:end] == cited.quote
            assert cited.start <= start < end <= cited.end
    assert not math.isnan(measure(run).calibration_error)


def test_answers_that_stand_elsewhere_are_refused(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """Before anything is asked: in no document, or not at their place."""
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=encoder)
    text = (corpus / "biblioteca.txt").read_text("utf-8")
    stands, moved, gone = (
        Question(
            name,
            "Quando apre?",
            (Gold(source, 0, 99, (GoldAnswer(text[at : at + 5], 3),)),),
            "it",
            None,
            "it",
        )
        for name, source, at in (
            ("stands", "biblioteca.txt", 3),
            ("moved", "biblioteca.txt", 4),
            ("gone", "no.txt", 3),
        )
    )
    evaluate(assistant, [stands])
    with pytest.raises(QuestionsError, match=r"'moved'.*does not stand at 3 of 'biblioteca.txt'"):
        evaluate(assistant, [stands, moved])
    with pytest.raises(QuestionsError, match=r"'gone'.*'no.txt'.*does not hold"):
        evaluate(assistant, [stands, gone])
