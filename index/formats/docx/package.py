"""Find the parts of a Word file by the relationships that lead from one to another."""

from dataclasses import dataclass, field
from posixpath import basename, dirname, join, normpath

from lxml import etree

from fonti.index.formats.decoding.archive import Archive
from fonti.index.formats.decoding.safe_xml import parse_xml, recover_xml
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.text_builder import TextBuilder

_DEFAULT_DOCUMENT = "word/document.xml"

# The reasons for which one part is left out, or read in part, and the rest of the file is read.
_REASONS_OF_ONE_PART = frozenset({"file_damaged", "xml_damaged", "archive_file_missing"})


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a Word file, which are parsed when they are needed.

    Attributes:
        archive: The archive of the file.
        builder: Where warnings of damaged and missing parts are added.

    """

    archive: Archive
    builder: TextBuilder
    _targets: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    _damaged: set[str] = field(default_factory=set)

    def find_document(self) -> str:
        """Return the name of the part with the text of the document."""
        return self.find_related("", "officeDocument") or _DEFAULT_DOCUMENT

    def find_related(self, source: str, kind: str) -> str | None:
        """Return the part to which another is related by a kind, such as `styles`.

        A part in the usual place is found without a relationship, which damaged files lack.
        """
        for relationship_kind, target in self._list_relationships(source).values():
            if relationship_kind == kind and target in self.archive.names:
                return target

        usual_name = join(dirname(source), f"{kind}.xml")
        return usual_name if usual_name in self.archive.names else None

    def list_related(self, source: str, kind: str) -> list[str]:
        """Return all parts to which another is related by a kind."""
        relationships = self._list_relationships(source).values()
        return [target for actual_kind, target in relationships if actual_kind == kind]

    def find_target(self, source: str, identifier: str | None) -> str | None:
        """Return the part that a relationship of another part leads to; None if there is none."""
        target = self._list_relationships(source).get(identifier or "", ("", ""))[1]
        if target in self.archive.names:
            return target

        self.builder.add_warning("docx_part_missing", name=target or identifier or basename(source))
        return None

    def parse_related(self, source: str, kind: str) -> etree._Element:
        """Return the root of the part that is related by a kind; an empty element without one."""
        name = self.find_related(source, kind)
        return etree.Element("none") if name is None else self.parse(name)

    def parse(self, name: str) -> etree._Element:
        """Return the root of a part; what can be read of it if it is damaged.

        Raises:
            Unreadable: If it is unsafe.

        """
        try:
            content = self.archive.read(name)
        except Unreadable as error:
            if error.code not in _REASONS_OF_ONE_PART:
                raise
            self.builder.add_warning("docx_part_unread", name=name, reason=error.reason)
            return etree.Element("none")

        try:
            return parse_xml(content, name)
        except Unreadable as error:
            if error.code != "xml_damaged":
                raise
            root = recover_xml(content)
            if root is None:
                raise
            self.builder.add_warning("docx_part_damaged", name=name)
            self._damaged.add(name)
            return root

    def is_damaged(self, name: str) -> bool:
        """Return whether a part that was parsed was damaged."""
        return name in self._damaged

    def _list_relationships(self, source: str) -> dict[str, tuple[str, str]]:
        """Return the kind and the target of each relationship of a part, by its identifier."""
        if source in self._targets:
            return self._targets[source]

        folder = dirname(source)
        name = join(folder, "_rels", f"{basename(source)}.rels")
        relationships = {}
        if name in self.archive.names:
            for element in self.parse(name):
                kind = element.get("Type", "").rpartition("/")[2]
                target = element.get("Target", "").replace("\\", "/")
                is_external = element.get("TargetMode") == "External"
                path = "" if is_external else normpath(join("/", folder, target)).lstrip("/")
                relationships[element.get("Id", "")] = (kind, path)

        self._targets[source] = relationships
        return relationships
