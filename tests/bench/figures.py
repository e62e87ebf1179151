"""Tables of measurements: Fonti's figure beside that of the usual pipeline, and its mark."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mark:
    """A limit for Fonti's figure, for its ratio to the other figure, or for their difference."""

    sign: Literal["≤", "≥"]
    limit: float
    of: Literal["figure", "ratio", "difference"] = "figure"

    def is_reached(self, figure: "Figure") -> bool:
        """Return True if a figure keeps to the limit; False if it has nothing to compare with."""
        values = {"figure": figure.fonti, "ratio": figure.ratio, "difference": figure.difference}
        value = values[self.of]
        if value is None:
            return False
        return value <= self.limit if self.sign == "≤" else value >= self.limit

    def __str__(self) -> str:
        return f"{self.of} {self.sign} {format_figure(self.limit)}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of a table: a name with its unit, Fonti's figure, the other one, and the mark."""

    name: str
    fonti: float
    other: float | None = None
    mark: Mark | None = None

    @property
    def ratio(self) -> float | None:
        """Return Fonti's figure divided by the other one."""
        return self.fonti / self.other if self.other else None

    @property
    def difference(self) -> float | None:
        """Return Fonti's figure minus the other one."""
        return None if self.other is None else self.fonti - self.other

    def row(self) -> str:
        """Return the figure as a row of a Markdown table."""
        mark = "–"
        reached = "–"
        if self.mark:
            mark = str(self.mark)
            reached = "yes" if self.mark.is_reached(self) else "**no**"

        values = [format_figure(value) for value in (self.fonti, self.other, self.ratio)]
        return f"| {' | '.join([self.name, *values, mark, reached])} |"


@dataclass(frozen=True, slots=True)
class Section:
    """The measurements of one part: figures beside those of `other`, and notes in Markdown."""

    title: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()
    other: str = "the usual pipeline"

    def __str__(self) -> str:
        parts = [f"## {self.title}"]
        if self.figures:
            lines = [
                f"| | Fonti | {self.other} | ratio | mark | reached |",
                "| --- | --- | --- | --- | --- | --- |",
                *(figure.row() for figure in self.figures),
            ]
            parts.append("\n".join(lines))
        return "\n\n".join([*parts, *self.notes])


def compare(
    name: str, fonti: T, other: T, figure: Callable[[T], float], mark: Mark | None = None
) -> Figure:
    """Return the row of two measurements, from each of which `figure` makes a number."""
    return Figure(name, figure(fonti), figure(other), mark)


def alternate(times: int, *functions: Callable[[], T]) -> tuple[list[T], ...]:
    """Call some functions in turn, several times, and return the results of each.

    What slows the machine for a while slows them all.
    """
    results: tuple[list[T], ...] = tuple([] for _ in functions)
    for _ in range(times):
        for function, results_of_one in zip(functions, results, strict=True):
            results_of_one.append(function())
    return results


def format_figure(value: float | None) -> str:
    """Format a figure with at least three significant digits, and None as a dash."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
