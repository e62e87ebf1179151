"""Read the parts of other formats that a Word document includes (`w:altChunk`)."""

from collections.abc import Callable, Iterator
from posixpath import splitext

from fonti.index.formats import SUFFIXES, ExtractedText, Unreadable, extract
from fonti.index.formats.docx.blocks import Block
from fonti.index.formats.docx.package import Package

_WORD_SUFFIXES = frozenset({".docx", ".docm", ".dotx", ".dotm"})


def read_chunk(
    package: Package, name: str, read_document: Callable[[bytes], ExtractedText]
) -> Iterator[Block]:
    """Yield the blocks of a part of another format; one that cannot be read gives a warning.

    Args:
        package: The file.
        name: The name of the part.
        read_document: What reads a Word document inside the file.

    """
    suffix = splitext(name)[1].lower()
    if suffix not in SUFFIXES:
        package.builder.add_warning("docx_part_format_unread", name=name)
        return

    try:
        content = package.archive.read(name)
        is_document = suffix in _WORD_SUFFIXES
        extracted = read_document(content) if is_document else extract(suffix, content)
    except Unreadable as error:
        package.builder.add_warning("docx_part_unread", name=name, reason=error.reason)
        return

    yield from _split_into_blocks(extracted)
    package.builder.add_warnings(extracted.warnings)


def _split_into_blocks(extracted: ExtractedText) -> Iterator[Block]:
    """Yield the headings of a text, and what stands between them."""
    text = extracted.text
    starts = [0, *(heading.end for heading in extracted.headings)]
    ends = [*(heading.start for heading in extracted.headings), len(text)]
    levels = [0, *(heading.level for heading in extracted.headings)]
    titles = ["", *(text[heading.start : heading.end] for heading in extracted.headings)]

    for start, end, level, title in zip(starts, ends, levels, titles, strict=True):
        yield Block(title, level)
        yield from (Block(part) for part in text[start:end].split("\n\n"))
