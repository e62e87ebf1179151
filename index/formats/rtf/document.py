"""Read an RTF document: its headers, its text, its notes, then its footers."""

import re
from collections.abc import Iterator

from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.metadata import Metadata, clean_title
from fonti.index.formats.rtf.code_pages import CodePages, is_utf8
from fonti.index.formats.rtf.reader import Reader
from fonti.index.formats.rtf.state import Document, Note
from fonti.index.formats.text_builder import TextBuilder
from fonti.index.formats.word_processing.blocks import Block, write_blocks
from fonti.index.formats.word_processing.page_numbers import remove_page_numbers

_SIGNATURE = re.compile(rb"\s*\{\\rtf")


def read(content: bytes) -> ExtractedText:
    """Return the text of an RTF document.

    Raises:
        Unreadable: If the file cannot be read.

    """
    if not _SIGNATURE.match(content):
        raise Unreadable("rtf_not_recognized")

    document = Reader(CodePages(is_utf8=is_utf8(content))).read(content)
    builder = TextBuilder()
    write_blocks(_order_blocks(document), builder)
    _add_warnings(document, builder)

    metadata = Metadata(
        title=clean_title(document.values.get("title")) or builder.first_title,
        author=document.values.get("author", "").strip() or None,
        date=_read_date(document),
    )
    return builder.build(metadata)


def _order_blocks(document: Document) -> Iterator[Block]:
    """Yield the headers, the text, the notes and the footers."""
    yield from _read_heads(document, "header")
    yield from document.body.finish()
    for is_endnote in (False, True):
        for note in document.notes:
            if note.is_endnote is is_endnote:
                yield from _read_note(note)
    yield from _read_heads(document, "footer")


def _read_heads(document: Document, kind: str) -> Iterator[Block]:
    """Yield the blocks of headers or footers, each text once; those of first pages come first."""
    texts = set()
    heads = [(name, blocks) for name, blocks in document.heads if name.startswith(kind)]
    heads.sort(key=lambda head: not head[0].endswith("f"))
    for name, blocks in heads:
        if name.endswith("f") and not document.has_title_page:
            continue
        for block in blocks:
            text = remove_page_numbers(block.text)
            if text and text not in texts:
                texts.add(text)
                yield Block(text)


def _read_note(note: Note) -> Iterator[Block]:
    """Yield the blocks of a note; its mark stands before the first."""
    prefix = f"{note.mark} " if note.mark else ""
    for block in note.story.finish():
        yield Block(prefix + block.text)
        prefix = ""


def _add_warnings(document: Document, builder: TextBuilder) -> None:
    """Warn of what was not read.

    Raises:
        Unreadable: If the document has nothing but pictures.

    """
    if builder.is_empty and document.picture_count:
        raise Unreadable("document_is_pictures", count=document.picture_count)

    if document.picture_count:
        builder.add_warning("pictures_unread", count=document.picture_count)
    for kind in document.unread_objects:
        builder.add_warning("embedded_object_unread", kind=kind)
    for kind in document.unread_fields:
        builder.add_warning("field_unread", field=kind)
    if document.unread_symbols:
        builder.add_warning("symbols_unread", count=document.unread_symbols)


def _read_date(document: Document) -> str | None:
    """Return the day on which the document was last saved, or else created."""
    for name in ("revtim", "creatim"):
        date = document.dates.get(name, {})
        year, month, day = (date.get(part, 0) for part in ("yr", "mo", "dy"))
        if 1000 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= 31:
            return f"{year}-{month:02}-{day:02}"
    return None
