"""Give footnotes and endnotes their marks, and record which of them the text cites."""

from dataclasses import dataclass, field

from lxml import etree

from fonti.index.formats.docx.elements import attribute, number_at, value_at
from fonti.index.formats.docx.number_formats import format_number
from fonti.index.formats.docx.package import Package

KINDS = ("footnote", "endnote")
_DEFAULT_FORMATS = {"footnote": "decimal", "endnote": "lowerRoman"}


@dataclass(frozen=True, slots=True)
class CitedNote:
    """A note that the text cites.

    Attributes:
        element: The note.
        part: The part that it is in.
        mark: Its mark, such as `[3]`; empty if the mark is written in the note.

    """

    element: etree._Element
    part: str
    mark: str


@dataclass(slots=True)
class Notes:
    """The notes of one kind.

    Args:
        kind: `footnote` or `endnote`.
        package: The file.
        document: The name of the part that cites the notes.
        properties: The settings of notes, the most general first.

    Attributes:
        cited: The notes that were cited, in order.

    """

    kind: str
    package: Package
    document: str
    properties: list[etree._Element]
    cited: list[CitedNote] = field(default_factory=list)
    _marks: dict[str | None, str] = field(default_factory=dict)
    _count: int = 0
    _part: str | None = None
    _by_id: dict[str | None, etree._Element] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._part = self.package.find_related(self.document, f"{self.kind}s")
        if self._part is not None:
            notes = self.package.parse(self._part).iter(f"{{*}}{self.kind}")
            self._by_id = {attribute(note, "id"): note for note in notes}

    def cite(self, identifier: str | None, *, has_own_mark: bool) -> str:
        """Record that a note is cited, and return its mark; it is empty if the text has one."""
        if identifier in self._marks:
            return self._marks[identifier]

        mark = ""
        if not has_own_mark:
            number = self._find_first_number() + self._count
            self._count += 1
            mark = f"[{format_number(number, self._find_number_format())}]"
        self._marks[identifier] = mark

        note = self._by_id.get(identifier)
        if note is None or self._part is None:
            self.package.builder.add_warning("docx_note_missing", mark=mark or f"[{identifier}]")
        else:
            self.cited.append(CitedNote(note, self._part, mark))
        return mark

    def _find_first_number(self) -> int:
        numbers = [number_at(element, "numStart") for element in self.properties]
        return next((number for number in reversed(numbers) if number is not None), 1)

    def _find_number_format(self) -> str:
        formats = [value_at(element, "numFmt") for element in self.properties]
        return next(filter(None, reversed(formats)), _DEFAULT_FORMATS[self.kind])
