"""Find the list or the table that a unit belongs to or announces."""

from collections.abc import Sequence
from dataclasses import dataclass

from fonti.qa.quoting.kinds import Kind
from fonti.qa.quoting.units import Unit


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


def find_list(units: Sequence[Unit], index: int) -> Extent | None:
    """Return the items of the list that a unit is part of or announces; None if of none."""
    if units[index].kind == "lead_in" and index + 1 < len(units):
        index += 1
    start = find_item(units, index)
    if start is None:
        return None

    first = start
    while first > 0:
        previous = find_item(units, first - 1)
        if previous is None:
            break
        first = previous

    last = index
    while last + 1 < len(units) and find_item(units, last + 1) is not None:
        last += 1

    items = Extent(first, last)
    has_lead_in = first > 0 and units[first - 1].kind == "lead_in"
    return items if has_lead_in or len(items.list_indices(units, "item")) > 1 else None


def find_item(units: Sequence[Unit], index: int) -> int | None:
    """Return the item that a unit is or belongs to, or None."""
    for number in range(index, -1, -1):
        unit = units[number]
        if unit.kind == "item":
            return number
        is_inside = unit.kind in ("text", "lead_in") and not unit.begins_line
        if not is_inside:
            return None
    return None


def find_table(units: Sequence[Unit], row: int) -> Extent:
    """Return the rows of the table that a row is part of."""
    first = row
    while first > 0 and units[first - 1].kind in ("row", "rule"):
        first -= 1
    last = row
    while last + 1 < len(units) and units[last + 1].kind in ("row", "rule"):
        last += 1
    while units[last].kind == "rule":
        last -= 1
    while units[first].kind == "rule":
        first += 1
    return Extent(first, last)


def find_end_of_list_below(units: Sequence[Unit], last: int) -> int:
    """Return the last unit of what a line that ends with a colon announces."""
    if units[last].kind != "lead_in" or last + 1 >= len(units):
        return last
    following = units[last + 1]
    if following.kind == "row":
        return find_table(units, last + 1).last
    items = find_list(units, last + 1)
    if items is not None:
        return items.last
    return last + 1 if following.kind in ("text", "item") else last
