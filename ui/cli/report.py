"""Write an evaluation as a folder of files: the metrics, the run, and a page that shows them.

The page is one file without scripts and requests. Questions and documents can contain anything, so
the template escapes every value.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fonti.index import FontiError, replace_folder, temporary_folder
from fonti.qa import EvaluatedQuestion, Metrics, format_run, list_misses
from fonti.ui.cli.evaluation_output import format_metric
from fonti.ui.cli.report_plots import plot_reliability, plot_risk_coverage

METRICS_FILE = "figures.json"
RUN_FILE = "run.jsonl"
PAGE_FILE = "index.html"

# A value in the file of metrics by which a report is recognized.
_MADE_BY = "fonti evaluate"

# How many misses the page shows.
_MAX_SHOWN_MISSES = 50

# The permissions of a new folder before the umask, as `mkdir` has them.
_FOLDER_MODE = 0o777


@contextmanager
def open_report_folder(folder: Path) -> Iterator[Path]:
    """Yield a new folder to write a report in, which then replaces `folder`.

    If an error is raised in the context, the new folder is deleted, and `folder` stays as it was.

    Raises:
        FontiError: If `folder` is not a report, or if Matplotlib is not installed.

    """
    # Checked before the evaluation, which takes minutes.
    if find_spec("matplotlib") is None:
        raise FontiError("report_needs_matplotlib")

    folder = folder.expanduser().resolve()
    _check_replaceable(folder)

    folder.parent.mkdir(parents=True, exist_ok=True)
    with temporary_folder(folder.parent, ".fonti-report-", mode=_FOLDER_MODE) as new_folder:
        yield new_folder

        # An evaluation takes minutes, in which the folder may have changed.
        _check_replaceable(folder)
        replace_folder(new_folder, folder)


def write_report(
    folder: Path, run: Sequence[EvaluatedQuestion], metrics: Metrics, about: Mapping[str, str]
) -> None:
    """Write the files of a report into a folder.

    Args:
        folder: An empty folder.
        run: The questions with their answers.
        metrics: The metrics of the run.
        about: What was measured: names and values that the page shows.

    """
    values = {"made_by": _MADE_BY, "about": dict(about), **metrics.to_json()}
    (folder / METRICS_FILE).write_text(json.dumps(values, indent=1) + "\n", "utf-8")
    (folder / RUN_FILE).write_text(format_run(run), "utf-8")
    # A half of a surrogate pair, which JSON can spell, cannot be written as UTF-8.
    page = render_page(run, metrics, about).encode("utf-8", "replace")
    (folder / PAGE_FILE).write_bytes(page)


def render_page(
    run: Sequence[EvaluatedQuestion], metrics: Metrics, about: Mapping[str, str]
) -> str:
    """Return the page as HTML: the table of metrics, two plots, and the worst misses."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["format_metric"] = format_metric

    first_row = next(iter(metrics.kinds.values()))
    all_misses = list_misses(run)
    return environment.get_template("report.html").render(
        about=about,
        metrics=metrics,
        columns=[name for name in first_row if name != "n"],
        risk_coverage=plot_risk_coverage(metrics),
        reliability=plot_reliability(metrics),
        miss_count=len(all_misses),
        misses=all_misses[:_MAX_SHOWN_MISSES],
    )


def _check_replaceable(folder: Path) -> None:
    """Raise FontiError unless a folder is missing, empty or a report."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise FontiError("report_folder_is_a_file", folder=folder)

    names = {path.name for path in folder.iterdir()}
    other_names = names - {METRICS_FILE, RUN_FILE, PAGE_FILE}
    if other_names:
        raise FontiError("report_folder_has_other_files", folder=folder, name=min(other_names))
    if names and not _is_report(folder):
        raise FontiError("report_folder_without_metrics", folder=folder, name=METRICS_FILE)


def _is_report(folder: Path) -> bool:
    """Return whether the file of metrics in a folder was written by `write_report`."""
    try:
        values = json.loads((folder / METRICS_FILE).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(values, dict) and values.get("made_by") == _MADE_BY
