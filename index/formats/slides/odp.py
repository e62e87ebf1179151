"""Read OpenDocument presentations: the shapes of the visible slides, and the speaker's notes."""

import math
import re
from collections.abc import Iterator

from lxml import etree

from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.odt.tables import find_rows, read_row
from fonti.index.formats.office.opendocument import (
    NAMESPACES,
    TEXT,
    OpenDocument,
    open_document,
)
from fonti.index.formats.slides.slide_writer import Block, Slide, build_slides, is_large_picture
from fonti.index.formats.table_rows import TextCell, join_rows
from fonti.index.formats.text_builder import TextBuilder, normalize_line

_DRAW = f"{{{NAMESPACES['draw']}}}"
_SVG = f"{{{NAMESPACES['svg']}}}"
_PRESENTATION = f"{{{NAMESPACES['presentation']}}}"
_CLASS = f"{_PRESENTATION}class"
_NOT_READ = frozenset({"page-number", "date-time", "header"})
_NOT_SHAPES = frozenset({f"{_PRESENTATION}notes"})
_ITEM_MARK = "- "

_LENGTH = re.compile(r"(-?[\d.]+)(cm|mm|in|pt|pc|px)?")
_CENTIMETRES = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72, "pc": 2.54 / 6, "px": 2.54 / 96}

_find_body = etree.XPath("office:body/office:presentation", namespaces=NAMESPACES)
_find_pages = etree.XPath("office:body/office:presentation/draw:page", namespaces=NAMESPACES)
_find_footers = etree.XPath(
    "office:body/office:presentation/presentation:footer-decl", namespaces=NAMESPACES
)
_find_notes = etree.XPath(
    "presentation:notes//draw:frame[@presentation:class='notes']", namespaces=NAMESPACES
)
_NOT_IN_NOTES = "[not(ancestor::presentation:notes)]"
_find_objects = etree.XPath(
    f".//draw:frame/*[1][self::draw:object or self::draw:object-ole]{_NOT_IN_NOTES}",
    namespaces=NAMESPACES,
)
_find_picture_frames = etree.XPath(
    f".//draw:frame[*[1][self::draw:image]]{_NOT_IN_NOTES}", namespaces=NAMESPACES
)
_find_table = etree.XPath("table:table", namespaces=NAMESPACES)


def read(content: bytes) -> ExtractedText:
    """Return the text of an OpenDocument presentation.

    Raises:
        Unreadable: If the file cannot be read.

    """
    document = open_document(content, ".odp")
    if not _find_body(document.content):
        raise Unreadable("opendocument_body_missing")
    builder = TextBuilder()
    reader = _SlideReader(document)
    slides = []
    for number, page in enumerate(_find_pages(document.content), 1):
        slides.append(reader.read_slide(page))
        if not slides[-1].is_hidden:
            _add_frame_warnings(builder, page, number)
    return build_slides(slides, builder, document.metadata)


def _add_frame_warnings(builder: TextBuilder, page: etree._Element, number: int) -> None:
    """Add a warning for the objects and the large pictures of a slide."""
    for element in _find_objects(page):
        kind = "OLE" if element.tag == f"{_DRAW}object-ole" else "object"
        builder.add_warning("embedded_object_unread", page=number, kind=kind)

    count = sum(
        is_large_picture(
            _read_length(frame.get(f"{_SVG}width")), _read_length(frame.get(f"{_SVG}height"))
        )
        for frame in _find_picture_frames(page)
    )
    if count:
        builder.add_warning("pictures_unread", page=number, count=count)


class _SlideReader:
    """Reads slides one after another; the first of them opens the presentation."""

    def __init__(self, document: OpenDocument) -> None:
        self._document = document
        self._footers: set[str] = set()
        self._footers_by_name = {
            footer.get(f"{_PRESENTATION}name"): normalize_line("".join(footer.itertext()))
            for footer in _find_footers(document.content)
        }
        self._is_first = True

    def read_slide(self, page: etree._Element) -> Slide:
        """Return the texts of a slide."""
        style = self._document.find_style(page, f"{_DRAW}style-name")
        if style and style.properties.get("visibility") == "hidden":
            return Slide(is_hidden=True)

        title = ""
        blocks: list[Block] = []
        for shape in page:
            kind = shape.get(_CLASS, "")
            if kind == "title" and not title:
                title = normalize_line(self._read_lines(shape))
            elif kind == "footer":
                footer = self._read_lines(shape)
                blocks += [] if footer in self._footers else self._read_shape(shape)
                self._footers.add(footer)
            elif kind not in _NOT_READ and shape.tag not in _NOT_SHAPES:
                blocks += self._read_shape(shape)

        if style and style.properties.get("display-footer") == "true":
            footer = self._footers_by_name.get(page.get(f"{_PRESENTATION}use-footer-name"), "")
            blocks += [] if footer in self._footers else [Block(footer, top=math.inf)]
            self._footers.add(footer)

        notes = "\n".join(self._read_lines(frame) for frame in _find_notes(page))
        is_opening = self._is_first
        self._is_first = False
        return Slide(title, is_opening, blocks, notes)

    def _read_shape(self, shape: etree._Element) -> list[Block]:
        top = _read_length(shape.get(f"{_SVG}y"))
        left = _read_length(shape.get(f"{_SVG}x"))
        if shape.tag == f"{_DRAW}g":
            inner = [block for child in shape for block in self._read_shape(child)]
            inner.sort(key=lambda block: (block.top, block.left))
            first = inner[0] if inner else Block("")
            return [Block(block.text, first.top, first.left) for block in inner]

        tables = _find_table(shape)
        if tables:
            return [Block(row, top, left) for row in self._read_table(tables[0])]
        return [Block(self._read_lines(shape), top, left)]

    def _read_lines(self, element: etree._Element) -> str:
        """Return the paragraphs of an element, one a line; those of a list are items."""
        lines = []
        for paragraph in element.iter(f"{TEXT}p", f"{TEXT}h"):
            text = self._document.read_paragraph(paragraph)
            is_item = any(
                ancestor.tag == f"{TEXT}list-item"
                for ancestor in _list_ancestors(paragraph, element)
            )
            if text.strip():
                lines.append(_ITEM_MARK + text if is_item else text)
        return "\n".join(lines)

    def _read_table(self, table: etree._Element) -> Iterator[str]:
        rows = [
            [
                TextCell(self._read_cell(place.element), place.column_count, place.is_continued)
                for place in read_row(row)
            ]
            for row in find_rows(table)
        ]
        yield from filter(None, join_rows(rows))

    def _read_cell(self, cell: etree._Element | None) -> str:
        return "" if cell is None else self._document.read_paragraphs(cell)


def _list_ancestors(element: etree._Element, root: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements around an element, up to one of them."""
    for ancestor in element.iterancestors():
        if ancestor is root:
            return
        yield ancestor


def _read_length(value: str | None) -> float:
    """Return a length in centimetres; 0 if it is not stated."""
    match = _LENGTH.fullmatch(value or "")
    if not match:
        return 0.0
    try:
        return float(match[1]) * _CENTIMETRES[match[2] or "cm"]
    except ValueError:
        return 0.0
