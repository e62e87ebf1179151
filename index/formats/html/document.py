"""Read web pages: all that a browser shows, without menus, and the site's head and foot."""

import re
from copy import deepcopy

from lxml.html import Element, HtmlElement
from trafilatura.metadata import extract_metadata
from trafilatura.settings import set_date_params

from fonti.index.formats.decoding.text import decode_declared
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.html.embedded import expand_page
from fonti.index.formats.html.navigation import remove_navigation
from fonti.index.formats.html.tree import add_html, parse_html
from fonti.index.formats.html.visibility import remove_hidden_elements
from fonti.index.formats.metadata import (
    Metadata,
    clean_title,
    parse_language,
    read_leading_iso_date,
)
from fonti.index.formats.text_builder import TextBuilder

_CHARSET = re.compile(rb"""<meta\b[^>]{0,512}?\bcharset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)

# The encoding is declared within the first bytes, though scripts may stand before it.
_CHARSET_SEARCH_BYTES = 1 << 16

# In a longer page (characters plus pieces of text), it takes too long to search for metadata in
# the body.
_MAX_METADATA_PAGE_SIZE = 500_000


def read(content: bytes) -> ExtractedText:
    """Return the text of a web page.

    Raises:
        Unreadable: If the file cannot be read.

    """
    charset = _CHARSET.search(content, 0, _CHARSET_SEARCH_BYTES)
    return read_page(content, charset[1].decode("ascii") if charset else None)


def read_page(content: bytes, declared_encoding: str | None) -> ExtractedText:
    """Return the text of a web page whose encoding is declared, in the page or with it.

    Raises:
        Unreadable: If the page cannot be read.

    """
    builder = TextBuilder()
    page = decode_declared(content, declared_encoding)
    builder.add_warnings(page.warnings)
    try:
        metadata = _add_page(parse_html(page.text), builder)
        return builder.build(metadata, encoding=page.encoding)
    except RecursionError as error:
        raise Unreadable("nesting_too_deep") from error


def _add_page(root: HtmlElement, builder: TextBuilder) -> Metadata:
    """Add the visible text of a web page, without the navigation around it.

    Returns:
        The metadata that the page states.

    """
    is_long = sum(1 + len(text) for text in root.itertext()) > _MAX_METADATA_PAGE_SIZE

    # Before hidden elements are removed: the head is one of them.
    metadata = _read_metadata(root, head_only=is_long)

    expand_page(root)
    remove_hidden_elements(root)
    remove_navigation(root)
    add_html(root, builder)
    return metadata


def _read_metadata(root: HtmlElement, *, head_only: bool) -> Metadata:
    metadata = extract_metadata(
        _copy_head(root) if head_only else root, date_config=set_date_params(extensive=False)
    )
    return Metadata(
        title=clean_title(metadata.title),
        author=metadata.author,
        date=read_leading_iso_date(metadata.date),
        language=parse_language(root.get("lang") or root.get("xml:lang")),
    )


def _copy_head(root: HtmlElement) -> HtmlElement:
    page = Element("html")
    page.extend([deepcopy(head) for head in root.findall("head")])
    return page
