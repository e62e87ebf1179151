"""How long work reports its progress: the stage, how much is done, and of how much."""

from collections.abc import Callable
from typing import Literal

# What is counted: other writers, bytes of a model, files, passages, questions.
Stage = Literal["waiting", "model", "reading", "encoding", "asking"]
ProgressCallback = Callable[[Stage, int, int], None]


def no_progress(stage: Stage, done: int, total: int) -> None:
    """Report nothing."""
