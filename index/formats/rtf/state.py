"""Define what applies in a group of rich text, and what is known of the document so far."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from fonti.index.formats.rtf.code_pages import CodePages
from fonti.index.formats.rtf.story import Story
from fonti.index.formats.rtf.tables import CellDefinition
from fonti.index.formats.word_processing.blocks import Block
from fonti.index.formats.word_processing.runs import Script
from fonti.index.formats.word_processing.visibility import is_ground, is_tiny, is_white


@dataclass(slots=True)
class Field:
    """A field: its instruction, and the values of its form field.

    Attributes:
        instruction: The instruction, such as `PAGE`, in parts.
        values: The numbers of the form field by the words that state them.
        entries: The entries of a list to choose from.
        has_result: Whether its result was read.

    """

    instruction: list[str] = field(default_factory=list)
    values: dict[str, int] = field(default_factory=dict)
    entries: list[str] = field(default_factory=list)
    has_result: bool = False

    @property
    def kind(self) -> str:
        """Return the first word of the instruction in capitals; empty if there is none."""
        words = "".join(self.instruction).split()
        return words[0].upper() if words else ""


@dataclass(slots=True)
class Note:
    """A note: where it is cited, and its text.

    Attributes:
        anchor: The part of the document that cites it.
        story: Its text.
        is_marked: Whether its mark is typed in the text.
        is_endnote: Whether it stands at the end of the document rather than of the page.
        mark: The mark that the program writes; empty if it is typed.

    """

    anchor: Story
    story: Story
    is_marked: bool
    is_endnote: bool = False
    mark: str = ""


# Without slots it is copied several times faster, for each group.
@dataclass
class State:
    """What applies in a group; inner groups begin with a copy.

    Attributes:
        story: Where text goes.
        is_ignored: Whether the group is not text.
        capture: Where text goes instead, if it is a value.
        on_end: What to do at the end of the group.
        is_starred: Whether the next word may be unknown, so that the group is ignored.
        table: The name of the table of the document that is read, such as `fonttbl`.
        was_ignored: Whether the group around alternative texts (`upr`) is ignored.
        unicode_skip: How many characters follow each character of Unicode in its place.
        font: The number of the font.
        script: Whether text is raised or lowered.
        is_hidden: Whether text is hidden.
        is_deleted: Whether text is a tracked deletion.
        is_struck: Whether text is struck through.
        color: The colour of text, such as `FF0000`; empty for that of usual text.
        ground: The colour behind text.
        paragraph_ground: The colour behind the paragraph.
        half_points: The size of text, or None.
        style: The number of the style of the paragraph.
        level: The level of the paragraph if it is a heading, from 1; else 0.
        depth: In how many tables the paragraph is.
        is_drop_cap: Whether the paragraph is a large first letter of the next one.
        open_field: The field that it is in, if any.
        shape: The properties of the shape that it is in, by name.
        math: The element of the equation that it is in, if any.
        picture: The size of the picture that it is in, if any, by the words that state it.
        object_class: The program of the embedded object that it is in, in parts; None outside.

    """

    story: Story
    is_ignored: bool = False
    capture: list[str] | None = None
    on_end: Callable[[], None] | None = None
    is_starred: bool = False
    table: str = ""
    was_ignored: bool = False
    unicode_skip: int = 1
    font: int | None = None
    script: Script = Script.NORMAL
    is_hidden: bool = False
    is_deleted: bool = False
    is_struck: bool = False
    color: str = ""
    ground: str = ""
    paragraph_ground: str = ""
    half_points: int | None = None
    style: int = 0
    level: int = 0
    depth: int = 0
    is_drop_cap: bool = False
    open_field: Field | None = None
    shape: dict[str, str] = field(default_factory=dict)
    math: etree._Element | None = None
    picture: dict[str, int] | None = None
    object_class: list[str] | None = None

    @property
    def is_visible(self) -> bool:
        """Return whether a reader reads the text as valid."""
        if self.is_hidden or self.is_deleted or self.is_struck:
            return False
        is_small = self.half_points is not None and is_tiny(self.half_points / 2)
        return not is_small and (not is_white(self.color) or self._may_have_ground)

    @property
    def _may_have_ground(self) -> bool:
        """Return whether text may stand on another colour than that of the paper.

        Those of cells and shapes are not read.
        """
        has_ground = is_ground(self.ground) or is_ground(self.paragraph_ground)
        return has_ground or self.depth > 0 or bool(self.shape)


@dataclass(slots=True)
class Document:
    """What is known of a document so far.

    Attributes:
        body: Its text.
        code_pages: Its encodings.
        default_font: The number of the font of text without another.
        levels: The levels of the paragraph styles that are headings, by number.
        cell: The cell that is defined next, as far as it is.
        notes: The notes.
        note_styles: The first number of footnotes (False) and of endnotes (True).
        heads: The blocks of headers and footers, by the words that begin them, in order.
        has_title_page: Whether first pages have headers of their own.
        has_note_mark: Whether the mark of the next note was read.
        open_note: The note that has just begun, whose kind is not known yet.
        colors: The colours by number, as `RRGGBB`; empty for that of usual text.
        open_color: The parts of the colour that is defined next, as far as they are.
        values: The texts of the properties, by name.
        dates: The numbers of the dates of the properties, by name.
        picture_count: The number of pictures that may have text.
        unread_objects: The kinds of embedded objects.
        unread_fields: The kinds of fields without a result.
        unread_symbols: The number of characters of symbol fonts that are not known.

    """

    body: Story = field(default_factory=Story)
    code_pages: CodePages = field(default_factory=CodePages)
    default_font: int | None = None
    levels: dict[int, int] = field(default_factory=dict)
    cell: CellDefinition = field(default_factory=lambda: CellDefinition(0))
    notes: list[Note] = field(default_factory=list)
    note_styles: dict[bool, str] = field(default_factory=lambda: {False: "1", True: "1"})
    heads: list[tuple[str, list[Block]]] = field(default_factory=list)
    has_title_page: bool = False
    has_note_mark: bool = False
    open_note: Note | None = None
    colors: list[str] = field(default_factory=list)
    open_color: dict[str, int] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    dates: dict[str, dict[str, int]] = field(default_factory=dict)
    picture_count: int = 0
    unread_objects: list[str] = field(default_factory=list)
    unread_fields: list[str] = field(default_factory=list)
    unread_symbols: int = 0
