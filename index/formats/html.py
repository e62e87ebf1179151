"""Web pages: the article without its menus where there is one, else all that the page shows."""

import re
from copy import deepcopy

from lxml import etree
from lxml.html import Element, HtmlElement
from trafilatura import bare_extraction
from trafilatura.metadata import extract_metadata
from trafilatura.settings import Document, set_date_params

from fonti.index.formats.about import iso_date, language_code
from fonti.index.formats.declared import decode_declared
from fonti.index.formats.extract import Draft, Extract, Unreadable
from fonti.index.formats.markup import drop, drop_unseen, parse_html, write

_CHARSET = re.compile(rb"""<meta\b[^>]{0,512}?\bcharset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_DECLARED_WITHIN = 4096  # bytes
_AROUND = etree.XPath(
    "descendant::nav | descendant::aside | descendant::form | descendant::*[@role='navigation']"
    " | descendant::*[self::header or self::footer][not(ancestor::article or ancestor::main or ancestor::section)]"
)
_NAMED = etree.XPath("//@class | //@id")
_OF_A_SITE = re.compile(
    r"\b(?:nav|navbar|navigation|menu|sidebar|footer|comments?|breadcrumbs?|cookies?)\b",
    re.IGNORECASE,
)
_ARTICLE = 250  # characters; what is shorter is a caption or a teaser
_TOO_LONG = 500_000  # characters, and pieces, of text: to seek an article there takes too long
_TAGS = {"list": "ul", "item": "li", "row": "tr", "cell": "td", "quote": "blockquote", "lb": "br"}


def read(content: bytes) -> Extract:
    """What a web page says, and its title, author, date and language. Raises Unreadable."""
    page, encoding = _decoded(content)
    root = parse_html(page)
    try:
        return _read(root, encoding)
    except RecursionError as error:
        raise Unreadable("nested too deep") from error


def _read(root: HtmlElement, encoding: str) -> Extract:
    long = sum(1 + len(text) for text in root.itertext()) > _TOO_LONG
    about = extract_metadata(
        _head_alone(root) if long else root, date_config=set_date_params(extensive=False)
    )
    language = language_code(root.get("lang") or root.get("xml:lang"))
    drop_unseen(root)
    draft = Draft()
    write(_article(root) if not long and _of_a_site(root) else _whole(root), draft)
    return draft.extract(
        title=about.title,
        author=about.author,
        date=iso_date(about.date),
        language=language,
        encoding=encoding,
    )


def _head_alone(root: HtmlElement) -> HtmlElement:
    alone = Element("html")
    alone.extend([deepcopy(head) for head in root.findall("head")])
    return alone


def _decoded(content: bytes) -> tuple[str, str]:
    declared = _CHARSET.search(content, 0, _DECLARED_WITHIN)
    return decode_declared(content, declared[1].decode("ascii") if declared else None)


def _of_a_site(root: etree._Element) -> bool:
    """Whether anything tells that menus stand around the text; a page without them is all article."""
    return bool(_AROUND(root)) or any(map(_OF_A_SITE.search, _NAMED(root)))


def _article(root: etree._Element) -> etree._Element:
    """The article, its tags those of HTML; the whole page where none is found."""
    found = bare_extraction(
        root, favor_recall=True, include_comments=False, include_formatting=True
    )
    if not isinstance(found, Document) or len("".join(found.body.itertext())) < _ARTICLE:
        return _whole(root)
    for element in found.body.iter(etree.Element):
        element.tag = _as_html(element)
    return found.body


def _as_html(element: etree._Element) -> str:
    """The tag of HTML for one of the article's."""
    if element.tag == "head":
        return str(element.get("rend", "h2"))
    if element.tag == "code":
        return "pre" if "\n" in (element.text or "") else "code"
    return _TAGS.get(str(element.tag), str(element.tag))


def _whole(root: etree._Element) -> etree._Element:
    drop(_AROUND(root))
    return root
