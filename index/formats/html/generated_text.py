"""Add the words and numbers that style sheets write before and after elements."""

import re

import tinycss2
from lxml import etree

from fonti.index.formats.html.styles import PageStyles, Styles
from fonti.index.formats.notation.list_numbers import write_number

# Where a sheet writes, as it is named in the styles of an element.
PLACES = ("before", "after")

# The styles of counters by the names of the styles of lists here.
_NUMBER_STYLES = {
    "decimal": "1",
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
}
_COUNTER_CHANGE = re.compile(r"([\w-]+)(?:\s+(-?\d{1,6}))?")
# A longer text is not added: a sheet writes it at each element that it names.
_MAX_LENGTH = 300

_SIGNS = frozenset("€$£§%")


def add_generated_text(root: etree._Element, page_styles: PageStyles) -> None:
    """Add to each element what a sheet writes before and after it: words, attributes, counters.

    Signs alone, such as arrows, and counters of nested lists are not added.
    """
    counters: dict[str, int] = {}
    for element in root.iter(etree.Element):
        styles = page_styles.find_styles(element)
        if not styles:
            continue
        _change_counters(counters, styles, "")
        for place in PLACES:
            _change_counters(counters, styles, f" {place}")
            text = _make_text(element, styles.get(f"content {place}", ""), counters)
            if any(map(str.isalnum, text)) or not _SIGNS.isdisjoint(text):
                _insert(element, text, place)


def _change_counters(counters: dict[str, int], styles: Styles, suffix: str) -> None:
    """Set and increase the counters that a style names."""
    for name, number in _COUNTER_CHANGE.findall(styles.get(f"counter-reset{suffix}", "")):
        counters[name] = int(number or 0)
    for name, number in _COUNTER_CHANGE.findall(styles.get(f"counter-increment{suffix}", "")):
        counters[name] = counters.get(name, 0) + int(number or 1)


def _make_text(element: etree._Element, content: str, counters: dict[str, int]) -> str:
    """Return the text that a value of `content` stands for; empty if it is another thing."""
    if len(content) > _MAX_LENGTH:
        return ""
    parts = []
    for token in tinycss2.parse_component_value_list(content):
        if token.type == "string":
            parts.append(token.value)
        elif token.type == "function":
            arguments = [part.value for part in token.arguments if part.type in ("ident", "string")]
            parts.append(_call(element, token.lower_name, arguments, counters))
    return "".join(parts)


def _call(
    element: etree._Element, name: str, arguments: list[str], counters: dict[str, int]
) -> str:
    if name == "attr" and len(arguments) == 1:
        value = element.get(arguments[0]) or ""
        return value if len(value) <= _MAX_LENGTH else ""
    if name == "counter" and arguments:
        style = _NUMBER_STYLES.get(arguments[1] if len(arguments) > 1 else "decimal", "1")
        return write_number(counters.get(arguments[0], 0), style)
    return ""


def _insert(element: etree._Element, text: str, place: str) -> None:
    if place == "before":
        element.text = text + (element.text or "")
    elif len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
