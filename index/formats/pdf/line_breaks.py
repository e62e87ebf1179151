"""Decide how a line is followed by the next: as running text, a new line or a new paragraph."""

import re
from dataclasses import dataclass
from enum import Enum

from fonti.index.formats.pdf.hyphenation import ends_with_hyphen
from fonti.index.formats.pdf.lines import Line

# A line is indented if it begins this much further right, in font sizes.
_MIN_INDENT = 0.8

# A line is short if this much is left beyond room for the first word of the next line, in font
# sizes: then it ends on purpose.
_MIN_FREE_SPACE = 1.0

_SENTENCE_END = re.compile(r"[.!?:;…]['\"”’»)\]]*$")
_BULLET = re.compile(r"[\uf000-\uf0ff•◦▪▫‣∙·■□●○◆➢✓*–—-]\s")
_ITEM_NUMBER = re.compile(r"(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]|\d{1,2}(?:\.\d{1,2})+\.?)\s")

# The number of an item that has one part, and those with which lists begin.
_SIMPLE_NUMBER = re.compile(r"\(?(\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]\s")
_FIRST_NUMBERS = frozenset("1aAiI")

# An item with more words may end at a number that stands further left than it begins.
_MAX_ITEM_WORDS = 5


class LineBreak(Enum):
    """How a line of a PDF is followed by the next one.

    NONE: the text continues on the next line. LINE: the next line stays a separate line, such as
        the items of a list. PARAGRAPH: the next line begins a paragraph.
    """

    NONE = "none"
    LINE = "line"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class BlockShape:
    """The shape of a block of lines.

    `right` is where its widest line ends, in points. `is_hanging` says that paragraphs begin at the
    left and continue further right, as in a bibliography.
    """

    right: float
    is_hanging: bool


def measure_block(block: list[Line]) -> BlockShape:
    """Return the shape of a block of lines."""
    left = min(line.left for line in block)
    indented = sum(line.left - left > _MIN_INDENT * line.font_size for line in block)
    begins_at_left = block[0].left - left < _MIN_INDENT * block[0].font_size
    return BlockShape(
        right=max(line.right for line in block),
        is_hanging=begins_at_left and 2 * indented >= len(block),
    )


def classify_line_break(
    upper: Line, lower: Line, shape: BlockShape, *, is_first_line: bool
) -> LineBreak:
    """Return how the upper of two lines is followed by the lower one.

    Args:
        upper: The upper line.
        lower: The line below it.
        shape: The shape of their block.
        is_first_line: Whether the upper line is the first of its part of the paragraph.

    """
    if upper.heading_level or (ends_with_hyphen(upper.text) and lower.text[0].islower()):
        return LineBreak.NONE

    font_size = max(upper.font_size, lower.font_size)
    indent = (lower.left - upper.left) / font_size
    is_short = _ends_early(upper, lower, shape)

    if is_table_row(upper) or is_table_row(lower):
        # A term and its explanation, which continues below itself.
        continues_explanation = (
            upper.cell_count == 2
            and lower.cell_count == 1
            and indent > _MIN_INDENT
            and not is_short
        )
        return LineBreak.NONE if continues_explanation else LineBreak.LINE

    if is_bullet_item(lower):
        return LineBreak.LINE
    if _ITEM_NUMBER.match(lower.text) and (
        is_short or upper.text[-1] in ".;:,!?" or _is_next_item(upper, lower)
    ):
        return LineBreak.LINE

    if indent > _MIN_INDENT and not shape.is_hanging:
        # The second line of a list item stands further right than its first.
        continues_item = is_first_line and (is_list_item(upper) or not ends_sentence(upper))
        if not continues_item:
            return LineBreak.PARAGRAPH

    if is_short or (indent < -_MIN_INDENT and not is_first_line):
        return LineBreak.PARAGRAPH if ends_sentence(upper) else LineBreak.LINE
    return LineBreak.NONE


def is_heading_in_text_font(upper: Line, line: Line, lower: Line, shape: BlockShape) -> bool:
    """Return whether a line between two others is a heading in the font of the text.

    It begins after a sentence, ends early without ending one, and the next line begins anew.

    Args:
        upper: The line above.
        line: The line that may be a heading.
        lower: The line below.
        shape: The shape of their block.

    """
    if not ends_sentence(upper) or ends_sentence(line):
        return False
    begins_anew = not line.text[0].islower() and lower.text[0].isupper()
    return begins_anew and _ends_early(line, lower, shape)


def is_bullet_item(line: Line) -> bool:
    """Return whether a line begins with a bullet."""
    return bool(_BULLET.match(line.text))


def is_list_item(line: Line) -> bool:
    """Return whether a line begins with a bullet or the number of a list item."""
    return is_bullet_item(line) or bool(_ITEM_NUMBER.match(line.text))


def _is_next_item(upper: Line, lower: Line) -> bool:
    """Return whether two items of lists follow one another: `1.` and `2.`, or an inner `a.`.

    What stands further left than the item of an inner list is one of the outer list.
    """
    upper_mark = _SIMPLE_NUMBER.match(upper.text)
    lower_mark = _SIMPLE_NUMBER.match(lower.text)
    if not (upper_mark and lower_mark):
        return False
    is_outside = lower.left < upper.left - _MIN_INDENT * upper.font_size
    if is_outside and len(upper.text.split()) <= _MAX_ITEM_WORDS:
        return True
    if lower_mark[1] in _FIRST_NUMBERS:
        return lower.left > upper.left + _MIN_INDENT * upper.font_size
    if upper_mark[1].isdigit() and lower_mark[1].isdigit():
        return int(lower_mark[1]) == int(upper_mark[1]) + 1
    is_letter = len(upper_mark[1]) == len(lower_mark[1]) == 1
    return is_letter and ord(lower_mark[1]) == ord(upper_mark[1]) + 1


def is_table_row(line: Line) -> bool:
    """Return whether a line is a row of a table.

    The bullet or number of a list item is also set apart from its text, but is not a cell.
    """
    return line.cell_count > (2 if is_list_item(line) else 1)


def ends_sentence(line: Line) -> bool:
    """Return whether a line ends with a punctuation mark that ends a sentence or a clause."""
    return bool(_SENTENCE_END.search(line.text))


def _ends_early(upper: Line, lower: Line, shape: BlockShape) -> bool:
    """Return whether the upper of two lines has room for the first word of the lower one."""
    font_size = max(upper.font_size, lower.font_size)
    free_space = shape.right - upper.right
    return free_space > _measure_first_word(lower) + _MIN_FREE_SPACE * font_size


def _measure_first_word(line: Line) -> float:
    """Return about how wide the first word of a line and the space before it are, in points."""
    first_word = line.text.split(" ", 1)[0]
    share = (len(first_word) + 1) / (len(line.text) + 1)
    return (line.right - line.left) * share
