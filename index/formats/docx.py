"""Word documents: what mammoth makes of them, once their parts are read with care and what is not text is dropped."""

import re
from io import BytesIO
from zipfile import ZipFile

import mammoth
from lxml import etree

from fonti.index.formats.about import iso_date, language_code
from fonti.index.formats.archive import open_archive
from fonti.index.formats.extract import Draft, Extract, Unreadable
from fonti.index.formats.markup import drop, first_title, parse_html, write
from fonti.index.formats.xmlparts import parse_xml, text_of

_STYLES = "word/styles.xml"
_ABOUT = "docProps/core.xml"
_READ = ("[Content_Types].xml", "_rels/", "word/", _ABOUT)
_NOT_READ = ("word/comments", "word/theme/", "word/glossary/", "word/embeddings/")
_NOT_TEXT = etree.XPath(
    "//*[local-name()='blip' or local-name()='imagedata']"
    " | //*[local-name()='r'][*[local-name()='rPr']/*[local-name()='vanish'][not(@*='0' or @*='false')]]"
)
_NOTES = etree.XPath("//li[starts-with(@id, 'footnote-') or starts-with(@id, 'endnote-')]")
_BACK = etree.XPath(
    ".//a[starts-with(@href, '#footnote-ref-') or starts-with(@href, '#endnote-ref-')]"
)
_STYLE_MAP = "p[style-name^='toc '] => !\np[style-name='Title'] => h1:fresh"  # a table of contents tells nothing new
_HEADING = re.compile(r"(?:heading|titolo) ?([1-9])", re.IGNORECASE)
_BODY_TEXT = 10  # the level of a style that is based on a heading's and is none
_DEEPEST = 6  # the lowest heading of HTML


def read(content: bytes) -> Extract:
    """What a Word document says, and its title, author, date and language. Raises Unreadable."""
    archive = open_archive(content, ".docx")
    parts = {name: parse_xml(archive.read(name), name) for name in archive.names if _is_read(name)}
    about = parts.pop(_ABOUT, etree.Element("none"))
    styles = parts.get(_STYLES, etree.Element("none"))
    _name_headings(styles)
    page = parse_html(_converted(parts))
    _number_notes(page)
    draft = Draft()
    write(page, draft)
    return draft.extract(
        title=text_of(about, "title") or first_title(draft),
        author=text_of(about, "creator"),
        date=iso_date(text_of(about, "modified") or text_of(about, "created")),
        language=language_code(text_of(about, "language") or _default_language(styles)),
    )


def _is_read(name: str) -> bool:
    return (
        name.endswith((".xml", ".rels"))
        and name.startswith(_READ)
        and not name.startswith(_NOT_READ)
    )


def _name_headings(styles: etree._Element) -> None:
    """Give each style that makes headings the name by which mammoth knows it, whatever its author called it."""
    known = {_value(style, "styleId"): style for style in styles.iter("{*}style")}
    levels = {style_id: _level(known, style_id) for style_id in known}
    for style_id, level in levels.items():
        name = known[style_id].find("{*}name")
        if name is not None and level < _BODY_TEXT:
            name.set(
                etree.QName(etree.QName(name).namespace, "val"), f"heading {min(level, _DEEPEST)}"
            )


def _level(known: dict[str | None, etree._Element], style_id: str | None) -> int:
    """The level of the headings that a style makes, its own or that of the style it is based on."""
    passed = set()
    while style_id in known and style_id not in passed:
        passed.add(style_id)
        style = known[style_id]
        outline = _value(style.find("{*}pPr/{*}outlineLvl"), "val")
        if outline and outline.isdecimal():
            return int(outline) + 1
        named = _HEADING.fullmatch(_value(style.find("{*}name"), "val") or "")
        if named:
            return int(named[1])
        style_id = _value(style.find("{*}basedOn"), "val")
    return _BODY_TEXT


def _value(element: etree._Element | None, name: str) -> str | None:
    """An attribute in the element's own namespace, of which Word has two."""
    return (
        None if element is None else element.get(etree.QName(etree.QName(element).namespace, name))
    )


def _default_language(styles: etree._Element) -> str | None:
    return _value(styles.find("{*}docDefaults//{*}lang"), "val")


def _converted(parts: dict[str, etree._Element]) -> str:
    """The document as HTML. Mammoth is given what was read of each part, so that it never meets a DOCTYPE."""
    safe = BytesIO()
    with ZipFile(safe, "w") as archive:
        for name, root in parts.items():
            drop(_NOT_TEXT(root))
            archive.writestr(name, etree.tostring(root, encoding="utf-8"))
    try:
        return str(mammoth.convert_to_html(safe, style_map=_STYLE_MAP).value)
    except RecursionError as error:
        raise Unreadable("nested too deep") from error
    except MemoryError:
        raise
    except (
        Exception
    ) as error:  # mammoth lets out whatever trips it over in a part that is not as it should be
        raise Unreadable(f"damaged ({type(error).__name__}: {error})") from error


def _number_notes(page: etree._Element) -> None:
    """Begin each note by the number that stands at its place in the text, without the arrow that leads back there."""
    for number, note in enumerate(_NOTES(page), start=1):
        drop(_BACK(note))
        note.tag = note.getparent().tag = "div"
        first = note.find("p")
        whole = note if first is None else first
        whole.text = f"[{number}] {whole.text or ''}"
