"""Read what drawings hold: text boxes, diagrams (SmartArt), charts, WordArt, and count pictures."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from fonti.index.formats.docx.elements import (
    attribute,
    choose_alternative,
    find,
    name_of,
    parse_number,
    relationship_id,
)
from fonti.index.formats.docx.package import Package
from fonti.index.formats.table_rows import join_cells

# A picture of at least this area may be a page with text: a third of an A4 page, in square EMU.
_LARGE_PICTURE_AREA = 7_560_000 * 10_692_000 // 3

# Programs whose objects are equations, by the beginning of their identifier.
_EQUATION_PROGRAMS = ("equation", "mathtype")

_HIDDEN_STYLE = "visibility:hidden"


@dataclass(slots=True)
class Drawings:
    """Reads drawings, and counts the pictures, which are not read.

    Attributes:
        picture_count: The number of pictures.
        large_picture_count: The number of those that may be a page with text.

    """

    package: Package
    picture_count: int = 0
    large_picture_count: int = 0
    _read_diagrams: set[str] = field(default_factory=set)

    def list_contents(self, drawing: etree._Element, part: str) -> Iterator[etree._Element | str]:
        """Yield the text boxes of a drawing, and the texts of its other parts, in order.

        Args:
            drawing: The drawing.
            part: The part that it is in.

        """
        name = name_of(drawing)
        if _is_hidden(drawing):
            return

        if name == "w:txbxContent":
            yield drawing
        elif name == "v:textpath":
            yield attribute(drawing, "string") or ""
        elif name in ("dgm:relIds", "c:chart", "cx:chart"):
            yield from self._read_reference(drawing, name, part)
        elif name == "a:graphicData" and (drawing.get("uri") or "").endswith("/diagram"):
            yield from self._read_diagram(drawing, part)
        elif name in ("pic:pic", "v:imagedata"):
            self._count_picture(drawing)
        elif name == "o:OLEObject":
            self._warn_of_object(drawing.get("ProgID") or "OLE")
        elif name == "w:control":
            self._warn_of_object(attribute(drawing, "name") or "ActiveX")
        else:
            children = (
                choose_alternative(drawing)
                if name == "mc:AlternateContent"
                else drawing.iterchildren(etree.Element)
            )
            for child in children:
                yield from self.list_contents(child, part)

    def _read_reference(
        self, element: etree._Element, name: str, part: str
    ) -> Iterator[etree._Element | str]:
        if name == "dgm:relIds":
            yield from self._read_diagram(element.getparent(), part)
            return

        target = self.package.find_target(part, relationship_id(element))
        if target is not None:
            self.package.builder.add_warning("chart_figures_unread")
            yield from _read_chart(self.package.parse(target))

    def _read_diagram(self, data: etree._Element, part: str) -> Iterator[str]:
        """Yield the texts of a diagram; one without a reference is the next of the part."""
        identifier = relationship_id(find(data, "relIds"), "dm")
        if identifier is not None:
            target = self.package.find_target(part, identifier)
        else:
            related = self.package.list_related(part, "diagramData")
            unread = [name for name in related if name not in self._read_diagrams]
            target = unread[0] if unread else None

        if target is not None and target in self.package.archive.names:
            self._read_diagrams.add(target)
            yield from _read_diagram_points(self.package.parse(target))

    def _count_picture(self, picture: etree._Element) -> None:
        self.picture_count += 1
        for ancestor in picture.iterancestors():
            extent = find(ancestor, "extent")
            if extent is not None:
                width = parse_number(extent.get("cx")) or 0
                height = parse_number(extent.get("cy")) or 0
                self.large_picture_count += width * height >= _LARGE_PICTURE_AREA
                return

    def _warn_of_object(self, program: str) -> None:
        if program.lower().startswith(_EQUATION_PROGRAMS):
            self.package.builder.add_warning("docx_equation_unread")
        else:
            self.package.builder.add_warning("docx_object_unread", program=program)


def _is_hidden(element: etree._Element) -> bool:
    properties = element.find("{*}docPr")
    if properties is not None and properties.get("hidden") in ("1", "true"):
        return True
    return _HIDDEN_STYLE in (element.get("style") or "").replace(" ", "")


def _read_chart(root: etree._Element) -> Iterator[str]:
    """Yield the titles of a chart and of its axes, then its series and categories."""
    for title in root.iter("{*}title"):
        yield from _read_drawing_paragraphs(title)

    names: dict[str, None] = {}
    for kind in ("tx", "cat"):
        for source in root.iter(f"{{*}}{kind}"):
            values = source.iter("{*}v")
            names |= dict.fromkeys(value.text.strip() for value in values if value.text)
    yield join_cells(filter(None, names))


def _read_diagram_points(root: etree._Element) -> Iterator[str]:
    """Yield the texts of the points of a diagram, each before those below it."""
    points = {point.get("modelId"): point for point in root.iter("{*}pt")}
    below: dict[str | None, list[tuple[int, str]]] = {}
    for connection in root.iter("{*}cxn"):
        if connection.get("type", "parOf") == "parOf":
            order = parse_number(connection.get("srcOrd")) or 0
            target = connection.get("destId", "")
            below.setdefault(connection.get("srcId"), []).append((order, target))

    # The last one is read first: the points without one above it; each point is read once.
    targets = {target for branches in below.values() for _, target in branches}
    pending = sorted(points, key=lambda identifier: identifier in targets)
    pending.reverse()
    visited = set()
    while pending:
        identifier = pending.pop()
        if identifier in visited or identifier not in points:
            continue
        visited.add(identifier)
        yield from _read_drawing_paragraphs(points[identifier])
        pending += [target for _, target in sorted(below.get(identifier, []), reverse=True)]


def _read_drawing_paragraphs(element: etree._Element) -> Iterator[str]:
    for paragraph in element.iter("{*}p"):
        parts = paragraph.iter("{*}t", "{*}br")
        yield "".join("\n" if name_of(part) == "a:br" else part.text or "" for part in parts)
