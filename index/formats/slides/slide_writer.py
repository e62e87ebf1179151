"""Write slides as text: each slide is a page, its title a heading, its notes come last."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.metadata import Metadata
from fonti.index.formats.text_builder import TextBuilder

# A picture of at least this area may be text, in square centimetres: a fifth of a slide.
_MIN_PICTURE_AREA = 100


@dataclass(frozen=True, slots=True)
class Block:
    """A text, or a row of a table, with the place of its shape on the slide.

    Attributes:
        text: The text.
        top: How far from the top the shape is, in any unit.
        left: How far from the left it is.

    """

    text: str
    top: float = 0
    left: float = 0


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide.

    Attributes:
        title: Its title; empty if it has none.
        is_opening: Whether it opens the presentation: its title is that of what follows.
        blocks: Its other texts.
        notes: The notes of the speaker.
        is_hidden: Whether it is left out when the slides are shown.

    """

    title: str = ""
    is_opening: bool = False
    blocks: Sequence[Block] = ()
    notes: str = ""
    is_hidden: bool = False


def is_large_picture(width: float, height: float) -> bool:
    """Return whether a picture of this size, in centimetres, may be a picture of text."""
    return width * height >= _MIN_PICTURE_AREA


def build_slides(
    slides: Iterable[Slide], builder: TextBuilder, metadata: Metadata
) -> ExtractedText:
    """Return the text of slides, from top to bottom; hidden ones are pages without text."""
    starts = []
    for slide in slides:
        starts.append(builder.next_start)
        if slide.is_hidden:
            continue
        if slide.title:
            builder.add_heading(1 if slide.is_opening else 2, slide.title)
        for block in sorted(slide.blocks, key=lambda block: (block.top, block.left)):
            builder.add_block(block.text)
        builder.add_block(slide.notes)

    title = metadata.title or builder.first_title
    extracted = builder.build(replace(metadata, title=title))
    length = len(extracted.text)
    return replace(extracted, pages=tuple(min(start, length) for start in starts))
