"""How long work tells where it stands: a callable, given the stage, how much is done and of how much."""

from collections.abc import Callable
from typing import Literal

Stage = Literal["waiting", "model", "reading", "encoding"]  # units: other writers, bytes, files, texts
Report = Callable[[Stage, int, int], None]


def silent(stage: Stage, done: int, total: int) -> None:
    """Report nothing."""
