"""The expected calibration error: counted by hand, and within its bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.qa import EvaluatedQuestion, Gold, GoldAnswer, Question, compute_metrics
from fonti.qa.evaluation.reliability import compute_calibration_error, compute_reliability

CONFIDENCES = st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.1, 0.3, 0.7, 1.0]))
FORECASTS = st.lists(st.tuples(CONFIDENCES, st.booleans()), min_size=1)


def compute_error(confidences: list[float], answerable: list[bool]) -> float:
    """Return the expected calibration error of some confidences."""
    return compute_calibration_error(compute_reliability(confidences, answerable))


def test_an_error_counted_by_hand() -> None:
    """The gaps of a bin of two cancel in part, and 1.0 is in the bin of 0.9."""
    error = compute_error([0.62, 0.66, 0.1, 1.0, 0.9], [True, False, False, True, True])
    assert error == pytest.approx((abs(0.62 + 0.66 - 1) + 0.1 + abs(1.9 - 2)) / 5)


def test_a_perfect_forecast_has_no_error() -> None:
    """It is sure and right, or right as often as its confidence says."""
    assert compute_error([1.0, 0.0, 1.0], [True, False, True]) == 0
    assert compute_error([0.75] * 4, [True, True, False, True]) == 0
    assert compute_error([0.0, 1.0], [True, False]) == 1
    assert compute_error([], []) == 0


@given(FORECASTS)
def test_an_error_stays_within_its_bounds(forecasts: list[tuple[float, bool]]) -> None:
    """It goes from 0 to 1, and is the same that an evaluation measures."""
    error = compute_error(
        [confidence for confidence, _ in forecasts], [is_right for _, is_right in forecasts]
    )
    assert 0 <= error <= 1 + 1e-9

    gold = (Gold("a.txt", 0, 9, (GoldAnswer("a", 0),)),)
    run = []
    for number, (confidence, is_right) in enumerate(forecasts):
        question = Question(str(number), "q", gold if is_right else (), "it", None, None)
        run.append(EvaluatedQuestion(question, True, confidence, ()))
    assert compute_metrics(run).calibration_error == pytest.approx(error, abs=1e-9)
