"""The duration of a question in a program that is warm, and of its stages."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import numpy as np

from fonti.index import Snapshot
from fonti.qa import assistant
from tests.bench.asked import ask_fonti
from tests.bench.figures import Mark, Section, compare
from tests.bench.ground import Ground


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a question, and the function that does it."""

    name: str
    owner: Any
    function: str


STAGES = (
    Stage("embedding", Snapshot, "embed"),
    Stage("retrieval", assistant, "retrieve_candidates"),
    Stage("ranking", assistant, "rank_passages"),
    Stage("citing", assistant, "cite"),
)


def measure(ground: Ground) -> Section:
    """Compare the durations of the questions, then ask some again to see where the time goes."""
    ours = [question.seconds for question in ground.asked.fonti]
    theirs = [question.seconds for question in ground.asked.usual]
    shares = measure_shares(ground)
    stages = ", ".join(f"{stage} {share:.0%}" for stage, share in shares.items())

    return Section(
        f"A question in a program that is warm: {len(ours)} questions of the benchmark",
        (
            compare("p50, ms", ours, theirs, p50, Mark("≤", 20)),
            compare("p95, ms", ours, theirs, p95, Mark("≤", 40)),
            ground.quality(),
        ),
        (f"Where Fonti's time goes: {stages}",),
    )


def p50(seconds: Sequence[float]) -> float:
    """Return the median of some durations, in milliseconds."""
    return 1000 * float(np.percentile(seconds, 50))


def p95(seconds: Sequence[float]) -> float:
    """Return the 95th percentile of some durations, in milliseconds."""
    return 1000 * float(np.percentile(seconds, 95))


def measure_shares(ground: Ground) -> dict[str, float]:
    """Return the share of the time that each stage takes, and the rest."""
    with time_stages() as seconds:
        total = sum(ask_fonti(ground.assistant, question).seconds for question in ground.questions)

    shares = {stage: spent / total for stage, spent in seconds.items()}
    return shares | {"the rest": 1 - sum(shares.values())}


@contextmanager
def time_stages() -> Iterator[dict[str, float]]:
    """Yield the seconds spent in each stage meanwhile, measured from outside."""
    seconds: dict[str, float] = defaultdict(float)

    def timed(stage: Stage) -> Callable[..., Any]:
        function = getattr(stage.owner, stage.function)

        def call(*arguments: Any, **options: Any) -> Any:
            started = time.perf_counter()
            try:
                return function(*arguments, **options)
            finally:
                seconds[stage.name] += time.perf_counter() - started

        return call

    with ExitStack() as patches:
        for stage in STAGES:
            patches.enter_context(patch.object(stage.owner, stage.function, timed(stage)))
        yield seconds
