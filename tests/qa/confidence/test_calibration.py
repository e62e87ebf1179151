"""The calibrated confidence: read and written number for number, and refused if it is damaged."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import EMBEDDED, Encoder, StoreError, get_question_fingerprint
from fonti.index.models.shipped_weights import READER_WEIGHTS
from fonti.index.store.calibration import (
    CALIBRATION_FILE,
    StoredCalibration,
    load_calibration,
    save_calibration,
)
from fonti.qa import Assistant, Calibration
from fonti.qa.confidence.calibration import LIMITED_FEATURES
from fonti.qa.ranking.evidence import Evidence
from fonti.ui.i18n.errors import localize
from tests.helpers.assistants import FEATURES, fix_confidence
from tests.helpers.fakes import FakeEncoder
from tests.helpers.readers import FakeReader

FINGERPRINT = "c0ffee"
FINITE = st.floats(-1e6, 1e6)
COSINE = st.floats(-1, 1)
EVIDENCE = st.builds(
    Evidence, *[COSINE] * 5, st.floats(0, 1), st.sampled_from([0.0, 1.0]), st.floats(0, 2)
)
CALIBRATIONS = st.builds(
    Calibration,
    FINITE,
    st.fixed_dictionaries(dict.fromkeys(FEATURES, FINITE)),
    st.integers(0, 10_000),
    st.just(FINGERPRINT),
    st.sampled_from([None, FakeReader().fingerprint]),
    st.dictionaries(st.sampled_from(LIMITED_FEATURES), FINITE),
)
GOOD = {
    "intercept": -1.5,
    "weights": dict.fromkeys(FEATURES, 2),
    "examples": 7,
    "model": FINGERPRINT,
}


@given(CALIBRATIONS)
def test_a_calibration_survives_its_file(
    tmp_path_factory: pytest.TempPathFactory, calibration: Calibration
) -> None:
    """It is read number for number as it was written."""
    folder = tmp_path_factory.mktemp("index")
    save_calibration(folder, calibration.to_text())
    assert Calibration.load(load_calibration(folder), FINGERPRINT, FakeReader()) == calibration


def test_an_index_without_a_calibration_has_that_of_the_package() -> None:
    """It has a weight for every feature."""
    assert set(Calibration.load(None, FINGERPRINT, None).weights) == set(FEATURES)


@given(CALIBRATIONS, EVIDENCE)
def test_a_confidence_is_a_probability(calibration: Calibration, evidence: Evidence) -> None:
    """It is between 0 and 1, whatever the weights."""
    assert 0 <= calibration.confidence(evidence) <= 1


def test_a_confidence_computed_by_hand() -> None:
    """It is the logistic function of a weighted sum."""
    calibration = Calibration(
        -1.0, {name: float(at) for at, name in enumerate(FEATURES)}, 0, FINGERPRINT
    )
    evidence = Evidence(0.9, 0.5, 0.25, 0.5, -0.5, 0.5, 0.0, 0.25)
    logit = -1 + 0.5 + 0.5 + 1.5 - 2.0 + 2.5 + 1.75
    assert calibration.confidence(evidence) == pytest.approx(1 / (1 + math.exp(-logit)))


def test_what_is_beyond_a_limit_counts_as_if_it_were_at_it() -> None:
    """A passage that is near enough is not the surer to answer, the nearer it is."""
    calibration = Calibration(
        0.0, dict.fromkeys(FEATURES, 1.0), 0, FINGERPRINT, limits={"passage_cosine": 0.5}
    )

    def estimate(passage_cosine: float, sentence_cosine: float) -> float:
        evidence = Evidence(passage_cosine, sentence_cosine, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        return calibration.confidence(evidence)

    assert estimate(0.4, 0.2) < estimate(0.5, 0.2) == estimate(0.9, 0.2)
    assert estimate(0.5, 0.2) < estimate(0.5, 0.9)


@pytest.mark.parametrize("limits", [{"passage_cosine": math.inf}, {"passage_cosine": "near"}, [1]])
def test_limits_that_are_none_are_refused(limits: object, tmp_path: Path) -> None:
    """The file is not one of a calibration."""
    save_calibration(tmp_path, json.dumps(GOOD | {"limits": limits}))
    with pytest.raises(StoreError):
        Calibration.load(load_calibration(tmp_path), FINGERPRINT, None)


def without(name: str) -> dict[str, object]:
    """Return a calibration that lacks a weight."""
    return {**GOOD, "weights": {key: 1 for key in FEATURES if key != name}}


def with_coverage(weight: object) -> dict[str, object]:
    """Return a calibration in which one of the weights is another one."""
    return {**GOOD, "weights": {**dict.fromkeys(FEATURES, 1), "coverage": weight}}


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
    "a weight null": with_coverage(None),
    "a weight text": with_coverage("very\nmuch"),
    "a weight NaN": with_coverage(math.nan),
    "a weight infinite": with_coverage(-math.inf),
    "intercept NaN": {**GOOD, "intercept": math.nan},
    "examples NaN": {**GOOD, "examples": math.nan},
}
UNCAUGHT: dict[str, object] = {
    "examples infinite": {**GOOD, "examples": math.inf},
    "intercept of 400 digits": {**GOOD, "intercept": 10**400},
    "nested": b"[" * 100_000,
}


def check_refusal(folder: Path, content: object) -> None:
    """Fail if a damaged file is not refused by its name, in one line that says what to do."""
    path = folder / CALIBRATION_FILE
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    with pytest.raises(StoreError) as refused:
        Calibration.load(load_calibration(folder), FINGERPRINT, None)
    message = str(refused.value)
    assert str(path) in message
    assert "remove it" in message
    assert "\n" not in message


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_calibration_is_refused(content: object, tmp_path: Path) -> None:
    """The calibration of the package does not take its place in silence."""
    check_refusal(tmp_path, content)


@pytest.mark.parametrize("content", UNCAUGHT.values(), ids=UNCAUGHT.keys())
def test_a_calibration_of_odd_numbers_is_refused(content: object, tmp_path: Path) -> None:
    """Python reads some JSON in its own way, and some not at all."""
    check_refusal(tmp_path, content)


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    """What cannot be read as a file is no calibration."""
    (tmp_path / CALIBRATION_FILE).mkdir()
    with pytest.raises(StoreError, match="is no calibration"):
        Calibration.load(load_calibration(tmp_path), FINGERPRINT, None)


def test_an_index_keeps_its_calibration(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """The confidence comes from it, also after a sync and a rebuild."""
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=encoder)
    fix_confidence(assistant, math.log(9))

    for rebuild in (False, True):
        assistant.library.sync(rebuild=rebuild)
        answer = assistant.ask("Quando apre la biblioteca?")
        assert answer.confidence == pytest.approx(0.9)
        assert answer.outcome == "answered"
    (assistant.library.folder / CALIBRATION_FILE).write_text("[]")
    with pytest.raises(StoreError, match=CALIBRATION_FILE):
        assistant.ask("Quando apre la biblioteca?")


def test_a_calibration_of_another_model_is_refused(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """Its numbers mean nothing for this model; the evidence to fit another can still be had."""
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=encoder)
    calibration = Calibration(0.0, dict.fromkeys(FEATURES, 0.0), 40, "another")
    assistant.library.save_calibration(calibration.to_text())
    with pytest.raises(StoreError, match="another model"):
        assistant.ask("Quando apre la biblioteca?")
    assert assistant.find_best_quote("Quando apre la biblioteca?") is not None


@pytest.mark.model
def test_a_calibration_of_another_question_encoder_is_refused(embedded_encoder: Encoder) -> None:
    """The index is that of the embedded model, but its questions are encoded otherwise."""
    fitted_with = embedded_encoder.fingerprint
    model = get_question_fingerprint(embedded_encoder)
    calibration = Calibration(0.0, dict.fromkeys(FEATURES, 0.0), 40, fitted_with)
    stored = StoredCalibration("calibration.json", calibration.to_text())
    with pytest.raises(StoreError) as refused:
        Calibration.load(stored, model, None)
    assert refused.value.code == "calibration_of_other_model"

    stored = StoredCalibration("calibration.json", replace(calibration, model=model).to_text())
    assert Calibration.load(stored, model, None).model == model


def write_calibration(folder: Path, **values: object) -> Path:
    """Write a calibration as older versions did, with other values, and return its file."""
    file = folder / CALIBRATION_FILE
    file.write_text(json.dumps({**GOOD, **values}))
    return file


def make_packaged_reader() -> FakeReader:
    """Return a reader that is taken for the one of the package."""
    reader = FakeReader()
    reader.name = EMBEDDED
    reader.fingerprint = READER_WEIGHTS.sha256
    return reader


def test_a_calibration_of_another_reader_is_refused(tmp_path: Path) -> None:
    """The error names the command that fits one with the reader in use, in both languages."""
    write_calibration(tmp_path, reader="d00dfeed0123")
    commands = {
        "--reader fake": FakeReader(),
        "--reader none": None,
        "QUESTIONS.jsonl": make_packaged_reader(),
    }
    for ending, reader in commands.items():
        with pytest.raises(StoreError) as refused:
            Calibration.load(load_calibration(tmp_path), FINGERPRINT, reader)
        assert refused.value.code == "calibration_of_other_reader"
        for language in ("en", "it"):
            line = localize(refused.value.reason, language)
            assert "d00dfeed" in line
            assert line.rstrip(".").endswith(ending)


def test_an_older_calibration_is_that_of_the_packaged_reader_if_reading_counts(
    tmp_path: Path,
) -> None:
    """If it does not, it was fitted without a reader, and serves with any."""
    write_calibration(tmp_path)
    stored = load_calibration(tmp_path)
    assert (
        Calibration.load(stored, FINGERPRINT, make_packaged_reader()).reader
        == READER_WEIGHTS.sha256
    )
    for other in (FakeReader(), None):
        with pytest.raises(StoreError, match="another reader"):
            Calibration.load(stored, FINGERPRINT, other)

    write_calibration(tmp_path, weights={**dict.fromkeys(FEATURES, 2), "reading": 0.0})
    for reader in (FakeReader(), None, make_packaged_reader()):
        assert Calibration.load(load_calibration(tmp_path), FINGERPRINT, reader).reader is None


def test_an_older_calibration_names_a_weight_in_another_way(tmp_path: Path) -> None:
    """The weight of a passage in another language than the question is read from either name."""
    older = dict.fromkeys(FEATURES, 2.0)
    older["across"] = older.pop("other_language") + 1
    write_calibration(tmp_path, weights=older, reader=None)
    weights = Calibration.load(load_calibration(tmp_path), FINGERPRINT, None).weights
    assert weights == {**dict.fromkeys(FEATURES, 2.0), "other_language": 3.0}


def test_what_another_reader_says_does_not_count_without_a_calibration() -> None:
    """The confidence is that of the package without a reader."""
    calibration = Calibration.load(None, FINGERPRINT, FakeReader())
    assert calibration == Calibration.load(None, FINGERPRINT, None)
    assert calibration.weights["reading"] == 0


def test_an_index_is_asked_with_the_reader_of_its_calibration(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """With another one or none it is refused, and the evidence to fit anew can still be had."""
    index = tmp_path / "index"
    assistant = Assistant.open(corpus, index=index, model=encoder, reader=FakeReader())
    weights = dict.fromkeys(FEATURES, 0.0)
    calibration = Calibration(0.0, weights, 40, encoder.fingerprint, FakeReader().fingerprint)
    assistant.library.save_calibration(calibration.to_text())
    assert assistant.ask("Quando apre la biblioteca?").confidence == pytest.approx(0.5)

    other = Assistant.open(corpus, index=index, model=encoder, reader="none")
    assert other.library.reader() is None
    with pytest.raises(StoreError, match="another reader"):
        other.ask("Quando apre la biblioteca?")
    assert other.find_best_quote("Quando apre la biblioteca?") is not None
