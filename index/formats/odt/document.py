"""Read an OpenDocument text: its headers, its text, its notes, then its footers."""

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.metadata import Metadata, parse_language
from fonti.index.formats.odt.drawings import Drawings
from fonti.index.formats.odt.elements import descendants
from fonti.index.formats.odt.grounds import has_page_ground
from fonti.index.formats.odt.numbering import Numbering
from fonti.index.formats.odt.package import Package, open_package
from fonti.index.formats.odt.running_heads import RunningHeads
from fonti.index.formats.odt.story import Document, StoryReader
from fonti.index.formats.odt.styles import Styles, read_default_language
from fonti.index.formats.office.opendocument import read_metadata
from fonti.index.formats.text_builder import TextBuilder
from fonti.index.formats.word_processing.blocks import Block, write_blocks


def read(content: bytes) -> ExtractedText:
    """Return the text of an OpenDocument text.

    Raises:
        Unreadable: If the file cannot be read.

    """
    package = open_package(content)
    builder = TextBuilder()
    drawings = Drawings(package, builder)
    write_blocks(_read_blocks(package, Document(drawings)), builder)

    if builder.is_empty and drawings.picture_count:
        raise Unreadable("document_is_pictures", count=drawings.picture_count)
    if drawings.picture_count:
        builder.add_warning("pictures_unread", count=drawings.picture_count)
    return builder.build(_read_metadata(package, builder))


def _read_blocks(package: Package, document: Document) -> Iterator[Block]:
    """Yield the blocks of a document in the order in which they are read."""
    common = _find_first(package.styles, "office:styles")
    has_ground = has_page_ground(package.styles, package.content)
    scopes = [
        [common, _find_first(root, "office:automatic-styles")]
        for root in (package.content, package.styles)
    ]
    styles, page_styles = (Styles(scope, has_page_ground=has_ground) for scope in scopes)
    heads = RunningHeads(document, package, page_styles, styles)
    story = StoryReader(document, styles, Numbering(styles))

    yield from heads.read("header")
    yield from story.read(package.body)
    for note in document.notes:
        yield from _read_note(note.mark, note.body, story)
    yield from heads.read("footer")


def _read_note(mark: str, body: etree._Element, story: StoryReader) -> Iterator[Block]:
    """Yield the blocks of a note; its mark stands before the first."""
    prefix = f"{mark} "
    for block in story.read(body):
        yield Block(prefix + block.text)
        prefix = ""


def _find_first(root: etree._Element, name: str) -> etree._Element | None:
    return next(iter(descendants(root, name)), None)


def _read_metadata(package: Package, builder: TextBuilder) -> Metadata:
    metadata = read_metadata(package.properties)
    default_language = parse_language(read_default_language(package.styles))
    return replace(
        metadata,
        title=metadata.title or builder.first_title,
        language=metadata.language or default_language,
    )
