"""Which lines of a PDF are headings: those that its outline names, else those set larger or bolder than the text."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, groupby, islice

import pypdfium2 as pdfium

from fonti.index.formats.extract import tidy
from fonti.index.formats.pdf.lines import Line

_LEVELS = 6
_ENTRIES = 20_000  # of an outline, at most
_ENOUGH = 3  # lines found that an outline names, for the type not to be asked
_LINES = 3  # of a heading, at most
_NUMBER = re.compile(
    r"(?:[^\W\d_]+ )?(?:[\dIVXLC]+|[A-Z])(?:\.\d+)*[.):]? "
)  # `2.1 `, `Chapter 2. `, `IV `, `A. `

# What is set off from the text, in sizes of the text's type.
_LARGER = 1.15
_AS_LARGE = 0.98
_LONGEST = 150  # characters
_LONGEST_BOLD = 80
_BOLD_SHARE = 0.3  # of a text; where more is bold, bold sets nothing off


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a document's outline: its title, its level from 1, and the page it leads to, from 0."""

    title: str
    level: int
    page: int


def outline(document: pdfium.PdfDocument) -> list[Entry]:
    """The entries of the document's outline that lead to a page."""
    found = []
    for bookmark in islice(document.get_toc(), _ENTRIES):
        target = bookmark.get_dest()
        page = target.get_index() if target is not None else None
        title = tidy(bookmark.get_title())
        if page is not None and title:
            found.append(Entry(title, min(bookmark.level + 1, _LEVELS), page))
    return found


def with_headings(stretches: list[list[Line]], entries: list[Entry]) -> list[list[Line]]:
    """The lines with the level of those that are headings."""
    levels = _named(stretches, entries)
    if len(levels) < _ENOUGH:
        levels = _set_off(stretches) | levels
    return [
        [replace(line, level=levels[id(line)]) if id(line) in levels else line for line in stretch]
        for stretch in stretches
    ]


def _named(stretches: list[list[Line]], entries: list[Entry]) -> dict[int, int]:
    """The levels, by identity, of the lines that the outline names; the largest where several say the same."""
    on_page: dict[int, list[tuple[list[Line], set[str]]]] = {entry.page: [] for entry in entries}
    for stretch in stretches:
        for at, line in enumerate(stretch):
            if line.page in on_page:
                on_page[line.page] += _spans(stretch[at : at + _LINES])
    levels: dict[int, int] = {}
    for entry in entries:
        keys = _keys(entry.title)
        alike = [
            lines
            for lines, said in on_page[entry.page]
            if said & keys and id(lines[0]) not in levels
        ]
        if alike:
            lines = max(alike, key=lambda lines: (lines[0].size, lines[0].bold, len(lines)))
            levels |= dict.fromkeys(map(id, lines), entry.level)
    return levels


def _spans(lines: list[Line]) -> Iterator[tuple[list[Line], set[str]]]:
    """The first of the lines, the first two and so on, while they are of one size, each with what it says."""
    for end, line in enumerate(lines, 1):
        if line.size != lines[0].size or line.page != lines[0].page:
            return
        yield lines[:end], _keys(" ".join(part.text for part in lines[:end]))


def _keys(text: str) -> set[str]:
    """The letters and digits of a title, with its number and without."""
    texts = (text, _NUMBER.sub("", text, count=1))
    return {"".join(filter(str.isalnum, tidy(one).casefold())) for one in texts} - {""}


def _set_off(stretches: list[list[Line]]) -> dict[int, int]:
    """The levels, by identity, of the lines set larger than the text, the largest first, and then of those in bold."""
    letters: Counter[float] = Counter()
    bold = 0
    for line in chain.from_iterable(stretches):
        letters[line.size] += len(line.text)
        bold += len(line.text) * line.bold
    if not letters:
        return {}
    usual = letters.most_common(1)[0][0]
    sets_off = bold < _BOLD_SHARE * letters.total()
    larger: list[list[Line]] = []
    bolder: list[list[Line]] = []
    for run in chain.from_iterable(map(_runs, stretches)):
        if len(run) <= _LINES and _heads(run, usual, _LARGER, _LONGEST):
            larger.append(run)
        elif (
            sets_off
            and len(run) == 1
            and run[0].bold
            and _heads(run, usual, _AS_LARGE, _LONGEST_BOLD)
        ):
            bolder.append(run)
    sizes = sorted({run[0].size for run in larger}, reverse=True)
    levels = {id(line): sizes.index(line.size) + 1 for run in larger for line in run}
    levels |= {id(line): len(sizes) + 1 for run in bolder for line in run}
    return {line: min(level, _LEVELS) for line, level in levels.items()}


def _runs(stretch: list[Line]) -> Iterator[list[Line]]:
    """Lines that follow one another in one type."""
    for _, run in groupby(stretch, key=lambda line: (line.size, line.bold)):
        yield list(run)


def _heads(run: list[Line], usual: float, larger: float, longest: int) -> bool:
    text = " ".join(line.text for line in run)
    return (
        run[0].size >= larger * usual
        and all(line.cells == 1 and not line.turned for line in run)
        and len(text) <= longest
        and text[-1] not in ".,;"
        and (text[0].isupper() or text[0].isdigit() or larger > 1)
        and any(map(str.isalpha, text))
    )
