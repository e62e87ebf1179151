"""Word documents: converted to HTML by mammoth, after their parts were parsed safely.

What is not text (pictures, hidden runs, comments) is removed before the conversion.
"""

import re
from io import BytesIO
from zipfile import ZipFile

import mammoth
from lxml import etree

from fonti.index.formats.archive import open_archive
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.html_tree import add_html, parse_html, remove_elements
from fonti.index.formats.metadata import Metadata, parse_language, read_leading_iso_date
from fonti.index.formats.safe_xml import find_text, parse_xml
from fonti.index.formats.text_builder import TextBuilder

_STYLES_PART = "word/styles.xml"
_PROPERTIES_PART = "docProps/core.xml"
_INCLUDED_PARTS = ("[Content_Types].xml", "_rels/", "word/", _PROPERTIES_PART)
_EXCLUDED_PARTS = ("word/comments", "word/theme/", "word/glossary/", "word/embeddings/")

_find_pictures_and_hidden_runs = etree.XPath(
    "//*[local-name()='blip' or local-name()='imagedata']"
    " | //*[local-name()='r']"
    "[*[local-name()='rPr']/*[local-name()='vanish'][not(@*='0' or @*='false')]]"
)
_find_notes = etree.XPath("//li[starts-with(@id, 'footnote-') or starts-with(@id, 'endnote-')]")
_find_back_links = etree.XPath(
    ".//a[starts-with(@href, '#footnote-ref-') or starts-with(@href, '#endnote-ref-')]"
)

# A table of contents repeats the headings: its paragraphs are dropped.
_STYLE_MAP = "p[style-name^='toc '] => !\np[style-name='Title'] => h1:fresh"
_HEADING_STYLE_NAME = re.compile(r"(?:heading|titolo) ?([1-9])", re.IGNORECASE)

# The outline level of body text, counted from 1; a style based on a heading may have it.
_BODY_TEXT_LEVEL = 10

# The lowest heading of HTML.
_MAX_HEADING_LEVEL = 6


def read(content: bytes) -> ExtractedText:
    """Return the text of a Word document.

    Raises:
        Unreadable: If the file cannot be read.

    """
    archive = open_archive(content, ".docx")
    names = [name for name in sorted(archive.names) if _is_included(name)]
    parts = {name: parse_xml(archive.read(name), name) for name in names}
    properties = parts.pop(_PROPERTIES_PART, etree.Element("none"))
    styles = parts.get(_STYLES_PART, etree.Element("none"))
    _rename_heading_styles(styles)

    page = parse_html(_convert_to_html(parts))
    _number_notes(page)
    builder = TextBuilder()
    add_html(page, builder)

    metadata = Metadata(
        title=find_text(properties, "title") or builder.first_title,
        author=find_text(properties, "creator"),
        date=read_leading_iso_date(
            find_text(properties, "modified") or find_text(properties, "created")
        ),
        language=parse_language(find_text(properties, "language") or _default_language(styles)),
    )
    return builder.build(metadata)


def _is_included(name: str) -> bool:
    return (
        name.endswith((".xml", ".rels"))
        and name.startswith(_INCLUDED_PARTS)
        and not name.startswith(_EXCLUDED_PARTS)
    )


def _rename_heading_styles(styles: etree._Element) -> None:
    """Give each style of headings the name by which mammoth knows it."""
    styles_by_id = {_attribute(style, "styleId"): style for style in styles.iter("{*}style")}
    levels = {style_id: _heading_level(styles_by_id, style_id) for style_id in styles_by_id}

    for style_id, level in levels.items():
        name = styles_by_id[style_id].find("{*}name")
        if name is not None and level < _BODY_TEXT_LEVEL:
            value = f"heading {min(level, _MAX_HEADING_LEVEL)}"
            name.set(etree.QName(etree.QName(name).namespace, "val"), value)


def _heading_level(styles_by_id: dict[str | None, etree._Element], style_id: str | None) -> int:
    """Return the heading level of a style, or of the style that it is based on."""
    visited = set()

    while style_id in styles_by_id and style_id not in visited:
        visited.add(style_id)
        style = styles_by_id[style_id]

        outline_level = _attribute(style.find("{*}pPr/{*}outlineLvl"), "val")
        if outline_level and outline_level.isdecimal():
            return int(outline_level) + 1

        name = _attribute(style.find("{*}name"), "val") or ""
        match = _HEADING_STYLE_NAME.fullmatch(name)
        if match:
            return int(match[1])

        style_id = _attribute(style.find("{*}basedOn"), "val")

    return _BODY_TEXT_LEVEL


def _attribute(element: etree._Element | None, name: str) -> str | None:
    """Return an attribute in the namespace of the element; Word has two namespaces."""
    if element is None:
        return None
    value: str | None = element.get(etree.QName(etree.QName(element).namespace, name))
    return value


def _default_language(styles: etree._Element) -> str | None:
    return _attribute(styles.find("{*}docDefaults//{*}lang"), "val")


def _convert_to_html(parts: dict[str, etree._Element]) -> str:
    """Return the document as HTML.

    Mammoth reads an archive of the parsed parts, so that it never sees a DOCTYPE.
    """
    safe_archive = BytesIO()
    with ZipFile(safe_archive, "w") as archive:
        for name, root in parts.items():
            remove_elements(_find_pictures_and_hidden_runs(root))
            archive.writestr(name, etree.tostring(root, encoding="utf-8"))

    try:
        return str(mammoth.convert_to_html(safe_archive, style_map=_STYLE_MAP).value)
    except RecursionError as error:
        raise Unreadable("nesting_too_deep") from error
    except MemoryError:
        raise
    except Exception as error:
        # Mammoth does not catch what a malformed part causes.
        detail = f"{type(error).__name__}: {error}"
        raise Unreadable("file_damaged", detail=detail) from error


def _number_notes(page: etree._Element) -> None:
    """Begin each note with the number that refers to it in the text, and remove its link back."""
    for number, note in enumerate(_find_notes(page), start=1):
        remove_elements(_find_back_links(note))
        note.tag = "div"
        note.getparent().tag = "div"

        paragraph = note.find("p")
        first = note if paragraph is None else paragraph
        first.text = f"[{number}] {first.text or ''}"
