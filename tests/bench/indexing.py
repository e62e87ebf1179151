"""How long a folder takes to become an index, from a cold start, and how true the progress shown meanwhile is."""

import shutil

from tests.bench.apart import Ran, megabytes, seconds
from tests.bench.figures import Figure, Mark, Section, alternate, beside
from tests.bench.ground import Ground
from tests.bench.progress import listen, truth

_TIMES = 2
_TRUE = 0.05  # a few per cent


def measure(ground: Ground) -> Section:
    """Index in turn, then once more with an eye on the progress."""
    ours, theirs = alternate(_TIMES, lambda: _ours(ground), lambda: _theirs(ground))
    stage, share, apart = truth(listen(ground.corpus, ground.folder / "progress"))
    return Section(
        f"Indexing: {len(ground.texts)} paragraphs, from files to a ready index, medians of {_TIMES}",
        (
            beside("seconds", ours, theirs, seconds, Mark("≤", 0.6, "ratio")),
            beside("peak of memory, MB", ours, theirs, megabytes),
            Figure(
                "progress: greatest difference of share done and share of time",
                apart,
                mark=Mark("≤", _TRUE),
            ),
            ground.quality(),
        ),
        (
            f"Fonti's index holds sentences and tokens too. Progress is that of {stage}, {share:.0%} of the time.",
        ),
    )


def _ours(ground: Ground) -> Ran:
    shutil.rmtree(ground.folder / "fonti", ignore_errors=True)
    return ground.index_fonti(ground.folder / "fonti")


def _theirs(ground: Ground) -> Ran:
    shutil.rmtree(ground.folder / "usual", ignore_errors=True)
    return ground.index_usual(ground.folder / "usual")
