"""Look up the styles of an OpenDocument text: how they show text, and what paragraphs are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace

from lxml import etree

from fonti.index.formats.odt.elements import attribute, descendants, find, name_of
from fonti.index.formats.word_processing.runs import Script
from fonti.index.formats.word_processing.visibility import is_ground, is_tiny, is_white

# Text in full size that is moved up or down by less than this share of its height is on the line.
_MIN_SHIFT_PERCENT = 10
_FULL_SIZE_PERCENT = 100

_NOT_STRUCK = ("none", "")


@dataclass(frozen=True, slots=True)
class TextFormat:
    """How a style shows text; None for what it does not say.

    Attributes:
        script: Whether the text is raised or lowered.
        is_struck: Whether it is struck through.
        is_hidden: Whether it is not shown.
        color: Its colour, such as `#ff0000`.
        has_ground: Whether what is behind it has another colour than the paper.
        size: Its size, such as `12pt`.

    """

    script: Script | None = None
    is_struck: bool | None = None
    is_hidden: bool | None = None
    color: str | None = None
    has_ground: bool | None = None
    size: str | None = None

    @property
    def is_visible(self) -> bool:
        """Return whether a reader reads the text as valid."""
        if self.is_struck or self.is_hidden or is_tiny(_read_points(self.size)):
            return False
        return bool(self.has_ground) or not is_white(self.color)

    def override(self, inner: "TextFormat") -> "TextFormat":
        """Return the format of text to which an inner style applies too."""
        changes = {
            name: value
            for name in (field.name for field in fields(self))
            if (value := getattr(inner, name)) is not None
        }
        return replace(self, **changes)


class Styles:
    """The styles that apply in one part of a document.

    Args:
        scopes: The elements with the styles; later ones replace earlier ones of the same name.
        has_page_ground: Whether pages have a colour, or a picture behind their text.

    """

    def __init__(
        self, scopes: Iterable[etree._Element | None], *, has_page_ground: bool = False
    ) -> None:
        self.has_page_ground = has_page_ground
        self._styles: dict[tuple[str, str], etree._Element] = {}
        self._formats: dict[tuple[str, str], TextFormat] = {}
        self.list_styles: dict[str, etree._Element] = {}

        for scope in scopes:
            for element in [] if scope is None else scope.iterchildren(etree.Element):
                name = attribute(element, "style:name") or ""
                if name_of(element) == "style:style":
                    family = attribute(element, "style:family") or "paragraph"
                    self._styles[family, name] = element
                elif name_of(element) == "text:list-style":
                    self.list_styles[name] = element
                elif name_of(element) == "text:outline-style":
                    self.list_styles[name or "Outline"] = element

    def find_text_format(self, family: str, name: str | None) -> TextFormat:
        """Return how a style of a family (`text`, `paragraph`) shows text."""
        key = (family, name or "")
        if key not in self._formats:
            text_format = TextFormat()
            for style in reversed(list(self._list_ancestry(*key))):
                text_format = text_format.override(_read_text_format(style))
            self._formats[key] = text_format
        return self._formats[key]

    def find_paragraph_attribute(self, style_name: str | None, name: str) -> str | None:
        """Return an attribute of a paragraph style, or of the style that it is based on."""
        for style in self._list_ancestry("paragraph", style_name or ""):
            value = attribute(style, name)
            if value is not None:
                return value
        return None

    def is_title(self, style_name: str | None) -> bool:
        """Return whether a paragraph style is that of titles."""
        if style_name == "Title":
            return True
        return any(
            attribute(style, "style:parent-style-name") == "Title"
            for style in self._list_ancestry("paragraph", style_name or "")
        )

    def is_hidden_table(self, style_name: str | None) -> bool:
        """Return whether the style of a table hides it."""
        return any(
            attribute(find(style, "style:table-properties"), "table:display") == "false"
            for style in self._list_ancestry("table", style_name or "")
        )

    def has_ground(self, family: str, name: str | None) -> bool:
        """Return whether a style of cells, rows or tables has a colour."""
        return any(
            is_ground(attribute(properties, "fo:background-color"))
            for style in self._list_ancestry(family, name or "")
            for properties in style.iterchildren(etree.Element)
        )

    def _list_ancestry(self, family: str, name: str) -> Iterator[etree._Element]:
        """Yield a style, the style that it is based on, and so on."""
        visited = set()
        while name not in visited and (family, name) in self._styles:
            visited.add(name)
            style = self._styles[family, name]
            yield style
            name = attribute(style, "style:parent-style-name") or ""


def read_default_language(styles: etree._Element) -> str | None:
    """Return the language of the default paragraph style, or None."""
    for style in descendants(styles, "style:default-style"):
        if attribute(style, "style:family") == "paragraph":
            return attribute(find(style, "style:text-properties"), "fo:language")
    return None


def _read_text_format(style: etree._Element) -> TextFormat:
    has_ground = _has_ground(find(style, "style:paragraph-properties"))
    properties = find(style, "style:text-properties")
    if properties is None:
        return TextFormat(has_ground=has_ground)

    lines = [
        line
        for name in ("style:text-line-through-style", "style:text-line-through-type")
        if (line := attribute(properties, name)) is not None
    ]
    display = attribute(properties, "text:display")
    return TextFormat(
        script=_read_script(attribute(properties, "style:text-position")),
        is_struck=all(line not in _NOT_STRUCK for line in lines) if lines else None,
        is_hidden=None if display is None else display == "none",
        color=attribute(properties, "fo:color"),
        has_ground=_has_ground(properties) or has_ground,
        size=attribute(properties, "fo:font-size"),
    )


def _has_ground(properties: etree._Element | None) -> bool | None:
    """Return whether properties state a ground of another colour; None if they do not."""
    return is_ground(attribute(properties, "fo:background-color")) or None


def _read_points(size: str | None) -> float | None:
    """Return a size in points; None if it is in another unit, such as a share of another one."""
    if size is None or not size.endswith("pt"):
        return None
    try:
        return float(size.removesuffix("pt"))
    except ValueError:
        return None


def _read_script(position: str | None) -> Script | None:
    """Return the height that a position says, such as `super 58%` or `-33% 58%`."""
    if not position or not position.strip():
        return None
    shift, _, size = position.strip().partition(" ")
    if shift in ("super", "sub"):
        return Script.RAISED if shift == "super" else Script.LOWERED

    try:
        percent = float(shift.removesuffix("%"))
        is_small = bool(size) and float(size.strip().removesuffix("%")) < _FULL_SIZE_PERCENT
    except ValueError:
        return None
    if percent == 0 or (abs(percent) < _MIN_SHIFT_PERCENT and not is_small):
        return Script.NORMAL
    return Script.RAISED if percent > 0 else Script.LOWERED
