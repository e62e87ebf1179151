"""Know when to be silent: how sure it is that a passage answers, and the outcome that follows.

The confidence is a logistic model of a passage's evidence, which does not depend on the size of the corpus, and on its
texts only by how rare a word is. Its weights are readable numbers: those of the package were fitted with the embedded
model on the development benchmark (tests/bench/RESULTS.md); `fonti calibrate` fits others, which an index keeps beside
its store.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np

from fonti.index import StoreError
from fonti.qa.answer import ANSWERS, NEAR, Outcome, Reason
from fonti.qa.ranking.score import Evidence

CALIBRATION = "calibration.json"
_PACKAGED = Path(__file__).with_name(CALIBRATION)
_FIELDS = tuple(field.name for field in fields(Evidence))


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model of the chance that a passage answers: an intercept, and a weight for each kind of evidence.

    `examples` counts the answers that it was fitted on, `model` is the fingerprint of the encoder that found them.
    """

    intercept: float
    weights: dict[str, float]
    examples: int
    model: str

    def confidence(self, evidence: Evidence) -> float:
        """How sure, 0 to 1, that a passage with such evidence answers."""
        logit = self.intercept + sum(
            self.weights[name] * getattr(evidence, name) for name in _FIELDS
        )
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))

    def save(self, path: Path) -> None:
        """Write the model to a file, as JSON."""
        new = path.with_name(f"{path.name}.new")
        new.write_text(json.dumps(asdict(self), indent=1) + "\n", "utf-8")
        new.replace(path)

    @classmethod
    def load(cls, folder: Path, model: str) -> "Calibration":
        """That of an index's folder, or else the package's.

        Raises StoreError where it cannot be read, or the index's own was fitted with another encoder than `model`.
        """
        own = folder / CALIBRATION
        path = own if own.exists() else _PACKAGED
        try:
            found = json.loads(path.read_text("utf-8"))
            weights = {name: float(found["weights"][name]) for name in _FIELDS}
            calibration = cls(
                float(found["intercept"]), weights, int(found["examples"]), str(found["model"])
            )
        except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            raise StoreError(
                f"{path} is no calibration ({type(error).__name__}: {error}); remove it, or write it anew with: "
                "fonti calibrate QUESTIONS.jsonl"
            ) from error
        if not all(map(math.isfinite, [calibration.intercept, *weights.values()])):
            raise StoreError(f"{path} holds a number that is not finite; remove it")
        if path == own and calibration.model != model:
            raise StoreError(
                f"{path} was fitted with another model ({calibration.model[:8]}, not {model[:8]}); remove it, or write "
                "it anew with: fonti calibrate QUESTIONS.jsonl"
            )
        return calibration


def fit(
    evidence: Sequence[Evidence], answerable: Sequence[bool], counting: Sequence[float], model: str
) -> Calibration:
    """Fit a calibration to the evidence of each question's best passage, and whether the corpus answers the question.

    `counting` is how much each example counts, `model` the fingerprint of the encoder.

    Both answers must occur, else ValueError. The regression is scikit-learn's, over standardised evidence, with its
    usual L2 penalty, so that few questions do not drive weights to extremes.
    """
    from sklearn.linear_model import LogisticRegression

    rows = np.array([[getattr(each, name) for name in _FIELDS] for each in evidence])
    mean, deviation = rows.mean(axis=0), rows.std(axis=0)
    deviation[deviation < 1e-9] = 1.0
    regression = LogisticRegression(max_iter=1000).fit(
        (rows - mean) / deviation, np.array(answerable), counting
    )
    weights = regression.coef_[0] / deviation
    intercept = round(float(regression.intercept_[0] - weights @ mean), 3)
    return Calibration(
        intercept, dict(zip(_FIELDS, weights.round(3).tolist(), strict=True)), len(rows), model
    )


def judge(best: float | None, *, filtered: bool, absent: bool) -> tuple[Outcome, Reason]:
    """The outcome and its reason, from the confidence in the best passage, None where there is no passage at all.

    `absent` says that near passages hold none of the question's key words.
    """
    if best is None:
        return "not_found", "filtered_out" if filtered else "empty"
    if best >= ANSWERS:
        return "answered", "answers"
    if best >= NEAR:
        return "related", "words_absent" if absent else "unsure"
    return "not_found", "nothing_close"
