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
        is_left_out: Whether it is hidden or struck through.
        script: Whether it is raised or lowered.
        shift: By how many half-points it stands above the line.
        font: The name of its font, or None.

    """

    is_left_out: bool
    script: Script
    shift: int
    font: str | None


class Styles:
    """The styles of a document, by identifier."""

    def __init__(self, root: etree._Element) -> None:
        styles = list(root.iter("{*}style"))
        self._by_id = {attribute(style, "styleId"): style for style in styles}
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

        is_left_out = False
        for name in _EXCLUDING_PROPERTIES:
            is_on = switch_at(properties, name)
            is_left_out |= self._is_on_by_style(name, key) if is_on is None else is_on

        script = value_at(properties, "vertAlign")
        return RunFormat(
            is_left_out=is_left_out,
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
            is_left_out=any(self._is_on_by_style(name, key) for name in _EXCLUDING_PROPERTIES),
            script=_SCRIPTS.get(script or "", Script.NORMAL),
            shift=0,
            font=next(filter(None, fonts), None),
        )

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
