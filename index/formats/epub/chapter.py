"""Parse the chapters of EPUB books: XHTML with named entities, or HTML."""

import re
from html import unescape
from html.entities import html5

from lxml import etree

from fonti.index.formats.decoding.safe_xml import parse_xml_with_doctype
from fonti.index.formats.decoding.text import decode_declared
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.html.tree import parse_html

_XML_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]+)""")
_NAMED_ENTITY = re.compile(r"&([A-Za-z_][\w.-]{0,63});")

# The document type, and the declarations in it.
_DOCTYPE = re.compile(
    r"<!DOCTYPE\s+[\w:.-]+(?:\s+(?:PUBLIC|SYSTEM)(?:\s*(?:\"[^\"]*\"|'[^']*')){1,2})?"
    r"\s*\[(?P<subset>(?:[^\"'\]]|\"[^\"]*\"|'[^']*')*)\]\s*>",
    re.IGNORECASE,
)
_DECLARES_ENTITY = re.compile(r"<!DOCTYPE[^>\[]*\[|<!ENTITY", re.IGNORECASE)
_ENTITY = re.compile(r"""<!ENTITY\s+([\w:.-]{1,64})\s+(?:"([^"]*)"|'([^']*)')\s*>""")
_IGNORED_DECLARATION = re.compile(r"<!--.*?-->|<!(?:ELEMENT|ATTLIST|NOTATION)\b[^>]*>", re.DOTALL)

# An entity of a book stands for a few characters.
_MAX_ENTITY_LENGTH = 64
_MAX_ENTITIES = 2_000

# The elements of a page of contents: most of the text is in links, and few words are not.
_MIN_LINKS = 2
_MAX_TEXT_OUTSIDE = 0.2
_find_contents_links = etree.XPath("descendant::a[@href]")
_find_titles = etree.XPath("descendant::*[self::h1 or self::h2 or self::h3 or self::h4]")
_has_note = etree.XPath("boolean(descendant::aside)")


def parse_chapter(content: bytes, name: str) -> etree._Element:
    """Return the root of a chapter, parsed as XML, or as HTML if it is not well formed.

    Raises:
        Unreadable: If it cannot be parsed, or declares entities that are not a few characters.

    """
    declaration = _XML_ENCODING.match(content)
    declared_encoding = declaration[1].decode("ascii") if declaration else None
    text = _expand_entities(decode_declared(content, declared_encoding).text, name)

    try:
        root = parse_xml_with_doctype(text.encode(), name, "utf-8")
    except Unreadable:
        return parse_html(text)

    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    return root


def is_contents_page(root: etree._Element) -> bool:
    """Return whether a chapter is a list of links to the others, as a table of contents is."""
    links = _find_contents_links(root)
    if len(links) < _MIN_LINKS or _has_note(root):
        return False

    length = _count_letters(root)
    in_links = sum(map(_count_letters, links))
    in_titles = sum(
        _count_letters(title) for title in _find_titles(root) if not title.findall(".//a")
    )
    outside = length - in_links - in_titles
    return in_links > 0 and outside <= _MAX_TEXT_OUTSIDE * in_links


def _count_letters(element: etree._Element) -> int:
    return sum(map(str.isalpha, "".join(element.itertext())))


def _expand_entities(text: str, name: str) -> str:
    """Return a chapter in which named entities are character references, and none is declared.

    Raises:
        Unreadable: If an entity is declared that is not a few characters.

    """
    entities: dict[str, str] = {}
    doctype = _DOCTYPE.search(text)
    if doctype:
        entities = _read_entities(doctype["subset"], name)
        text = text[: doctype.start()] + text[doctype.end() :]
    if _DECLARES_ENTITY.search(text):
        raise Unreadable("xml_entities_declared", name=name)

    def replace(entity: re.Match[str]) -> str:
        # XML has only five named entities.
        characters = entities.get(entity[1]) or html5.get(f"{entity[1]};", "")
        return "".join(f"&#{ord(character)};" for character in characters) or entity[0]

    return _NAMED_ENTITY.sub(replace, text)


def _read_entities(subset: str, name: str) -> dict[str, str]:
    """Return the entities that a document type declares, each with its characters."""
    rest = _ENTITY.sub("", _IGNORED_DECLARATION.sub("", subset))
    declared = _ENTITY.findall(_IGNORED_DECLARATION.sub("", subset))
    entities = {entity: unescape(double or single) for entity, double, single in declared}

    is_plain = all(
        len(value) <= _MAX_ENTITY_LENGTH and not re.search(r"[<&\0]", value)
        for entity, value in entities.items()
        if entity not in ("lt", "amp")
    )
    if rest.strip() or len(declared) > _MAX_ENTITIES or not is_plain:
        raise Unreadable("xml_entities_declared", name=name)
    return entities
