"""Find the headings of a PDF: lines that its outline names, or lines in a larger or bold font."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, groupby

from fonti.index.formats.pdf.lines import Line, find_body_font_size
from fonti.index.formats.pdf.outline import Bookmark
from fonti.index.formats.text_builder import normalize_text

_MAX_LEVEL = 6

# If the outline names at least this many lines, fonts are not considered.
_MIN_OUTLINE_LINES = 3

# A heading has at most this many lines.
_MAX_LINES = 3

# The number of a heading: `2.1 `, `Chapter 2. `, `IV `, `A. `.
_NUMBER = re.compile(r"(?:[^\W\d_]+ )?(?:[\dIVXLC]+|[A-Z])(?:\.\d+)*[.):]? ")

# If more than this share of a text is bold, bold does not mark headings.
_MAX_BOLD_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class _FontRule:
    """A rule for headings: the minimum size in body font sizes, and the maximum length."""

    min_size: float
    max_length: int


_LARGE_FONT = _FontRule(min_size=1.15, max_length=150)
_BOLD_FONT = _FontRule(min_size=0.98, max_length=80)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Lines that may be one heading; `keys` are its letters and digits with and without number."""

    lines: list[Line]
    keys: set[str]


def mark_headings(regions: list[list[Line]], outline: list[Bookmark]) -> list[list[Line]]:
    """Return the regions with `heading_level` set on the lines that are headings."""
    levels = _find_levels_by_outline(regions, outline)
    if len(levels) < _MIN_OUTLINE_LINES:
        levels = _find_levels_by_font(regions) | levels

    marked_regions = []
    for region in regions:
        marked_lines = [
            replace(line, heading_level=levels[id(line)]) if id(line) in levels else line
            for line in region
        ]
        marked_regions.append(marked_lines)
    return marked_regions


def _find_levels_by_outline(regions: list[list[Line]], outline: list[Bookmark]) -> dict[int, int]:
    """Return the levels of the lines that the outline names, by the identity of the line.

    If several lines of a page have the title, the one in the largest font is the heading.
    """
    candidates: dict[int, list[_Candidate]] = {entry.page: [] for entry in outline}
    for region in regions:
        for index, line in enumerate(region):
            if line.page in candidates:
                candidates[line.page] += _make_candidates(region[index : index + _MAX_LINES])

    levels: dict[int, int] = {}
    for entry in outline:
        keys = _make_keys(entry.title)
        matches = [
            candidate.lines
            for candidate in candidates[entry.page]
            if candidate.keys & keys and id(candidate.lines[0]) not in levels
        ]
        if matches:
            heading = max(
                matches, key=lambda lines: (lines[0].font_size, lines[0].is_bold, len(lines))
            )
            levels |= dict.fromkeys(map(id, heading), entry.level)
    return levels


def _make_candidates(lines: list[Line]) -> Iterator[_Candidate]:
    """Yield the first line, the first two and so on, while they are of one size and page."""
    first = lines[0]
    for end, line in enumerate(lines, 1):
        if line.font_size != first.font_size or line.page != first.page:
            return
        yield _Candidate(lines[:end], _make_keys(" ".join(part.text for part in lines[:end])))


def _make_keys(title: str) -> set[str]:
    """Return the letters and digits of a title in lower case, with its number and without."""
    keys = set()
    for text in (title, _NUMBER.sub("", title, count=1)):
        keys.add("".join(filter(str.isalnum, normalize_text(text).casefold())))
    return keys - {""}


def _find_levels_by_font(regions: list[list[Line]]) -> dict[int, int]:
    """Return the levels of the lines in a larger or bold font, by the identity of the line.

    The largest font has level 1, and so on; bold lines in the size of the text come last.
    """
    lines = list(chain.from_iterable(regions))
    body_size = find_body_font_size(lines)
    letters = sum(len(line.text) for line in lines)
    bold_letters = sum(len(line.text) for line in lines if line.is_bold)
    is_bold_rare = bold_letters < _MAX_BOLD_SHARE * letters

    large_headings: list[list[Line]] = []
    bold_headings: list[list[Line]] = []
    for lines in chain.from_iterable(map(_group_by_font, regions)):
        if len(lines) <= _MAX_LINES and _looks_like_heading(lines, body_size, _LARGE_FONT):
            large_headings.append(lines)
        elif is_bold_rare and _is_bold_heading(lines, body_size):
            bold_headings.append(lines)

    sizes = sorted({lines[0].font_size for lines in large_headings}, reverse=True)
    levels: dict[int, int] = {}
    for line in chain.from_iterable(large_headings):
        levels[id(line)] = min(sizes.index(line.font_size) + 1, _MAX_LEVEL)
    for line in chain.from_iterable(bold_headings):
        levels[id(line)] = min(len(sizes) + 1, _MAX_LEVEL)
    return levels


def _group_by_font(region: list[Line]) -> Iterator[list[Line]]:
    """Yield successive lines that are in one font."""
    for _, lines in groupby(region, key=lambda line: (line.font_size, line.is_bold)):
        yield list(lines)


def _is_bold_heading(lines: list[Line], body_size: float) -> bool:
    if len(lines) != 1 or not lines[0].is_bold:
        return False
    return _looks_like_heading(lines, body_size, _BOLD_FONT)


def _looks_like_heading(lines: list[Line], body_size: float, rule: _FontRule) -> bool:
    if lines[0].font_size < rule.min_size * body_size or any(
        line.cell_count > 1 or line.is_aside for line in lines
    ):
        return False

    text = " ".join(line.text for line in lines)
    if len(text) > rule.max_length or text[-1] in ".,;" or not any(map(str.isalpha, text)):
        return False

    # A bold word within the text may begin with a small letter; a larger font is enough.
    return rule is _LARGE_FONT or text[0].isupper() or text[0].isdigit()
