"""Compare confidences with the truth: reliability bins and the expected calibration error."""

from collections.abc import Sequence
from dataclasses import dataclass

# Bins of equal width between 0 and 1.
_BIN_COUNT = 10


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The questions with a confidence from `low` to `high`.

    Attributes:
        low: The lowest confidence.
        high: The highest confidence.
        n: The number of questions.
        confidence: The mean confidence.
        answerable: The share of questions that are answerable.

    """

    low: float
    high: float
    n: int
    confidence: float
    answerable: float


def compute_reliability(
    confidences: Sequence[float], answerable: Sequence[bool]
) -> tuple[ReliabilityBin, ...]:
    """Return ten bins of equal width, without the empty ones.

    A confidence of 1 belongs to the last.

    Args:
        confidences: The confidence of each question, 0 to 1.
        answerable: Whether each is answerable.

    """
    members_by_bin: dict[int, list[tuple[float, bool]]] = {}
    for confidence, is_answerable in zip(confidences, answerable, strict=True):
        number = min(int(confidence * _BIN_COUNT), _BIN_COUNT - 1)
        members_by_bin.setdefault(number, []).append((confidence, is_answerable))

    return tuple(
        ReliabilityBin(
            low=number / _BIN_COUNT,
            high=(number + 1) / _BIN_COUNT,
            n=len(members),
            confidence=sum(confidence for confidence, _ in members) / len(members),
            answerable=sum(is_answerable for _, is_answerable in members) / len(members),
        )
        for number, members in sorted(members_by_bin.items())
    )


def compute_calibration_error(bins: Sequence[ReliabilityBin]) -> float:
    """Return the expected calibration error, 0 to 1.

    It is the mean over the questions of the gap, in their bin, between the mean confidence and the
    share of answerable questions (Naeini et al., AAAI 2015).
    """
    gaps = sum(item.n * abs(item.confidence - item.answerable) for item in bins)
    return gaps / max(sum(item.n for item in bins), 1)
