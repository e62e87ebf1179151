"""Running heads, running feet and page numbers: what stands at the edges of many pages, and is no part of the text."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import takewhile

from fonti.index.formats.pdf.lines import Line, rows

_ROWS = 3  # at an edge, looked at
_PAGES = 3  # on which the same must stand
_DEPTH = 0.15  # of the height that is written on: how far from the edge it stands at most
_APART = 1.5  # sizes of the type between it and the text
_BAND = 4.0  # points within which it stands at the same height
_NUMBER = re.compile(r"\d+|^[ivxlc]{1,7}\b|\b[ivxlc]{1,7}$")
_AROUND_A_NUMBER = 24  # characters that may stand with a page number where only two pages show it


@dataclass(frozen=True, slots=True)
class _Edge:
    """A row at an edge of a page: what it says but for numbers, and where."""

    lines: list[Line]
    place: int
    said: str
    numbers: tuple[int, ...]


def without_running(pages: list[list[list[Line]]]) -> list[list[list[Line]]]:
    """The pages without what runs through the document: at their tops and bottoms, or across them another way.

    A page is a list of the lines that run its way, and then of those that run in each other way.
    """
    upright = _without_margins([page[0] if page else [] for page in pages])
    seen = Counter(line.text for page in pages for way in page[1:] for line in way)
    return [
        [lines, *([line for line in way if seen[line.text] < _PAGES] for way in page[1:])]
        for lines, page in zip(upright, pages, strict=True)
    ]


def _without_margins(pages: list[list[Line]]) -> list[list[Line]]:
    heights = [line.base for lines in pages for line in lines]
    if not heights:
        return pages
    depth = _DEPTH * (max(heights) - min(heights))
    top, bottom = max(heights) - depth, min(heights) + depth
    edges = []
    for lines in pages:
        ordered = rows(lines)
        edges.append(
            (list(map(_edge, ordered[: _ROWS + 1])), list(map(_edge, ordered[: -_ROWS - 2 : -1])))
        )
    outer = [edge for above, _ in edges for edge in above[:_ROWS] if edge.lines[0].base >= top]
    outer += [edge for _, below in edges for edge in below[:_ROWS] if edge.lines[0].base <= bottom]
    running = _running(outer)
    dropped = {id(line) for sides in edges for side in sides for line in _outermost(side, running)}
    kept = [[line for line in lines if id(line) not in dropped] for lines in pages]
    return kept if any(kept) else pages


def _edge(row: list[Line]) -> _Edge:
    text = " ".join(line.text for line in row).casefold()
    numbers = tuple(int(number[-9:]) for number in _NUMBER.findall(text) if number[0].isdigit())
    return _Edge(row, round(row[0].base / _BAND), _NUMBER.sub("#", text), numbers)


def _outermost(side: list[_Edge], running: set[int]) -> list[Line]:
    """The lines of the rows that run through the document, from the edge inwards to where the text is set off."""
    found = list(takewhile(lambda edge: id(edge) in running, side))
    while found and len(found) < len(side) and not _set_off(found[-1], side[len(found)]):
        found.pop()
    return [line for edge in found for line in edge.lines]


def _set_off(edge: _Edge, inwards: _Edge) -> bool:
    outer, inner = edge.lines[0], inwards.lines[0]
    return abs(outer.base - inner.base) > _APART * max(outer.size, inner.size)


def _running(edges: list[_Edge]) -> set[int]:
    """The rows, by identity, that say the same on enough pages, or that number the pages."""
    alike: dict[tuple[int, str], dict[int, _Edge]] = defaultdict(dict)
    for edge in edges:
        for place in (edge.place - 1, edge.place, edge.place + 1):
            alike[place, edge.said][edge.lines[0].page] = edge
    running = {id(edge) for edge in edges if _runs(edge, alike[edge.place, edge.said])}
    told = [edge for edge in edges if id(edge) in running]
    heights = Counter((edge.place, edge.lines[0].size) for edge in told)
    offsets = Counter(
        number - edge.lines[0].page for edge in told for number in edge.numbers
    ).most_common(1)
    enough = max(len({edge.lines[0].page for edge in edges}) / 2, _PAGES)
    # Where most pages have a running head, one of a short chapter, or of another kind with the page's number, is such.
    for edge in edges:
        numbered = any(
            number - edge.lines[0].page == offset
            for number in edge.numbers
            for offset, _ in offsets
        )
        repeated = len(alike[edge.place, edge.said]) > 1
        if heights[edge.place, edge.lines[0].size] >= enough and (numbered or repeated):
            running.add(id(edge))
    return running


def _runs(edge: _Edge, alike: dict[int, _Edge]) -> bool:
    """Whether rows at one height that say the same, by their pages, are running heads."""
    if len(alike) >= _PAGES:
        return True
    page = edge.lines[0].page
    return len(edge.said) <= _AROUND_A_NUMBER and any(
        other != page and other - page == theirs - ours
        for other, row in alike.items()
        for ours, theirs in zip(edge.numbers, row.numbers, strict=False)
    )
