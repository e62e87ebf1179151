"""How long a folder takes to become an index, from a cold start, and how true the progress shown meanwhile is."""

import shutil
import time

from index import Library, Report, Stage
from tests.bench.apart import Ran, megabytes, seconds
from tests.bench.figures import Figure, Mark, Section, alternate, beside
from tests.bench.ground import Ground

_TIMES = 2
_TRUE = 0.05  # a few per cent

Told = tuple[Stage, float, int, int]  # when, in seconds, and how much of how much was done


def measure(ground: Ground) -> Section:
    """Index in turn, then once more with an eye on the progress."""
    ours, theirs = alternate(_TIMES, lambda: _ours(ground), lambda: _theirs(ground))
    stage, share, apart = truth(_progress(ground))
    return Section(
        f"Indexing: {len(ground.texts)} paragraphs, from files to a ready index, medians of {_TIMES}",
        (
            beside("seconds", ours, theirs, seconds, Mark("≤", 0.6, "ratio")),
            beside("peak of memory, MB", ours, theirs, megabytes),
            Figure("progress: greatest difference of share done and share of time", apart, mark=Mark("≤", _TRUE)),
            ground.quality(),
        ),
        (f"Fonti's index holds sentences and tokens too. Progress is that of {stage}, {share:.0%} of the time.",),
    )


def _ours(ground: Ground) -> Ran:
    shutil.rmtree(ground.folder / "fonti", ignore_errors=True)
    return ground.index_fonti(ground.folder / "fonti")


def _theirs(ground: Ground) -> Ran:
    shutil.rmtree(ground.folder / "usual", ignore_errors=True)
    return ground.index_usual(ground.folder / "usual")


def _progress(ground: Ground) -> list[Told]:
    """What was told of an indexing."""
    told: list[Told] = []
    began = time.perf_counter()

    def report(stage: Stage, done: int, total: int) -> None:
        told.append((stage, time.perf_counter() - began, done, total))

    listening: Report = report
    Library.open(ground.corpus, index=ground.folder / "progress", report=listening)
    told.append((told[-1][0], time.perf_counter() - began, told[-1][2], told[-1][3]))
    return told


def truth(told: list[Told]) -> tuple[Stage, float, float]:
    """The longest stage, its share of the time, and the greatest difference there of share done and share of time."""
    times: dict[Stage, list[tuple[float, float]]] = {}
    for stage, when, done, total in told:
        times.setdefault(stage, []).append((when, done / total if total else 1.0))
    longest = max(times, key=lambda stage: times[stage][-1][0] - times[stage][0][0])
    began, ended = times[longest][0][0], times[longest][-1][0]
    apart = max(abs(share - (when - began) / (ended - began)) for when, share in times[longest])
    return longest, (ended - began) / told[-1][1], apart
