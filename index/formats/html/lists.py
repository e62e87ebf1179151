"""Give the items of HTML lists their marks: a hyphen, or the number that a browser shows."""

import re

from lxml import etree

from fonti.index.formats.notation.list_numbers import write_number

# What an item's own text may begin with, if its author numbered it.
_OWN_MARK = re.compile(r"\s*(?:\(?(?:\d{1,4}|[a-zA-Z]|[ivxlcIVXLC]{1,7})(?:[.)]|°|º)|[•·–—-])")

_STYLES = {
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
}

# The types of numbers; a list of any other type has digits.
_TYPES = frozenset("1aAiI")


class ItemMarker:
    """Gives the items of a list their marks, one after another."""

    def __init__(self, list_element: etree._Element) -> None:
        self._is_ordered = list_element.tag == "ol" and list_element.get("unmarked") is None
        self._type = _find_list_type(list_element)
        self._step = -1 if list_element.get("reversed") is not None else 1
        first = len(list_element.findall("li")) if self._step < 0 else 1
        self._number = _parse_number(list_element.get("start"), first)

    def next_mark(self, item: etree._Element) -> str:
        """Return the mark of the next item, with the space after it."""
        if not self._is_ordered:
            return "- "

        number = _parse_number(item.get("value"), self._number)
        self._number = number + self._step
        return f"{write_number(number, self._type)}. "


def is_marked(text: str, mark: str) -> bool:
    """Return whether the text of a numbered item begins with a mark of its own."""
    return mark != "- " and bool(_OWN_MARK.match(text))


def _find_list_type(list_element: etree._Element) -> str:
    for name, list_type in _STYLES.items():
        if name in list_element.get("style", ""):
            return list_type
    stated_type = list_element.get("type", "1")
    return stated_type if stated_type in _TYPES else "1"


def _parse_number(value: str | None, default: int) -> int:
    try:
        return int((value or "")[:9])
    except ValueError:
        return default
