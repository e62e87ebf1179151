"""Print the metrics of an evaluation or a calibration."""

from pathlib import Path

from rich.table import Table
from rich.text import Text

from fonti.qa import CalibrationResult, Metrics
from fonti.ui.cli.escaping import escape_line
from fonti.ui.cli.output import make_console

# The metrics of each kind of question, and their headings in a narrow table.
_HEADINGS = {
    "answer@1": "answer\n@1",
    "answer@3": "\n@3",
    "answer@5": "\n@5",
    "answer@10": "\n@10",
    "mrr@10": "mrr\n@10",
    "highlight@1": "highl.\n@1",
    "passage_chars": "passage\nchars",
    "highlight_chars": "highl.\nchars",
    "answered": "an-\nswered",
    "abstained": "ab-\nstained",
}

# How wide a table may be in a pipe.
_PIPE_COLUMNS = 200
_MAX_KIND_COLUMNS = 40


def print_metrics(metrics: Metrics, folder: Path) -> None:
    """Print a table with a row for each kind of question, and the folder of the report."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("\nkind", overflow="fold", max_width=_MAX_KIND_COLUMNS)
    for heading in ("\nn", *_HEADINGS.values()):
        table.add_column(heading, justify="right", no_wrap=True)
    for kind, row in metrics.kinds.items():
        values = [format_metric(row[name]) for name in _HEADINGS]
        table.add_row(Text(escape_line(kind)), str(row["n"]), *values)

    console = make_console()
    if console.soft_wrap:
        console.width = _PIPE_COLUMNS
    console.print(table)
    console.print(Text(_describe_confidence(metrics)))
    console.print(Text(f"report: {escape_line(str(folder))}", style="dim"))


def print_calibration(result: CalibrationResult, file: Path | None) -> None:
    """Print how many examples the confidence was fitted on, its error on others, and its file."""
    console = make_console()
    console.print(
        Text(
            f"fitted on {result.calibration.examples} examples; "
            f"expected calibration error, cross-validated: {result.error:.3f}"
        )
    )
    if file:
        console.print(Text(f"calibration: {escape_line(str(file))}", style="dim"))


def format_metric(value: float | None) -> str:
    """Return a metric as tables show it.

    A share is shown as .765, a length in characters as 551, a missing metric as a dash.
    """
    if value is None:
        return "–"
    return f"{value:.0f}" if value > 1 else f"{value:.3f}".removeprefix("0")


def _describe_confidence(metrics: Metrics) -> str:
    auroc = format_metric(metrics.answerable_auroc)
    calibration_error = format_metric(metrics.calibration_error)
    area = format_metric(metrics.risk_coverage_area)
    coverage = format_metric(metrics.coverage)
    risk = format_metric(metrics.risk)
    return (
        f"answerable or not: AUROC {auroc}, expected calibration error {calibration_error}; "
        f"risk-coverage area {area}; {coverage} of {metrics.n} answered, {risk} of those wrongly"
    )
