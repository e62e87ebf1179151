"""Open OpenDocument files of any kind: a package or one XML file, metadata, styles, paragraphs."""

from dataclasses import dataclass

from lxml import etree

from fonti.index.formats.decoding.archive import Archive, open_archive
from fonti.index.formats.decoding.safe_xml import find_text, parse_xml, remove_elements
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.metadata import (
    Metadata,
    clean_title,
    parse_language,
    read_leading_iso_date,
)
from fonti.index.formats.notation.superscripts import to_subscript, to_superscript

_CONTENT_PART = "content.xml"
_STYLES_PART = "styles.xml"
_METADATA_PART = "meta.xml"
_MANIFEST_PART = "META-INF/manifest.xml"

# A document may also be one XML file.
_ARCHIVE_SIGNATURE = b"PK"
_FLAT_ROOT = b"<office:document"
_FLAT_ROOT_BYTES = 1024

NAMESPACES = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"
    for name in ("office", "style", "table", "text", "presentation")
}
NAMESPACES["draw"] = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
NAMESPACES["fo"] = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
NAMESPACES["svg"] = "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
TEXT = f"{{{NAMESPACES['text']}}}"
TABLE = f"{{{NAMESPACES['table']}}}"
_STYLE = f"{{{NAMESPACES['style']}}}"
_FO = f"{{{NAMESPACES['fo']}}}"

_find_styles = etree.XPath("//style:style", namespaces=NAMESPACES)
_find_invisible = etree.XPath(
    ".//office:annotation | .//office:forms | .//text:tracked-changes | .//text:hidden-text"
    " | .//text:script | .//office:binary-data | .//svg:title | .//svg:desc",
    namespaces=NAMESPACES,
)


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says of the text that has it.

    Attributes:
        parent: The name of the style that it is based on.
        is_struck: Whether the text is struck out; None if the style does not say.
        is_hidden: Whether the text is hidden.
        is_bold: Whether the text is bold.
        position: `super`, `sub`, or nothing.
        properties: The attributes of the other elements of the style, by name.

    """

    parent: str
    is_struck: bool | None
    is_hidden: bool | None
    is_bold: bool | None
    position: str
    properties: dict[str, str]


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """The content of an OpenDocument file, its styles by name, and its metadata."""

    content: etree._Element
    styles: dict[str, Style]
    metadata: Metadata

    def find_style(self, element: etree._Element, attribute: str) -> Style | None:
        """Return the style that an attribute of an element names."""
        return self.styles.get(element.get(attribute, ""))

    def read_paragraph(self, element: etree._Element) -> str:
        """Return the text of an element as a reader sees it, in which paragraphs are lines."""
        return "".join(self._read_inline(element)).strip("\n")

    def read_paragraphs(self, parent: etree._Element) -> str:
        """Return the paragraphs that stand in an element, one a line."""
        paragraphs = parent.iter(f"{TEXT}p", f"{TEXT}h")
        return "\n".join(self.read_paragraph(paragraph) for paragraph in paragraphs)

    def _read_inline(self, element: etree._Element) -> list[str]:
        parts = [element.text or ""]
        for child in element:
            if child.tag in (f"{TEXT}s", f"{TEXT}tab"):
                parts.append(" ")
            elif child.tag == f"{TEXT}line-break":
                parts.append("\n")
            else:
                parts.append(self._read_span(child))
            parts.append(child.tail or "")
        return parts

    def _read_span(self, element: etree._Element) -> str:
        style = self.find_style(element, f"{TEXT}style-name")
        if style and (style.is_struck or style.is_hidden):
            return ""
        text = "".join(self._read_inline(element))
        if style and style.position == "super":
            return to_superscript(text)
        if style and style.position == "sub":
            return to_subscript(text)
        return text


def open_document(content: bytes, suffix: str) -> OpenDocument:
    """Return the content of an OpenDocument file, without what a reader does not see.

    Args:
        content: The bytes of the file.
        suffix: The suffix of the format that it must have.

    Raises:
        Unreadable: If the file cannot be read.

    """
    if not content.startswith(_ARCHIVE_SIGNATURE) and _FLAT_ROOT in content[:_FLAT_ROOT_BYTES]:
        root = parse_xml(content, "office:document")
        metadata = read_metadata(root)
        remove_elements(_find_invisible(root))
        return OpenDocument(root, _read_styles(root), metadata)

    archive = open_archive(content, suffix)
    _check_not_encrypted(archive)
    root = parse_xml(archive.read(_CONTENT_PART), _CONTENT_PART)
    remove_elements(_find_invisible(root))

    styles = _read_styles(root)
    properties = etree.Element("none")
    if _STYLES_PART in archive.names:
        styles = _read_styles(parse_xml(archive.read(_STYLES_PART), _STYLES_PART)) | styles
    if _METADATA_PART in archive.names:
        properties = parse_xml(archive.read(_METADATA_PART), _METADATA_PART)
    return OpenDocument(root, styles, read_metadata(properties))


def read_metadata(root: etree._Element) -> Metadata:
    """Return the metadata that stand in the properties of a document."""
    properties = next(root.iter(f"{{{NAMESPACES['office']}}}meta"), etree.Element("none"))
    return Metadata(
        title=clean_title(find_text(properties, "title")),
        author=find_text(properties, "creator") or find_text(properties, "initial-creator"),
        date=read_leading_iso_date(
            find_text(properties, "date") or find_text(properties, "creation-date")
        ),
        language=parse_language(find_text(properties, "language")),
    )


def _check_not_encrypted(archive: Archive) -> None:
    if _MANIFEST_PART in archive.names and b"encryption-data" in archive.read(_MANIFEST_PART):
        raise Unreadable("archive_password_protected")


def _read_styles(root: etree._Element) -> dict[str, Style]:
    return {
        element.get(f"{_STYLE}name", ""): _read_style(element) for element in _find_styles(root)
    }


def _read_style(element: etree._Element) -> Style:
    properties: dict[str, str] = {}
    for child in element:
        properties |= {etree.QName(name).localname: value for name, value in child.items()}

    struck = properties.get("text-line-through-style", properties.get("text-line-through-type"))
    weight = properties.get("font-weight")
    hidden = properties.get("display")
    position = properties.get("text-position", "")
    return Style(
        parent=element.get(f"{_STYLE}parent-style-name", ""),
        is_struck=None if struck is None else struck != "none",
        is_hidden=None if hidden is None else hidden == "none",
        is_bold=None if weight is None else weight in ("bold", "600", "700", "800", "900"),
        position=_parse_position(position),
        properties=properties,
    )


def _parse_position(value: str) -> str:
    """Return `super` or `sub` for a text position such as `super 58%` or `-33% 58%`."""
    shift = value.split(" ")[0]
    if shift in ("super", "sub"):
        return shift
    if shift.endswith("%") and shift.strip("-%+.0") not in ("", "."):
        return "sub" if shift.startswith("-") else "super"
    return ""
