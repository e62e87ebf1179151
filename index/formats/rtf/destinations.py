"""Read the groups of rich text that are not running text: notes, fields, pictures, boxes."""

import re
from collections.abc import Callable
from functools import partial

from lxml import etree

from fonti.index.formats.notation.list_numbers import write_number
from fonti.index.formats.notation.symbol_fonts import CHECKED_BOX, UNCHECKED_BOX
from fonti.index.formats.rtf.equations import write_equation
from fonti.index.formats.rtf.state import Document, Field, Note, State
from fonti.index.formats.rtf.story import Story
from fonti.index.formats.word_processing.blocks import Block
from fonti.index.formats.word_processing.page_numbers import PAGE_NUMBER
from fonti.index.formats.word_processing.picture_size import may_have_text
from fonti.index.formats.word_processing.runs import Script

_TWIPS_PER_CENTIMETRE = 567

_PAGE_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION"})

# Fields that show their result; others are instructions.
_SHOWN_FIELD_NAMES = (
    "= AUTHOR DATE DOCPROPERTY EQ FILENAME INCLUDETEXT MERGEFIELD NOTEREF PAGEREF QUOTE REF SEQ"
    " SYMBOL TITLE"
)
_SHOWN_FIELDS = frozenset(_SHOWN_FIELD_NAMES.split())

# The number of a check box that has its first state.
_UNCHANGED = 25

_HEAD_NAMES = ("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf")

# The names of the styles of headings, which have a level, and of the title.
_HEADING_STYLE = re.compile(r"(?:heading|titolo) ([1-9])|title|titolo", re.IGNORECASE)

# Groups without text for a reader, besides those that are marked so by `\*`.
_IGNORED_NAMES = (
    "filetbl revtbl listtable listoverridetable nonshppict nonesttables shprslt comment"
    " ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn annotation atnid atnauthor atndate atntime"
    " atnicn atnref atnparent atrfstart atrfend xe rxe txe tc private objdata objname objalias"
    " objsect fldtype template themedata pn pntxta pntxtb bkmkstart bkmkend mmathPict keycode"
    " levelnumbers leveltext datafield background panose falt"
)
IGNORED = frozenset(_IGNORED_NAMES.split())

Destination = Callable[[Document, State], None]


def cite_note(document: Document, note: Note) -> None:
    """Give a note its mark, here and where it is cited, unless its author typed one."""
    document.notes.append(note)
    if note.is_marked:
        return

    same_kind = [
        other
        for other in document.notes
        if other.is_endnote is note.is_endnote and not other.is_marked
    ]
    style = document.note_styles[note.is_endnote]
    note.mark = f"[{write_number(len(same_kind), style)}]"
    note.anchor.add(note.mark)


def begin_style(document: Document, state: State) -> None:
    """Begin the definition of a style, whose name says whether it is one of headings."""
    state.table = "style"
    state.capture = []
    state.on_end = partial(_end_style, document, state)


def _end_style(document: Document, state: State) -> None:
    name = "".join(state.capture or []).strip().rstrip(";").strip()
    match = _HEADING_STYLE.fullmatch(name)
    if match:
        state.level = int(match[1] or 1)
    if state.level:
        document.levels[state.style] = state.level


def _begin_story(state: State, story: Story) -> None:
    state.is_ignored = state.is_ignored or not state.is_visible
    state.story = story
    state.capture = None
    state.script = Script.NORMAL
    state.level = 0
    state.depth = 0
    state.is_drop_cap = False
    state.math = None


def _begin_head(name: str, document: Document, state: State) -> None:
    story = Story(is_running=True)
    _begin_story(state, story)
    state.on_end = lambda: document.heads.append((name, story.finish()))


def _begin_note(document: Document, state: State) -> None:
    anchor = state.story
    is_marked = not document.has_note_mark and anchor.last_script is Script.RAISED
    story = Story()
    _begin_story(state, story)
    if not state.is_ignored:
        document.open_note = Note(anchor, story, is_marked)
    document.has_note_mark = False
    state.on_end = lambda: setattr(document, "has_note_mark", False)


def _begin_box(_document: Document, state: State) -> None:
    anchor = state.story
    story = Story(is_running=anchor.is_running)
    is_hidden = state.shape.get("fHidden") == "1"
    _begin_story(state, story)
    state.is_ignored = state.is_ignored or is_hidden
    state.on_end = lambda: anchor.add_boxes(story.finish())


def _begin_shape(_document: Document, state: State) -> None:
    """Begin a shape: its properties, and perhaps text that is drawn along a line."""
    shape: dict[str, str] = {}
    state.shape = shape
    state.capture = []
    anchor = state.story

    def add_drawn_text() -> None:
        text = shape.get("gtextUNICODE", "")
        if text and state.is_visible and not state.is_ignored:
            anchor.add_boxes([Block(text)])

    state.on_end = add_drawn_text


def _begin_shape_name(_document: Document, state: State) -> None:
    state.capture = []
    state.on_end = lambda: state.shape.update({"": "".join(state.capture or [])})


def _begin_shape_value(_document: Document, state: State) -> None:
    state.capture = []
    name = state.shape.get("", "").strip()
    state.on_end = lambda: state.shape.update({name: "".join(state.capture or []).strip()})


def _begin_unread(_document: Document, state: State) -> None:
    """Begin a group whose own text is no text of the document, but which may have text in it."""
    state.capture = []


def _begin_transparent(_document: Document, _state: State) -> None:
    """Begin a group that is read as if it were none."""


def _begin_picture(document: Document, state: State) -> None:
    size: dict[str, int] = {}
    is_counted = state.is_visible and not state.is_ignored and state.object_class is None
    state.is_ignored = True
    state.picture = size

    def count_picture() -> None:
        width, height = (
            size[name] / _TWIPS_PER_CENTIMETRE if name in size else None
            for name in ("picwgoal", "pichgoal")
        )
        document.picture_count += is_counted and may_have_text(width, height)

    state.on_end = count_picture


def _begin_object(document: Document, state: State) -> None:
    names: list[str] = []
    state.object_class = names
    if state.is_visible and not state.is_ignored:
        state.on_end = lambda: document.unread_objects.append("".join(names).strip() or "OLE")


def _begin_object_class(_document: Document, state: State) -> None:
    state.capture = state.object_class


def _begin_field(document: Document, state: State) -> None:
    state.open_field = Field()
    state.on_end = partial(_end_field, document, state)


def _begin_instruction(_document: Document, state: State) -> None:
    state.capture = [] if state.open_field is None else state.open_field.instruction


def _begin_result(_document: Document, state: State) -> None:
    state.capture = None
    if (
        state.open_field is not None
        and state.open_field.kind in _PAGE_FIELDS
        and state.story.is_running
    ):
        state.is_ignored = True


def _begin_entry(_document: Document, state: State) -> None:
    entry: list[str] = []
    state.capture = entry
    entries = [] if state.open_field is None else state.open_field.entries
    state.on_end = lambda: entries.append("".join(entry))


def _end_field(document: Document, state: State) -> None:
    """Add the value of a field that has none as text; count it if it should have one."""
    field = state.open_field
    if field is None or state.is_ignored or not state.is_visible:
        return

    value = field.values.get("ffres", _UNCHANGED)
    if value == _UNCHANGED:
        value = field.values.get("ffdefres", 0)
    if field.kind == "FORMCHECKBOX":
        state.story.add(CHECKED_BOX if value else UNCHECKED_BOX)
    elif field.kind == "FORMDROPDOWN" and not field.has_result:
        state.story.add("".join(field.entries[value : value + 1]))
    elif field.kind in _PAGE_FIELDS and state.story.is_running:
        state.story.add(PAGE_NUMBER)
    elif field.kind in _SHOWN_FIELDS and not field.has_result:
        document.unread_fields.append(field.kind)


def _begin_label(_document: Document, state: State) -> None:
    """Begin the number or bullet of an item of a list."""
    label: list[str] = []
    story = state.story
    state.capture = label

    def set_label() -> None:
        text = "".join(label)
        if text.strip():
            story.set_label(text)

    state.on_end = set_label


def _begin_alternatives(_document: Document, state: State) -> None:
    """Begin two forms of a text, of which the second (`ud`) is in Unicode."""
    state.was_ignored = state.is_ignored
    state.is_ignored = True


def _begin_unicode_form(_document: Document, state: State) -> None:
    state.is_ignored = state.was_ignored


def _begin_equation(_document: Document, state: State) -> None:
    root = etree.Element("moMath")
    state.math = root
    if state.is_visible and not state.is_ignored:
        state.on_end = lambda: state.story.add(write_equation(root))


def _begin_table(name: str, _document: Document, state: State) -> None:
    state.table = name


def _begin_info_text(name: str, document: Document, state: State) -> None:
    text: list[str] = []
    state.capture = text
    if state.table == "info":
        state.on_end = lambda: document.values.update({name: "".join(text)})


DESTINATIONS: dict[str, Destination] = {
    **{name: partial(_begin_head, name) for name in _HEAD_NAMES},
    **{
        name: partial(_begin_table, name)
        for name in (
            "fonttbl",
            "colortbl",
            "stylesheet",
            "info",
            "creatim",
            "revtim",
            "nesttableprops",
        )
    },
    **{name: partial(_begin_info_text, name) for name in ("title", "author")},
    "footnote": _begin_note,
    "shptxt": _begin_box,
    "dptxbxtext": _begin_box,
    "shpinst": _begin_shape,
    "do": _begin_shape,
    "sn": _begin_shape_name,
    "sv": _begin_shape_value,
    "sp": _begin_unread,
    "formfield": _begin_unread,
    "shppict": _begin_transparent,
    "moMathPara": _begin_transparent,
    "pict": _begin_picture,
    "object": _begin_object,
    "objclass": _begin_object_class,
    "field": _begin_field,
    "fldinst": _begin_instruction,
    "fldrslt": _begin_result,
    "ffl": _begin_entry,
    "listtext": _begin_label,
    "pntext": _begin_label,
    "upr": _begin_alternatives,
    "ud": _begin_unicode_form,
    "moMath": _begin_equation,
}
