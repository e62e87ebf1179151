"""Look up the styles of a Word document: headings, numbering, and how runs of text look."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from fonti.index.formats.docx.elements import (
    attribute,
    find,
    number_at,
    switch_at,
    value_at,
)
from fonti.index.formats.word_processing.runs import Script
from fonti.index.formats.word_processing.visibility import is_ground, is_tiny, is_white

_HEADING_NAME = re.compile(r"(?:heading|titolo) ?([1-9])", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"(?:toc|sommario) ?[1-9]", re.IGNORECASE)
_TITLE_NAME = "title"

# The outline level of body text, counted from 0.
_BODY_TEXT_LEVEL = 9

# The properties of text that is hidden or struck through.
_EXCLUDING_PROPERTIES = ("vanish", "webHidden", "strike", "dstrike")

_SCRIPTS = {
    "superscript": Script.RAISED,
    "subscript": Script.LOWERED,
    "baseline": Script.NORMAL,
}


@dataclass(frozen=True, slots=True)
class RunFormat:
    """What the format of a run of text means for its text.

    Attributes:
        is_left_out: Whether it is hidden, struck through, or too small to be seen.
        is_white: Whether it is white, without a ground of its own.
        script: Whether it is raised or lowered.
        shift: By how many half-points it stands above the line.
        font: The name of its font, or None.

    """

    is_left_out: bool
    is_white: bool
    script: Script
    shift: int
    font: str | None


class Styles:
    """The styles of a document, by identifier."""

    def __init__(self, root: etree._Element) -> None:
        styles = list(root.iter("{*}style"))
        self._by_id: dict[str | None, etree._Element] = {
            style_id: style for style in styles if (style_id := attribute(style, "styleId"))
        }
        self._defaults = {
            attribute(style, "type"): attribute(style, "styleId")
            for style in styles
            if attribute(style, "default") in ("1", "true", "on")
        }
        self._formats: dict[tuple[str | None, str | None], RunFormat] = {}
        self.default_language = attribute(root.find("{*}docDefaults//{*}lang"), "val")

    def find_paragraph_style(self, paragraph: etree._Element) -> str | None:
        """Return the identifier of the style of a paragraph."""
        return value_at(paragraph, "pPr/pStyle") or self._defaults.get("paragraph")

    def find_heading_level(self, paragraph: etree._Element) -> int:
        """Return the level of a heading, from 1; 0 for other paragraphs."""
        outline_level = number_at(paragraph, "pPr/outlineLvl")
        if outline_level is not None:
            return outline_level + 1 if 0 <= outline_level < _BODY_TEXT_LEVEL else 0

        style_id = self.find_paragraph_style(paragraph)
        if style_id not in self._by_id:
            return _parse_heading_name(style_id or "")

        for style in self._list_ancestry(style_id):
            outline_level = number_at(style, "pPr/outlineLvl")
            if outline_level is not None:
                return outline_level + 1 if 0 <= outline_level < _BODY_TEXT_LEVEL else 0
            level = _parse_heading_name(value_at(style, "name") or "")
            if level:
                return level
        return 0

    def is_contents_line(self, paragraph: etree._Element) -> bool:
        """Return whether a paragraph is a line of a table of contents."""
        style_id = self.find_paragraph_style(paragraph)
        name = value_at(self._by_id.get(style_id), "name") or style_id or ""
        return _CONTENTS_NAME.fullmatch(name) is not None

    def find_numbering(
        self, paragraph: etree._Element
    ) -> tuple[str | None, int | None, str | None]:
        """Return the numbering of a paragraph: its identifier, its level, and the style it is from.

        The level is None if only the numbering knows it, by the style.
        """
        number_id = value_at(paragraph, "pPr/numPr/numId")
        level = number_at(paragraph, "pPr/numPr/ilvl")
        if number_id is not None:
            return number_id, level or 0, None

        style_id = self.find_paragraph_style(paragraph)
        for style in self._list_ancestry(style_id):
            number_id = value_at(style, "pPr/numPr/numId")
            if number_id is not None:
                if level is None:
                    level = number_at(style, "pPr/numPr/ilvl")
                return number_id, level, attribute(style, "styleId")
        return None, None, None

    def find_style_numbering(self, style_id: str | None) -> str | None:
        """Return the numbering that a style of lists stands for."""
        return value_at(self._by_id.get(style_id), "pPr/numPr/numId")

    def find_run_format(self, run: etree._Element, paragraph_style: str | None) -> RunFormat:
        """Return the format of a run in a paragraph with a style."""
        properties = find(run, "rPr")
        run_style = value_at(properties, "rStyle")
        key = (run_style, paragraph_style)
        if key not in self._formats:
            self._formats[key] = self._find_style_format(*key)
        style_format = self._formats[key]
        if properties is None:
            return style_format

        is_left_out = self._is_tiny(properties, *key)
        for name in _EXCLUDING_PROPERTIES:
            is_on = switch_at(properties, name)
            is_left_out |= self._is_on_by_style(name, key) if is_on is None else is_on

        script = value_at(properties, "vertAlign")
        return RunFormat(
            is_left_out=is_left_out,
            is_white=self._is_white(properties, *key),
            script=style_format.script if script is None else _SCRIPTS.get(script, Script.NORMAL),
            shift=number_at(properties, "position") or 0,
            font=_read_font(properties) or style_format.font,
        )

    def _find_style_format(self, run_style: str | None, paragraph_style: str | None) -> RunFormat:
        key = (run_style, paragraph_style)
        script = self._find_style_value(run_style, "rPr/vertAlign")
        if script is None:
            script = self._find_style_value(paragraph_style, "rPr/vertAlign")
        fonts = [
            _read_font(find(style, "rPr"))
            for style_id in key
            for style in self._list_ancestry(style_id)
        ]
        return RunFormat(
            is_left_out=self._is_tiny(None, *key)
            or any(self._is_on_by_style(name, key) for name in _EXCLUDING_PROPERTIES),
            is_white=self._is_white(None, *key),
            script=_SCRIPTS.get(script or "", Script.NORMAL),
            shift=0,
            font=next(filter(None, fonts), None),
        )

    def has_shading(self, style_id: str | None) -> bool:
        """Return whether a style of tables gives any of their cells a ground."""
        return any(
            is_ground(attribute(shading, "fill"))
            for style in self._list_ancestry(style_id)
            for shading in style.iter("{*}shd")
        )

    def _is_white(
        self, properties: etree._Element | None, run_style: str | None, paragraph_style: str | None
    ) -> bool:
        """Return whether text is white, and neither its run nor its styles give it a ground."""
        sources = self._list_sources(properties, run_style, paragraph_style)
        colors = (value_at(source, "color") for source in sources)
        if not is_white(next((color for color in colors if color is not None), None)):
            return False

        grounds = [attribute(find(source, "shd"), "fill") for source in sources]
        grounds += [value_at(source, "highlight") for source in sources]
        grounds += [
            attribute(find(style, "pPr/shd"), "fill")
            for style in self._list_ancestry(paragraph_style)
        ]
        return not any(map(is_ground, grounds))

    def _is_tiny(
        self, properties: etree._Element | None, run_style: str | None, paragraph_style: str | None
    ) -> bool:
        sources = self._list_sources(properties, run_style, paragraph_style)
        sizes = (number_at(source, "sz") for source in sources)
        half_points = next((size for size in sizes if size is not None), None)
        return half_points is not None and is_tiny(half_points / 2)

    def _list_sources(
        self, properties: etree._Element | None, run_style: str | None, paragraph_style: str | None
    ) -> list[etree._Element]:
        """Return the properties that apply to a run, those that override others first.

        The default style is left out: it says how the text of the document looks, which is seen.
        """
        styles = [*self._list_ancestry(run_style), *self._list_ancestry(paragraph_style)]
        default = self._by_id.get(self._defaults.get("paragraph"))
        sources = [properties, *(find(style, "rPr") for style in styles if style is not default)]
        return [source for source in sources if source is not None]

    def _is_on_by_style(self, name: str, style_ids: tuple[str | None, str | None]) -> bool:
        """Return whether a property is on by the styles of a run and of its paragraph.

        A property that both of them set is off (ECMA-376, 17.7.3).
        """
        states = []
        for style_id in style_ids:
            switches = (switch_at(style, f"rPr/{name}") for style in self._list_ancestry(style_id))
            states.append(next((state for state in switches if state is not None), False))
        return states[0] != states[1]

    def _find_style_value(self, style_id: str | None, path: str) -> str | None:
        values = (value_at(style, path) for style in self._list_ancestry(style_id))
        return next((value for value in values if value is not None), None)

    def _list_ancestry(self, style_id: str | None) -> Iterator[etree._Element]:
        """Yield a style, the style that it is based on, and so on."""
        visited = set()
        while style_id in self._by_id and style_id not in visited:
            visited.add(style_id)
            style = self._by_id[style_id]
            yield style
            style_id = value_at(style, "basedOn")


def _parse_heading_name(name: str) -> int:
    match = _HEADING_NAME.fullmatch(name)
    if match:
        return int(match[1])
    return int(name.lower() == _TITLE_NAME)


def _read_font(properties: etree._Element | None) -> str | None:
    fonts = find(properties, "rFonts")
    return attribute(fonts, "ascii") or attribute(fonts, "hAnsi")
