"""Compute the probability that a passage answers, by a logistic model of its evidence.

The evidence does not depend on the size of the corpus, and on its other texts only by the rarity of
words and by the names of subjects. The weights are readable numbers. The calibrations that come
with the package were fitted with the embedded model on the development benchmark
(tests/bench/RESULTS.md). `fonti calibrate` fits another one (`fonti.qa.evaluation.calibrate`),
which is stored in the folder of an index.

The score of one reader means nothing for another. What a reader of the user's choice says counts
for the order of the passages and the marked answer, but not for the confidence, until a calibration
is fitted with it.
"""

import json
import math
from dataclasses import MISSING, asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from fonti.index import NO_READER, Reader, StoreError, fonti_command
from fonti.index.errors import Reason
from fonti.index.models.encoder import EMBEDDED
from fonti.index.models.shipped_weights import READER_WEIGHTS
from fonti.index.store.calibration import StoredCalibration
from fonti.qa.ranking.evidence import Evidence

# The names of the features, which are the keys of the weights.
FEATURES = tuple(feature.name for feature in fields(Evidence))

# How near a passage is says whether it is on the subject of the question, not whether it answers.
# So what is nearer than the limit of a calibration counts as if it were at the limit.
LIMITED_FEATURES = ("passage_cosine", "sentence_cosine", "passage_match", "sentence_match")

# How older files name a feature.
_OLDER_NAMES = {"other_language": "across"}

# The calibrations of the package: for the reader that comes with it, and for any other or none.
_READER_FILE = Path(__file__).with_name("calibration.json")
_NO_READER_FILE = Path(__file__).with_name("calibration_without_reader.json")

# Beyond this logit, the exponential would overflow, and the probability is 0 or 1 anyway.
_MAX_LOGIT = 60.0

# Characters of a fingerprint that an error message shows.
_SHOWN_FINGERPRINT_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model of the probability that a passage answers.

    Attributes:
        intercept: The intercept of the logit.
        weights: The weight of each feature of `Evidence` by its name.
        examples: The number of examples that the model was fitted on.
        model: What identifies how the questions of the examples were encoded
            (`get_question_fingerprint`).
        reader: The fingerprint of the reader that read their passages; None for no reader.
        limits: The highest value that counts of each limited feature by its name; one that is left
            out has no limit.

    """

    intercept: float
    weights: dict[str, float]
    examples: int
    model: str
    reader: str | None = None
    limits: dict[str, float] = field(default_factory=dict)

    def confidence(self, evidence: Evidence) -> float:
        """Return how likely a passage with this evidence answers, 0 to 1."""
        logit = self.intercept + sum(
            self.weights[feature] * self._limit_feature(evidence, feature) for feature in FEATURES
        )
        bounded = max(-_MAX_LOGIT, min(_MAX_LOGIT, logit))
        return 1 / (1 + math.exp(-bounded))

    def _limit_feature(self, evidence: Evidence, feature: str) -> float:
        """Return the value of a feature, at most its limit."""
        value: float = getattr(evidence, feature)
        return min(value, self.limits.get(feature, math.inf))

    def to_text(self) -> str:
        """Return the calibration as JSON."""
        return json.dumps(asdict(self), indent=1) + "\n"

    @classmethod
    def load(
        cls, stored: StoredCalibration | None, model: str, reader: Reader | None
    ) -> "Calibration":
        """Return the calibration of an index; if it has none, one that comes with the package.

        Args:
            stored: The calibration of the index.
            model: What identifies how questions are encoded. A stored calibration must have been
                fitted to questions that were encoded so; one of the package is returned for any.
            reader: Reads the passages; None if they are not read. A stored calibration must have
                been fitted with this reader, or with none.

        Raises:
            StoreError: What is stored is no calibration, or was fitted with another encoder or
                another reader.

        """
        fingerprint = reader.fingerprint if reader else None
        command = _calibrate_command(reader)
        if stored is None:
            is_packaged_reader = fingerprint == READER_WEIGHTS.sha256
            packaged = _READER_FILE if is_packaged_reader else _NO_READER_FILE
            packaged_text = packaged.read_text("utf-8")
            return _parse_calibration(StoredCalibration(str(packaged), packaged_text), command)

        file = stored.file
        calibration = _parse_calibration(stored, command)
        if calibration.model != model:
            raise StoreError(
                "calibration_of_other_model",
                file=file,
                fitted_with=calibration.model[:_SHOWN_FINGERPRINT_LENGTH],
                model=model[:_SHOWN_FINGERPRINT_LENGTH],
                command=command,
            )
        if calibration.reader not in (None, fingerprint):
            raise StoreError(
                "calibration_of_other_reader",
                file=file,
                fitted_with=calibration.reader[:_SHOWN_FINGERPRINT_LENGTH],
                reader=fingerprint[:_SHOWN_FINGERPRINT_LENGTH] if fingerprint else NO_READER,
                command=command,
            )
        return calibration


def _calibrate_command(reader: Reader | None) -> str:
    """Return the command that fits a calibration with a reader."""
    name = reader.name if reader else NO_READER
    options = [] if name == EMBEDDED else ["--reader", name]
    return fonti_command("calibrate", "QUESTIONS.jsonl", *options)


def _parse_weights(values: dict[str, float]) -> dict[str, float]:
    """Return the weights of all features; those that came later may be missing, and weigh nothing.

    Raises:
        KeyError: Another weight is missing.

    """
    weights = {}
    for feature in fields(Evidence):
        name = feature.name
        if name not in values:
            name = _OLDER_NAMES.get(name, name)

        is_later = feature.default is not MISSING
        value = values.get(name, 0.0) if is_later else values[name]
        weights[feature.name] = float(value)
    return weights


def _parse_reader(values: dict[str, Any], weights: dict[str, float]) -> str | None:
    """Return the fingerprint of the reader that a calibration was fitted with; None for none.

    Older files do not name it: it was that of the package, if what it read has a weight.
    """
    if "reader" not in values:
        return READER_WEIGHTS.sha256 if weights["reading"] else None
    return None if values["reader"] is None else str(values["reader"])


def _parse_limits(values: dict[str, Any]) -> dict[str, float]:
    """Return the limits of features; older files have none."""
    return {name: float(limit) for name, limit in dict(values.get("limits", {})).items()}


def _parse_calibration(stored: StoredCalibration, command: str) -> Calibration:
    """Return the calibration that a text is.

    Args:
        stored: The text.
        command: The command that writes it anew.

    Raises:
        StoreError: It is not a calibration.

    """
    try:
        values = json.loads(stored.text)
        weights = _parse_weights(values["weights"])
        calibration = Calibration(
            intercept=float(values["intercept"]),
            weights=weights,
            examples=int(values["examples"]),
            model=str(values["model"]),
            reader=_parse_reader(values, weights),
            limits=_parse_limits(values),
        )
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        reason = Reason(
            "unexpected_error", {"error_type": type(error).__name__, "detail": str(error)}
        )
        raise StoreError(
            "calibration_invalid", file=stored.file, reason=reason, command=command
        ) from error

    numbers = [
        calibration.intercept,
        *calibration.weights.values(),
        *calibration.limits.values(),
    ]
    if not all(math.isfinite(number) for number in numbers):
        raise StoreError("calibration_not_finite", file=stored.file)
    return calibration
