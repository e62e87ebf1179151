"""Read what drawings hold: text boxes, formulas, controls of forms, and count pictures."""

import copy
import re
from collections.abc import Iterator

from lxml import etree

from fonti.index.formats.notation.mathml import write_formula
from fonti.index.formats.odt.controls import Controls
from fonti.index.formats.odt.elements import attribute, descendants, name_of
from fonti.index.formats.odt.package import Package
from fonti.index.formats.text_builder import TextBuilder
from fonti.index.formats.word_processing.picture_size import may_have_text

# What a frame has, by the order in which programs choose: what follows it is in its place.
_FRAME_CONTENTS = frozenset(
    {
        "draw:text-box",
        "draw:object",
        "draw:object-ole",
        "draw:image",
        "draw:plugin",
        "draw:applet",
        "draw:floating-frame",
        "table:table",
    }
)
_SHAPE_NAMES = (
    "a caption circle connector control custom-shape ellipse frame g line measure path polygon"
    " polyline rect regular-polygon"
)
_SHAPES = frozenset(f"draw:{name}" for name in _SHAPE_NAMES.split())

_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(cm|mm|in|pt|pc|px)\s*")
_CENTIMETRES = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72, "pc": 2.54 / 6, "px": 2.54 / 96}


def is_drawing(name: str) -> bool:
    """Return whether an element with a name is a drawing."""
    return name in _SHAPES


class Drawings:
    """Reads drawings, and warns of those that are not read.

    Attributes:
        picture_count: The number of pictures that may have text.

    """

    def __init__(self, package: Package, builder: TextBuilder) -> None:
        self.picture_count = 0
        self._package = package
        self._builder = builder
        self._controls = Controls(package.body)

    def read_in_line(self, drawing: etree._Element) -> str | None:
        """Return the text of a formula or a control; None for what stands outside of lines."""
        if _is_hidden(drawing):
            return ""
        if name_of(drawing) == "draw:control":
            return f" {self._controls.read(attribute(drawing, 'draw:control') or '')} "

        content = _choose_content(drawing)
        if content is not None and name_of(content) == "draw:object":
            root = self._find_object(content)
            if root is not None and name_of(root) == "math:math":
                return _write_formula(root)
        return None

    def list_contents(self, drawing: etree._Element) -> Iterator[etree._Element | str]:
        """Yield the elements with blocks of text in a drawing, and the texts of its other parts."""
        text = self.read_in_line(drawing)
        if text is not None:
            yield text
            return

        content = _choose_content(drawing)
        if content is None:
            for child in drawing.iterchildren(etree.Element):
                if is_drawing(name_of(child)):
                    yield from self.list_contents(child)
                elif name_of(child) in ("text:p", "text:h", "text:list", "table:table"):
                    yield child
        elif name_of(content) in ("draw:text-box", "table:table"):
            yield content
        elif name_of(content) == "draw:image":
            self._count_picture(drawing)
            yield from content.iterchildren("{*}p", "{*}list")
        else:
            self._warn_of_object(content)

    def _find_object(self, element: etree._Element) -> etree._Element | None:
        """Return the root of an embedded object, which stands in the element or in a part."""
        inline = next(element.iterchildren(etree.Element), None)
        if inline is not None:
            return inline
        return self._package.read_object(attribute(element, "xlink:href") or "")

    def _warn_of_object(self, element: etree._Element) -> None:
        kind = "OLE" if name_of(element) == "draw:object-ole" else name_of(element)
        root = self._find_object(element) if name_of(element) == "draw:object" else None
        for body in [] if root is None else descendants(root, "office:body"):
            kind = next((name_of(child) for child in body.iterchildren(etree.Element)), kind)
        self._builder.add_warning("embedded_object_unread", kind=kind.rpartition(":")[2])

    def _count_picture(self, frame: etree._Element) -> None:
        width = _read_length(attribute(frame, "svg:width"))
        height = _read_length(attribute(frame, "svg:height"))
        self.picture_count += may_have_text(width, height)


def _choose_content(frame: etree._Element) -> etree._Element | None:
    """Return what a frame shows; the contents after it are for programs that cannot show it."""
    if name_of(frame) != "draw:frame":
        return None
    for child in frame.iterchildren(etree.Element):
        if name_of(child) in _FRAME_CONTENTS:
            return child
    return None


def _is_hidden(drawing: etree._Element) -> bool:
    return attribute(drawing, "draw:display") in ("none", "printer")


def _write_formula(root: etree._Element) -> str:
    """Return a formula as linear text; MathML is read without its prefix."""
    formula = copy.deepcopy(root)
    for element in list(formula.iter(etree.Element)):
        element.tag = etree.QName(element).localname
        following = element.getnext()
        if _is_word(element) and following is not None and _is_word(following):
            element.addnext(etree.Element("mspace"))
    return " ".join(write_formula(formula).split())


def _is_word(element: etree._Element) -> bool:
    """Return whether an element of MathML is a word, rather than the name of a quantity."""
    if etree.QName(element).localname not in ("mi", "mtext"):
        return False
    text = "".join(element.itertext()).strip()
    return len(text) > 1 and text[0].isalpha()


def _read_length(value: str | None) -> float | None:
    """Return a length in centimetres, or None if it is not stated."""
    match = _LENGTH.fullmatch(value or "")
    return float(match[1]) * _CENTIMETRES[match[2]] if match else None
