"""Remove running heads, running feet, page numbers and watermarks: text that is on many pages."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import takewhile

from fonti.index.formats.pdf.lines import Line, Row, group_into_rows
from fonti.index.formats.pdf.pages import PageLines

# How many rows at the top and at the bottom of a page may be running heads.
_MAX_EDGE_ROWS = 3

# On how many pages the same text must stand.
_MIN_PAGES = 3

# Running heads stand within this share of the height of the text from its top or bottom.
_EDGE_DEPTH = 0.15

# The least distance between a running head and the text, in font sizes.
_MIN_DISTANCE_TO_TEXT = 1.5

# Rows in one band of this height are taken to stand at the same height, in points.
_BAND_HEIGHT = 4.0

# A number in digits, or in Roman numerals at the beginning or end of a row.
_NUMBER = re.compile(r"\d+|^[ivxlc]{1,7}\b|\b[ivxlc]{1,7}$")

# Longer numbers are compared by their last digits.
_MAX_DIGITS = 9

# If only two pages show a page number, at most this many characters stand with it.
_MAX_CHARACTERS_WITH_NUMBER = 24


@dataclass(frozen=True, slots=True)
class _EdgeRow:
    """A row at the top or the bottom of a page.

    `band` says at which height it stands, `pattern` is its text in lower case with `#` for numbers,
    and `numbers` are the numbers in digits.
    """

    lines: list[Line]
    band: int
    pattern: str
    numbers: tuple[int, ...]

    @property
    def page(self) -> int:
        """Return the index of the page."""
        return self.lines[0].page

    @property
    def font_size(self) -> float:
        """Return the font size of the first line."""
        return self.lines[0].font_size


@dataclass(frozen=True, slots=True)
class _PageEdges:
    """The outermost rows of a page, each list from the edge inwards.

    One row more than can be a running head is included, to measure the distance to the text.
    """

    top: list[_EdgeRow]
    bottom: list[_EdgeRow]


def remove_running_heads(pages: list[PageLines]) -> list[PageLines]:
    """Return the pages without running heads and feet, page numbers and watermarks.

    Rotated text, such as a watermark, is removed if it stands on several pages.
    """
    lines_by_page = _remove_edge_rows([page.lines for page in pages])

    text_counts = Counter(line.text for page in pages for lines in page.rotated for line in lines)
    cleaned = []
    for page, lines in zip(pages, lines_by_page, strict=True):
        rotated = tuple(
            [line for line in rotated_lines if text_counts[line.text] < _MIN_PAGES]
            for rotated_lines in page.rotated
        )
        cleaned.append(replace(page, lines=lines, rotated=rotated))
    return cleaned


def _remove_edge_rows(pages: list[list[Line]]) -> list[list[Line]]:
    baselines = [line.baseline for lines in pages for line in lines]
    if not baselines:
        return pages

    depth = _EDGE_DEPTH * (max(baselines) - min(baselines))
    top = max(baselines) - depth
    bottom = min(baselines) + depth

    page_edges = [_edges_of(lines) for lines in pages]
    candidates: list[_EdgeRow] = []
    for edges in page_edges:
        candidates += [row for row in edges.top[:_MAX_EDGE_ROWS] if row.lines[0].baseline >= top]
    for edges in page_edges:
        candidates += [
            row for row in edges.bottom[:_MAX_EDGE_ROWS] if row.lines[0].baseline <= bottom
        ]
    running_rows = _find_running_rows(candidates)

    removed: set[int] = set()
    for edges in page_edges:
        for rows in (edges.top, edges.bottom):
            removed.update(id(line) for line in _running_lines(rows, running_rows))

    cleaned = [[line for line in lines if id(line) not in removed] for lines in pages]
    return cleaned if any(cleaned) else pages


def _edges_of(lines: list[Line]) -> _PageEdges:
    rows = group_into_rows(lines)
    top = rows[: _MAX_EDGE_ROWS + 1]
    bottom = rows[: -_MAX_EDGE_ROWS - 2 : -1]
    return _PageEdges([_make_edge_row(row) for row in top], [_make_edge_row(row) for row in bottom])


def _make_edge_row(row: Row) -> _EdgeRow:
    text = " ".join(line.text for line in row).casefold()
    numbers = tuple(
        int(number[-_MAX_DIGITS:]) for number in _NUMBER.findall(text) if number[0].isdigit()
    )
    return _EdgeRow(
        lines=row,
        band=round(row[0].baseline / _BAND_HEIGHT),
        pattern=_NUMBER.sub("#", text),
        numbers=numbers,
    )


def _running_lines(rows: list[_EdgeRow], running_rows: set[int]) -> list[Line]:
    """Return the lines of the running heads at one edge of a page.

    They are the outermost rows, as long as the text inside is set off from them.
    """
    running = list(takewhile(lambda row: id(row) in running_rows, rows))
    while running and len(running) < len(rows) and not _is_set_off(running[-1], rows[len(running)]):
        running.pop()
    return [line for row in running for line in row.lines]


def _is_set_off(outer: _EdgeRow, inner: _EdgeRow) -> bool:
    distance = abs(outer.lines[0].baseline - inner.lines[0].baseline)
    return distance > _MIN_DISTANCE_TO_TEXT * max(outer.font_size, inner.font_size)


def _find_running_rows(rows: list[_EdgeRow]) -> set[int]:
    """Return the identities of the rows that are running heads or have page numbers."""
    similar: dict[tuple[int, str], dict[int, _EdgeRow]] = defaultdict(dict)
    for row in rows:
        for band in (row.band - 1, row.band, row.band + 1):
            similar[band, row.pattern][row.page] = row

    running = {id(row) for row in rows if _is_running(row, similar[row.band, row.pattern])}
    running_rows = [row for row in rows if id(row) in running]

    # If half of the pages have a running head at one place, other rows at that place are running
    # heads, too: that of a short chapter, or one of another kind with the number of the page.
    place_counts = Counter((row.band, row.font_size) for row in running_rows)
    usual_offset = _usual_page_offset(running_rows)
    min_count = max(len({row.page for row in rows}) / 2, _MIN_PAGES)
    for row in rows:
        has_page_number = any(number - row.page == usual_offset for number in row.numbers)
        is_repeated = len(similar[row.band, row.pattern]) > 1
        if place_counts[row.band, row.font_size] >= min_count and (has_page_number or is_repeated):
            running.add(id(row))
    return running


def _usual_page_offset(rows: Iterable[_EdgeRow]) -> int | None:
    """Return what is usually added to a page's index to get the number shown on it."""
    offsets = Counter(number - row.page for row in rows for number in row.numbers)
    return offsets.most_common(1)[0][0] if offsets else None


def _is_running(row: _EdgeRow, similar: dict[int, _EdgeRow]) -> bool:
    """Return whether a row is a running head, from the rows like it by page."""
    if len(similar) >= _MIN_PAGES:
        return True
    if len(row.pattern) > _MAX_CHARACTERS_WITH_NUMBER:
        return False

    # On two pages: a number that grows as the pages do.
    for page, other in similar.items():
        if page == row.page:
            continue
        for number, other_number in zip(row.numbers, other.numbers, strict=False):
            if page - row.page == other_number - number:
                return True
    return False
