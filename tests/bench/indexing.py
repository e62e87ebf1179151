"""The duration of indexing a folder from a cold start, and how true the progress shown is."""

import shutil

from tests.bench.apart import Run, median_megabytes, median_seconds
from tests.bench.figures import Figure, Mark, Section, alternate, compare
from tests.bench.ground import Ground
from tests.bench.progress import assess_progress, record_progress

_TIMES = 2

# Progress is true if it is a few per cent from the share of the time that has passed.
_MAX_PROGRESS_ERROR = 0.05


def measure(ground: Ground) -> Section:
    """Index in turn, then once more to record the progress."""
    ours, theirs = alternate(_TIMES, lambda: _index_fonti(ground), lambda: _index_usual(ground))
    progress = assess_progress(record_progress(ground.corpus, ground.folder / "progress"))

    texts = len(ground.texts)
    return Section(
        f"Indexing: {texts} paragraphs, from files to a ready index, medians of {_TIMES}",
        (
            compare("seconds", ours, theirs, median_seconds, Mark("≤", 0.6, "ratio")),
            compare("peak of memory, MB", ours, theirs, median_megabytes),
            Figure(
                "progress: greatest difference of share done and share of time",
                progress.max_error,
                mark=Mark("≤", _MAX_PROGRESS_ERROR),
            ),
            ground.quality(),
        ),
        (
            "Fonti's index holds sentences and tokens too. "
            f"Progress is that of {progress.stage}, {progress.time_share:.0%} of the time.",
        ),
    )


def _index_fonti(ground: Ground) -> Run:
    shutil.rmtree(ground.folder / "fonti", ignore_errors=True)
    return ground.index_fonti(ground.folder / "fonti")


def _index_usual(ground: Ground) -> Run:
    shutil.rmtree(ground.folder / "usual", ignore_errors=True)
    return ground.index_usual(ground.folder / "usual")
