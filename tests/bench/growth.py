"""How cost grows with size: Fonti's and the usual pipeline's, as a table and as a plot of four panels."""

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
_FONTI, _USUAL = "#b3261e", "#5f6368"


@dataclass(frozen=True, slots=True)
class Grown:
    """What a number of sentences takes of Fonti, and what as many vectors take of the usual pipeline."""

    count: int
    fonti: size.Size
    usual: many.UsualSize


def measure(_: Ground) -> Section:
    """Measure each size, in turn, and plot them."""
    grown = [
        Grown(count, many.in_process(size.measure, count), many.measure(count)) for count in SIZES
    ]
    plot(grown, PLOT)
    return Section(
        "Growth: made-up sentences, a vector each; what encoding takes is apart",
        tuple(figure for each in grown for figure in _figures(each)),
        (f"Plotted in {PLOT.name}.",),
    )


def plot(grown: Sequence[Grown], file: Path) -> None:
    """Draw what grows against size, both axes logarithmic, each line named where it ends."""
    fonti, usual = [each.fonti for each in grown], [each.usual for each in grown]
    sizes = [each.count for each in grown]
    panels: tuple[tuple[str, list[float], list[float]], ...] = (
        (
            "retrieval for a question, ms (p50)",
            [each.asked.p50 for each in fonti],
            [each.p50 for each in usual],
        ),
        (
            "ready to answer, s",
            [each.asked.ready for each in fonti],
            [each.ready for each in usual],
        ),
        (
            "resident memory, MiB",
            [each.asked.resident for each in fonti],
            [each.resident for each in usual],
        ),
        ("to index 1,000, s", _each_thousand(fonti, sizes), _each_thousand(usual, sizes)),
    )
    with matplotlib.rc_context({"svg.hashsalt": "growth", "svg.fonttype": "none", "font.size": 9}):
        picture = Picture(figsize=(8, 6), layout="constrained")
        for axes, (title, ours, theirs) in zip(picture.subplots(2, 2).flat, panels, strict=True):
            _panel(axes, title, sizes, ours, theirs)
        picture.supxlabel("sentences (Fonti), vectors (the usual pipeline)", fontsize=9)
        picture.savefig(file, metadata={"Date": None})


def _each_thousand(grown: Sequence[size.Size | many.UsualSize], sizes: list[int]) -> list[float]:
    return [1000 * each.built / count for each, count in zip(grown, sizes, strict=True)]


def _panel(
    axes: Axes, title: str, sizes: list[int], fonti: list[float], usual: list[float]
) -> None:
    higher, lower = (
        (4, -4) if fonti[-1] >= usual[-1] else (-4, 4)
    )  # so that the names never overlap
    for name, values, colour, up in (
        ("Fonti", fonti, _FONTI, higher),
        ("usual", usual, _USUAL, lower),
    ):
        axes.loglog(sizes, values, marker="o", markersize=3, color=colour)
        axes.annotate(
            name,
            (sizes[-1], values[-1]),
            (6, up),
            textcoords="offset points",
            color=colour,
            verticalalignment="center",
        )
    axes.set_title(title, loc="left", fontsize=9)
    axes.set_xlim(sizes[0] / 1.5, sizes[-1] * 4)
    axes.set_xticks(sizes, [f"{count:,}" for count in sizes])
    axes.yaxis.set_major_formatter("{x:,g}")
    axes.minorticks_off()
    axes.spines[["top", "right"]].set_visible(False)


def _figures(grown: Grown) -> list[Figure]:
    """The figures of one size; those that have a mark at it are held to that."""
    fonti, usual, name = grown.fonti, grown.usual, f"{grown.count:,}"
    marks = _MARKS.get(grown.count, {})
    recall = min(
        fonti.asked.recall,
        fonti.asked.recall_language,
        fonti.asked.recall_sources,
        fonti.asked.recall_source,
    )
    return [
        Figure(f"{name}: ready, s", fonti.asked.ready, usual.ready, marks.get("ready")),
        Figure(f"{name}: retrieval, p50 ms", fonti.asked.p50, usual.p50),
        Figure(f"{name}: retrieval, p95 ms", fonti.asked.p95, usual.p95, marks.get("p95")),
        Figure(f"{name}: a whole question but for model and tokens, p95 ms", fonti.asked.whole),
        Figure(f"{name}: recall@10, within any filter the least", recall, mark=marks.get("recall")),
        Figure(
            f"{name}: resident memory, MiB",
            fonti.asked.resident,
            usual.resident,
            marks.get("resident"),
        ),
        Figure(f"{name}: to index all, s", fonti.built, usual.built),
        Figure(f"{name}: to add a document, s", fonti.added, mark=marks.get("change")),
        Figure(f"{name}: to remove a document, s", fonti.removed, mark=marks.get("change")),
    ]
