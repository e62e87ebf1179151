"""Read the headers and footers of the pages of an OpenDocument text."""

from collections.abc import Iterator

from lxml import etree

from fonti.index.formats.odt.elements import attribute, descendants, name_of
from fonti.index.formats.odt.numbering import Numbering
from fonti.index.formats.odt.package import Package
from fonti.index.formats.odt.story import Document, StoryReader
from fonti.index.formats.odt.styles import Styles
from fonti.index.formats.word_processing.blocks import Block
from fonti.index.formats.word_processing.page_numbers import remove_page_numbers

_DEFAULT_MASTER_PAGE = "Standard"
_KINDS = ("-first", "", "-left")


class RunningHeads:
    """Reads the headers and footers of the page styles that a document uses, each text once.

    Args:
        document: The document.
        package: Its parts.
        page_styles: The styles of headers and footers.
        body_styles: The styles of the body, which say what page styles are used.

    """

    def __init__(
        self, document: Document, package: Package, page_styles: Styles, body_styles: Styles
    ) -> None:
        self._reader = StoryReader(
            document, page_styles, Numbering(page_styles), has_running_pages=True
        )
        self._texts: set[str] = set()
        pages = descendants(package.styles, "style:master-page")
        names = _find_used_names(package.body, pages, body_styles)
        self._pages = [page for page in pages if attribute(page, "style:name") in names]

    def read(self, kind: str) -> Iterator[Block]:
        """Yield the blocks of the headers or footers; `kind` is `header` or `footer`."""
        for page in self._pages:
            regions = {name_of(region).partition(":")[2]: region for region in page}
            for ending in _KINDS:
                region = regions.get(f"{kind}{ending}")
                if region is None or attribute(region, "style:display") == "false":
                    continue
                yield from self._read_region(region)

    def _read_region(self, region: etree._Element) -> Iterator[Block]:
        for block in self._reader.read(region):
            text = remove_page_numbers(block.text)
            if text and text not in self._texts:
                self._texts.add(text)
                yield Block(text)


def _find_used_names(
    body: etree._Element, pages: list[etree._Element], styles: Styles
) -> set[str | None]:
    """Return the names of the page styles that a document begins with or changes to."""
    style_names = dict.fromkeys(
        attribute(paragraph, "text:style-name")
        for paragraph in descendants(body, "text:p", "text:h")
    )
    names = {
        styles.find_paragraph_attribute(name, "style:master-page-name") for name in style_names
    }
    names.discard("")
    names.discard(None)

    # The first page has the default style, unless the first paragraph begins another.
    first = next(iter(style_names), None)
    if not styles.find_paragraph_attribute(first, "style:master-page-name"):
        default = [page for page in pages if attribute(page, "style:name") == _DEFAULT_MASTER_PAGE]
        names.update(attribute(page, "style:name") for page in default or pages[:1])

    next_names = {
        attribute(page, "style:name"): attribute(page, "style:next-style-name") for page in pages
    }
    pending = list(names)
    while pending:
        name = next_names.get(pending.pop())
        if name and name not in names:
            names.add(name)
            pending.append(name)
    return names
