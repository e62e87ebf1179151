"""Split a document into its sections, and read the headers and footers on their pages."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from fonti.index.formats.docx.blocks import Block, Document, StoryReader
from fonti.index.formats.docx.elements import attribute, find, relationship_id, switch_at
from fonti.index.formats.word_processing.page_numbers import remove_page_numbers


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the body whose pages have the same headers and footers.

    Attributes:
        elements: The elements of the body.
        properties: The properties of the section, or None.

    """

    elements: list[etree._Element]
    properties: etree._Element | None


def split_into_sections(body: etree._Element) -> Iterator[Section]:
    """Yield the sections of a body."""
    elements: list[etree._Element] = []
    for element in body.iterchildren(etree.Element):
        elements.append(element)
        properties = find(element, "pPr/sectPr")
        if properties is not None:
            yield Section(elements, properties)
            elements = []
    yield Section(elements, body.find("{*}sectPr"))


class RunningHeads:
    """Reads headers and footers, each text once.

    Args:
        document: The document.
        part: The part that has the body.
        settings: The settings of the document.

    """

    def __init__(self, document: Document, part: str, settings: etree._Element) -> None:
        self._document = document
        self._part = part
        self._has_even_pages = bool(switch_at(settings, "evenAndOddHeaders"))
        self._read_parts: set[str] = set()
        self._read_texts: set[str] = set()

    def read(self, section: Section, kind: str) -> Iterator[Block]:
        """Yield the blocks of the headers or footers of a section that were not read before.

        Args:
            section: The section.
            kind: `header` or `footer`.

        """
        if section.properties is None:
            return

        shown_types = {"default"}
        if switch_at(section.properties, "titlePg"):
            shown_types.add("first")
        if self._has_even_pages:
            shown_types.add("even")

        references = list(section.properties.iterchildren(f"{{*}}{kind}Reference"))
        references.sort(key=lambda reference: attribute(reference, "type") != "first")
        for reference in references:
            if (attribute(reference, "type") or "default") in shown_types:
                yield from self._read_part(relationship_id(reference))

    def _read_part(self, identifier: str | None) -> Iterator[Block]:
        package = self._document.package
        part = package.find_target(self._part, identifier)
        if part is None or part in self._read_parts:
            return
        self._read_parts.add(part)

        root = package.parse(part)
        story = StoryReader(self._document, part, root, has_running_pages=True)
        for block in story.read():
            text = remove_page_numbers(block.text)
            if text and text not in self._read_texts:
                self._read_texts.add(text)
                yield replace(block, text=text, level=0)
