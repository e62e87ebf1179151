"""Read a Word document: its sections with their headers, its notes, then its footers."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from lxml import etree

from fonti.index.formats.decoding.archive import open_archive
from fonti.index.formats.docx.blocks import Block, Document, StoryReader
from fonti.index.formats.docx.drawings import Drawings
from fonti.index.formats.docx.grounds import has_page_ground
from fonti.index.formats.docx.included_parts import read_chunk
from fonti.index.formats.docx.notes import KINDS, Notes
from fonti.index.formats.docx.numbering import Numbering
from fonti.index.formats.docx.package import Package
from fonti.index.formats.docx.sections import RunningHeads, split_into_sections
from fonti.index.formats.docx.styles import Styles
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.metadata import Metadata, parse_language
from fonti.index.formats.office.office_open_xml import make_metadata
from fonti.index.formats.text_builder import TextBuilder
from fonti.index.formats.word_processing.blocks import write_blocks

# A document inside a document inside a document is read, and no further.
_MAX_DEPTH = 3


def read(content: bytes) -> ExtractedText:
    """Return the text of a Word document.

    Raises:
        Unreadable: If the file cannot be read.

    """
    try:
        return _read_document(content)
    except RecursionError as error:
        raise Unreadable("nesting_too_deep") from error


def _read_document(content: bytes, depth: int = 1) -> ExtractedText:
    """Return the text of a Word document.

    Args:
        content: The bytes of the file.
        depth: 1 for a file, 2 for a document in a file, and so on.

    Raises:
        Unreadable: If the file cannot be read.

    """
    if depth > _MAX_DEPTH:
        raise Unreadable("nesting_too_deep")

    builder = TextBuilder()
    package = Package(open_archive(content, ".docx"), builder)
    part = package.find_document()
    root = package.parse(part)
    settings = package.parse_related(part, "settings")
    styles = Styles(package.parse_related(part, "styles"))
    numbering = Numbering(package.parse_related(part, "numbering"), styles)
    notes = {kind: _make_notes(kind, package, part, root, settings) for kind in KINDS}
    document = Document(package, styles, numbering, notes, Drawings(package), has_page_ground(root))

    blocks = _read_stories(document, part, root, settings)
    write_blocks(_insert_chunks(package, blocks, depth), builder)
    _check_pictures(document.drawings, builder)
    if builder.is_empty and package.is_damaged(part):
        raise Unreadable("file_damaged", detail=part)
    return builder.build(_read_metadata(package, styles, builder))


def _make_notes(
    kind: str, package: Package, part: str, root: etree._Element, settings: etree._Element
) -> Notes:
    """Return the notes of one kind, with their settings in the document and in its sections."""
    properties = [*settings.iterchildren(f"{{*}}{kind}Pr"), *root.iter(f"{{*}}{kind}Pr")]
    return Notes(kind, package, part, properties)


def _read_stories(
    document: Document, part: str, root: etree._Element, settings: etree._Element
) -> Iterator[Block]:
    """Yield the blocks of a document in the order in which they are read."""
    body = root.find("{*}body")
    if body is None:
        raise Unreadable("file_damaged", detail=f"{part} has no text")

    sections = list(split_into_sections(body))
    heads = RunningHeads(document, part, settings)
    story = StoryReader(document, part, body)
    for section in sections:
        yield from heads.read(section, "header")
        yield from story.read_elements(section.elements)

    for kind in KINDS:
        yield from _read_notes(document, kind)
    for section in sections:
        yield from heads.read(section, "footer")


def _read_notes(document: Document, kind: str) -> Iterator[Block]:
    """Yield the blocks of the notes that were cited, each with its mark."""
    for note in document.notes[kind].cited:
        prefix = f"{note.mark} " if note.mark else ""
        for block in StoryReader(document, note.part, note.element).read():
            if block.text.strip():
                yield Block(prefix + block.text)
                prefix = ""


def _insert_chunks(package: Package, blocks: Iterable[Block], depth: int) -> Iterator[Block]:
    """Yield blocks with the text of included parts in their place."""
    read_nested = partial(_read_document, depth=depth + 1)
    for block in blocks:
        if block.chunk is None:
            yield block
        else:
            yield from read_chunk(package, block.chunk, read_nested)


def _check_pictures(drawings: Drawings, builder: TextBuilder) -> None:
    """Warn of pictures that may have text.

    Raises:
        Unreadable: If the document has nothing but pictures.

    """
    if builder.is_empty and drawings.picture_count:
        raise Unreadable("docx_is_pictures", count=drawings.picture_count)
    if drawings.large_picture_count:
        builder.add_warning("docx_pictures_unread", count=drawings.large_picture_count)


def _read_metadata(package: Package, styles: Styles, builder: TextBuilder) -> Metadata:
    name = package.find_related("", "core-properties") or "docProps/core.xml"
    properties = etree.Element("none")
    if name in package.archive.names:
        properties = package.parse(name)

    metadata = make_metadata(properties)
    return replace(
        metadata,
        title=metadata.title or builder.first_title,
        language=metadata.language or parse_language(styles.default_language),
    )
