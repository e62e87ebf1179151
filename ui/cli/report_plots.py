"""Draw the plots of a report as SVG images that stand in the page itself."""

import base64
import io
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from fonti.qa import Metrics

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INK_COLOR = "#14532d"
_FAINT_COLOR = "#9ca3af"
_GRID_COLOR = "#e5e7eb"

_SIZE_INCHES = (4.2, 4.2)

# Both axes are shares from 0 to 1, with a margin in which a point at an end can be seen.
_AXIS_LIMITS = (-0.02, 1.02)

# The area of a bin's dot in square points: of an empty bin, and how much more of the largest one.
_SMALLEST_DOT = 15
_DOT_RANGE = 105


def plot_risk_coverage(metrics: Metrics) -> str:
    """Return the risk-coverage curve as the address of an image."""

    def draw(axes: "Axes") -> None:
        axes.set_xlabel("coverage: share of questions answered")
        axes.set_ylabel("risk: share of answers that are wrong")

        coverages, risks = zip(*metrics.risk_coverage, strict=True)
        axes.step((0.0, *coverages), (risks[0], *risks), where="pre", color=_INK_COLOR)
        if metrics.risk is not None:
            axes.plot(
                metrics.coverage, metrics.risk, "o", color=_INK_COLOR, label="the threshold in use"
            )

    return _draw_image(draw)


def plot_reliability(metrics: Metrics) -> str:
    """Return the reliability diagram as the address of an image; larger bins have larger dots."""

    def draw(axes: "Axes") -> None:
        axes.set_xlabel("confidence, mean of the bin")
        axes.set_ylabel("share of questions that are answerable")
        axes.plot(
            [0, 1], [0, 1], "--", color=_FAINT_COLOR, label="a confidence that says what it means"
        )

        confidences = [bin_.confidence for bin_ in metrics.bins]
        shares = [bin_.answerable for bin_ in metrics.bins]
        largest = max(bin_.n for bin_ in metrics.bins)
        dot_areas = [_SMALLEST_DOT + _DOT_RANGE * bin_.n / largest for bin_ in metrics.bins]
        axes.plot(confidences, shares, color=_INK_COLOR)
        axes.scatter(confidences, shares, s=dot_areas, color=_INK_COLOR)

    return _draw_image(draw)


def _draw_image(draw: Callable[["Axes"], None]) -> str:
    """Return a square plot of two shares as a `data:` address of an SVG image."""
    # On its first use Matplotlib logs that it looks for fonts, which is of no interest here.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)

    # Imported late: it takes a second.
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    canvas = Figure(figsize=_SIZE_INCHES, layout="constrained")
    axes = canvas.add_subplot(xlim=_AXIS_LIMITS, ylim=_AXIS_LIMITS, aspect="equal")
    axes.grid(color=_GRID_COLOR)
    axes.set_axisbelow(True)
    draw(axes)
    if axes.get_legend_handles_labels()[0]:
        canvas.legend(loc="outside upper center", frameon=False)

    # A fixed salt and no date: the same metrics give the same bytes.
    file = io.BytesIO()
    with rc_context({"svg.hashsalt": "fonti"}):
        canvas.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return f"data:image/svg+xml;base64,{base64.b64encode(file.getvalue()).decode()}"
