"""Follow fields: a reader sees their stored result; for some fields it has to be computed.

A field is an instruction such as `REF _Ref1` with its last result. A complex field spans runs and
paragraphs: a mark begins it, one stands between the instruction and the result, and one ends it.
"""

import re
from dataclasses import dataclass, field

from lxml import etree

from fonti.index.formats.docx.elements import attribute, find, number_at, switch_at
from fonti.index.formats.notation.symbol_fonts import CHECKED_BOX, UNCHECKED_BOX, decode_symbol
from fonti.index.formats.word_processing.page_numbers import PAGE_NUMBER

_PAGE_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})

# Fields that Word works out itself each time it shows them.
_FIELDS_WITHOUT_RESULT = frozenset({"EQ", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM"})

_SYMBOL = re.compile(r"SYMBOL\s+(0x[0-9a-f]{1,4}|\d{1,5})(?:.*?\\f\s+\"?([^\"\\]+))?", re.I | re.S)
_BUTTON = re.compile(r"(?:MACROBUTTON|GOTOBUTTON)\s+\S+\s+(.*)", re.I | re.S)
_FRACTION = re.compile(r"EQ\s+\\f\s*\(([^(),;\\]+)[,;]([^(),;\\]+)\)\s*", re.I)


@dataclass(slots=True)
class _Field:
    """A field that is open: its instruction, its form, and what is known of its result."""

    form: etree._Element | None = None
    instruction: str = ""
    is_in_result: bool = False
    has_result: bool = False

    @property
    def kind(self) -> str:
        """Return the first word of the instruction."""
        return (self.instruction.split() or [""])[0].upper()


@dataclass(slots=True)
class Fields:
    """Follows the fields of one story: the body, a header, a note or a text box.

    Args:
        root: The element that holds the story.
        has_running_pages: Whether page numbers change from page to page, as in a header.

    Attributes:
        unread: The kinds of fields whose result could not be worked out.

    """

    root: etree._Element
    has_running_pages: bool
    unread: list[str] = field(default_factory=list)
    _open: list[_Field] = field(default_factory=list)
    _unmatched: set[etree._Element] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._unmatched = _find_unmatched_marks(self.root)

    @property
    def is_text_visible(self) -> bool:
        """Return whether text at this place is seen."""
        return all(
            field.is_in_result and not self._is_page_number(field.kind) for field in self._open
        )

    def process_mark(self, mark: etree._Element) -> str:
        """Process a `w:fldChar`, and return the text that a reader sees in its place."""
        if mark in self._unmatched:
            return ""

        match attribute(mark, "fldCharType"):
            case "begin":
                self._open.append(_Field(find(mark, "ffData")))
            case "separate" if self._open:
                self._open[-1].is_in_result = True
            case "end" if self._open:
                return self._close()
        return ""

    def begin_simple(self, element: etree._Element) -> None:
        """Process the beginning of a `w:fldSimple`."""
        instruction = attribute(element, "instr") or ""
        self._open.append(_Field(find(element, "ffData"), instruction, is_in_result=True))

    def end_simple(self) -> str:
        """Process the end of a `w:fldSimple`, and return its text if it has no result."""
        return self._close()

    def add_instruction(self, text: str) -> None:
        """Add text to the instruction of the innermost field."""
        if self._open and not self._open[-1].is_in_result:
            self._open[-1].instruction += text

    def record_text(self, text: str) -> None:
        """Record that the open fields have text in their result."""
        if text.strip():
            for open_field in self._open:
                open_field.has_result = True

    def _close(self) -> str:
        closed = self._open.pop()
        if not self.is_text_visible:
            return ""
        if self._is_page_number(closed.kind):
            return PAGE_NUMBER
        return "" if closed.has_result else self._compute_result(closed)

    def _is_page_number(self, kind: str) -> bool:
        return self.has_running_pages and kind in _PAGE_FIELDS

    def _compute_result(self, closed: _Field) -> str:
        """Return the text of a field without a stored result."""
        text = _read_form(closed.form)
        if text:
            return text

        instruction = closed.instruction.strip()
        symbol = _SYMBOL.match(instruction)
        if symbol:
            return decode_symbol(int(symbol[1], 0), (symbol[2] or "").strip()) or ""
        button = _BUTTON.match(instruction)
        if button:
            return button[1]
        fraction = _FRACTION.fullmatch(instruction)
        if fraction:
            return f"{fraction[1].strip()}/{fraction[2].strip()}"
        if closed.kind in _FIELDS_WITHOUT_RESULT:
            self.unread.append(closed.kind)
        return ""


def _read_form(form: etree._Element | None) -> str:
    """Return what a field of a form shows: a box with or without a cross, or the chosen entry."""
    check_box = find(form, "checkBox")
    if check_box is not None:
        is_checked = switch_at(check_box, "checked")
        if is_checked is None:
            is_checked = bool(switch_at(check_box, "default"))
        return CHECKED_BOX if is_checked else UNCHECKED_BOX

    choices = find(form, "ddList")
    if choices is None:
        return ""
    entries = [attribute(entry, "val") or "" for entry in choices.iterchildren("{*}listEntry")]
    index = number_at(choices, "result")
    if index is None:
        index = number_at(choices, "default") or 0
    return entries[index] if 0 <= index < len(entries) else ""


def _find_unmatched_marks(root: etree._Element) -> set[etree._Element]:
    """Return the marks of fields that begin and never end, or end and never began.

    The text after a field that does not end would be taken for its instruction.
    """
    unmatched = set()
    open_fields: list[list[etree._Element]] = []
    for mark in root.iter("{*}fldChar"):
        kind = attribute(mark, "fldCharType")
        if kind == "begin":
            open_fields.append([mark])
        elif not open_fields:
            unmatched.add(mark)
        elif kind == "end":
            open_fields.pop()
        else:
            open_fields[-1].append(mark)
    return unmatched.union(*open_fields)
