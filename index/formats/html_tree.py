"""Parse HTML, remove what a reader does not see, and add its blocks and headings to a text."""

import re

from lxml import etree, html

from fonti.index.formats.errors import Unreadable
from fonti.index.formats.text_builder import TextBuilder

_HEADING_LEVELS = {f"h{level}": level for level in range(1, 7)}
_LIST_TAGS = frozenset({"ul", "ol", "menu", "dir"})
_CELL_TAGS = frozenset({"td", "th"})
_BLOCK_TAG_NAMES = (
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption "
    "figure footer form header hgroup hr legend main nav p pre search section summary table tbody "
    "td tfoot th thead tr"
)
_BLOCK_TAGS = frozenset(_BLOCK_TAG_NAMES.split())

# Control characters, surrogates and noncharacters, literal or as a character reference: libxml2
# accepts them, and lxml then refuses to move the text in the tree.
_CONTROL_CHARACTER = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
    r"|&#0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d);?"
    r"|&#[xX]0*(?:[0-8bcefBCEF]|1[\da-fA-F]|[fF]{3}[efEF])(?![\da-fA-F]);?"
)
_WHITE_SPACE = re.compile(r"[ \t\n\r\f]+")

_find_invisible_elements = etree.XPath(
    "descendant::*[self::script or self::style or self::noscript or self::template"
    " or self::head or self::title or self::svg or self::iframe or self::object or self::audio"
    " or self::video or self::canvas or self::button or self::select or self::textarea"
    " or self::datalist or self::dialog[not(@open)] or @hidden or @aria-hidden='true']"
)
_HIDING_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE
)

# A table that contains a table or a heading only places things on the page.
_is_layout_table = etree.XPath(
    "@role='presentation' or @role='none' or descendant::*[self::table or self::h1 or self::h2"
    " or self::h3 or self::h4 or self::h5 or self::h6]"
)


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
        raise Unreadable("html_unreadable", detail=str(error)) from error

    # What is beyond a limit of the parser is missing in the tree.
    for entry in parser.error_log:
        if entry.type_name == "ERR_RESOURCE_LIMIT":
            is_depth = "depth" in entry.message
            raise Unreadable("nesting_too_deep" if is_depth else "text_node_too_long")
    return root


def remove_hidden_elements(root: etree._Element) -> None:
    """Remove what readers of the page do not see: scripts, styles, controls, hidden elements."""
    remove_elements(_find_invisible_elements(root))
    remove_elements(
        [
            element
            for element in root.iterdescendants()
            if _HIDING_STYLE.search(element.get("style", ""))
        ]
    )


def remove_elements(elements: list[etree._Element]) -> None:
    """Remove elements with their content from their tree; the text after them stays."""
    for element in elements:
        parent = element.getparent()
        if parent is None:
            continue

        previous = element.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + (element.tail or "")
        else:
            parent.text = (parent.text or "") + (element.tail or "")
        element.tail = None
        parent.remove(element)


def add_html(body: etree._Element, builder: TextBuilder) -> None:
    """Add the visible text of an HTML tree: a list item becomes a line, a table row a block."""
    writer = _HtmlWriter(builder)

    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            writer.start_element(element)
            writer.add_text(element.text)
        else:
            writer.end_element(element)
            if element is not body:
                writer.add_text(element.tail)

    writer.end_block()


class _HtmlWriter:
    """Adds the elements of a tree to a text, one by one."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder

        # The text of the current block.
        self._block: list[str] = []

        # What the text of a list item begins with; empty once the text has begun.
        self._item_mark = ""

        # How many lists and `pre` elements are open.
        self._open_lists = 0
        self._open_pre = 0

        # The heading that is open, if any.
        self._heading: etree._Element | None = None

        # For each open table, whether it is one of cells rather than of layout; and the cells of
        # the current row.
        self._is_cell_table: list[bool] = []
        self._cells: list[str] = []

    def start_element(self, element: etree._Element) -> None:
        """Process the beginning of an element."""
        tag = element.tag

        if tag in _HEADING_LEVELS and self._heading is None and not self._is_in_cell_table:
            self.end_block()
            self._heading = element
        elif tag in _LIST_TAGS:
            self._end_part()
            self._open_lists += 1
        elif tag == "li":
            self._end_part()
            self._item_mark = "- "
        elif tag == "br":
            self._block.append("\n")
        elif tag == "table":
            self.end_block()
            self._is_cell_table.append(not _is_layout_table(element))
        elif tag == "pre":
            self._end_part()
            self._open_pre += 1
        elif tag in _BLOCK_TAGS or tag in _HEADING_LEVELS:
            self._end_part()

    def end_element(self, element: etree._Element) -> None:
        """Process the end of an element."""
        tag = element.tag

        if element is self._heading:
            self._builder.add_heading(_HEADING_LEVELS[tag], self._take_block())
            self._heading = None
        elif tag in _LIST_TAGS:
            self._open_lists -= 1
            self._end_part()
        elif tag == "table":
            self.end_block()
            self._is_cell_table.pop()
        elif tag in _CELL_TAGS and self._is_in_cell_table:
            self._cells.append(" ".join(self._take_block().split()))
        elif tag == "tr" and self._is_in_cell_table:
            self._end_row()
        elif tag == "pre":
            self._open_pre -= 1
            self._end_part()
        elif tag in _BLOCK_TAGS or tag in _HEADING_LEVELS or tag == "li":
            self._end_part()

    def add_text(self, text: str | None) -> None:
        """Add text to the current block."""
        if not text:
            return
        if self._item_mark and not text.isspace():
            self._block.append(self._item_mark)
            self._item_mark = ""
        self._block.append(text if self._open_pre else _WHITE_SPACE.sub(" ", text))

    def end_block(self) -> None:
        """Add the current block to the text and begin the next one."""
        self._builder.add_block(self._take_block())

    @property
    def _is_in_cell_table(self) -> bool:
        return bool(self._is_cell_table) and self._is_cell_table[-1]

    def _end_part(self) -> None:
        """End a block, or a line in a list, a heading or a cell."""
        if self._open_lists or self._heading is not None or self._is_in_cell_table:
            self._block.append("\n")
        else:
            self.end_block()

    def _end_row(self) -> None:
        if any(self._cells):
            self._builder.add_block(" | ".join(self._cells))
        self._cells = []

    def _take_block(self) -> str:
        """Return the text of the current block and begin the next one."""
        text = "".join(self._block)
        self._block = []
        self._item_mark = ""
        return text
