"""Read the text of a paragraph: its spans, fields, marks of notes, and what is hidden in it."""

import re
from dataclasses import dataclass, replace

from lxml import etree

from fonti.index.formats.notation.symbol_fonts import CHECKED_BOX, UNCHECKED_BOX
from fonti.index.formats.odt.drawings import Drawings, is_drawing
from fonti.index.formats.odt.elements import attribute, descendants, find, name_of
from fonti.index.formats.odt.grounds import stands_on_ground
from fonti.index.formats.odt.styles import Styles, TextFormat
from fonti.index.formats.word_processing.page_numbers import PAGE_NUMBER
from fonti.index.formats.word_processing.runs import RunText, Script

_WHITE_SPACE = re.compile(r"[ \t\n\r]+")
_SIGNS = {"text:s": " ", "text:tab": " ", "text:line-break": "\n"}

# What a reader does not see in a paragraph, and what stands elsewhere in the text.
_SKIPPED = frozenset(
    {
        "text:number",
        "text:hidden-paragraph",
        "text:script",
        "text:tracked-changes",
        "office:annotation",
        "office:binary-data",
    }
)

# Fields whose value is another one on other pages.
_PAGE_FIELDS = frozenset(
    {
        "text:page-number",
        "text:page-count",
        "text:page-continuation",
        "text:page-variable-get",
    }
)
_CHAPTER_FIELD = "text:chapter"

_FIELD_TYPE = "field:type"


@dataclass(frozen=True, slots=True)
class Note:
    """A note that was cited: its mark, and the element with its text."""

    mark: str
    body: etree._Element


class ParagraphReader:
    """Reads one paragraph, and lists the notes and drawings in it.

    Args:
        styles: The styles of the part that it is in.
        drawings: What reads formulas and controls in the line.
        has_running_pages: Whether it stands on all pages.

    """

    def __init__(self, styles: Styles, drawings: Drawings, has_running_pages: bool) -> None:
        self.notes: list[Note] = []
        self.drawings: list[etree._Element] = []
        self._styles = styles
        self._drawing_reader = drawings
        self._has_running_pages = has_running_pages
        self._runs = RunText()

    def read(self, paragraph: etree._Element) -> str:
        """Return the text of a paragraph."""
        style_name = attribute(paragraph, "text:style-name")
        text_format = self._styles.find_text_format("paragraph", style_name)
        if self._styles.has_page_ground or stands_on_ground(paragraph, self._styles):
            text_format = replace(text_format, has_ground=True)
        self._read_inline(paragraph, text_format)
        return self._runs.take()

    def _read_inline(self, element: etree._Element, text_format: TextFormat) -> None:
        self._add(element.text, text_format)
        for child in element.iterchildren():
            if isinstance(child.tag, str):
                self._read_child(child, name_of(child), text_format)
            self._add(child.tail, text_format)

    def _read_child(self, child: etree._Element, name: str, text_format: TextFormat) -> None:
        if name in _SIGNS:
            self._add_sign(_SIGNS[name], text_format)
        elif name in _SKIPPED or attribute(child, "text:display") == "none":
            return
        elif name == "text:note":
            self._cite_note(child, text_format)
        elif name == "text:hidden-text":
            self._read_hidden_text(child, text_format)
        elif name in ("field:fieldmark", "field:fieldmark-start"):
            self._add_sign(_read_form_field(child), text_format)
        elif name == "text:ruby-text":
            self._add_sign(f" ({''.join(child.itertext())}) ", text_format)
        elif name in _PAGE_FIELDS and self._has_running_pages:
            self._add_sign(PAGE_NUMBER, text_format)
        elif name == _CHAPTER_FIELD and self._has_running_pages:
            return
        elif is_drawing(name):
            self._read_drawing(child, text_format)
        else:
            style_name = attribute(child, "text:style-name")
            inner = self._styles.find_text_format(
                "text", style_name if name == "text:span" else None
            )
            self._read_inline(child, text_format.override(inner))

    def _add(self, text: str | None, text_format: TextFormat) -> None:
        """Add a piece of text; line ends in the file are spaces."""
        if text:
            self._add_sign(_WHITE_SPACE.sub(" ", text), text_format)

    def _add_sign(self, text: str, text_format: TextFormat) -> None:
        if text_format.is_visible:
            self._runs.add(text, text_format.script or Script.NORMAL)

    def _cite_note(self, note: etree._Element, text_format: TextFormat) -> None:
        """Add the mark of a note; its text stands at the end of the document."""
        body = find(note, "text:note-body")
        citation = find(note, "text:note-citation")
        if not text_format.is_visible or body is None:
            return

        mark = "" if citation is None else "".join(citation.itertext()).strip()
        mark = mark or attribute(citation, "text:label") or ""
        self._runs.add(f"[{mark}]")
        self.notes.append(Note(f"[{mark}]", body))

    def _read_hidden_text(self, field: etree._Element, text_format: TextFormat) -> None:
        if attribute(field, "text:is-hidden") != "true":
            text = "".join(field.itertext()) or attribute(field, "text:string-value")
            self._add(text, text_format)

    def _read_drawing(self, drawing: etree._Element, text_format: TextFormat) -> None:
        """Add a formula or a control, which stand in the line; list other drawings."""
        if not text_format.is_visible:
            return
        text = self._drawing_reader.read_in_line(drawing)
        if text is None:
            self.drawings.append(drawing)
        else:
            self._runs.add(text)


def _read_form_field(field: etree._Element) -> str:
    """Return the value of a form field that has no text: a check box, or a list to choose from."""
    field_type = (attribute(field, _FIELD_TYPE) or "").rpartition(".")[2]
    values: dict[str, list[str]] = {}
    for parameter in descendants(field, "field:param"):
        name = attribute(parameter, "field:name") or ""
        values.setdefault(name, []).append(attribute(parameter, "field:value") or "")

    if field_type == "FORMCHECKBOX":
        is_checked = values.get("Checkbox_Checked") == ["true"]
        return CHECKED_BOX if is_checked else UNCHECKED_BOX
    if field_type == "FORMDROPDOWN":
        choice = "".join(values.get("Dropdown_Selected", []))
        entries = dict(enumerate(values.get("Dropdown_ListEntry", [])))
        return entries.get(int(choice), "") if choice.isdecimal() else ""
    return ""
