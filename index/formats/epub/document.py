"""Read EPUB books: the chapters in the reading order of the package that the container names.

The packages of EPUB 2 and 3 are read, and those of their forerunner, OEB 1.
"""

from posixpath import dirname, join, normpath
from urllib.parse import unquote

from lxml import etree

from fonti.index.formats.decoding.archive import Archive, open_archive
from fonti.index.formats.decoding.safe_xml import parse_xml, parse_xml_with_doctype
from fonti.index.formats.epub.chapter import is_contents_page, parse_chapter
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.html.embedded import expand_page
from fonti.index.formats.html.tree import add_html
from fonti.index.formats.html.visibility import remove_hidden_elements
from fonti.index.formats.metadata import (
    Metadata,
    clean_title,
    parse_language,
    read_leading_iso_date,
)
from fonti.index.formats.text_builder import TextBuilder

_CONTAINER_PART = "META-INF/container.xml"
_ENCRYPTION_PART = "META-INF/encryption.xml"

# The media types of chapters, and the suffixes of those with another type.
_CHAPTER_TYPES = ("html", "x-oeb1-document")
_CHAPTER_SUFFIXES = (".xhtml", ".html", ".htm")

# Fonts are obfuscated in books without DRM, too.
_OBFUSCATION_METHODS = {
    "http://www.idpf.org/2008/embedding",
    "http://ns.adobe.com/pdf/enc#RC",
}


def read(content: bytes) -> ExtractedText:
    """Return the text of an EPUB book.

    Raises:
        Unreadable: If the file cannot be read.

    """
    archive = open_archive(content, ".epub")
    package_name = _find_package(archive)
    package = parse_xml_with_doctype(archive.read(package_name), package_name)

    # Each chapter once, however often the book names it.
    names = dict.fromkeys(_list_chapters(package, dirname(package_name)))
    chapters = [name for name in names if name in archive.names]
    if not chapters:
        raise Unreadable("epub_chapters_missing")
    if _list_encrypted_members(archive) & set(chapters):
        raise Unreadable("epub_drm_protected")

    builder = TextBuilder()
    for name in names:
        if name in archive.names:
            _add_chapter(archive, name, builder, is_only=len(chapters) == 1)
        else:
            builder.add_warning("epub_chapter_missing", name=name)

    metadata = Metadata(
        title=clean_title(_find_metadata(package, "title")),
        author=_find_metadata(package, "creator"),
        date=read_leading_iso_date(_find_metadata(package, "date")),
        language=parse_language(_find_metadata(package, "language")),
    )
    return builder.build(metadata)


def _add_chapter(archive: Archive, name: str, builder: TextBuilder, *, is_only: bool) -> None:
    """Add the text of a chapter, or a warning if it cannot be read.

    Raises:
        Unreadable: If the only chapter of a book cannot be read.

    """
    try:
        root = parse_chapter(archive.read(name), name)
    except Unreadable as error:
        if is_only:
            raise
        builder.add_warning("epub_chapter_unreadable", name=name, reason=error.reason)
        return

    expand_page(root)
    remove_hidden_elements(root, _read_style_sheets(archive, root, dirname(name)))
    if is_only or not is_contents_page(root):
        add_html(root, builder)


def _read_style_sheets(archive: Archive, root: etree._Element, folder: str) -> list[str]:
    """Return the style sheets that a chapter names and that are in the archive."""
    sheets = []
    for link in root.iter("link"):
        name = _resolve(folder, link.get("href", ""))
        if "stylesheet" in link.get("rel", "").lower() and name in archive.names:
            sheets.append(archive.read(name).decode("utf-8", "replace"))
    return sheets


def _find_package(archive: Archive) -> str:
    container = parse_xml(archive.read(_CONTAINER_PART), _CONTAINER_PART)
    for rootfile in container.iter("{*}rootfile"):
        return _resolve("", rootfile.get("full-path", ""))
    raise Unreadable("epub_package_missing")


def _find_metadata(package: etree._Element, name: str) -> str | None:
    """Return the first text of an element of the metadata; OEB 1 writes its name `dc:Title`."""
    for element in package.iter(f"{{*}}{name}", f"{{*}}{name.capitalize()}"):
        text = "".join(element.itertext()).strip()
        if text:
            return text
    return None


def _list_chapters(package: etree._Element, folder: str) -> list[str]:
    """Return the names of the chapters in reading order, without the table of contents."""
    items = {item.get("id"): item for item in package.iter("{*}item")}

    chapters = []
    for reference in package.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or "nav" in item.get("properties", "").split():
            continue
        name = _resolve(folder, item.get("href", ""))
        media_type = item.get("media-type", "")
        if any(part in media_type for part in _CHAPTER_TYPES) or name.endswith(_CHAPTER_SUFFIXES):
            chapters.append(name)
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
