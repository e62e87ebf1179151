"""A measurement as a folder of files: the figures, the run, and a page that shows them.

The page is one file with no script and no request, since questions and documents are anyone's; the template escapes all
that is put into it.
"""

import base64
import io
import json
import logging
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fonti.index import FontiError
from fonti.qa import Asked, Figures, misses, run_lines
from fonti.ui.cli.output import figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FIGURES, RUN, PAGE = "figures.json", "run.jsonl", "index.html"
_MADE_BY = "fonti evaluate"  # how a report is told from other people's files
_WORST = 50  # misses shown
_INK, _FAINT = "#14532d", "#9ca3af"


@contextmanager
def report_folder(folder: Path) -> Iterator[Path]:
    """A new folder to write a report in; it takes the place of `folder` when all went well, and goes away otherwise.

    Raises FontiError where `folder` holds something that is no report.
    """
    folder = folder.expanduser().resolve()
    _check(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".fonti-report-") as beside:
        new, old = Path(beside, "new"), Path(beside, "old")
        new.mkdir()
        yield new
        _check(folder)  # asking takes minutes, in which the folder may have changed
        try:
            if folder.exists():
                folder.rename(old)
            new.rename(folder)
        except BaseException:
            if old.exists() and not folder.exists():
                old.rename(folder)
            raise


def write_report(
    folder: Path, run: Sequence[Asked], figures: Figures, about: Mapping[str, str]
) -> None:
    """Write the files of a report into a folder; `about` names what was measured, as the page shows it."""
    told = {"made_by": _MADE_BY, "about": dict(about), **figures.to_json()}
    (folder / FIGURES).write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    (folder / RUN).write_text(run_lines(run), "utf-8")
    (folder / PAGE).write_bytes(page(run, figures, about).encode("utf-8", "replace"))


def page(run: Sequence[Asked], figures: Figures, about: Mapping[str, str]) -> str:
    """The page: the table, the two curves, and the worst misses."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["figure"] = figure
    missed = misses(run)
    return environment.get_template("report.html").render(
        about=about,
        figures=figures,
        columns=[name for name in next(iter(figures.kinds.values())) if name != "n"],
        risk_coverage=_image(lambda axes: _draw_risk_coverage(axes, figures)),
        reliability=_image(lambda axes: _draw_reliability(axes, figures)),
        missed=len(missed),
        misses=missed[:_WORST],
    )


def _check(folder: Path) -> None:
    """Refuse to replace what is neither an empty folder nor a report."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise FontiError(f"{folder} is a file; name another folder with --report")
    others = sorted(path.name for path in folder.iterdir() if path.name not in {FIGURES, RUN, PAGE})
    if others or (any(folder.iterdir()) and not _is_report(folder)):
        held = f"holds {others[0]}" if others else f"holds no {FIGURES} of ours"
        raise FontiError(
            f"{folder} {held}, and is no report to replace; name another folder with --report"
        )


def _is_report(folder: Path) -> bool:
    try:
        figures = json.loads((folder / FIGURES).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(figures, dict) and figures.get("made_by") == _MADE_BY


def _image(draw: Callable[["Axes"], None]) -> str:
    """A square plot of two shares, as the address of an SVG that holds it."""
    # A first use tells that fonts are looked for, or that its cache lies elsewhere: nothing to those who ask.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    from matplotlib import rc_context  # imported late: it takes a second
    from matplotlib.figure import Figure

    canvas, file = Figure(figsize=(4.2, 4.2), layout="constrained"), io.BytesIO()
    axes = canvas.add_subplot(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), aspect="equal")
    axes.grid(color="#e5e7eb")
    axes.set_axisbelow(True)
    draw(axes)
    if axes.get_legend_handles_labels()[0]:
        canvas.legend(loc="outside upper center", frameon=False)
    with rc_context({"svg.hashsalt": "fonti"}):  # the same figures give the same bytes
        canvas.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return f"data:image/svg+xml;base64,{base64.b64encode(file.getvalue()).decode()}"


def _draw_risk_coverage(axes: "Axes", figures: Figures) -> None:
    axes.set_xlabel("coverage: share of questions answered")
    axes.set_ylabel("risk: share of answers that are wrong")
    coverages, risks = zip(*figures.risk_coverage, strict=True)
    axes.step((0.0, *coverages), (risks[0], *risks), where="pre", color=_INK)
    if figures.risk is not None:
        axes.plot(figures.coverage, figures.risk, "o", color=_INK, label="the threshold in use")


def _draw_reliability(axes: "Axes", figures: Figures) -> None:
    axes.set_xlabel("confidence, mean of the bin")
    axes.set_ylabel("share of questions that are answerable")
    axes.plot([0, 1], [0, 1], "--", color=_FAINT, label="a confidence that says what it means")
    axes.plot(
        [each.confidence for each in figures.bins],
        [each.answerable for each in figures.bins],
        color=_INK,
    )
    largest = max(each.n for each in figures.bins)
    for each in figures.bins:
        size = 15 + 105 * each.n / largest
        axes.scatter(each.confidence, each.answerable, s=size, color=_INK)
