"""Compute the numbers and bullets that Word puts before paragraphs, which are not in their text."""

import re
from dataclasses import dataclass, field

from lxml import etree

from fonti.index.formats.docx.elements import (
    attribute,
    find,
    number_at,
    parse_number,
    switch_at,
    value_at,
)
from fonti.index.formats.docx.number_formats import format_number
from fonti.index.formats.docx.styles import Styles
from fonti.index.formats.metadata import parse_language
from fonti.index.formats.notation.symbol_fonts import CHECK_MARKS, decode_symbols

_LEVELS = 9
_PLACEHOLDER = re.compile(r"%([1-9])")

# What stands between a number and its paragraph.
_SUFFIXES = {"nothing": "", "space": " ", "tab": "\t"}

# A number above this is damage.
_MAX_NUMBER = 1_000_000


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list.

    Attributes:
        text: The number with what stands around it, with `%1` for the number of level 1.
        number_format: The format of the number.
        start: The first number.
        restart: The level, from 1, after which the numbers begin again; 0 for never, None for any
            higher level.
        suffix: What stands between the number and the paragraph.
        is_legal: Whether the numbers of all levels are written in digits.
        is_bullet: Whether it is a sign rather than a number.
        style: The style of paragraphs that have this level.

    """

    text: str = ""
    number_format: str = "decimal"
    start: int = 1
    restart: int | None = None
    suffix: str = "\t"
    is_legal: bool = False
    is_bullet: bool = False
    style: str | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """What stands before a paragraph: a number or a bullet, and the space after it."""

    text: str
    is_bullet: bool


@dataclass(slots=True)
class _List:
    """A list of `w:num`: its levels, and the lists with which it shares its counters."""

    counters_id: str
    levels: dict[int, Level]
    start_overrides: dict[int, int] = field(default_factory=dict)
    is_begun: bool = False


class Numbering:
    """Counts the numbered paragraphs of a document, in their order."""

    def __init__(self, root: etree._Element, styles: Styles) -> None:
        self._styles = styles
        self._language = parse_language(styles.default_language)
        self._abstract_lists = {
            attribute(abstract, "abstractNumId"): abstract
            for abstract in root.iterchildren("{*}abstractNum")
        }
        self._list_elements = {
            attribute(element, "numId"): element for element in root.iterchildren("{*}num")
        }
        self._lists: dict[str, _List | None] = {}
        self._counters: dict[str, dict[int, int]] = {}

    def next_label(self, paragraph: etree._Element) -> Label | None:
        """Count a paragraph, and return what stands before it; None if nothing does."""
        number_id, level_index, style_id = self._styles.find_numbering(paragraph)
        numbered_list = self._find_list(number_id)
        if numbered_list is None:
            return None

        if level_index is None:
            by_style = [
                index for index, level in numbered_list.levels.items() if level.style == style_id
            ]
            level_index = by_style[0] if by_style else 0
        level = numbered_list.levels.get(level_index)
        if level is None:
            return None

        counters = self._count(numbered_list, level_index)
        if level.is_bullet:
            mark = level.text.strip()
            return Label(f"{mark if mark in CHECK_MARKS else '-'} ", is_bullet=True)

        text = self._format_label(numbered_list, level, counters)
        return Label(text + level.suffix, is_bullet=False) if text.strip() else None

    def _count(self, numbered_list: _List, level_index: int) -> dict[int, int]:
        """Add 1 to the number of a level, and let the levels below begin again."""
        counters = self._counters.setdefault(numbered_list.counters_id, {})
        if not numbered_list.is_begun:
            numbered_list.is_begun = True
            for index in numbered_list.start_overrides:
                counters.pop(index, None)

        for index, level in numbered_list.levels.items():
            is_lower = index > level_index
            restarts = level.restart is None or level_index < level.restart
            if is_lower and restarts:
                counters.pop(index, None)

        for index in range(level_index):
            counters.setdefault(index, self._find_start(numbered_list, index))
        start = self._find_start(numbered_list, level_index)
        counters[level_index] = min(counters.get(level_index, start - 1) + 1, _MAX_NUMBER)
        return counters

    @staticmethod
    def _find_start(numbered_list: _List, index: int) -> int:
        if index in numbered_list.start_overrides:
            return numbered_list.start_overrides[index]
        return numbered_list.levels.get(index, Level()).start

    def _format_label(self, numbered_list: _List, level: Level, counters: dict[int, int]) -> str:
        def write_number(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            other = numbered_list.levels.get(index, Level())
            number_format = other.number_format
            if level.is_legal and number_format not in ("none", "decimalZero"):
                number_format = "decimal"
            return format_number(counters.get(index, 0), number_format, self._language)

        return _PLACEHOLDER.sub(write_number, level.text)

    def _find_list(self, number_id: str | None) -> _List | None:
        """Return a list by its identifier; None if there is no numbering by it."""
        if number_id is None or number_id == "0":
            return None
        if number_id not in self._lists:
            self._lists[number_id] = self._read_list(number_id)
        return self._lists[number_id]

    def _read_list(self, number_id: str) -> _List | None:
        element = self._list_elements.get(number_id)
        abstract_id, abstract = self._resolve(value_at(element, "abstractNumId"))
        if element is None or abstract is None or abstract_id is None:
            return None

        levels = _read_levels(abstract)
        numbered_list = _List(abstract_id, levels)
        for override in element.iterchildren("{*}lvlOverride"):
            index = parse_number(attribute(override, "ilvl")) or 0
            levels |= _read_levels(override)
            start = number_at(override, "startOverride")
            if start is not None:
                numbered_list.start_overrides[index] = start
        return numbered_list

    def _resolve(self, abstract_id: str | None) -> tuple[str | None, etree._Element | None]:
        """Return the definition of a list, which may stand in a style of lists."""
        abstract = self._abstract_lists.get(abstract_id)
        for _ in range(_LEVELS):
            style_id = value_at(abstract, "numStyleLink")
            if style_id is None:
                break
            number_id = self._styles.find_style_numbering(style_id)
            abstract_id = value_at(self._list_elements.get(number_id), "abstractNumId")
            abstract = self._abstract_lists.get(abstract_id)
        return abstract_id, abstract


def _read_levels(element: etree._Element) -> dict[int, Level]:
    levels = {}
    for level in element.iterchildren("{*}lvl"):
        index = parse_number(attribute(level, "ilvl")) or 0
        if 0 <= index < _LEVELS:
            levels[index] = _read_level(level)
    return levels


def _read_level(element: etree._Element) -> Level:
    number_format = _read_number_format(element)
    text = value_at(element, "lvlText") or ""
    is_bullet = number_format == "bullet" or find(element, "lvlPicBulletId") is not None
    if is_bullet:
        fonts = find(element, "rPr/rFonts")
        text = decode_symbols(text, attribute(fonts, "ascii") or attribute(fonts, "hAnsi"))

    is_hidden = bool(switch_at(element, "rPr/vanish"))
    start = number_at(element, "start")
    return Level(
        text="" if is_hidden else text,
        number_format=number_format,
        start=0 if start is None else start,
        restart=number_at(element, "lvlRestart"),
        suffix=_SUFFIXES.get(value_at(element, "suff") or "tab", "\t"),
        is_legal=bool(switch_at(element, "isLgl")),
        is_bullet=is_bullet and not is_hidden,
        style=value_at(element, "pStyle"),
    )


def _read_number_format(element: etree._Element) -> str:
    """Return the format of a level; newer formats come with an older one in their place."""
    formats = [attribute(child, "val") for child in element.iter("{*}numFmt")]
    return next((value for value in formats if value and value != "custom"), "decimal")
