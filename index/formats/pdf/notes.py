"""Mark the notes at the foot of pages, which stand between the parts of a sentence."""

import re
from dataclasses import replace
from itertools import chain, takewhile

from fonti.index.formats.pdf.lines import Line, find_body_font_size

# Notes are in a font smaller than this, in sizes of most text.
_MAX_NOTE_SIZE = 0.93

# The mark at the beginning of a note: `1 `, `(1)`, `[1]`, `¹`, `*`, `a)`.
_MARK = re.compile(r"[(\[]?(?:\d{1,3}\W|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|[*†‡§]{1,3}|[a-z][)\]]|[ᵃᵇᶜªº])")


def mark_notes(regions: list[list[Line]]) -> list[list[Line]]:
    """Return the regions with the notes at the foot of pages and columns marked as asides.

    They are the last lines of a region, in a smaller font than most text, one of which begins with
    the mark of a note.
    """
    max_size = _MAX_NOTE_SIZE * find_body_font_size(chain.from_iterable(regions))
    return [_mark_region(region, max_size) for region in regions]


def _mark_region(region: list[Line], max_size: float) -> list[Line]:
    small_lines = list(
        takewhile(lambda line: line.font_size <= max_size or line.is_aside, reversed(region))
    )
    if not any(_MARK.match(line.text) for line in small_lines):
        return region

    text_end = len(region) - len(small_lines)
    return region[:text_end] + [replace(line, is_aside=True) for line in region[text_end:]]
