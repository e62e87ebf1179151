"""How true a confidence is: whether, of the questions that it calls likely, as many are answerable."""

from collections.abc import Sequence
from dataclasses import dataclass

_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions with a confidence from `low` to `high`: how many, its mean, and the share that is answerable."""

    low: float
    high: float
    n: int
    confidence: float
    answerable: float


def reliability(confidences: Sequence[float], answerable: Sequence[bool]) -> tuple[Bin, ...]:
    """Those of ten bins of equal width that hold a question; a confidence of 1 belongs to the last."""
    held: dict[int, list[tuple[float, bool]]] = {}
    for confidence, truth in zip(confidences, answerable, strict=True):
        held.setdefault(min(int(confidence * _BINS), _BINS - 1), []).append((confidence, truth))
    return tuple(
        Bin(
            low=at / _BINS,
            high=(at + 1) / _BINS,
            n=len(members),
            confidence=sum(confidence for confidence, _ in members) / len(members),
            answerable=sum(truth for _, truth in members) / len(members),
        )
        for at, members in sorted(held.items())
    )


def calibration_error(bins: Sequence[Bin]) -> float:
    """The expected calibration error, 0 to 1: how far confidence lies from what came true, a mean over questions."""
    gaps = sum(each.n * abs(each.confidence - each.answerable) for each in bins)
    return gaps / max(sum(each.n for each in bins), 1)
