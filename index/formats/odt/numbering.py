"""Compute the numbers and bullets that stand before the items of lists and before headings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from fonti.index.formats.notation.list_numbers import write_number
from fonti.index.formats.notation.symbol_fonts import CHECK_MARKS
from fonti.index.formats.odt.elements import attribute, name_of, number_attribute
from fonti.index.formats.odt.styles import Styles

_BULLET = "- "
_MAX_LEVEL = 10
_PLACEHOLDER = re.compile(r"%(\d{1,2})%")

# The numbers so far, by level.
Counters = dict[int, int]


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the style of a list.

    Attributes:
        bullet: The sign of each item; empty if they have numbers.
        number_format: The first number, as `write_number` takes it; empty for none.
        prefix: What stands before the number.
        suffix: What stands after it.
        template: The whole label, with `%1%` for the number of level 1; empty if not stated.
        shown_levels: How many numbers the label has, those of the levels above and its own.
        start: The first number.
        repeats_letters: Whether `bb` follows `aa`.

    """

    bullet: str = ""
    number_format: str = ""
    prefix: str = ""
    suffix: str = ""
    template: str = ""
    shown_levels: int = 1
    start: int = 1
    repeats_letters: bool = False


@dataclass(slots=True)
class OpenList:
    """A list whose items are being read.

    Attributes:
        style_name: The name of its style; None if it has none.
        level: Its level, from 1.
        counters: The numbers so far, which nested and continued lists share.
        has_inner_list: Whether the current item had a list in it.

    """

    style_name: str | None
    level: int
    counters: Counters
    has_inner_list: bool = False


class Numbering:
    """Counts the numbered paragraphs of a document, in their order."""

    def __init__(self, styles: Styles, outline_name: str = "Outline") -> None:
        self._styles = styles
        self._outline_name = outline_name
        self._levels: dict[str, dict[int, Level]] = {}
        self._counters_by_id: dict[str, Counters] = {}
        self._counters_by_style: dict[str | None, Counters] = {outline_name: {}}

    def begin_list(
        self, element: etree._Element, style_name: str | None, outer: OpenList | None
    ) -> OpenList:
        """Return a list that begins.

        Args:
            element: The list.
            style_name: The style of its paragraphs' style, if any.
            outer: The list that it is in, or None.

        """
        own_name = attribute(element, "text:style-name")
        continues = attribute(element, "text:continue-numbering") == "true"
        if outer is not None:
            level = min(outer.level + 1, _MAX_LEVEL)
            if outer.has_inner_list and not continues:
                _restart(outer.counters, level)
            outer.has_inner_list = True
            return OpenList(own_name or outer.style_name, level, outer.counters)

        name = own_name or style_name
        counters = self._counters_by_id.get(attribute(element, "text:continue-list") or "")
        if counters is None and (continues or name == self._outline_name):
            counters = self._counters_by_style.get(name)
        if counters is None:
            counters = {}

        identifier = attribute(element, "xml:id") or attribute(element, "text:id")
        if identifier:
            self._counters_by_id[identifier] = counters
        self._counters_by_style[name] = counters
        return OpenList(name, 1, counters)

    def next_item_label(self, open_list: OpenList, item: etree._Element) -> str:
        """Count an item of a list, and return what stands before it, with the space after it."""
        style_name = attribute(item, "text:style-override") or open_list.style_name
        levels = self._find_levels(style_name)
        if levels is None:
            return _BULLET
        start = number_attribute(item, "text:start-value")
        return _count(levels, open_list.level, open_list.counters, start)

    def next_paragraph_label(self, paragraph: etree._Element) -> str:
        """Count a `text:numbered-paragraph`, and return what stands before it."""
        identifier = attribute(paragraph, "text:list-id") or ""
        level = min(max(number_attribute(paragraph, "text:level") or 1, 1), _MAX_LEVEL)
        counters = self._counters_by_id.setdefault(identifier, {})
        item = OpenList(attribute(paragraph, "text:style-name"), level, counters)
        return self.next_item_label(item, paragraph)

    def next_heading_label(
        self, heading: etree._Element, level: int, list_style: str | None
    ) -> str:
        """Count a heading, and return what stands before it; empty if nothing does.

        Args:
            heading: The heading.
            level: Its level, from 1.
            list_style: The list style of its style; None for that of the outline.

        """
        style_name = list_style or self._outline_name
        levels = self._find_levels(style_name)
        if levels is None or attribute(heading, "text:is-list-header") == "true":
            return ""

        start = None
        if attribute(heading, "text:restart-numbering") == "true":
            start = number_attribute(heading, "text:start-value")
            start = 1 if start is None else start
        counters = self._counters_by_style.setdefault(style_name, {})
        return _count(levels, min(level, _MAX_LEVEL), counters, start)

    def _find_levels(self, style_name: str | None) -> dict[int, Level] | None:
        """Return the levels of a style, or None if there is no such style."""
        element = self._styles.list_styles.get(style_name or "")
        if element is None:
            return None
        name = style_name or ""
        if name not in self._levels:
            levels = map(_read_level, element.iterchildren(etree.Element))
            self._levels[name] = dict(levels)
        return self._levels[name]


def _count(levels: Mapping[int, Level], number: int, counters: Counters, start: int | None) -> str:
    """Add 1 to the number of a level, let those below begin again, and return the label."""
    for upper in range(1, number):
        counters.setdefault(upper, levels.get(upper, Level()).start)
    level = levels.get(number, Level())
    next_number = counters.get(number, level.start - 1) + 1
    counters[number] = next_number if start is None else start
    _restart(counters, number + 1)

    label = _write_label(levels, number, counters).strip()
    return f"{label} " if label else ""


def _restart(counters: Counters, level: int) -> None:
    for lower in range(level, _MAX_LEVEL + 1):
        counters.pop(lower, None)


def _write_label(levels: Mapping[int, Level], number: int, counters: Counters) -> str:
    level = levels.get(number, Level())
    if level.bullet:
        return level.bullet if level.bullet in CHECK_MARKS else _BULLET

    def write(index: int) -> str:
        shown = levels.get(index, Level())
        count = counters.get(index, shown.start)
        return write_number(count, shown.number_format, repeats_letters=shown.repeats_letters)

    if level.template:
        return _PLACEHOLDER.sub(lambda match: write(int(match[1])), level.template)
    if not level.number_format:
        return level.prefix + level.suffix

    first = max(1, number - level.shown_levels + 1)
    numbers = filter(None, map(write, range(first, number + 1)))
    return level.prefix + ".".join(numbers) + level.suffix


def _read_level(element: etree._Element) -> tuple[int, Level]:
    number = number_attribute(element, "text:level") or 0
    if name_of(element) in ("text:list-level-style-bullet", "text:list-level-style-image"):
        return number, Level(bullet=attribute(element, "text:bullet-char") or _BULLET)

    start = number_attribute(element, "text:start-value")
    return number, Level(
        number_format=attribute(element, "style:num-format") or "",
        prefix=attribute(element, "style:num-prefix") or "",
        suffix=attribute(element, "style:num-suffix") or "",
        template=attribute(element, "loext:num-list-format") or "",
        shown_levels=number_attribute(element, "text:display-levels") or 1,
        start=1 if start is None else start,
        repeats_letters=attribute(element, "style:num-letter-sync") == "true",
    )
