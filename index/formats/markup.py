"""A tree of HTML to the blocks and headings of a Draft."""

import re
from dataclasses import dataclass, field

from lxml import etree, html

from fonti.index.formats.extract import Draft, Unreadable

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_CELLS = frozenset({"td", "th"})
_BLOCKS = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
            "div",
            "dl",
            "dt",
        ),
        *(
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "header",
            "hgroup",
            "hr",
            "legend",
            "main",
            "nav",
            "p",
        ),
        *(
            "pre",
            "search",
            "section",
            "summary",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "tr",
        ),
    }
)
# What libxml2 lets into a tree and lxml does not let be moved within it, bare or as a reference.
_CONTROL = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
    r"|&#0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d);?"
    r"|&#[xX]0*(?:[0-8bcefBCEF]|1[\da-fA-F]|[fF]{3}[efEF])(?![\da-fA-F]);?"
)
_WHITE_SPACE = re.compile(r"[ \t\n\r\f]+")
_NEVER_SHOWN = etree.XPath(
    "descendant::*[self::script or self::style or self::noscript or self::template or self::head or self::title"
    " or self::svg or self::iframe or self::object or self::audio or self::video or self::canvas or self::button"
    " or self::select or self::textarea or self::datalist or self::dialog[not(@open)]"
    " or @hidden or @aria-hidden='true']"
)
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_LAYOUT = etree.XPath(
    "@role='presentation' or @role='none' or descendant::*[self::table or self::h1 or self::h2 or self::h3 or self::h4"
    " or self::h5 or self::h6]"
)


def parse_html(text: str) -> html.HtmlElement:
    """The tree of a page. Raises Unreadable where it is empty or nested too deep."""
    parser = html.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        huge_tree=False,
        collect_ids=False,
    )
    try:
        root = html.document_fromstring(_CONTROL.sub(" ", text).encode(), parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise Unreadable(f"no HTML that can be read ({error})") from error
    limit = next(
        (entry.message for entry in parser.error_log if entry.type_name == "ERR_RESOURCE_LIMIT"),
        None,
    )
    if limit:  # what lies beyond it is not in the tree
        raise Unreadable(
            "nested too deep" if "depth" in limit else "one piece of text inside is too long"
        )
    return root


def drop_unseen(root: etree._Element) -> None:
    """Take out of a tree what no reader of the page sees: scripts, styles, controls and what is hidden."""
    drop(_NEVER_SHOWN(root))
    drop(
        [element for element in root.iterdescendants() if _HIDING.search(element.get("style", ""))]
    )


def drop(elements: list[etree._Element]) -> None:
    """Take elements out of their tree, each with all it holds, and keep the text that follows."""
    for element in elements:
        parent = element.getparent()
        if parent is None:
            continue
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + (element.tail or "")
        else:
            parent.text = (parent.text or "") + (element.tail or "")
        element.tail = None
        parent.remove(element)


def write(body: etree._Element, draft: Draft) -> None:
    """Add what a tree of HTML shows to a draft: an item of a list a line, a row of a table a block."""
    writer = _Writer(draft)
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            writer.open(element)
            writer.say(element.text)
        else:
            writer.close(element)
            if element is not body:
                writer.say(element.tail)
    writer.flush()


def first_title(draft: Draft) -> str | None:
    """The first heading of the highest level: the title of a text that does not tell one."""
    return next((heading.path for heading in draft.extract().headings if heading.level == 1), None)


@dataclass(slots=True)
class _Writer:
    """Where a walk stands: the block that is being put together, and what it stands in."""

    draft: Draft
    block: list[str] = field(default_factory=list)
    dash: str = ""  # what the next text of a list's item begins with
    lists: int = 0
    verbatim: int = 0  # elements whose line ends are kept
    title: etree._Element | None = None
    tables: list[bool] = field(default_factory=list)  # whether each is one of cells, not of layout
    cells: list[str] = field(default_factory=list)

    def open(self, element: etree._Element) -> None:
        """An element begins."""
        tag = element.tag
        if tag in _HEADINGS and self.title is None and not self.in_cells:
            self.flush()
            self.title = element
        elif tag in _LISTS:
            self.part()
            self.lists += 1
        elif tag == "li":
            self.part()
            self.dash = "- "
        elif tag == "br":
            self.block.append("\n")
        elif tag == "table":
            self.flush()
            self.tables.append(not _LAYOUT(element))
        elif tag == "pre":
            self.part()
            self.verbatim += 1
        elif tag in _BLOCKS or tag in _HEADINGS:
            self.part()

    def close(self, element: etree._Element) -> None:
        """An element ends."""
        tag = element.tag
        if element is self.title:
            self.draft.heading(_HEADINGS[tag], self.taken())
            self.title = None
        elif tag in _LISTS:
            self.lists -= 1
            self.part()
        elif tag == "table":
            self.flush()
            self.tables.pop()
        elif tag in _CELLS and self.in_cells:
            self.cells.append(" ".join(self.taken().split()))
        elif tag == "tr" and self.in_cells:
            self.row()
        elif tag == "pre":
            self.verbatim -= 1
            self.part()
        elif tag in _BLOCKS or tag in _HEADINGS or tag == "li":
            self.part()

    @property
    def in_cells(self) -> bool:
        """Whether the walk stands in a table of cells."""
        return bool(self.tables) and self.tables[-1]

    def say(self, text: str | None) -> None:
        """Add text to the block."""
        if not text:
            return
        if self.dash and not text.isspace():
            self.block.append(self.dash)
            self.dash = ""
        self.block.append(text if self.verbatim else _WHITE_SPACE.sub(" ", text))

    def part(self) -> None:
        """A block ends, or a line where lines make up one block."""
        if self.lists or self.title is not None or self.in_cells:
            self.block.append("\n")
        else:
            self.flush()

    def row(self) -> None:
        """A row of a table ends."""
        if any(self.cells):
            self.draft.block(" | ".join(self.cells))
        self.cells = []

    def flush(self) -> None:
        """The block ends."""
        self.draft.block(self.taken())

    def taken(self) -> str:
        """The block's text; the next block begins."""
        text = "".join(self.block)
        self.block = []
        self.dash = ""
        return text
