"""How long work shows on a terminal where it stands: a bar a stage, on the standard error."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from fonti.index import ProgressCallback, Stage

_STAGES: dict[Stage, tuple[str, str]] = {  # what is done, and what is counted
    "waiting": ("Waiting for another process to write", ""),
    "model": ("Making the model", ""),
    "reading": ("Reading", "documents"),
    "encoding": ("Encoding", "passages"),
    "asking": ("Asking", "questions"),
}


class _Speed(ProgressColumn):
    """How many of what is counted are done in a second."""

    def render(self, task: Task) -> Text:
        counted = task.fields["counted"]
        return Text(
            f"{task.speed:.1f} {counted}/s" if counted and task.speed else counted, style="dim"
        )


@contextmanager
def progress() -> Iterator[ProgressCallback]:
    """A progress bar while long work goes on; nothing where the standard error is no terminal."""
    console = Console(stderr=True)
    bars: dict[Stage, TaskID] = {}
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Speed(),
        TimeRemainingColumn(),
    )
    shown = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)

    def on_progress(stage: Stage, done: int, total: int) -> None:
        description, counted = _STAGES[stage]
        if stage not in bars:
            shown.start()
            bars[stage] = shown.add_task(description, total=total, counted=counted)
        shown.update(bars[stage], completed=done, total=total)
        if done >= total:  # what follows may print
            shown.remove_task(bars.pop(stage))
            if not bars:
                shown.stop()

    try:
        yield on_progress
    finally:
        shown.stop()
