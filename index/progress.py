"""The callback that reports progress: the stage of the work, the items done, and their total."""

from collections.abc import Callable
from typing import Literal

# What is counted: other writers, bytes of a model, steps of its compilation, files, pages of scans,
# passages, rows, questions.
Stage = Literal[
    "waiting",
    "unpacking",
    "compiling",
    "reading",
    "recognizing",
    "encoding",
    "publishing",
    "asking",
]
ProgressCallback = Callable[[Stage, int, int], None]


def no_progress(stage: Stage, done: int, total: int) -> None:
    """Report nothing."""
