"""Make packages of Office (Open Packaging Conventions) safe for a library, and read drawings."""

import posixpath
import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

from lxml import etree

from fonti.index.formats.decoding.archive import Archive
from fonti.index.formats.decoding.safe_xml import find_text, parse_xml, recover_xml
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.metadata import (
    Metadata,
    clean_title,
    parse_language,
    read_leading_iso_date,
)

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_RELATIONSHIPS_PART = "_rels/.rels"
_USUAL_PROPERTIES_PART = "docProps/core.xml"
_CONTENT_TYPES_PART = "[Content_Types].xml"
_FOLDERS_OF_CONTENT = ("xl/", "ppt/", "word/", "_rels/")
_NO_PROPERTIES = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties"/>'
)
_RELATIONSHIP_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_XML_SUFFIXES = (".xml", ".rels", ".vml")

_DECLARED_ENCODING = re.compile(rb"""^[^>]{0,200}?\bencoding\s*=\s*["']([^"']*)""")
_SAFE_ENCODINGS = frozenset({b"utf-8", b"utf-16", b"us-ascii", b"ascii"})
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)

# What differs between a strict document, a show or a template, and the document that libraries
# know.
_REPLACEMENTS = {
    rb"http://purl\.oclc\.org/ooxml/spreadsheetml/main": (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    ),
    rb"http://purl\.oclc\.org/ooxml/(presentationml|drawingml)/(\w+)": (
        rb"http://schemas.openxmlformats.org/\1/2006/\2"
    ),
    rb"http://purl\.oclc\.org/ooxml/officeDocument/(\w+)": (
        rb"http://schemas.openxmlformats.org/officeDocument/2006/\1"
    ),
    rb"presentationml\.(?:slideshow|template)\.main\+xml": b"presentationml.presentation.main+xml",
    rb"application/vnd\.ms-powerpoint\.(?:slideshow|template)\.macroEnabled\.main\+xml": (
        b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"
    ),
}

# Whom libraries name as the author of what they make: themselves, or who made their template.
_LIBRARIES = frozenset({"python-docx", "Steve Canny"})

# Libraries that state the time at which they wrote a file. PhpSpreadsheet calls itself an unknown
# creator, and docx, of JavaScript, is "Un-named".
_LIBRARIES_WITH_TIME = frozenset({"openpyxl", "Apache POI", "Unknown Creator", "Un-named"})

# When the templates of python-docx and python-pptx were made and changed.
_TEMPLATE_TIMES = frozenset(
    {"2013-12-23T23:15:00Z", "2013-01-27T09:14:16Z", "2013-01-27T09:15:58Z"}
)

# What is older has no date. A program that knows no time writes the one at which its clock begins:
# in a ZIP archive 1980, on Unix 1970, in .NET the year 1.
_FIRST_DATE = "1981"

_find_shapes = etree.XPath("//*[local-name()='txBody'][not(ancestor::*/*/*[@hidden='1'])]")


def read_properties(archive: Archive) -> Metadata:
    """Return the metadata of a package; none if its properties are missing or damaged."""
    name = _find_properties_part(archive)
    properties = recover_xml(archive.read(name)) if name in archive.names else None
    return make_metadata(etree.Element("none") if properties is None else properties)


def _find_properties_part(archive: Archive) -> str:
    """Return the name of the part with the properties, which programs of .NET choose at random."""
    if _RELATIONSHIPS_PART in archive.names:
        for element in parse_xml(archive.read(_RELATIONSHIPS_PART), _RELATIONSHIPS_PART):
            if element.get("Type", "").endswith("/core-properties"):
                return _resolve_target("", element)
    return _USUAL_PROPERTIES_PART


def _resolve_target(folder: str, relationship: etree._Element) -> str:
    """Return the name of the part that a relationship of a part in a folder leads to."""
    target: str = relationship.get("Target", "")
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _has_properties_alone(archive: Archive, part: str) -> bool:
    """Return whether a part is used for the properties alone, as far as anybody can see.

    A damaged file may call any other part its properties.
    """
    if part.startswith(_FOLDERS_OF_CONTENT) or part == _CONTENT_TYPES_PART:
        return False
    for name in archive.names:
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        root = recover_xml(archive.read(name))
        for element in () if root is None else root:
            is_other = not element.get("Type", "").endswith("/core-properties")
            if is_other and _resolve_target(folder, element) == part:
                return False
    return True


def make_metadata(properties: etree._Element) -> Metadata:
    """Return the metadata that properties state, but for what libraries fill in."""
    author = find_text(properties, "creator")
    return Metadata(
        title=clean_title(find_text(properties, "title")),
        author=None if author in _LIBRARIES | _LIBRARIES_WITH_TIME else author,
        date=_read_date(properties),
        language=parse_language(find_text(properties, "language")),
    )


def _read_date(properties: etree._Element) -> str | None:
    """Return the date of the last change, or of the creation, unless a library filled it in."""
    people = {find_text(properties, "creator"), find_text(properties, "lastModifiedBy")} - {None}
    if people and people <= _LIBRARIES_WITH_TIME:
        return None

    times = (find_text(properties, name) for name in ("modified", "created"))
    dates = (read_leading_iso_date(time) for time in times if time not in _TEMPLATE_TIMES)
    return next((date for date in dates if date and date >= _FIRST_DATE), None)


def repack(archive: Archive) -> bytes:
    """Return the XML parts of an archive as a new archive, which no library expands or follows.

    Raises:
        Unreadable: If a part is damaged, has a DOCTYPE, or is in an unusual encoding, in which a
            DOCTYPE may hide.

    """
    properties_part = _find_properties_part(archive)
    are_properties_replaced = _has_properties_alone(archive, properties_part)
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as package:
        for name in sorted(archive.names):
            if name == properties_part and are_properties_replaced:
                # They are read without a library, which a damaged part would stop.
                package.writestr(name, _NO_PROPERTIES)
                continue
            if not name.endswith(_XML_SUFFIXES):
                # The names of pictures and the like are referred to, their content is no text.
                package.writestr(name, b"")
                continue
            part = archive.read(name)
            _check_part(part, name)
            for pattern, replacement in _REPLACEMENTS.items():
                part = re.sub(pattern, replacement, part)
            package.writestr(name, part)
    return stream.getvalue()


def _check_part(part: bytes, name: str) -> None:
    plain = part.replace(b"\0", b"")
    declared = _DECLARED_ENCODING.match(plain)
    if declared and declared[1].lower() not in _SAFE_ENCODINGS:
        raise Unreadable("xml_damaged", name=name, detail=declared[1].decode("ascii", "replace"))
    if _DOCTYPE.search(plain):
        raise Unreadable("xml_doctype_present", name=name)


def list_related_parts(archive: Archive, part: str) -> dict[str, str]:
    """Return the parts that a part of an archive refers to, by the identifier of the reference."""
    folder, name = posixpath.split(part)
    relationships = f"{folder}/_rels/{name}.rels"
    if relationships not in archive.names:
        return {}

    targets = {}
    for element in parse_xml(archive.read(relationships), relationships):
        target = element.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        if element.get("TargetMode") != "External":
            targets[element.get("Id", "")] = posixpath.normpath(path)
    return {key: path for key, path in targets.items() if path in archive.names}


def list_sheet_parts(archive: Archive) -> dict[str, str]:
    """Return the part of each sheet of a workbook, by the name of the sheet."""
    workbook = "xl/workbook.xml"
    if workbook not in archive.names:
        return {}
    parts = list_related_parts(archive, workbook)
    root = parse_xml(archive.read(workbook), workbook)
    return {
        sheet.get("name", ""): parts[sheet.get(_RELATIONSHIP_ID)]
        for sheet in root.iter("{*}sheet")
        if sheet.get(_RELATIONSHIP_ID) in parts
    }


def read_drawing_texts(archive: Archive, sheet_part: str) -> Iterator[str]:
    """Yield the texts of the boxes and shapes that are drawn on a sheet, and titles of charts."""
    for part in list_related_parts(archive, sheet_part).values():
        if not part.startswith("xl/drawings/drawing"):
            continue
        for shape in _find_shapes(parse_xml(archive.read(part), part)):
            yield _read_drawing_paragraphs(shape)
        for related in list_related_parts(archive, part).values():
            if related.startswith("xl/charts/chart"):
                chart = parse_xml(archive.read(related), related)
                yield from map(_read_drawing_paragraphs, chart.iter("{*}title"))


def _read_drawing_paragraphs(element: etree._Element) -> str:
    return "\n".join(
        "".join(text.text or "" for text in paragraph.iter(f"{{{_DRAWING}}}t"))
        for paragraph in element.iter(f"{{{_DRAWING}}}p")
    )
