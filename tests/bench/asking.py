"""How long a question takes in a program that is warm, all stages, and where that time goes."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import numpy as np

from fonti.index import Snapshot
from fonti.qa import assistant
from tests.bench.asked import ask_fonti
from tests.bench.figures import Mark, Section, beside
from tests.bench.ground import Ground

STAGES: tuple[
    tuple[str, Any, str], ...
] = (  # what the stages of a question are, and which functions they are
    ("embedding", Snapshot, "embed_query"),
    ("retrieval", assistant, "retrieve_candidates"),
    ("ranking", assistant, "rank_passages"),
    ("quoting", assistant, "choose_quotes"),
    ("citing", assistant, "cite"),
)


def measure(ground: Ground) -> Section:
    """Tell how long the questions took, then ask some again to see where the time goes."""
    ours, theirs = ([each.seconds for each in asked] for asked in ground.asked)
    return Section(
        f"A question in a program that is warm: {len(ours)} questions of the benchmark",
        (
            beside("p50, ms", ours, theirs, p50, Mark("≤", 20)),
            beside("p95, ms", ours, theirs, p95, Mark("≤", 40)),
            ground.quality(),
        ),
        (
            "Where Fonti's time goes: "
            + ", ".join(f"{stage} {part:.0%}" for stage, part in shares(ground).items()),
        ),
    )


def p50(seconds: Sequence[float]) -> float:
    """The median of some seconds, in milliseconds."""
    return 1000 * float(np.percentile(seconds, 50))


def p95(seconds: Sequence[float]) -> float:
    """What 95 of 100 stay below, of some seconds, in milliseconds."""
    return 1000 * float(np.percentile(seconds, 95))


def shares(ground: Ground) -> dict[str, float]:
    """The share of the time that each stage takes, and the rest."""
    with timed() as spent:
        whole = sum(ask_fonti(ground.assistant, question).seconds for question in ground.questions)
    parts = {stage: seconds / whole for stage, seconds in spent.items()}
    return parts | {"the rest": 1 - sum(parts.values())}


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """The seconds spent in each stage meanwhile, taken from outside."""
    spent: dict[str, float] = defaultdict(float)

    def timing(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return function(*given, **named)
            finally:
                spent[stage] += time.perf_counter() - began

        return call

    with ExitStack() as patches:
        for stage, owner, name in STAGES:
            patches.enter_context(patch.object(owner, name, timing(stage, getattr(owner, name))))
        yield spent
