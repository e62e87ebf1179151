"""Show the progress of long work on the standard error: one bar for each stage."""

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
from fonti.ui.cli.language import get_words


class _SpeedColumn(ProgressColumn):
    """How many units are done in a second."""

    def render(self, task: Task) -> Text:
        """Return the speed of a stage, or only its unit before there is one."""
        unit = task.fields["unit"]
        speed = f"{task.speed:.1f} {unit}/s" if unit and task.speed else unit
        return Text(speed, style="dim")


@contextmanager
def show_progress() -> Iterator[ProgressCallback]:
    """Show a progress bar while long work goes on, if the standard error is a terminal.

    Returns:
        A context manager for the function that the work reports its progress to.

    """
    console = Console(stderr=True)
    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _SpeedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    stages = get_words().stages
    bar_of_stage: dict[Stage, TaskID] = {}

    def on_progress(stage: Stage, done: int, total: int) -> None:
        if stage not in bar_of_stage:
            description, unit = stages[stage]
            bars.start()
            bar_of_stage[stage] = bars.add_task(description, total=total, unit=unit)
        # Bytes are shown as megabytes.
        divisor = 10**6 if stage == "unpacking" else 1
        bars.update(bar_of_stage[stage], completed=done // divisor, total=total // divisor)

        # Once nothing is in progress, the command may print again.
        if done >= total:
            bars.remove_task(bar_of_stage.pop(stage))
            if not bar_of_stage:
                bars.stop()

    try:
        yield on_progress
    finally:
        bars.stop()
