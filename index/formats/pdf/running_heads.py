"""Remove running heads, running feet, page numbers and watermarks: text that is on many pages.

A row is removed only if it is the same on several pages, or differs in the number of the page
alone. Other rows that are alike stay, but do not part the text around them.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import takewhile

from fonti.index.formats.pdf.lines import Line, Row, find_body_font_size, group_into_rows
from fonti.index.formats.pdf.page_numbers import mask_page_numbers
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

# Amounts of money, which are never part of a running head.
_AMOUNT = re.compile(r"[€$£]|\b(?:euro|eur|usd)\b|\d[.,]\d\d(?!\d)")

# If only two pages show a page number, at most this many characters stand with it.
_MAX_CHARACTERS_WITH_NUMBER = 24

# A number that may count pages.
_SHORT_NUMBER = re.compile(r"(?<!\d)\d{1,5}(?!\d)")

# A row in a larger font than this, in sizes of most text, is a title rather than a running head if
# it is on two pages only.
_MAX_HEAD_SIZE = 1.25

# Text in a font of at least this size, and with other text around it, is a watermark.
_MIN_WATERMARK_SIZE = 1.8


@dataclass(frozen=True, slots=True)
class _EdgeRow:
    """A row at the top or the bottom of a page.

    `band` says at which height it stands, `text` is its text in lower case, `pattern` the same with
    `#` for what may be page numbers, and `numbers` are their values.
    """

    lines: list[Line]
    band: int
    text: str
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


@dataclass(slots=True)
class _Verdicts:
    """The identities of rows that are removed, and of those that stay beside the text."""

    removed: set[int]
    asides: set[int]


def remove_running_heads(pages: list[PageLines]) -> list[PageLines]:
    """Return the pages without running heads and feet, page numbers and watermarks.

    Text across the page, such as a watermark, is removed if it stands on several pages.
    """
    body_size = find_body_font_size(line for page in pages for line in page.lines)
    pages = [_set_watermarks_apart(page, body_size) for page in pages]
    lines_by_page = _clean_edges([page.lines for page in pages], body_size)

    text_counts = Counter(line.text for page in pages for lines in page.rotated for line in lines)
    cleaned = []
    for page, lines in zip(pages, lines_by_page, strict=True):
        rotated = tuple(
            [line for line in rotated_lines if text_counts[line.text] < _MIN_PAGES]
            for rotated_lines in page.rotated
        )
        cleaned.append(replace(page, lines=lines, rotated=rotated))
    return cleaned


def _set_watermarks_apart(page: PageLines, body_size: float) -> PageLines:
    """Return a page with each large line that lies over other text in a list of its own."""
    watermarks = [line for line in page.lines if _is_watermark(line, page.lines, body_size)]
    if not watermarks:
        return page

    identities = set(map(id, watermarks))
    return replace(
        page,
        lines=[line for line in page.lines if id(line) not in identities],
        rotated=(*page.rotated, [replace(line, is_aside=True) for line in watermarks]),
    )


def _is_watermark(line: Line, lines: list[Line], body_size: float) -> bool:
    if line.font_size < _MIN_WATERMARK_SIZE * body_size:
        return False
    return any(
        other.font_size < line.font_size / _MIN_WATERMARK_SIZE
        and 0 < other.baseline - line.baseline < line.font_size / 2
        and min(line.right, other.right) - max(line.left, other.left) > line.font_size
        for other in lines
    )


def _clean_edges(pages: list[list[Line]], body_size: float) -> list[list[Line]]:
    baselines = [line.baseline for lines in pages for line in lines]
    if not baselines:
        return pages

    depth = _EDGE_DEPTH * (max(baselines) - min(baselines))
    top = max(baselines) - depth
    bottom = min(baselines) + depth

    page_edges = [_find_edges(lines) for lines in pages]
    candidates: list[_EdgeRow] = []
    for edges in page_edges:
        candidates += [row for row in edges.top[:_MAX_EDGE_ROWS] if row.lines[0].baseline >= top]
    for edges in page_edges:
        candidates += [
            row for row in edges.bottom[:_MAX_EDGE_ROWS] if row.lines[0].baseline <= bottom
        ]
    verdicts = _judge_rows(candidates, body_size)

    removed: set[int] = set()
    asides: set[int] = set()
    for edges in page_edges:
        for rows in (edges.top, edges.bottom):
            for row in _list_running_rows(rows, verdicts):
                target = asides if id(row) in verdicts.asides else removed
                target.update(map(id, row.lines))

    if all(id(line) in removed for lines in pages for line in lines):
        return pages
    return [
        [
            replace(line, is_aside=True) if id(line) in asides else line
            for line in lines
            if id(line) not in removed
        ]
        for lines in pages
    ]


def _find_edges(lines: list[Line]) -> _PageEdges:
    rows = group_into_rows(lines)
    top = rows[: _MAX_EDGE_ROWS + 1]
    bottom = rows[: -_MAX_EDGE_ROWS - 2 : -1]
    return _PageEdges([_make_edge_row(row) for row in top], [_make_edge_row(row) for row in bottom])


def _make_edge_row(row: Row) -> _EdgeRow:
    numbered = mask_page_numbers(row)
    return _EdgeRow(
        lines=row,
        band=round(row[0].baseline / _BAND_HEIGHT),
        text=" ".join(line.text for line in row).casefold(),
        pattern=numbered.text,
        numbers=numbered.numbers,
    )


def _list_running_rows(rows: list[_EdgeRow], verdicts: _Verdicts) -> list[_EdgeRow]:
    """Return the running heads at one edge of a page.

    They are the outermost rows, as long as the text inside is set off from them.
    """
    running = list(
        takewhile(lambda row: id(row) in verdicts.removed or id(row) in verdicts.asides, rows)
    )
    while running and len(running) < len(rows) and not _is_set_off(running[-1], rows[len(running)]):
        running.pop()
    return running


def _is_set_off(outer: _EdgeRow, inner: _EdgeRow) -> bool:
    """Return whether a row stands apart from the next one; those of one table belong together."""
    table = outer.lines[0].table
    if table and table == inner.lines[0].table:
        return False
    distance = abs(outer.lines[0].baseline - inner.lines[0].baseline)
    return distance > _MIN_DISTANCE_TO_TEXT * max(outer.font_size, inner.font_size)


def _judge_rows(rows: list[_EdgeRow], body_size: float) -> _Verdicts:
    """Return which rows are running heads or have page numbers, and which stay beside the text."""
    rows = [row for row in rows if not _AMOUNT.search(row.text)]
    same_pattern = _group_by_place(rows, lambda row: row.pattern)
    same_text = _group_by_place(rows, lambda row: row.text)
    same_words = _group_by_place(rows, _remove_numbers)
    same_cells = Counter((row.band, line.text) for row in rows for line in row.lines)
    running_rows = [
        row
        for row in rows
        if len(same_text[row.band, row.text]) >= _MIN_PAGES
        or _is_numbered_head(row, same_pattern[row.band, row.pattern])
    ]
    removed = set(map(id, running_rows))

    # If half of the pages have a running head at one place, other rows at that place are running
    # heads, too: that of a short chapter, or one of another kind with the number of the page.
    place_counts = Counter((row.band, row.font_size) for row in running_rows)
    usual_offset = _find_page_offset(running_rows)
    min_count = max(len({row.page for row in rows}) / 2, _MIN_PAGES)
    asides: set[int] = set()
    for row in rows:
        has_page_number = any(number - row.page == usual_offset for number in row.numbers)
        repeated = same_text[row.band, row.text]
        is_usual_place = place_counts[row.band, row.font_size] >= min_count
        if is_usual_place and (has_page_number or len(repeated) > 1):
            removed.add(id(row))
        elif (
            id(row) not in removed
            and row.font_size <= _MAX_HEAD_SIZE * body_size
            and (
                len(repeated) > 1
                or _has_constant_cell(row, same_cells)
                or _is_counted(row, same_words[row.band, _remove_numbers(row)])
            )
        ):
            asides.add(id(row))

        # A date or a number that all pages have is read once.
        is_first = row.page == min(repeated)
        if id(row) in removed and is_first and not row.numbers and re.search(r"\d", row.text):
            asides.add(id(row))
    return _Verdicts(removed, asides)


def _group_by_place(
    rows: list[_EdgeRow], key: Callable[[_EdgeRow], str]
) -> dict[tuple[int, str], dict[int, _EdgeRow]]:
    """Return the rows with one key at about one height, by height and key, and then by page."""
    similar: dict[tuple[int, str], dict[int, _EdgeRow]] = defaultdict(dict)
    for row in rows:
        for band in (row.band - 1, row.band, row.band + 1):
            similar[band, key(row)][row.page] = row
    return similar


def _remove_numbers(row: _EdgeRow) -> str:
    """Return the text of a row without its numbers."""
    return " ".join(re.sub(r"\d+", " ", row.text).split())


def _has_constant_cell(row: _EdgeRow, same_cells: Counter[tuple[int, str]]) -> bool:
    """Return whether a part of a row with some words is the same on several pages."""
    return len(row.lines) > 1 and any(
        same_cells[row.band, line.text] >= _MIN_PAGES and " " in line.text for line in row.lines
    )


def _is_counted(row: _EdgeRow, similar: dict[int, _EdgeRow]) -> bool:
    """Return whether any number in a row grows as the pages do."""
    offsets = {int(number) - row.page for number in _SHORT_NUMBER.findall(row.text)}
    return any(
        int(number) - page in offsets
        for page, other in similar.items()
        if page != row.page
        for number in _SHORT_NUMBER.findall(other.text)
    )


def _find_page_offset(rows: Iterable[_EdgeRow]) -> int | None:
    """Return what is usually added to a page's index to get the number shown on it."""
    offsets = Counter(number - row.page for row in rows for number in row.numbers)
    return offsets.most_common(1)[0][0] if offsets else None


def _is_numbered_head(row: _EdgeRow, similar: dict[int, _EdgeRow]) -> bool:
    """Return whether a number in a row grows as the pages do, from the rows like it by page."""
    for index, number in enumerate(row.numbers):
        consecutive = sum(
            page - row.page == other.numbers[index] - number for page, other in similar.items()
        )
        min_count = 2 if len(row.pattern) <= _MAX_CHARACTERS_WITH_NUMBER else _MIN_PAGES
        if consecutive >= min_count:
            return True
    return False
