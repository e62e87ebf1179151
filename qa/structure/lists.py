"""Find the list that a unit belongs to or announces."""

from collections.abc import Sequence

from fonti.qa.structure.extent import Extent
from fonti.qa.structure.tables import find_table
from fonti.qa.structure.units import Unit


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
