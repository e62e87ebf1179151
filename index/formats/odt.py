"""OpenDocument texts: `content.xml`, with its elements renamed to the equivalent HTML elements."""

from lxml import etree

from fonti.index.formats.archive import Archive, open_archive
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.html_tree import add_html, remove_elements
from fonti.index.formats.metadata import Metadata, parse_language, read_leading_iso_date
from fonti.index.formats.safe_xml import find_text, parse_xml
from fonti.index.formats.text_builder import TextBuilder

_CONTENT_PART = "content.xml"
_METADATA_PART = "meta.xml"
_STYLES_PART = "styles.xml"
_MANIFEST_PART = "META-INF/manifest.xml"

_NAMESPACES = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"
    for name in ("office", "style", "table", "text")
}
_NAMESPACES["fo"] = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
_NAMESPACES["svg"] = "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
_TEXT = f"{{{_NAMESPACES['text']}}}"
_TABLE = f"{{{_NAMESPACES['table']}}}"

_find_body = etree.XPath("office:body/office:text", namespaces=_NAMESPACES)
_find_hidden_elements = etree.XPath(
    ".//text:tracked-changes | .//office:annotation | .//office:forms | .//text:table-of-content"
    " | .//text:hidden-text | .//text:hidden-paragraph[@text:is-hidden='true']"
    " | .//text:section[@text:display='none'] | .//table:covered-table-cell | .//text:script"
    " | .//office:binary-data | .//svg:title | .//svg:desc",
    namespaces=_NAMESPACES,
)
_find_notes = etree.XPath(".//text:note", namespaces=_NAMESPACES)
_find_title_styles = etree.XPath(
    "//style:style[@style:parent-style-name='Title']/@style:name", namespaces=_NAMESPACES
)
_find_default_languages = etree.XPath(
    "//style:default-style[@style:family='paragraph']/style:text-properties/@fo:language",
    namespaces=_NAMESPACES,
)

_HTML_TAGS = {
    f"{_TEXT}p": "p",
    f"{_TEXT}list": "ul",
    f"{_TEXT}list-header": "p",
    f"{_TEXT}list-item": "li",
    f"{_TEXT}line-break": "br",
    f"{_TABLE}table": "table",
    f"{_TABLE}table-row": "tr",
    f"{_TABLE}table-cell": "td",
}

# The lowest heading of HTML.
_MAX_HEADING_LEVEL = 6


def read(content: bytes) -> ExtractedText:
    """Return the text of an OpenDocument text.

    Raises:
        Unreadable: If the file cannot be read.

    """
    archive = open_archive(content, ".odt")
    _check_not_encrypted(archive)

    root = parse_xml(archive.read(_CONTENT_PART), _CONTENT_PART)
    body = next(iter(_find_body(root)), None)
    if body is None:
        raise Unreadable("odt_text_missing")
    remove_elements(_find_hidden_elements(body))
    _move_notes_to_end(body)
    _rename_elements(body, {"Title", *_find_title_styles(root)})

    builder = TextBuilder()
    add_html(body, builder)

    properties = etree.Element("none")
    if _METADATA_PART in archive.names:
        properties = parse_xml(archive.read(_METADATA_PART), _METADATA_PART)
    metadata = Metadata(
        title=find_text(properties, "title") or builder.first_title,
        author=find_text(properties, "creator") or find_text(properties, "initial-creator"),
        date=read_leading_iso_date(
            find_text(properties, "date") or find_text(properties, "creation-date")
        ),
        language=parse_language(find_text(properties, "language") or _default_language(archive)),
    )
    return builder.build(metadata)


def _check_not_encrypted(archive: Archive) -> None:
    if _MANIFEST_PART in archive.names and b"encryption-data" in archive.read(_MANIFEST_PART):
        raise Unreadable("archive_password_protected")


def _move_notes_to_end(body: etree._Element) -> None:
    """Move the text of each note to the end; its mark stays where it was."""
    for note in _find_notes(body):
        mark = f"[{note.findtext(f'{_TEXT}note-citation', '').strip()}]"

        moved_note = etree.SubElement(body, "div")
        moved_note.text = f"{mark} "
        for paragraph in note.iterfind(f"{_TEXT}note-body/*"):
            moved_note.append(paragraph)
        if len(moved_note):
            # So that the first paragraph begins on the line of the mark.
            moved_note[0].tag = "span"

        note.tail = mark + (note.tail or "")
        remove_elements([note])


def _rename_elements(body: etree._Element, title_styles: set[str]) -> None:
    """Rename headings, lists and tables to the tags of HTML, and make spaces and tabs text."""
    for element in body.iter(etree.Element):
        tag = element.tag
        if tag in (f"{_TEXT}s", f"{_TEXT}tab"):
            element.text = " "
        elif tag == f"{_TEXT}h":
            level = element.get(f"{_TEXT}outline-level", "1")
            number = int(level) if level.isdecimal() else 1
            element.tag = f"h{max(1, min(number, _MAX_HEADING_LEVEL))}"
        elif tag == f"{_TEXT}p" and element.get(f"{_TEXT}style-name") in title_styles:
            element.tag = "h1"
        else:
            element.tag = _HTML_TAGS.get(tag, tag)


def _default_language(archive: Archive) -> str | None:
    if _STYLES_PART not in archive.names:
        return None
    styles = parse_xml(archive.read(_STYLES_PART), _STYLES_PART)
    return next(iter(_find_default_languages(styles)), None)
