"""Confidence: read and written as it is, refused where it is broken, fitted to what is known, and its error counted."""

import json
import math
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fonti.index import StoreError
from fonti.qa import Asked, Assistant, Gold, GoldAnswer, Question, measure
from fonti.qa.confidence.calibration import CALIBRATION, Calibration, fit, judge
from fonti.qa.evaluation.reliability import calibration_error, reliability
from fonti.qa.ranking.score import Evidence
from tests.helpers.fakes import FakeEncoder

NAMES = tuple(field.name for field in fields(Evidence))
FINGERPRINT = "c0ffee"
FINITE = st.floats(-1e6, 1e6)
COSINE = st.floats(-1, 1)
EVIDENCE = st.builds(
    Evidence, *[COSINE] * 5, st.floats(0, 1), st.sampled_from([0.0, 1.0]), st.floats(0, 2)
)
CALIBRATIONS = st.builds(
    Calibration,
    FINITE,
    st.fixed_dictionaries(dict.fromkeys(NAMES, FINITE)),
    st.integers(0, 10_000),
    st.just(FINGERPRINT),
)
GOOD = {"intercept": -1.5, "weights": dict.fromkeys(NAMES, 2), "examples": 7, "model": FINGERPRINT}
FORECASTS = st.lists(
    st.tuples(
        st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.1, 0.3, 0.7, 1.0])), st.booleans()
    ),
    min_size=1,
)


@given(CALIBRATIONS)
def test_a_calibration_survives_its_file(
    tmp_path_factory: pytest.TempPathFactory, calibration: Calibration
) -> None:
    """Number for number."""
    folder = tmp_path_factory.mktemp("index")
    calibration.save(folder / CALIBRATION)
    assert Calibration.load(folder, FINGERPRINT) == calibration


def test_an_index_without_one_has_the_packages(tmp_path: Path) -> None:
    """Which weighs every kind of evidence."""
    assert set(Calibration.load(tmp_path, FINGERPRINT).weights) == set(NAMES)


@given(CALIBRATIONS, EVIDENCE)
def test_a_confidence_is_a_chance(calibration: Calibration, evidence: Evidence) -> None:
    """Between 0 and 1, whatever the weights."""
    assert 0 <= calibration.confidence(evidence) <= 1


def test_a_confidence_that_can_be_counted() -> None:
    """A logistic function of a weighed sum."""
    calibration = Calibration(
        -1.0, {name: float(at) for at, name in enumerate(NAMES)}, 0, FINGERPRINT
    )
    evidence = Evidence(0.9, 0.5, 0.25, 0.5, -0.5, 0.5, 0.0, 0.25)
    logit = -1 + 0.5 + 0.5 + 1.5 - 2.0 + 2.5 + 1.75
    assert calibration.confidence(evidence) == pytest.approx(1 / (1 + math.exp(-logit)))


def without(name: str) -> dict[str, object]:
    """A calibration that lacks a weight."""
    return {**GOOD, "weights": {key: 1 for key in NAMES if key != name}}


BROKEN: dict[str, object] = {
    "empty": b"",
    "text": b"the museum opens at ten",
    "cut": b'{"intercept": 1',
    "no UTF-8": b"\xff\xfe{}",
    "list": [1, 2],
    "number": 3,
    "null": None,
    "a text in JSON": "weights",
    "object": {},
    "no questions": {key: GOOD[key] for key in ("intercept", "weights")},
    "a weight missing": without("coverage"),
    "weights a list": {**GOOD, "weights": [1] * 6},
    "a weight null": {**GOOD, "weights": {**dict.fromkeys(NAMES, 1), "across": None}},
    "a weight text": {**GOOD, "weights": {**dict.fromkeys(NAMES, 1), "across": "very\nmuch"}},
    "a weight NaN": {**GOOD, "weights": {**dict.fromkeys(NAMES, 1), "across": math.nan}},
    "a weight infinite": {**GOOD, "weights": {**dict.fromkeys(NAMES, 1), "across": -math.inf}},
    "intercept NaN": {**GOOD, "intercept": math.nan},
    "examples NaN": {**GOOD, "examples": math.nan},
}
UNCAUGHT: dict[str, object] = {
    "examples infinite": {**GOOD, "examples": math.inf},
    "intercept of 400 digits": {**GOOD, "intercept": 10**400},
    "nested": b"[" * 100_000,
}


def check_refusal(folder: Path, content: object) -> None:
    """Fail where a broken file is not refused by its name, in one line that says what to do."""
    path = folder / CALIBRATION
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    with pytest.raises(StoreError) as refused:
        Calibration.load(folder, FINGERPRINT)
    message = str(refused.value)
    assert str(path) in message
    assert "remove it" in message
    assert "\n" not in message


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_calibration_is_refused(content: object, tmp_path: Path) -> None:
    """By its file, in one line, and the package's does not take its place in silence."""
    check_refusal(tmp_path, content)


@pytest.mark.parametrize("content", UNCAUGHT.values(), ids=UNCAUGHT.keys())
def test_a_calibration_of_odd_numbers_is_refused(content: object, tmp_path: Path) -> None:
    """JSON that Python reads, or cannot read, in its own ways."""
    check_refusal(tmp_path, content)


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    """What cannot be read is told too."""
    (tmp_path / CALIBRATION).mkdir()
    with pytest.raises(StoreError, match="is no calibration"):
        Calibration.load(tmp_path, FINGERPRINT)


def test_an_index_keeps_its_calibration(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """It is what the confidence comes from, when documents change and when the index is made anew too."""
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=encoder)
    Calibration(math.log(3), dict.fromkeys(NAMES, 0.0), 40, encoder.fingerprint).save(
        assistant.library.folder / CALIBRATION
    )
    for rebuild in (False, True):
        assistant.library.sync(rebuild=rebuild)
        answer = assistant.ask("Quando apre la biblioteca?")
        assert answer.confidence == pytest.approx(0.75)
        assert answer.outcome == "answered"
    (assistant.library.folder / CALIBRATION).write_text("[]")
    with pytest.raises(StoreError, match=CALIBRATION):
        assistant.ask("Quando apre la biblioteca?")


def test_another_models_calibration_is_refused(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """Its numbers mean nothing of this model's cosines; fitting anew does not stumble over it."""
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=encoder)
    Calibration(0.0, dict.fromkeys(NAMES, 0.0), 40, "another").save(
        assistant.library.folder / CALIBRATION
    )
    with pytest.raises(StoreError, match="another model"):
        assistant.ask("Quando apre la biblioteca?")
    assert assistant.evidence("Quando apre la biblioteca?") is not None


def some(count: int, cosine: float) -> list[Evidence]:
    """Evidence around a cosine; five kinds do not differ at all."""
    return [
        Evidence(cosine + at / 1000, cosine - at / 1000, cosine, 0.5, 0.5, 0.0, 1.0, 0.6)
        for at in range(count)
    ]


def test_a_fit_tells_answers_apart() -> None:
    """Evidence that separates is learnt; what never differs gets no weight; all numbers are finite."""
    calibration = fit(
        [*some(20, 0.9), *some(20, 0.3)], [True] * 20 + [False] * 20, [1.0] * 40, FINGERPRINT
    )
    assert all(map(math.isfinite, [calibration.intercept, *calibration.weights.values()]))
    assert calibration.examples == 40
    assert all(calibration.confidence(evidence) > 0.9 for evidence in some(20, 0.9))
    assert all(calibration.confidence(evidence) < 0.1 for evidence in some(20, 0.3))
    assert [calibration.weights[name] for name in NAMES[3:]] == [0] * 5


def test_examples_count_as_much_as_they_are_told_to() -> None:
    """Where the same evidence answers and does not, the heavier example has its way."""
    evidence = some(1, 0.5) * 2
    for counting, answers in (([10.0, 1.0], True), ([1.0, 10.0], False)):
        confidence = fit(evidence, [True, False], counting, FINGERPRINT).confidence(evidence[0])
        assert (confidence > 0.8, confidence < 0.2) == (answers, not answers)


@settings(max_examples=20)
@given(st.lists(EVIDENCE, min_size=2, max_size=12))
def test_a_fit_is_finite(evidence: list[Evidence]) -> None:
    """Whatever the evidence, alike or contradictory."""
    calibration = fit(
        evidence, [at % 2 == 0 for at in range(len(evidence))], [1.0] * len(evidence), FINGERPRINT
    )
    assert all(map(math.isfinite, [calibration.intercept, *calibration.weights.values()]))


@pytest.mark.parametrize("answerable", [True, False])
def test_a_fit_needs_both_answers(answerable: bool) -> None:
    """One class alone says nothing."""
    with pytest.raises(ValueError, match="class"):
        fit(some(5, 0.5), [answerable] * 5, [1.0] * 5, FINGERPRINT)


def test_an_error_that_can_be_counted() -> None:
    """A bin of two whose gaps cancel in part, a bin of one, and 1.0 with the 0.9s."""
    found = calibration_error(
        reliability([0.62, 0.66, 0.1, 1.0, 0.9], [True, False, False, True, True])
    )
    assert found == pytest.approx((abs(0.62 + 0.66 - 1) + 0.1 + abs(1.9 - 2)) / 5)


def test_a_perfect_forecast_has_no_error() -> None:
    """Sure and right, or as often right as it was sure."""
    assert calibration_error(reliability([1.0, 0.0, 1.0], [True, False, True])) == 0
    assert calibration_error(reliability([0.75] * 4, [True, True, False, True])) == 0
    assert calibration_error(reliability([0.0, 1.0], [True, False])) == 1
    assert calibration_error(reliability([], [])) == 0


@given(FORECASTS)
def test_an_error_keeps_its_bounds(forecasts: list[tuple[float, bool]]) -> None:
    """From 0 to 1, and the same that an evaluation measures."""
    confidences, answerable = [sure for sure, _ in forecasts], [right for _, right in forecasts]
    error = calibration_error(reliability(confidences, answerable))
    assert 0 <= error <= 1 + 1e-9
    gold = (Gold("a.txt", 0, 9, (GoldAnswer("a", 0),)),)
    run = [
        Asked(Question(str(at), "q", gold if right else (), "it", None, None), True, sure, ())
        for at, (sure, right) in enumerate(forecasts)
    ]
    assert measure(run).calibration_error == pytest.approx(error, abs=1e-9)


@pytest.mark.parametrize(
    ("best", "filtered", "absent", "expected"),
    [
        (None, False, False, ("not_found", "empty")),
        (None, True, True, ("not_found", "filtered_out")),
        (0.7, True, True, ("answered", "answers")),
        (1.0, False, False, ("answered", "answers")),
        (0.69, False, False, ("related", "unsure")),
        (0.15, True, True, ("related", "words_absent")),
        (0.14, False, True, ("not_found", "nothing_close")),
        (0.0, True, False, ("not_found", "nothing_close")),
    ],
)
def test_the_outcome_follows_from_the_confidence(
    best: float | None, filtered: bool, absent: bool, expected: tuple[str, str]
) -> None:
    """At the thresholds and beside them; no passage at all is not the same as none near."""
    assert judge(best, filtered=filtered, absent=absent) == expected
