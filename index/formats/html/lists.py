"""The marks of the items of HTML lists: a hyphen, or the number that a browser shows."""

import re

from lxml import etree

# What an item's own text may begin with, if its author numbered it.
_OWN_MARK = re.compile(r"\s*(?:\(?(?:\d{1,4}|[a-zA-Z]|[ivxlcIVXLC]{1,7})(?:[.)]|°|º)|[•·–—-])")

_ROMAN_DIGITS = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_STYLES = {
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
}
_MAX_ROMAN = 3999


class ItemMarker:
    """Gives the items of a list their marks, one after another."""

    def __init__(self, list_element: etree._Element) -> None:
        self._is_ordered = list_element.tag == "ol" and list_element.get("unmarked") is None
        self._type = _list_type(list_element)
        self._step = -1 if list_element.get("reversed") is not None else 1
        first = len(list_element.findall("li")) if self._step < 0 else 1
        self._number = _parse_number(list_element.get("start"), first)

    def next_mark(self, item: etree._Element) -> str:
        """Return the mark of the next item, with the space after it."""
        if not self._is_ordered:
            return "- "

        number = _parse_number(item.get("value"), self._number)
        self._number = number + self._step
        return f"{_write_number(number, self._type)}. "


def is_marked(text: str, mark: str) -> bool:
    """Return whether the text of a numbered item begins with a mark of its own."""
    return mark != "- " and bool(_OWN_MARK.match(text))


def _list_type(list_element: etree._Element) -> str:
    for name, list_type in _STYLES.items():
        if name in list_element.get("style", ""):
            return list_type
    return str(list_element.get("type", "1"))


def _parse_number(value: str | None, default: int) -> int:
    try:
        return int((value or "")[:9])
    except ValueError:
        return default


def _write_number(number: int, list_type: str) -> str:
    """Return a number as the type of a list writes it: `1`, `a`, `A`, `i` or `I`."""
    lower = list_type.lower()
    if lower == "a" and number > 0:
        written = _write_letters(number)
    elif lower == "i" and 0 < number <= _MAX_ROMAN:
        written = _write_roman(number)
    else:
        return str(number)
    return written.upper() if list_type.isupper() else written


def _write_letters(number: int) -> str:
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _write_roman(number: int) -> str:
    written = ""
    for value, digit in _ROMAN_DIGITS:
        count, number = divmod(number, value)
        written += digit * count
    return written
