"""Describe units that follow one another."""

from collections.abc import Sequence
from dataclasses import dataclass

from fonti.qa.structure.kinds import Kind
from fonti.qa.structure.units import Unit


@dataclass(frozen=True, slots=True)
class Extent:
    """Units that follow one another, by the indices of the first and the last.

    Attributes:
        first: The index of the first.
        last: The index of the last.
        context: The indices of units before them that are shown above the quote.

    """

    first: int
    last: int
    context: tuple[int, ...] = ()

    def list_indices(self, units: Sequence[Unit], kind: Kind) -> list[int]:
        """Return the indices of those units that have a kind."""
        return [index for index in range(self.first, self.last + 1) if units[index].kind == kind]

    def count_characters(self, units: Sequence[Unit]) -> int:
        """Return how many code points there are from the first unit to the end of the last."""
        return units[self.last].end - units[self.first].start
