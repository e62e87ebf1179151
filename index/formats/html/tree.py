"""Parse HTML, and add its blocks and headings to a text."""

import re
from collections.abc import Callable

from lxml import etree, html

from fonti.index.formats.decoding.safe_xml import raise_if_out_of_memory
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.html.controls import read_control
from fonti.index.formats.html.lists import ItemMarker, is_marked
from fonti.index.formats.html.table import Table
from fonti.index.formats.notation.mathml import write_formula
from fonti.index.formats.notation.superscripts import to_subscript, to_superscript
from fonti.index.formats.text_builder import TextBuilder
from fonti.index.formats.word_processing.nested_tables import is_mostly_nested

_HEADING_LEVELS = {f"h{level}": level for level in range(1, 7)}
_LIST_TAGS = frozenset({"ul", "ol", "menu", "dir"})
_CELL_TAGS = frozenset({"td", "th"})
_TABLE_PARTS = _CELL_TAGS | {"tr", "thead", "tbody", "tfoot"}
_BLOCK_TAG_NAMES = (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset"
    " figcaption figure footer form header hgroup hr legend main nav optgroup p pre search section"
    " summary table tbody td textarea tfoot th thead tr"
)
_BLOCK_TAGS = frozenset(_BLOCK_TAG_NAMES.split())

# Words on the two sides of these elements are apart on the screen.
_SPACED_TAGS = frozenset(
    ["button", "embed", "img", "input", "label", "meter", "output", "progress", "select"]
)
_VERBATIM_TAGS = frozenset({"pre", "textarea"})
_SCRIPT_WRITERS: dict[str, Callable[[str], str]] = {"sup": to_superscript, "sub": to_subscript}

# Control characters, surrogates and noncharacters, literal or as a character reference: libxml2
# accepts them, and lxml then refuses to move the text in the tree.
_CONTROL_CHARACTER = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
    r"|&#0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d);?"
    r"|&#[xX]0*(?:[0-8bcefBCEF]|1[\da-fA-F]|[fF]{3}[efEF])(?![\da-fA-F]);?"
)
_WHITE_SPACE = re.compile(r"[ \t\n\r\f]+")

# A table that contains a heading only places things on the page, or one that contains a table, if
# neither heads of columns nor lines between the cells show that these belong together.
_places_things = etree.XPath(
    "@role='presentation' or @role='none' or descendant::*[self::h1 or self::h2 or self::h3"
    " or self::h4 or self::h5 or self::h6] or"
    " descendant::table and not(tr/th or */tr/th or number(@border) > 0)"
)
_find_drawn_texts = etree.XPath("descendant::text[not(ancestor::defs or ancestor::symbol)]")


def parse_html(text: str) -> html.HtmlElement:
    """Return the root of an HTML page.

    Raises:
        Unreadable: If the page is empty, or nested too deep.

    """
    parser = html.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        huge_tree=False,
        collect_ids=False,
    )
    try:
        root = html.document_fromstring(_CONTROL_CHARACTER.sub(" ", text).encode(), parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise_if_out_of_memory(error)
        raise Unreadable("html_unreadable", detail=str(error)) from error

    # What is beyond a limit of the parser is missing in the tree.
    for entry in parser.error_log:
        if entry.type_name == "ERR_RESOURCE_LIMIT":
            is_depth = "depth" in entry.message
            raise Unreadable("nesting_too_deep" if is_depth else "text_node_too_long")
    return root


def add_html(body: etree._Element, builder: TextBuilder) -> None:
    """Add the visible text of an HTML tree: a list item becomes a line, a table row a block."""
    writer = _HtmlWriter(builder)
    walk = etree.iterwalk(body, events=("start", "end"))

    for event, element in walk:
        if event == "end":
            writer.end_element(element)
            if element is not body:
                writer.add_text(element.tail)
        elif writer.add_whole_element(element):
            walk.skip_subtree()
        else:
            writer.start_element(element)
            writer.add_text(element.text)

    writer.end_block()


def _is_layout_table(table: etree._Element) -> bool:
    return bool(_places_things(table)) or is_mostly_nested(table)


class _HtmlWriter:
    """Adds the elements of a tree to a text, one by one."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder

        # The text of the current block.
        self._block: list[str] = []

        # What the text of a list item begins with; empty once the text has begun.
        self._item_mark = ""
        self._markers: list[ItemMarker] = []

        # How many elements are open whose white space is shown.
        self._open_pre = 0

        # The heading that is open, if any.
        self._heading: etree._Element | None = None

        # The open tables of cells, None for one of layout; and the blocks that they stand in.
        self._tables: list[Table | None] = []
        self._outer_blocks: list[list[str]] = []

        # Where the text of each open `sup` and `sub` begins: a block, and the place in it.
        self._script_starts: list[tuple[list[str], int]] = []

    def add_whole_element(self, element: etree._Element) -> bool:
        """Add an element that is not read as a tree of text; return whether it is one."""
        tag = element.tag
        if tag == "math":
            self.add_text(write_formula(element))
        elif tag == "svg":
            for text in _find_drawn_texts(element):
                self._block.append("\n")
                self.add_text("".join(text.itertext()))
            self._block.append("\n")
        elif tag in ("input", "select"):
            self.add_text(f" {read_control(element)} ")
        else:
            return False
        return True

    def start_element(self, element: etree._Element) -> None:
        """Process the beginning of an element."""
        tag = element.tag

        if tag in _HEADING_LEVELS and self._heading is None and self._table is None:
            self.end_block()
            self._heading = element
        elif tag in _LIST_TAGS:
            self._end_part()
            self._markers.append(ItemMarker(element))
        elif tag == "li":
            self._end_part()
            self._item_mark = self._markers[-1].next_mark(element) if self._markers else "- "
        elif tag == "br":
            self._block.append("\n")
        elif tag == "table":
            self._start_table(element)
        elif tag in _VERBATIM_TAGS:
            self._end_part()
            self._open_pre += 1
        elif tag in _SCRIPT_WRITERS:
            self._script_starts.append((self._block, len(self._block)))
        elif self._is_block(element):
            self._end_part()
        else:
            self._add_boundary(element)

    def end_element(self, element: etree._Element) -> None:
        """Process the end of an element."""
        tag = element.tag

        if element is self._heading:
            self._builder.add_heading(_HEADING_LEVELS[tag], self._take_block())
            self._heading = None
        elif tag in _LIST_TAGS:
            self._markers.pop()
            self._end_part()
        elif tag == "table":
            self._end_table()
        elif tag == "caption":
            self._end_caption()
        elif tag in _TABLE_PARTS and self._table is not None:
            self._end_table_part(element, self._table)
        elif tag in _VERBATIM_TAGS:
            self._open_pre -= 1
            self._end_part()
        elif tag in _SCRIPT_WRITERS:
            self._end_script(_SCRIPT_WRITERS[tag])
        elif self._is_block(element) or tag == "li":
            self._end_part()
        else:
            self._add_boundary(element)

    def add_text(self, text: str | None) -> None:
        """Add text to the current block."""
        if not text:
            return
        if self._item_mark and not text.isspace():
            if not is_marked(text, self._item_mark):
                self._block.append(self._item_mark)
            self._item_mark = ""
        self._block.append(text if self._open_pre else _WHITE_SPACE.sub(" ", text))

    def end_block(self) -> None:
        """Add the current block to the text and begin the next one."""
        self._builder.add_block(self._take_block())

    @property
    def _table(self) -> Table | None:
        """Return the innermost table if it is one of cells."""
        return self._tables[-1] if self._tables else None

    @staticmethod
    def _is_block(element: etree._Element) -> bool:
        if element.tag in _BLOCK_TAGS or element.tag in _HEADING_LEVELS:
            return True
        return bool(element.get("block") == "block")

    def _add_boundary(self, element: etree._Element) -> None:
        """Add a space where the words around an inline element are apart on the screen."""
        is_next_to_link = (
            element.tag == "a"
            and not element.tail
            and (following := element.getnext()) is not None
            and following.tag == "a"
        )
        if element.tag in _SPACED_TAGS or element.get("block") == "inline" or is_next_to_link:
            self._block.append(" ")

    def _end_script(self, write_script: Callable[[str], str]) -> None:
        """Write the text of a `sup` or `sub` apart from its base."""
        block, start = self._script_starts.pop()
        if block is self._block:
            block[start:] = [write_script("".join(block[start:]))]

    def _end_part(self) -> None:
        """End a block, or a line in a list, a heading or a cell."""
        if self._markers or self._heading is not None or self._table is not None:
            self._block.append("\n")
        else:
            self.end_block()

    def _start_table(self, element: etree._Element) -> None:
        is_inside = self._table is not None
        if not is_inside:
            self.end_block()
        self._tables.append(Table() if is_inside or not _is_layout_table(element) else None)
        self._outer_blocks.append(self._block)
        self._block = []

    def _end_caption(self) -> None:
        """Add the caption of a table before its rows, where the table stands."""
        is_inside = len(self._tables) > 1 and self._tables[-2] is not None
        if is_inside:
            self._outer_blocks[-1] += ["\n", self._take_block()]
        else:
            self.end_block()

    def _end_table_part(self, element: etree._Element, table: Table) -> None:
        if element.tag in _CELL_TAGS:
            table.add_cell(element, self._take_block())
        elif element.tag == "tr":
            table.end_row()
        else:
            table.end_section(is_foot=element.tag == "tfoot")

    def _end_table(self) -> None:
        """Add the rows of a table; they are joined when it is known what each cell heads."""
        table = self._tables.pop()
        rows = list(table.join_rows()) if table else []
        rows.append(self._take_block())
        self._block = self._outer_blocks.pop()
        if self._table is None:
            for row in rows:
                self._builder.add_block(row)
        else:
            # They are a part of the cell that the table stands in.
            self._block += [f"\n{row}" for row in rows]

    def _take_block(self) -> str:
        """Return the text of the current block and begin the next one."""
        text = "".join(self._block)
        self._block = []
        self._item_mark = ""
        return text
