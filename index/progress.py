"""How long work tells where it stands: a callable, given the stage, how much is done and of how much."""

from collections.abc import Callable
from typing import Literal

# Units: other writers, bytes, files, texts, questions.
Stage = Literal["waiting", "model", "reading", "encoding", "asking"]
ProgressCallback = Callable[[Stage, int, int], None]


def no_progress(stage: Stage, done: int, total: int) -> None:
    """Report nothing."""
