"""Read the text of paragraphs: runs, fields, equations, marks of notes, symbols and controls."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

from fonti.index.formats.docx.elements import (
    attribute,
    choose_alternative,
    find,
    name_of,
    switch_at,
)
from fonti.index.formats.docx.equations import read_equation
from fonti.index.formats.docx.fields import Fields
from fonti.index.formats.docx.grounds import stands_on_ground
from fonti.index.formats.docx.notes import Notes
from fonti.index.formats.docx.paragraph_text import ParagraphText
from fonti.index.formats.docx.styles import RunFormat, Styles
from fonti.index.formats.notation.symbol_fonts import (
    CHECK_MARKS,
    CHECKED_BOX,
    UNCHECKED_BOX,
    decode_symbol,
    decode_symbols,
)
from fonti.index.formats.text_builder import TextBuilder
from fonti.index.formats.word_processing.page_numbers import PAGE_NUMBER
from fonti.index.formats.word_processing.runs import Script

_CHARACTERS = {
    "w:tab": "\t",
    "w:ptab": "\t",
    "w:br": "\n",
    "w:cr": "\n",
    "w:noBreakHyphen": "-",
    "w:pgNum": PAGE_NUMBER,
}

# What is no text, and text that was deleted.
_SKIPPED = frozenset({"w:pPr", "w:rPr", "w:sdtPr", "w:sdtEndPr"})
_DELETED = frozenset({"w:del", "w:moveFrom"})

_EQUATIONS = frozenset({"m:oMath", "m:oMathPara"})
_DRAWINGS = frozenset({"w:drawing", "w:pict", "w:object"})
_NOTE_KINDS = {"w:footnoteReference": "footnote", "w:endnoteReference": "endnote"}

# Text that stands higher or lower by so many half-points, and is no longer than this, is raised or
# lowered; otherwise the line is only moved.
_MIN_SHIFT = 2
_MAX_SHIFTED_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Story:
    """What the paragraphs of a story share.

    Attributes:
        styles: The styles of the document.
        notes: The footnotes and endnotes, by kind.
        fields: The fields of the story.
        builder: Where warnings are added.
        has_page_ground: Whether pages have a colour or a picture behind their text.

    """

    styles: Styles
    notes: Mapping[str, Notes]
    fields: Fields
    builder: TextBuilder
    has_page_ground: bool


def read_paragraph(paragraph: etree._Element, story: Story, result: ParagraphText) -> None:
    """Add the text of a paragraph to a text."""
    style = story.styles.find_paragraph_style(paragraph)
    _ParagraphReader(story, result, style).read_children(paragraph)


@dataclass(slots=True)
class _ParagraphReader:
    """Reads one paragraph."""

    story: Story
    result: ParagraphText
    style: str | None

    # Whether the current text was deleted, hidden or struck through. Its fields count all the same.
    is_left_out: bool = False

    def read_children(self, element: etree._Element) -> None:
        """Read what stands between the runs of a paragraph, and the runs."""
        self._read_all(element.iterchildren(etree.Element))

    def _read_all(self, elements: Iterable[etree._Element]) -> None:
        for element in elements:
            self._read_element(element)

    def _read_element(self, element: etree._Element) -> None:
        """Read an element; one that is not known is looked into."""
        name = name_of(element)

        if name in _SKIPPED:
            return
        if name == "w:r":
            self._read_run(element)
        elif name in _DELETED:
            self._read_left_out(element)
        elif name == "w:fldSimple":
            self.story.fields.begin_simple(element)
            self.read_children(element)
            self._add(self.story.fields.end_simple())
        elif name == "mc:AlternateContent":
            self._read_all(choose_alternative(element))
        elif not self._read_special(element, name):
            self.read_children(element)

    def _read_special(self, element: etree._Element, name: str) -> bool:
        """Read an equation, a check box or the like, and return whether it is one."""
        if name in _EQUATIONS:
            if self._is_visible:
                self.result.add_equation(read_equation(element))
        elif name == "w:sdt" and find(element, "sdtPr/checkbox") is not None:
            self._add(_read_check_box(element))
        elif name == "w:ruby":
            self._read_ruby(element)
        elif name == "w:subDoc":
            self.story.builder.add_warning("docx_subdocument_unread")
        else:
            return False
        return True

    def _read_left_out(self, element: etree._Element) -> None:
        was_left_out = self.is_left_out
        self.is_left_out = True
        self.read_children(element)
        self.is_left_out = was_left_out

    def _read_run(self, run: etree._Element) -> None:
        run_format = self.story.styles.find_run_format(run, self.style)
        was_left_out = self.is_left_out
        self.is_left_out |= run_format.is_left_out
        self.is_left_out |= run_format.is_white and not self._has_ground(run)
        has_note_mark = _has_own_note_mark(run)

        for child in _list_run_content(run):
            name = name_of(child)
            if name == "w:fldChar":
                text = self.story.fields.process_mark(child)
            elif name == "w:instrText":
                self.story.fields.add_instruction(child.text or "")
                continue
            elif not self._is_visible or self._read_run_special(child, name):
                continue
            else:
                text = self._read_characters(child, name, run_format)

            if has_note_mark and text.strip():
                self._add(f"[{text.strip()}]")
            else:
                self._add(text, self._choose_script(run_format, text))
        self.is_left_out = was_left_out

    def _has_ground(self, run: etree._Element) -> bool:
        """Return whether what a run stands in may have another colour than the paper."""
        return self.story.has_page_ground or stands_on_ground(run, self.story.styles)

    def _read_run_special(self, child: etree._Element, name: str) -> bool:
        """Read what is no characters in a run, and return whether it is that."""
        if name in _DRAWINGS:
            self.result.drawings.append(child)
        elif name == "w:ruby":
            self._read_ruby(child)
        elif name in _NOTE_KINDS:
            notes = self.story.notes[_NOTE_KINDS[name]]
            identifier = attribute(child, "id")
            self._add(notes.cite(identifier, has_own_mark=_has_custom_mark(child)))
        else:
            return False
        return True

    def _read_characters(self, child: etree._Element, name: str, run_format: RunFormat) -> str:
        if name == "w:t":
            return decode_symbols(child.text or "", run_format.font)
        if name == "w:sym":
            return self._read_symbol(child)
        return _CHARACTERS.get(name, "")

    def _read_symbol(self, element: etree._Element) -> str:
        font = attribute(element, "font") or ""
        code = attribute(element, "char") or ""
        try:
            symbol = decode_symbol(int(code, 16), font)
        except ValueError:
            symbol = None
        if symbol is None:
            self.story.builder.add_warning("docx_symbol_unread", symbol=f"{font} {code}".strip())
        return symbol or ""

    def _read_ruby(self, element: etree._Element) -> None:
        """Read text with its pronunciation, which stands above it, in parentheses."""
        base = find(element, "rubyBase")
        if base is not None:
            self.read_children(base)

        pronunciation = find(element, "rt")
        if pronunciation is not None:
            self._add("(")
            self.read_children(pronunciation)
            self._add(")")

    def _choose_script(self, run_format: RunFormat, text: str) -> Script:
        """Return whether a text is raised or lowered, by its script or its distance to the line."""
        if run_format.script is not Script.NORMAL or abs(run_format.shift) < _MIN_SHIFT:
            return run_format.script

        is_short = 0 < len(text.strip()) <= _MAX_SHIFTED_LENGTH
        direction = Script.RAISED if run_format.shift > 0 else Script.LOWERED
        return direction if is_short and self.result.ends_with_word else Script.NORMAL

    @property
    def _is_visible(self) -> bool:
        return not self.is_left_out and self.story.fields.is_text_visible

    def _add(self, text: str, script: Script = Script.NORMAL) -> None:
        if text and self._is_visible:
            self.story.fields.record_text(text)
            self.result.add(text, script)


def _list_run_content(run: etree._Element) -> list[etree._Element]:
    """Return the parts of a run, with the content of alternatives in their place."""
    content = []
    for child in run.iterchildren(etree.Element):
        is_alternative = name_of(child) == "mc:AlternateContent"
        content += choose_alternative(child) if is_alternative else [child]
    return content


def _has_own_note_mark(run: etree._Element) -> bool:
    """Return whether the text of a run is the mark of a note."""
    return any(
        _has_custom_mark(reference)
        for reference in (find(run, "footnoteReference"), find(run, "endnoteReference"))
    )


def _has_custom_mark(reference: etree._Element | None) -> bool:
    return (attribute(reference, "customMarkFollows") or "0") not in ("0", "false", "off")


def _read_check_box(element: etree._Element) -> str:
    """Return the box of a check box: the one that is shown, or the one of its state."""
    content = find(element, "sdtContent")
    shown = "" if content is None else "".join(content.itertext()).strip()
    if shown in CHECK_MARKS:
        return shown
    return CHECKED_BOX if switch_at(element, "sdtPr/checkbox/checked") else UNCHECKED_BOX
