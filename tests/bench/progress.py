"""The progress that is shown while a corpus is indexed, compared with the time that passes."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fonti.index import Library, Stage


@dataclass(frozen=True, slots=True)
class Report:
    """A report of progress: the stage, the seconds since the start, and how much was done."""

    stage: Stage
    seconds: float
    done: int
    total: int

    @property
    def share(self) -> float:
        """Return the share that was done."""
        return self.done / self.total if self.total else 1.0


@dataclass(frozen=True, slots=True)
class Assessment:
    """How true progress was in the longest stage.

    Attributes:
        stage: The longest stage.
        time_share: The share of the whole time that the stage took.
        max_error: The greatest difference between the share done and the share of the stage's time.
    """

    stage: Stage
    time_share: float
    max_error: float


def record_progress(corpus: Path, folder: Path) -> list[Report]:
    """Index a corpus into a new folder, and return the progress; the last report is the end."""
    reports: list[Report] = []
    started = time.perf_counter()

    def on_progress(stage: Stage, done: int, total: int) -> None:
        reports.append(Report(stage, time.perf_counter() - started, done, total))

    Library.open(corpus, index=folder, on_progress=on_progress)
    last = reports[-1]
    end = Report(last.stage, time.perf_counter() - started, last.done, last.total)
    return [*reports, end]


def assess_progress(reports: Sequence[Report]) -> Assessment:
    """Compare the shares done in the longest stage with the shares of its time."""
    stages: dict[Stage, list[Report]] = {}
    for report in reports:
        stages.setdefault(report.stage, []).append(report)

    durations = {
        stage: of_stage[-1].seconds - of_stage[0].seconds for stage, of_stage in stages.items()
    }
    longest = max(durations, key=lambda stage: durations[stage])
    duration = durations[longest]
    start = stages[longest][0].seconds

    errors = [abs(report.share - (report.seconds - start) / duration) for report in stages[longest]]
    return Assessment(longest, duration / reports[-1].seconds, max(errors))
