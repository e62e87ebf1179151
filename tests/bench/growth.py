"""The growth of cost with size: Fonti's and the usual pipeline's, as a table and as four plots."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture

from tests.bench import many, size
from tests.bench.figures import Figure, Mark, Section
from tests.bench.ground import Ground

SIZES = (1_000, 10_000, 100_000, 1_000_000)
PLOT = Path(__file__).with_name("growth.svg")
_MARKS = {
    100_000: {"p95": Mark("≤", 30)},
    1_000_000: {
        "ready": Mark("≤", 5),
        "p95": Mark("≤", 60),
        "recall": Mark("≥", 0.97),
        "resident": Mark("≤", 2.5e9 / 2**20),
        "change": Mark("≤", 2),
    },
}
_FONTI_COLOUR = "#b3261e"
_USUAL_COLOUR = "#5f6368"

# Distance of a line's name from its end, in points.
_NAME_OFFSET = 4


@dataclass(frozen=True, slots=True)
class Growth:
    """The cost of a number of sentences in Fonti, and of as many vectors in the usual pipeline."""

    count: int
    fonti: size.Size
    usual: many.UsualSize


@dataclass(frozen=True, slots=True)
class _Panel:
    """One of the plots: what it shows, and a value for each size."""

    title: str
    fonti: list[float]
    usual: list[float]


def measure(_: Ground) -> Section:
    """Measure each size, in turn, and plot them."""
    sizes = [
        Growth(count, many.run_in_process(size.measure, count), many.measure(count))
        for count in SIZES
    ]
    plot(sizes, PLOT)

    figures: list[Figure] = []
    for growth in sizes:
        figures += _figures(growth)
    title = "Growth: made-up sentences, a vector each; what encoding takes is apart"
    return Section(title, tuple(figures), (f"Plotted in {PLOT.name}.",))


def plot(sizes: Sequence[Growth], file: Path) -> None:
    """Draw costs against size, both axes logarithmic, with the name of each line at its end."""
    counts = [growth.count for growth in sizes]
    with matplotlib.rc_context({"svg.hashsalt": "growth", "svg.fonttype": "none", "font.size": 9}):
        picture = Picture(figsize=(8, 6), layout="constrained")
        for axes, panel in zip(picture.subplots(2, 2).flat, _panels(sizes), strict=True):
            _draw_panel(axes, panel, counts)
        picture.supxlabel("sentences (Fonti), vectors (the usual pipeline)", fontsize=9)
        picture.savefig(file, metadata={"Date": None})


def _panels(sizes: Sequence[Growth]) -> tuple[_Panel, ...]:
    return (
        _Panel(
            "retrieval for a question, ms (p50)",
            [growth.fonti.asked.p50 for growth in sizes],
            [growth.usual.p50 for growth in sizes],
        ),
        _Panel(
            "ready to answer, s",
            [growth.fonti.asked.ready for growth in sizes],
            [growth.usual.ready for growth in sizes],
        ),
        _Panel(
            "resident memory, MiB",
            [growth.fonti.asked.resident for growth in sizes],
            [growth.usual.resident for growth in sizes],
        ),
        _Panel(
            "to index 1,000, s",
            [1000 * growth.fonti.built / growth.count for growth in sizes],
            [1000 * growth.usual.built / growth.count for growth in sizes],
        ),
    )


def _draw_panel(axes: Axes, panel: _Panel, counts: list[int]) -> None:
    # The name of the line that ends higher stands above its end, so that the names do not overlap.
    fonti_offset = _NAME_OFFSET if panel.fonti[-1] >= panel.usual[-1] else -_NAME_OFFSET
    _draw_line(axes, "Fonti", counts, panel.fonti, _FONTI_COLOUR, fonti_offset)
    _draw_line(axes, "usual", counts, panel.usual, _USUAL_COLOUR, -fonti_offset)

    axes.set_title(panel.title, loc="left", fontsize=9)
    axes.set_xlim(counts[0] / 1.5, counts[-1] * 4)
    axes.set_xticks(counts, [f"{count:,}" for count in counts])
    axes.yaxis.set_major_formatter("{x:,g}")
    axes.minorticks_off()
    axes.spines[["top", "right"]].set_visible(False)


def _draw_line(
    axes: Axes, name: str, counts: list[int], values: list[float], colour: str, offset: int
) -> None:
    axes.loglog(counts, values, marker="o", markersize=3, color=colour)
    axes.annotate(
        name,
        (counts[-1], values[-1]),
        (6, offset),
        textcoords="offset points",
        color=colour,
        verticalalignment="center",
    )


def _figures(growth: Growth) -> list[Figure]:
    """Return the figures of one size, with the marks that it has."""
    fonti = growth.fonti
    usual = growth.usual
    asked = fonti.asked
    marks = _MARKS.get(growth.count, {})
    recall = min(asked.recall, asked.recall_language, asked.recall_sources, asked.recall_source)

    name = f"{growth.count:,}"
    return [
        Figure(f"{name}: ready, s", asked.ready, usual.ready, marks.get("ready")),
        Figure(f"{name}: retrieval, p50 ms", asked.p50, usual.p50),
        Figure(f"{name}: retrieval, p95 ms", asked.p95, usual.p95, marks.get("p95")),
        Figure(f"{name}: a whole question but for model and tokens, p95 ms", asked.whole),
        Figure(f"{name}: recall@10, within any filter the least", recall, mark=marks.get("recall")),
        Figure(
            f"{name}: resident memory, MiB", asked.resident, usual.resident, marks.get("resident")
        ),
        Figure(f"{name}: to index all, s", fonti.built, usual.built),
        Figure(f"{name}: to add a document, s", fonti.added, mark=marks.get("change")),
        Figure(f"{name}: to remove a document, s", fonti.removed, mark=marks.get("change")),
    ]
