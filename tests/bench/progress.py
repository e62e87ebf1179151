"""How true the progress is that is shown while a corpus is indexed."""

import time
from collections.abc import Sequence
from pathlib import Path

from fonti.index import Library, Stage

Told = tuple[
    Stage, float, int, int
]  # a stage, when it was told of, in seconds, and how much of how much was done


def listen(corpus: Path, folder: Path) -> list[Told]:
    """What is told while a corpus is indexed into a new folder, and once more when that is done."""
    told: list[Told] = []
    began = time.perf_counter()

    def on_progress(stage: Stage, done: int, total: int) -> None:
        told.append((stage, time.perf_counter() - began, done, total))

    Library.open(corpus, index=folder, on_progress=on_progress)
    stage, _, done, total = told[-1]
    return [*told, (stage, time.perf_counter() - began, done, total)]


def truth(told: Sequence[Told]) -> tuple[Stage, float, float]:
    """The longest stage, its share of the time, and the greatest difference there of share done and share of time."""
    times: dict[Stage, list[tuple[float, float]]] = {}
    for stage, when, done, total in told:
        times.setdefault(stage, []).append((when, done / total if total else 1.0))
    longest = max(times, key=lambda stage: times[stage][-1][0] - times[stage][0][0])
    began, ended = times[longest][0][0], times[longest][-1][0]
    apart = max(abs(share - (when - began) / (ended - began)) for when, share in times[longest])
    return longest, (ended - began) / told[-1][1], apart
