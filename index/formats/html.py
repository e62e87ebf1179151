"""Web pages: the article if there are menus around it, or else the complete page."""

import re
from copy import deepcopy

from lxml import etree
from lxml.html import Element, HtmlElement
from trafilatura import bare_extraction
from trafilatura.metadata import extract_metadata
from trafilatura.settings import Document, set_date_params

from fonti.index.formats.decoding import decode_declared
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.html_tree import (
    add_html,
    parse_html,
    remove_elements,
    remove_hidden_elements,
)
from fonti.index.formats.metadata import Metadata, parse_language, read_leading_iso_date
from fonti.index.formats.text_builder import TextBuilder

_CHARSET = re.compile(rb"""<meta\b[^>]{0,512}?\bcharset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)

# The encoding is declared within the first bytes.
_CHARSET_SEARCH_BYTES = 4096

_find_navigation = etree.XPath(
    "descendant::nav | descendant::aside | descendant::form | descendant::*[@role='navigation']"
    " | descendant::*[self::header or self::footer]"
    "[not(ancestor::article or ancestor::main or ancestor::section)]"
)
_find_classes_and_ids = etree.XPath("//@class | //@id")
_NAVIGATION_NAME = re.compile(
    r"\b(?:nav|navbar|navigation|menu|sidebar|footer|comments?|breadcrumbs?|cookies?)\b",
    re.IGNORECASE,
)

# A shorter article, in characters, is a caption or a teaser: then the complete page is read.
_MIN_ARTICLE_LENGTH = 250

# In a longer page (characters plus pieces of text), it takes too long to search for the article.
_MAX_ARTICLE_PAGE_SIZE = 500_000

# The tags of trafilatura and those of HTML that mean the same.
_HTML_TAGS = {
    "list": "ul",
    "item": "li",
    "row": "tr",
    "cell": "td",
    "quote": "blockquote",
    "lb": "br",
}


def read(content: bytes) -> ExtractedText:
    """Return the text of a web page.

    Raises:
        Unreadable: If the file cannot be read.

    """
    page, encoding = _decode_page(content)
    root = parse_html(page)
    try:
        return _read_tree(root, encoding)
    except RecursionError as error:
        raise Unreadable("nesting_too_deep") from error


def _read_tree(root: HtmlElement, encoding: str) -> ExtractedText:
    is_long = sum(1 + len(text) for text in root.itertext()) > _MAX_ARTICLE_PAGE_SIZE

    # Before hidden elements are removed: the head is one of them.
    metadata = _read_metadata(root, head_only=is_long)
    remove_hidden_elements(root)
    body = _extract_article(root) if not is_long and _has_navigation(root) else _whole_page(root)

    builder = TextBuilder()
    add_html(body, builder)
    return builder.build(metadata, encoding=encoding)


def _read_metadata(root: HtmlElement, *, head_only: bool) -> Metadata:
    metadata = extract_metadata(
        _copy_head(root) if head_only else root, date_config=set_date_params(extensive=False)
    )
    return Metadata(
        title=metadata.title,
        author=metadata.author,
        date=read_leading_iso_date(metadata.date),
        language=parse_language(root.get("lang") or root.get("xml:lang")),
    )


def _copy_head(root: HtmlElement) -> HtmlElement:
    page = Element("html")
    page.extend([deepcopy(head) for head in root.findall("head")])
    return page


def _decode_page(content: bytes) -> tuple[str, str]:
    charset = _CHARSET.search(content, 0, _CHARSET_SEARCH_BYTES)
    return decode_declared(content, charset[1].decode("ascii") if charset else None)


def _has_navigation(root: etree._Element) -> bool:
    """Return whether menus or the like are around the text.

    If there are none, the article is the complete page.
    """
    if _find_navigation(root):
        return True
    return any(_NAVIGATION_NAME.search(name) for name in _find_classes_and_ids(root))


def _extract_article(root: etree._Element) -> etree._Element:
    """Return the article with HTML tags; the complete page if no article is found."""
    article = bare_extraction(
        root, favor_recall=True, include_comments=False, include_formatting=True
    )
    if not isinstance(article, Document):
        return _whole_page(root)
    if len("".join(article.body.itertext())) < _MIN_ARTICLE_LENGTH:
        return _whole_page(root)

    for element in article.body.iter(etree.Element):
        element.tag = _html_tag(element)
    return article.body


def _html_tag(element: etree._Element) -> str:
    """Return the HTML tag that corresponds to an element of trafilatura."""
    if element.tag == "head":
        return str(element.get("rend", "h2"))
    if element.tag == "code":
        return "pre" if "\n" in (element.text or "") else "code"
    return _HTML_TAGS.get(str(element.tag), str(element.tag))


def _whole_page(root: etree._Element) -> etree._Element:
    remove_elements(_find_navigation(root))
    return root
