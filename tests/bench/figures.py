"""What is measured, as tables: Fonti's figure beside what a user would otherwise have, and the mark it is held to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mark:
    """What Fonti's figure, its ratio to the other or its difference has to be: at most, or at least, a limit."""

    sign: Literal["≤", "≥"]
    limit: float
    of: Literal["figure", "ratio", "difference"] = "figure"

    def reached(self, figure: "Figure") -> bool:
        """Whether a figure is as it has to be; never where there is nothing to compare it with."""
        found = {"figure": figure.fonti, "ratio": figure.ratio, "difference": figure.difference}[
            self.of
        ]
        return found is not None and (
            found <= self.limit if self.sign == "≤" else found >= self.limit
        )

    def __str__(self) -> str:
        return f"{self.of} {self.sign} {shown(self.limit)}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A row: what it tells, in which unit, Fonti's figure, the other's where there is one, and the mark."""

    name: str
    fonti: float
    other: float | None = None
    mark: Mark | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the other's figure Fonti's is."""
        return self.fonti / self.other if self.other else None

    @property
    def difference(self) -> float | None:
        """By how much Fonti's figure is above the other's."""
        return None if self.other is None else self.fonti - self.other

    def row(self) -> str:
        """The figure as a row of a Markdown table."""
        mark = (
            f"{self.mark} | {'yes' if self.mark.reached(self) else '**no**'}"
            if self.mark
            else "– | –"
        )
        return f"| {self.name} | {shown(self.fonti)} | {shown(self.other)} | {shown(self.ratio)} | {mark} |"


@dataclass(frozen=True, slots=True)
class Section:
    """What one part measured: figures beside those of `other`, and notes, paragraphs in Markdown."""

    title: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()
    other: str = "the usual pipeline"

    def __str__(self) -> str:
        head = [
            f"| | Fonti | {self.other} | ratio | mark | reached |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        table = (
            ["\n".join([*head, *(figure.row() for figure in self.figures)])] if self.figures else []
        )
        return "\n\n".join([f"## {self.title}", *table, *self.notes])


def beside(
    name: str, fonti: T, other: T, figure: Callable[[T], float], mark: Mark | None = None
) -> Figure:
    """A row of what was taken of both, and how a figure is made of it."""
    return Figure(name, figure(fonti), figure(other), mark)


def alternate(times: int, *ways: Callable[[], T]) -> tuple[list[T], ...]:
    """What each of some ways gives, each taken in turn a number of times: what slows the machine slows them all."""
    found: tuple[list[T], ...] = tuple([] for _ in ways)
    for _ in range(times):
        for way, taken in zip(ways, found, strict=True):
            taken.append(way())
    return found


def shown(figure: float | None) -> str:
    """A figure with at least three digits that count, and a dash for none."""
    if figure is None:
        return "–"
    return f"{figure:,.0f}" if abs(figure) >= 100 else f"{figure:.3g}"
