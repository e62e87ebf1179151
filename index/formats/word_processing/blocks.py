"""Define the blocks of a word processor's document, and add them to a text."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from fonti.index.formats.text_builder import TextBuilder


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, an item of a list or a row of a table.

    Attributes:
        text: Its text.
        level: Its level if it is a heading, from 1; else 0.
        is_item: Whether it is a line of a list.

    """

    text: str
    level: int = 0
    is_item: bool = False


def write_blocks(blocks: Iterable[Block], builder: TextBuilder) -> None:
    """Add blocks to a text; the items of a list are the lines of one block."""
    visible = (block for block in blocks if block.text.strip())
    for is_item, group in groupby(visible, key=lambda block: block.is_item):
        if is_item:
            builder.add_block("\n".join(block.text for block in group))
            continue

        for block in group:
            if block.level:
                builder.add_heading(block.level, block.text)
            else:
                builder.add_block(block.text)
