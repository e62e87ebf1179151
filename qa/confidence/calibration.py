"""The calibrated probability that a passage answers: a logistic model of its evidence.

The evidence does not depend on the size of the corpus, and on its texts only by the rarity of
words. The weights are readable numbers. The calibration that comes with the package was fitted with
the embedded model on the development benchmark (tests/bench/RESULTS.md). `fonti calibrate` fits
another one (`fonti.qa.evaluation.calibrate`), which is stored in the folder of an index.
"""

import json
import math
from dataclasses import MISSING, asdict, dataclass, fields
from pathlib import Path

from fonti.index import StoreError
from fonti.index.durable import replace_file
from fonti.index.errors import Reason
from fonti.qa.ranking.evidence import Evidence

# The name of the file in the folder of an index.
CALIBRATION_FILE = "calibration.json"

# The names of the features, which are the keys of the weights.
FEATURES = tuple(field.name for field in fields(Evidence))

# The calibrations of the package: for passages that were read, and for models without a reader.
_READER_FILE = Path(__file__).with_name("calibration.json")
_NO_READER_FILE = Path(__file__).with_name("calibration_without_reader.json")
_CALIBRATE_COMMAND = "fonti calibrate QUESTIONS.jsonl"

# Beyond this logit, the exponential would overflow, and the probability is 0 or 1 anyway.
_MAX_LOGIT = 60.0

# Characters of a model's fingerprint that an error message shows.
_SHOWN_FINGERPRINT_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model of the probability that a passage answers.

    Attributes:
        intercept: The intercept of the logit.
        weights: The weight of each feature of `Evidence` by its name.
        examples: The number of examples that the model was fitted on.
        model: The fingerprint of the encoder that the examples were encoded with.

    """

    intercept: float
    weights: dict[str, float]
    examples: int
    model: str

    def confidence(self, evidence: Evidence) -> float:
        """Return how likely a passage with this evidence answers, 0 to 1."""
        logit = self.intercept + sum(
            self.weights[feature] * getattr(evidence, feature) for feature in FEATURES
        )
        bounded = max(-_MAX_LOGIT, min(_MAX_LOGIT, logit))
        return 1 / (1 + math.exp(-bounded))

    def save(self, path: Path) -> None:
        """Write the calibration to a file, as JSON."""
        replace_file(path, json.dumps(asdict(self), indent=1) + "\n")

    @classmethod
    def load(cls, folder: Path, model: str, *, has_reader: bool) -> "Calibration":
        """Return the calibration of an index; if it has none, one that comes with the package.

        Args:
            folder: The folder of the index.
            model: The fingerprint of the index's encoder. A calibration in the folder must have
                been fitted with this encoder; one of the package is returned for any encoder.
            has_reader: Whether passages are read.

        Raises:
            StoreError: The file is not a calibration, or the one in the folder was fitted with
                another encoder.

        """
        index_file = folder / CALIBRATION_FILE
        packaged_file = _READER_FILE if has_reader else _NO_READER_FILE
        file = index_file if index_file.exists() else packaged_file
        calibration = _read_calibration(file)

        if file == index_file and calibration.model != model:
            raise StoreError(
                "calibration_of_other_model",
                file=file,
                fitted_with=calibration.model[:_SHOWN_FINGERPRINT_LENGTH],
                model=model[:_SHOWN_FINGERPRINT_LENGTH],
                command=_CALIBRATE_COMMAND,
            )
        return calibration


def _parse_weights(values: dict[str, float]) -> dict[str, float]:
    """Return the weights of all features; those that came later may be missing, and weigh nothing.

    Raises:
        KeyError: Another weight is missing.

    """
    weights = {}
    for field in fields(Evidence):
        is_later = field.default is not MISSING
        value = values.get(field.name, 0.0) if is_later else values[field.name]
        weights[field.name] = float(value)
    return weights


def _read_calibration(file: Path) -> Calibration:
    """Return the calibration in a file. Raises StoreError if the file is not a calibration."""
    try:
        values = json.loads(file.read_text("utf-8"))
        calibration = Calibration(
            intercept=float(values["intercept"]),
            weights=_parse_weights(values["weights"]),
            examples=int(values["examples"]),
            model=str(values["model"]),
        )
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        reason = Reason(
            "unexpected_error", {"error_type": type(error).__name__, "detail": str(error)}
        )
        raise StoreError(
            "calibration_invalid", file=file, reason=reason, command=_CALIBRATE_COMMAND
        ) from error

    numbers = [calibration.intercept, *calibration.weights.values()]
    if not all(math.isfinite(number) for number in numbers):
        raise StoreError("calibration_not_finite", file=file)
    return calibration
