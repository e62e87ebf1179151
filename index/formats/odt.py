"""OpenDocument texts: `content.xml` read as XML, its elements renamed to those of HTML that mean the same."""

from lxml import etree

from fonti.index.formats.about import iso_date, language_code
from fonti.index.formats.archive import Archive, open_archive
from fonti.index.formats.extract import Draft, Extract, Unreadable
from fonti.index.formats.markup import drop, first_title, write
from fonti.index.formats.xmlparts import parse_xml, text_of

_NAMES = {
    **{
        name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"
        for name in ("office", "style", "table", "text")
    },
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
}
_BODY = etree.XPath("office:body/office:text", namespaces=_NAMES)
_NOT_TEXT = etree.XPath(
    ".//text:tracked-changes | .//office:annotation | .//office:forms | .//text:table-of-content | .//text:hidden-text"
    " | .//text:hidden-paragraph[@text:is-hidden='true'] | .//text:section[@text:display='none']"
    " | .//table:covered-table-cell | .//text:script | .//office:binary-data | .//svg:title | .//svg:desc",
    namespaces=_NAMES,
)
_NOTES = etree.XPath(".//text:note", namespaces=_NAMES)
_TITLE_STYLES = etree.XPath(
    "//style:style[@style:parent-style-name='Title']/@style:name", namespaces=_NAMES
)
_LANGUAGE = etree.XPath(
    "//style:default-style[@style:family='paragraph']/style:text-properties/@fo:language",
    namespaces=_NAMES,
)
_TEXT = f"{{{_NAMES['text']}}}"
_TABLE = f"{{{_NAMES['table']}}}"
_TAGS = {
    f"{_TEXT}p": "p",
    f"{_TEXT}list": "ul",
    f"{_TEXT}list-header": "p",
    f"{_TEXT}list-item": "li",
    f"{_TEXT}line-break": "br",
    f"{_TABLE}table": "table",
    f"{_TABLE}table-row": "tr",
    f"{_TABLE}table-cell": "td",
}
_DEEPEST = 6  # the lowest heading of HTML


def read(content: bytes) -> Extract:
    """What an OpenDocument text says, and its title, author, date and language. Raises Unreadable."""
    archive = open_archive(content, ".odt")
    _refuse_encrypted(archive)
    root = parse_xml(archive.read("content.xml"), "content.xml")
    body = next(iter(_BODY(root)), None)
    if body is None:
        raise Unreadable("damaged (content.xml holds no text document)")
    drop(_NOT_TEXT(body))
    _move_notes(body)
    _as_html(body, {"Title", *_TITLE_STYLES(root)})
    draft = Draft()
    write(body, draft)
    about = (
        parse_xml(archive.read("meta.xml"), "meta.xml")
        if "meta.xml" in archive.names
        else etree.Element("none")
    )
    return draft.extract(
        title=text_of(about, "title") or first_title(draft),
        author=text_of(about, "creator") or text_of(about, "initial-creator"),
        date=iso_date(text_of(about, "date") or text_of(about, "creation-date")),
        language=language_code(text_of(about, "language") or _default_language(archive)),
    )


def _refuse_encrypted(archive: Archive) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in archive.names and b"encryption-data" in archive.read(manifest):
        raise Unreadable("protected by a password; save it without one")


def _move_notes(body: etree._Element) -> None:
    """Put each note at the end of the text, after the mark that stays at its place."""
    for note in _NOTES(body):
        mark = f"[{note.findtext(f'{_TEXT}note-citation', '').strip()}]"
        moved = etree.SubElement(body, "div")
        moved.text = f"{mark} "
        for paragraph in note.iterfind(f"{_TEXT}note-body/*"):
            moved.append(paragraph)
        if len(moved):
            moved[0].tag = "span"  # so that it begins on the line of its mark
        note.tail = mark + (note.tail or "")
        drop([note])


def _as_html(body: etree._Element, title_styles: set[str]) -> None:
    """Rename what is a heading, a list, a table; spaces and tabs that are elements become text."""
    for element in body.iter(etree.Element):
        if element.tag in (f"{_TEXT}s", f"{_TEXT}tab"):
            element.text = " "
        elif element.tag == f"{_TEXT}h":
            level = element.get(f"{_TEXT}outline-level", "1")
            element.tag = f"h{max(1, min(int(level), _DEEPEST))}" if level.isdecimal() else "h1"
        elif element.tag == f"{_TEXT}p" and element.get(f"{_TEXT}style-name") in title_styles:
            element.tag = "h1"
        else:
            element.tag = _TAGS.get(element.tag, element.tag)


def _default_language(archive: Archive) -> str | None:
    if "styles.xml" not in archive.names:
        return None
    return next(iter(_LANGUAGE(parse_xml(archive.read("styles.xml"), "styles.xml"))), None)
