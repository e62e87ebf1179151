"""EPUB books: the chapters in their reading order, found by the package that the container names."""

import re
from html.entities import html5
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from lxml import etree

from fonti.index.formats.about import iso_date, language_code
from fonti.index.formats.archive import Archive, open_archive
from fonti.index.formats.declared import decode_declared
from fonti.index.formats.extract import Draft, Extract, Unreadable
from fonti.index.formats.markup import drop_unseen, parse_html, write
from fonti.index.formats.xmlparts import parse_with_doctype, parse_xml, text_of

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_OBFUSCATED = (
    "http://www.idpf.org/2008/embedding",
    "http://ns.adobe.com/pdf/enc#RC",
)  # fonts, of free books too
_XML_DECLARATION = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]+)""")
_SUBSET = re.compile(r"<!DOCTYPE[^>\[]*\[|<!ENTITY", re.IGNORECASE)
_NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")


def read(content: bytes) -> Extract:
    """What a book says, and its title, author, date and language. Raises Unreadable."""
    archive = open_archive(content, ".epub")
    path = _package_path(archive)
    package = parse_xml(archive.read(path), path)
    named = dict.fromkeys(
        _chapters(package, dirname(path))
    )  # each once, however often the book names it
    chapters = [chapter for chapter in named if chapter in archive.names]
    if not chapters:
        raise Unreadable("damaged (the book names no chapter that it holds)")
    if _encrypted(archive) & set(chapters):
        raise Unreadable("protected (DRM); only the reading program it was bought for opens it")
    draft = Draft()
    for chapter in chapters:
        body = _body(archive.read(chapter), chapter)
        drop_unseen(body)
        write(body, draft)
    return draft.extract(
        title=text_of(package, "title"),
        author=text_of(package, "creator"),
        date=iso_date(text_of(package, "date")),
        language=language_code(text_of(package, "language")),
    )


def _package_path(archive: Archive) -> str:
    container = parse_xml(archive.read(_CONTAINER), _CONTAINER)
    for rootfile in container.iter("{*}rootfile"):
        return _inside("", rootfile.get("full-path", ""))
    raise Unreadable("damaged (its container names no package)")


def _chapters(package: etree._Element, folder: str) -> list[str]:
    """The members that make up the book, in reading order, without the table of contents."""
    items = {item.get("id"): item for item in package.iter("{*}item")}
    spine = [
        items[step.get("idref")]
        for step in package.iter("{*}itemref")
        if step.get("idref") in items
    ]
    return [
        _inside(folder, item.get("href", ""))
        for item in spine
        if "html" in item.get("media-type", "") and "nav" not in item.get("properties", "").split()
    ]


def _inside(folder: str, reference: str) -> str:
    """The member that a reference names; one that leads out of the archive names none."""
    return normpath(join(folder, unquote(reference.partition("#")[0])))


def _encrypted(archive: Archive) -> set[str]:
    """The members that cannot be read without a key."""
    if _ENCRYPTION not in archive.names:
        return set()
    found = set()
    for entry in parse_xml(archive.read(_ENCRYPTION), _ENCRYPTION).iter("{*}EncryptedData"):
        methods = {method.get("Algorithm") for method in entry.iter("{*}EncryptionMethod")}
        if not methods & set(_OBFUSCATED):
            found |= {
                _inside("", reference.get("URI", ""))
                for reference in entry.iter("{*}CipherReference")
            }
    return found


def _body(content: bytes, name: str) -> etree._Element:
    """A chapter's body, read as XML, and as HTML where it is not well formed."""
    declared = _XML_DECLARATION.match(content)
    text = decode_declared(content, declared[1].decode("ascii") if declared else None)[0]
    if _SUBSET.search(text):
        raise Unreadable(f"unsafe ({name} declares entities, as no book does)")
    try:
        root = parse_with_doctype(_NAMED_ENTITY.sub(_numbered, text).encode(), name, "utf-8")
    except Unreadable:
        root = parse_html(text)
    else:
        for element in root.iter(etree.Element):
            element.tag = etree.QName(element).localname
    body = root.find("body")
    return root if body is None else body


def _numbered(entity: re.Match[str]) -> str:
    """One of HTML's named entities by the numbers of its characters, for XML knows but five names."""
    return "".join(f"&#{ord(character)};" for character in html5.get(entity[1], "")) or entity[0]
