"""EPUB books: the chapters in the reading order of the package that the container names."""

import re
from html.entities import html5
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from lxml import etree

from fonti.index.formats.archive import Archive, open_archive
from fonti.index.formats.decoding import decode_declared
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.html_tree import add_html, parse_html, remove_hidden_elements
from fonti.index.formats.metadata import Metadata, parse_language, read_leading_iso_date
from fonti.index.formats.safe_xml import find_text, parse_xml, parse_xml_with_doctype
from fonti.index.formats.text_builder import TextBuilder

_CONTAINER_PART = "META-INF/container.xml"
_ENCRYPTION_PART = "META-INF/encryption.xml"

# Fonts are obfuscated in books without DRM, too.
_OBFUSCATION_METHODS = {
    "http://www.idpf.org/2008/embedding",
    "http://ns.adobe.com/pdf/enc#RC",
}

_XML_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]+)""")
_ENTITY_DECLARATION = re.compile(r"<!DOCTYPE[^>\[]*\[|<!ENTITY", re.IGNORECASE)
_NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")


def read(content: bytes) -> ExtractedText:
    """Return the text of an EPUB book.

    Raises:
        Unreadable: If the file cannot be read.

    """
    archive = open_archive(content, ".epub")
    package_name = _find_package(archive)
    package = parse_xml(archive.read(package_name), package_name)

    # Each chapter once, however often the book names it.
    names = dict.fromkeys(_list_chapters(package, dirname(package_name)))
    chapters = [name for name in names if name in archive.names]
    if not chapters:
        raise Unreadable("epub_chapters_missing")
    if _list_encrypted_members(archive) & set(chapters):
        raise Unreadable("epub_drm_protected")

    builder = TextBuilder()
    for name in chapters:
        body = _parse_chapter(archive.read(name), name)
        remove_hidden_elements(body)
        add_html(body, builder)

    metadata = Metadata(
        title=find_text(package, "title"),
        author=find_text(package, "creator"),
        date=read_leading_iso_date(find_text(package, "date")),
        language=parse_language(find_text(package, "language")),
    )
    return builder.build(metadata)


def _find_package(archive: Archive) -> str:
    container = parse_xml(archive.read(_CONTAINER_PART), _CONTAINER_PART)
    for rootfile in container.iter("{*}rootfile"):
        return _resolve("", rootfile.get("full-path", ""))
    raise Unreadable("epub_package_missing")


def _list_chapters(package: etree._Element, folder: str) -> list[str]:
    """Return the names of the chapters in reading order, without the table of contents."""
    items = {item.get("id"): item for item in package.iter("{*}item")}

    chapters = []
    for reference in package.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or "html" not in item.get("media-type", ""):
            continue
        if "nav" in item.get("properties", "").split():
            continue
        chapters.append(_resolve(folder, item.get("href", "")))
    return chapters


def _resolve(folder: str, reference: str) -> str:
    """Return the name of the member that a reference leads to.

    A reference that leads out of the archive gives a name that no member has.
    """
    return normpath(join(folder, unquote(reference.partition("#")[0])))


def _list_encrypted_members(archive: Archive) -> set[str]:
    """Return the names of the members that cannot be read without a key."""
    if _ENCRYPTION_PART not in archive.names:
        return set()

    names = set()
    encryption = parse_xml(archive.read(_ENCRYPTION_PART), _ENCRYPTION_PART)
    for entry in encryption.iter("{*}EncryptedData"):
        methods = {method.get("Algorithm") for method in entry.iter("{*}EncryptionMethod")}
        if methods & _OBFUSCATION_METHODS:
            continue
        for reference in entry.iter("{*}CipherReference"):
            names.add(_resolve("", reference.get("URI", "")))
    return names


def _parse_chapter(content: bytes, name: str) -> etree._Element:
    """Return the body of a chapter, parsed as XML, or as HTML if it is not well formed."""
    declaration = _XML_ENCODING.match(content)
    declared_encoding = declaration[1].decode("ascii") if declaration else None
    text, _ = decode_declared(content, declared_encoding)
    if _ENTITY_DECLARATION.search(text):
        raise Unreadable("xml_entities_declared", name=name)

    try:
        xml = _NAMED_ENTITY.sub(_replace_named_entity, text).encode()
        root = parse_xml_with_doctype(xml, name, "utf-8")
    except Unreadable:
        root = parse_html(text)
    else:
        for element in root.iter(etree.Element):
            element.tag = etree.QName(element).localname

    body = root.find("body")
    return root if body is None else body


def _replace_named_entity(entity: re.Match[str]) -> str:
    """Return an entity of HTML as character references; XML has only five named entities."""
    characters = html5.get(entity[1], "")
    return "".join(f"&#{ord(character)};" for character in characters) or entity[0]
