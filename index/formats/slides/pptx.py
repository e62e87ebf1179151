"""Read PowerPoint presentations: the shapes of the visible slides, and the speaker's notes."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from lxml import etree

from fonti.index.formats.decoding.archive import open_archive
from fonti.index.formats.decoding.safe_xml import parse_xml, remove_elements
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.office.office_open_xml import read_properties, repack
from fonti.index.formats.slides.drawing_text import read_paragraphs
from fonti.index.formats.slides.slide_writer import Block, Slide, build_slides
from fonti.index.formats.slides.unread_shapes import add_shape_warnings
from fonti.index.formats.table_rows import TextCell, join_cells, join_rows
from fonti.index.formats.text_builder import TextBuilder

if TYPE_CHECKING:
    from pptx.presentation import Presentation

_RELATIONSHIPS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PRESENTATION = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_INK = f"{_PRESENTATION}contentPart"
_SHAPE_TREES = frozenset({f"{_PRESENTATION}spTree", f"{_PRESENTATION}grpSp"})

_find_diagram_data = etree.XPath("string(.//*[local-name()='relIds']/@*[local-name()='dm'])")
_find_diagram_texts = etree.XPath(
    "//*[local-name()='pt'][not(@type='pres' or @type='parTrans' or @type='sibTrans')]"
    "/*[local-name()='t']"
)
_is_hidden = etree.XPath("boolean(./*/*[local-name()='cNvPr'][@hidden='1' or @hidden='true'])")
_find_text_bodies = etree.XPath("*[local-name()='txBody']")
_find_placeholder_type = etree.XPath(
    "string(./*/*[local-name()='nvPr']/*[local-name()='ph']/@type)"
)
_has_placeholder = etree.XPath("boolean(./*/*[local-name()='nvPr']/*[local-name()='ph'])")

_TITLES = frozenset({"title", "ctrTitle"})
# What stands on each slide: its number, and the date, are no text; the foot is read once.
_NOT_READ = frozenset({"sldNum", "dt", "hdr"})
# A placeholder without a type is one for any content: its paragraphs are items.
_LISTS = frozenset({"", "body", "obj"})

_MAX_GROUP_DEPTH = 50


def read(content: bytes) -> ExtractedText:
    """Return the text of a PowerPoint presentation.

    Raises:
        Unreadable: If the file cannot be read.

    """
    archive = open_archive(content, ".pptx")
    presentation = _load_presentation(repack(archive))
    builder = TextBuilder()
    reader = _SlideReader()
    slides = []
    for page, slide in enumerate(presentation.slides, 1):
        slides.append(reader.read_slide(slide))
        if not slides[-1].is_hidden:
            add_shape_warnings(builder, slide.element, page)
    return build_slides(slides, builder, read_properties(archive))


def _load_presentation(package: bytes) -> "Presentation":
    # Imported late: only presentations need it.
    import pptx
    from pptx.exc import PythonPptxError

    try:
        return pptx.Presentation(BytesIO(package))
    except (KeyError, ValueError, TypeError, AttributeError, PythonPptxError) as error:
        raise Unreadable("file_damaged", detail=str(error)) from error


class _SlideReader:
    """Reads slides one after another; what stands on many slides is read once."""

    def __init__(self) -> None:
        self._repeated: set[str] = set()

    def read_slide(self, slide: Any) -> Slide:
        """Return the texts of a slide."""
        if slide.element.get("show") in ("0", "false"):
            return Slide(is_hidden=True)

        _choose_alternatives(slide.element)
        title = ""
        is_opening = False
        blocks = []
        for shape in slide.shapes:
            kind = _find_placeholder_type(shape._element)
            if kind in _TITLES and not title:
                title = _read_body(shape._element, is_list=False)
                is_opening = kind == "ctrTitle"
            elif kind == "ftr":
                blocks += self._remove_repeated(_read_shape(shape))
            elif kind not in _NOT_READ:
                blocks += _read_shape(shape)
        _choose_alternatives(slide.slide_layout.element)
        for shape in slide.slide_layout.shapes:
            if not _has_placeholder(shape._element):
                blocks += self._remove_repeated(_read_shape(shape))

        notes = ""
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            notes = read_paragraphs(slide.notes_slide.notes_text_frame._txBody)
        return Slide(title, is_opening, blocks, notes)

    def _remove_repeated(self, blocks: Iterable[Block]) -> list[Block]:
        """Return the texts that no slide before has."""
        new = [block for block in blocks if block.text not in self._repeated]
        self._repeated |= {block.text for block in new}
        return new


def _choose_alternatives(slide: etree._Element) -> None:
    """Put the first of alternative shapes in their place, which is that of today's PowerPoint.

    python-pptx passes over shapes with alternatives, such as a text with an equation, and fails on
    ink, of which the alternative is a picture.
    """
    for alternatives in list(slide.iter(f"{_COMPATIBILITY}AlternateContent")):
        chosen = next(
            (choice for choice in alternatives.iterchildren(etree.Element) if not _has_ink(choice)),
            None,
        )
        parent = alternatives.getparent()
        if chosen is not None and parent is not None and parent.tag in _SHAPE_TREES:
            place = parent.index(alternatives)
            parent[place : place + 1] = list(chosen)
    remove_elements(list(slide.iter(_INK)))


def _has_ink(choice: etree._Element) -> bool:
    return next(choice.iter(_INK), None) is not None


def _read_shape(shape: Any, depth: int = 0) -> list[Block]:
    """Return the texts of a shape; those of a group have the place of the group."""
    element = shape._element
    if _is_hidden(element) or depth > _MAX_GROUP_DEPTH:
        return []
    top = shape.top or 0
    left = shape.left or 0

    if hasattr(shape, "shapes"):
        inner = [block for child in shape.shapes for block in _read_shape(child, depth + 1)]
        inner.sort(key=lambda block: (block.top, block.left))
        return [Block(block.text, top, left) for block in inner]
    if getattr(shape, "has_table", False):
        return [Block(row, top, left) for row in _read_table(shape.table)]
    if getattr(shape, "has_chart", False):
        return [Block(text, top, left) for text in _read_chart(shape.chart)]

    diagram = _find_diagram_data(element)
    if diagram:
        return [Block(text, top, left) for text in _read_diagram(shape.part, diagram)]
    is_list = bool(_has_placeholder(element)) and _find_placeholder_type(element) in _LISTS
    return [Block(_read_body(element, is_list=is_list), top, left)]


def _read_body(element: etree._Element, *, is_list: bool) -> str:
    return "\n".join(read_paragraphs(body, is_list=is_list) for body in _find_text_bodies(element))


def _read_table(table: Any) -> Iterator[str]:
    """Yield the rows of a table that have text."""
    rows = [list(_read_cells(row.cells)) for row in table.rows]
    yield from filter(None, join_rows(rows))


def _read_cells(cells: Iterable[Any]) -> Iterator[TextCell]:
    """Yield the cells of a row, without those that one before them covers."""
    covered = 0
    for cell in cells:
        if covered:
            covered -= 1
            continue
        column_count = max(int(cell._tc.gridSpan), 1)
        body = cell._tc.txBody
        text = read_paragraphs(body) if body is not None else ""
        yield TextCell(text, column_count, is_continued=cell._tc.vMerge)
        covered = column_count - 1


def _read_chart(chart: Any) -> Iterator[str]:
    """Yield the titles of a chart and of its axes, and the names of its series and categories."""
    space = chart._chartSpace
    for body in space.iterfind(".//{*}title//{*}rich"):
        yield read_paragraphs(body)
    for source in ("tx", "cat"):
        values = space.iterfind(f".//{{*}}ser/{{*}}{source}//{{*}}v")
        names = dict.fromkeys(value.text.strip() for value in values if value.text)
        yield join_cells(filter(None, names))


def _read_diagram(part: Any, identifier: str) -> Iterator[str]:
    """Yield the texts of a diagram (SmartArt), in the order of its outline."""
    data = part.related_part(identifier)
    root = parse_xml(data.blob, str(data.partname))
    for body in _find_diagram_texts(root):
        yield read_paragraphs(body)
