"""Read the blocks of a part of an OpenDocument text: its body, a note, a header or a box."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from fonti.index.formats.odt.drawings import Drawings, is_drawing
from fonti.index.formats.odt.elements import attribute, descendants, find, name_of, number_attribute
from fonti.index.formats.odt.numbering import Numbering, OpenList
from fonti.index.formats.odt.paragraphs import Note, ParagraphReader
from fonti.index.formats.odt.styles import Styles
from fonti.index.formats.odt.tables import find_rows, is_layout_table, read_row
from fonti.index.formats.table_rows import TextCell, join_rows
from fonti.index.formats.word_processing.blocks import Block

# The lowest heading.
_MAX_HEADING_LEVEL = 6

_SKIPPED = frozenset(
    {
        "text:tracked-changes",
        "text:table-of-content",
        "text:number",
        "office:forms",
        "office:annotation",
        "table:title",
        "table:desc",
        "svg:title",
        "svg:desc",
    }
)


@dataclass(slots=True)
class Document:
    """What the parts of a document share.

    Attributes:
        drawings: What reads drawings.
        notes: The notes that were cited, in order.

    """

    drawings: Drawings
    notes: list[Note] = field(default_factory=list)


class StoryReader:
    """Reads the blocks of a part of a document.

    Args:
        document: The document.
        styles: The styles of the part.
        numbering: The numbers of its lists and headings.
        has_running_pages: Whether it stands on all pages, so that fields of pages have no value.

    """

    def __init__(
        self,
        document: Document,
        styles: Styles,
        numbering: Numbering,
        *,
        has_running_pages: bool = False,
    ) -> None:
        self._document = document
        self._styles = styles
        self._numbering = numbering
        self._has_running_pages = has_running_pages

    def read(self, element: etree._Element) -> Iterator[Block]:
        """Yield the blocks in an element."""
        for child in element.iterchildren(etree.Element):
            yield from self._read_block(child)

    def _read_block(self, element: etree._Element) -> Iterator[Block]:
        name = name_of(element)
        if name in _SKIPPED or _is_hidden_section(element):
            return

        if name in ("text:p", "text:h"):
            yield from self._read_paragraph(element)
        elif name == "text:list":
            yield from self._read_list(element, None)
        elif name == "text:numbered-paragraph":
            label = self._numbering.next_paragraph_label(element)
            yield from self._read_item(element, label, None)
        elif name == "table:table":
            yield from self._read_table(element)
        elif is_drawing(name):
            yield from self._read_drawing(element)
        else:
            yield from self.read(element)

    def _read_paragraph(self, element: etree._Element, label: str | None = None) -> Iterator[Block]:
        """Yield a paragraph or heading, then the boxes that are anchored in it.

        Args:
            element: The paragraph.
            label: What stands before it in a list; None outside of lists.

        """
        if any(
            attribute(mark, "text:is-hidden") == "true"
            for mark in descendants(element, "text:hidden-paragraph")
        ):
            return

        level = self._find_heading_level(element)
        if name_of(element) == "text:h" and not label:
            label = self._make_heading_label(element, level)
        stored_number = find(element, "text:number")
        if stored_number is not None:
            label = f"{''.join(stored_number.itertext()).strip()} "

        reader = ParagraphReader(self._styles, self._document.drawings, self._has_running_pages)
        text = reader.read(element)
        self._document.notes += reader.notes
        if text.strip():
            yield Block(f"{label or ''}{text}", level)
        for drawing in reader.drawings:
            yield from self._read_drawing(drawing)

    def _find_heading_level(self, element: etree._Element) -> int:
        if name_of(element) == "text:h":
            level = number_attribute(element, "text:outline-level") or 1
            return min(level, _MAX_HEADING_LEVEL)
        return int(self._styles.is_title(attribute(element, "text:style-name")))

    def _make_heading_label(self, element: etree._Element, level: int) -> str:
        """Return the number of a heading; a style may have a list of its own, or none."""
        style_name = attribute(element, "text:style-name")
        list_style = self._styles.find_paragraph_attribute(style_name, "style:list-style-name")
        if list_style == "":
            return ""
        return self._numbering.next_heading_label(element, level, list_style)

    def _read_list(self, element: etree._Element, outer: OpenList | None) -> Iterator[Block]:
        open_list = self._numbering.begin_list(element, self._find_list_style(element), outer)
        for item in element.iterchildren(etree.Element):
            open_list.has_inner_list = False
            if name_of(item) == "text:list-header":
                yield from self._read_item(item, "", open_list)
            elif name_of(item) == "text:list-item":
                label = None
                if _begins_with_paragraph(item):
                    label = self._numbering.next_item_label(open_list, item)
                yield from self._read_item(item, label, open_list)

    def _read_item(
        self, item: etree._Element, label: str | None, open_list: OpenList | None
    ) -> Iterator[Block]:
        """Yield the blocks of an item of a list; the label stands before its first paragraph."""
        for child in item.iterchildren(etree.Element):
            if name_of(child) == "text:list":
                blocks = self._read_list(child, open_list)
            elif name_of(child) in ("text:p", "text:h"):
                blocks = self._read_paragraph(child, label or "")
                label = ""
            else:
                blocks = self._read_block(child)
            for block in blocks:
                yield Block(block.text, block.level, is_item=not block.level)

    def _find_list_style(self, element: etree._Element) -> str | None:
        """Return the list style of the first paragraph of a list, by its own style."""
        paragraphs = descendants(element, "text:p", "text:h")
        if not paragraphs:
            return None
        style_name = attribute(paragraphs[0], "text:style-name")
        return self._styles.find_paragraph_attribute(style_name, "style:list-style-name") or None

    def _read_table(self, table: etree._Element) -> Iterator[Block]:
        """Yield a block for each row, or the blocks of the cells if the table is only layout."""
        if self._styles.is_hidden_table(attribute(table, "table:style-name")):
            return

        rows = find_rows(table)
        if is_layout_table(table, rows):
            for row in rows:
                for cell in descendants(row, "table:table-cell"):
                    if cell.getparent() is row:
                        yield from self.read(cell)
            return

        cells = [
            [
                TextCell(self._read_cell(place.element), place.column_count, place.is_continued)
                for place in read_row(row)
            ]
            for row in rows
        ]
        yield from map(Block, join_rows(cells))

    def _read_cell(self, cell: etree._Element | None) -> str:
        if cell is None:
            return ""
        return "\n".join(block.text for block in self.read(cell))

    def _read_drawing(self, drawing: etree._Element) -> Iterator[Block]:
        """Yield the text boxes and other texts of a drawing."""
        for content in self._document.drawings.list_contents(drawing):
            if isinstance(content, str):
                yield Block(content)
            elif name_of(content) == "draw:text-box":
                yield from self.read(content)
            else:
                yield from self._read_block(content)


def _is_hidden_section(element: etree._Element) -> bool:
    display = attribute(element, "text:display")
    return display == "none" or (
        display == "condition" and attribute(element, "text:is-hidden") == "true"
    )


def _begins_with_paragraph(item: etree._Element) -> bool:
    """Return whether an item has a text of its own, rather than only the items of a lower level."""
    first = next(item.iterchildren(etree.Element), None)
    return first is not None and name_of(first) != "text:list"
