"""Read the blocks of a story: its paragraphs, headings, list items, and the rows of its tables."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from fonti.index.formats import table_rows
from fonti.index.formats.docx.drawings import Drawings
from fonti.index.formats.docx.elements import (
    attribute,
    choose_alternative,
    find,
    name_of,
    relationship_id,
    switch_at,
    value_at,
)
from fonti.index.formats.docx.fields import Fields
from fonti.index.formats.docx.notes import Notes
from fonti.index.formats.docx.numbering import Label, Numbering
from fonti.index.formats.docx.package import Package
from fonti.index.formats.docx.paragraph_text import ParagraphText
from fonti.index.formats.docx.paragraphs import Story, read_paragraph
from fonti.index.formats.docx.styles import Styles
from fonti.index.formats.docx.tables import DocxCell, find_rows, is_layout_table
from fonti.index.formats.word_processing import blocks

_SKIPPED = frozenset({"w:sectPr", "w:sdtPr", "w:sdtEndPr", "w:del", "w:moveFrom", "w:tcPr"})
_INLINE = frozenset({"w:r", "w:hyperlink", "w:fldSimple", "m:oMath", "m:oMathPara"})

_CONTENTS_GALLERY = "Table of Contents"

# The numbers of short lists, whose items stand on lines of one block: 1. 1) a) (a).
_ITEM_NUMBER = re.compile(r"\(?(?:\d{1,3}[.)]|[a-z]\))\s*")

# A longer item of a list is a paragraph of its own.
_MAX_ITEM_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Block(blocks.Block):
    """A block of text, or the place of a part of another format.

    Attributes:
        chunk: The name of the part that stands at this place, in the place of a text.

    """

    chunk: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What all stories of a document share.

    Attributes:
        package: The file.
        styles: Its styles.
        numbering: The counters of its numbered paragraphs.
        notes: Its footnotes and endnotes, by kind.
        drawings: The reader of its drawings.
        has_page_ground: Whether its pages have a colour or a picture behind their text.

    """

    package: Package
    styles: Styles
    numbering: Numbering
    notes: Mapping[str, Notes]
    drawings: Drawings
    has_page_ground: bool


@dataclass(slots=True)
class StoryReader:
    """Reads one story: the body, a header, a note or a text box.

    Args:
        document: What the stories of the document share.
        part: The part that the story is in.
        root: The element that holds it.
        has_running_pages: Whether it is repeated on each page.

    """

    document: Document
    part: str
    root: etree._Element
    has_running_pages: bool = False
    _story: Story = field(init=False)

    # The text of a paragraph whose end was deleted: the next one continues it.
    _continued: ParagraphText | None = None

    # How many cells of tables are open.
    _open_cells: int = 0

    def __post_init__(self) -> None:
        self._story = Story(
            styles=self.document.styles,
            notes=self.document.notes,
            fields=Fields(self.root, self.has_running_pages),
            builder=self.document.package.builder,
            has_page_ground=self.document.has_page_ground,
        )

    def read(self) -> Iterator[Block]:
        """Yield the blocks of the story."""
        yield from self.read_elements(self.root.iterchildren(etree.Element))

    def read_elements(self, elements: Iterable[etree._Element]) -> Iterator[Block]:
        """Yield the blocks of some elements of the story, which follow those read before."""
        yield from self._read_elements(elements)
        if self._continued is not None:
            yield from self._finish_paragraph(self._continued)

        for kind in self._story.fields.unread:
            self.document.package.builder.add_warning("docx_field_unread", field=kind)

    def _read_elements(self, elements: Iterable[etree._Element]) -> Iterator[Block]:
        for element in elements:
            yield from self._read_element(element)

    def _read_element(self, element: etree._Element) -> Iterator[Block]:
        """Yield the blocks of an element; one that is not known is looked into."""
        name = name_of(element)

        if name in _SKIPPED:
            return
        if name == "w:p":
            yield from self._read_paragraph(element)
        elif name == "w:tbl":
            yield from self._read_table(element)
        elif name in _INLINE:
            paragraph = etree.Element("none")
            paragraph.append(element)
            yield from self._read_paragraph(paragraph)
        elif name == "w:altChunk":
            yield from self._read_chunk(element)
        elif name == "mc:AlternateContent":
            yield from self._read_elements(choose_alternative(element))
        elif value_at(element, "sdtPr/docPartObj/docPartGallery") != _CONTENTS_GALLERY:
            yield from self._read_elements(element.iterchildren(etree.Element))

    def _read_paragraph(self, paragraph: etree._Element) -> Iterator[Block]:
        document = self.document
        result = self._continued or ParagraphText()
        self._continued = None
        read_paragraph(paragraph, self._story, result)
        if _continues(paragraph):
            self._continued = result
            return
        if document.styles.is_contents_line(paragraph):
            return

        is_blank = not result.text.strip()
        if is_blank and switch_at(paragraph, "pPr/rPr/vanish"):
            yield from self._finish_paragraph(result)
            return

        label = document.numbering.next_label(paragraph)
        if is_blank and not self._open_cells:
            label = None
        level = 0 if is_blank else document.styles.find_heading_level(paragraph)
        yield from self._finish_paragraph(result, label, level)

    def _finish_paragraph(
        self, result: ParagraphText, label: Label | None = None, level: int = 0
    ) -> Iterator[Block]:
        """Yield a paragraph as a block, and those of what is anchored in it."""
        self._continued = None
        yield _make_block(result.text, label, level)
        for drawing in result.drawings:
            yield from self._read_drawing(drawing)

    def _read_drawing(self, drawing: etree._Element) -> Iterator[Block]:
        for content in self.document.drawings.list_contents(drawing, self.part):
            if isinstance(content, str):
                yield Block(content)
            else:
                story = StoryReader(self.document, self.part, content, self.has_running_pages)
                yield from story.read()

    def _read_chunk(self, element: etree._Element) -> Iterator[Block]:
        target = self.document.package.find_target(self.part, relationship_id(element))
        if target is not None:
            yield Block("", chunk=target)

    def _read_table(self, table: etree._Element) -> Iterator[Block]:
        """Yield the rows of a table; the blocks of its cells if it only places them."""
        if self._continued is not None:
            yield from self._finish_paragraph(self._continued)

        rows = find_rows(table)
        self._open_cells += 1
        contents = {
            cell.element: list(self.read_elements(cell.element.iterchildren(etree.Element)))
            for row in rows
            for cell in row
            if cell.element is not None and not cell.is_continued
        }
        self._open_cells -= 1

        blocks = [block for cell_blocks in contents.values() for block in cell_blocks]
        if is_layout_table(table, rows) or any(block.level or block.chunk for block in blocks):
            yield from blocks
            return

        texts = {
            element: " ".join(block.text for block in cell_blocks)
            for element, cell_blocks in contents.items()
        }
        cells = [[_fill_cell(cell, texts) for cell in row] for row in rows]
        yield from map(Block, table_rows.join_rows(cells))


def _fill_cell(cell: DocxCell, texts: Mapping[etree._Element, str]) -> table_rows.TextCell:
    """Return a cell with its text."""
    text = "" if cell.element is None else texts.get(cell.element, "")
    return table_rows.TextCell(text, cell.column_count, cell.is_continued)


def _make_block(text: str, label: Label | None, level: int) -> Block:
    """Return a paragraph as a block, with its number or bullet before it."""
    if label is None or (label.is_bullet and not text.strip()):
        return Block(text, level)

    is_short = label.is_bullet or _ITEM_NUMBER.fullmatch(label.text) is not None
    is_item = is_short and not level and len(text) <= _MAX_ITEM_LENGTH
    prefix = "" if level and label.is_bullet else label.text
    return Block(prefix + text, level, is_item)


def _continues(paragraph: etree._Element) -> bool:
    """Return whether the next paragraph continues the line of a paragraph.

    It does so if the end of the paragraph was deleted, or if the paragraph is a large initial.
    """
    properties = find(paragraph, "pPr/rPr")
    if find(properties, "del") is not None or find(properties, "moveFrom") is not None:
        return True
    return attribute(find(paragraph, "pPr/framePr"), "dropCap") in ("drop", "margin")
