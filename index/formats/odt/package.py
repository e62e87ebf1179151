"""Open the parts of an OpenDocument text: the members of an archive, or one XML file (`.fodt`)."""

from dataclasses import dataclass

from lxml import etree

from fonti.index.formats.decoding.archive import Archive, open_archive
from fonti.index.formats.decoding.safe_xml import parse_xml, parse_xml_with_doctype
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.odt.elements import descendants, find, name_of

_CONTENT_PART = "content.xml"
_METADATA_PART = "meta.xml"
_STYLES_PART = "styles.xml"
_MANIFEST_PART = "META-INF/manifest.xml"

_FLAT_MARK = b"urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_FLAT_MARK_BYTES = 4096
_ZIP_SIGNATURE = b"PK"


@dataclass(frozen=True, slots=True)
class Package:
    """An OpenDocument text.

    Attributes:
        content: The root of its content.
        styles: The root of its styles; without children if it has none.
        properties: The element with its metadata.
        archive: The archive that it is; None for one XML file.

    """

    content: etree._Element
    styles: etree._Element
    properties: etree._Element
    archive: Archive | None

    @property
    def body(self) -> etree._Element:
        """Return the element with the text.

        Raises:
            Unreadable: If there is none.

        """
        body = find(self.content, "office:body")
        text = None if body is None else find(body, "office:text")
        if text is None:
            raise Unreadable("odt_text_missing")
        return text

    def read_object(self, address: str) -> etree._Element | None:
        """Return the root of an embedded object, or None if it is not XML that can be parsed."""
        name = f"{address.removeprefix('./').rstrip('/')}/{_CONTENT_PART}"
        if self.archive is None or name not in self.archive.names:
            return None
        try:
            # Older programs give formulas a DOCTYPE.
            return parse_xml_with_doctype(self.archive.read(name), name)
        except Unreadable:
            return None


def open_package(content: bytes) -> Package:
    """Return the parts of an OpenDocument text.

    Raises:
        Unreadable: If the file cannot be read.

    """
    head = content[:_FLAT_MARK_BYTES].replace(b"\0", b"")
    if not head.startswith(_ZIP_SIGNATURE) and _FLAT_MARK in head:
        root = parse_xml(content, "office:document")
        return Package(root, root, _find_properties(root), None)

    archive = open_archive(content, ".odt")
    if _MANIFEST_PART in archive.names and b"encryption-data" in archive.read(_MANIFEST_PART):
        raise Unreadable("archive_password_protected")
    return Package(
        content=parse_xml(archive.read(_CONTENT_PART), _CONTENT_PART),
        styles=_parse_optional(archive, _STYLES_PART),
        properties=_find_properties(_parse_optional(archive, _METADATA_PART)),
        archive=archive,
    )


def _parse_optional(archive: Archive, name: str) -> etree._Element:
    if name not in archive.names:
        return etree.Element("none")
    return parse_xml(archive.read(name), name)


def _find_properties(root: etree._Element) -> etree._Element:
    if name_of(root) == "none":
        return root
    return next(iter(descendants(root, "office:meta")), etree.Element("none"))
